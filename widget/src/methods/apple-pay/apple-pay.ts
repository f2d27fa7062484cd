import { buttonColour } from '../wallet/button-colour.ts';
import { merchantCountry } from '../wallet/merchant-country.ts';
import { scriptAddress, walletMethod, type FindWallet } from '../wallet/wallet-method.ts';
import type { ApplePaySessionClass } from './apple-pay-session.ts';
import { toApplePayRequest } from './apple-pay-request.ts';
import { createAppleSheet } from './apple-pay-sheet.ts';

/** Only for browsers that are not Apple's own; those have the API built in. */
const SCRIPT = 'https://applepay.cdn-apple.com/jsapi/1.latest/apple-pay-sdk.js';

export const applePayMethod = walletMethod('applepay', findApplePay);

async function findApplePay(
  ...[{ api, loadScript, text }, offered]: Parameters<FindWallet>
): ReturnType<FindWallet> {
  const { config } = offered;
  const country = merchantCountry(config);
  if (country === undefined) return undefined;
  if (sessionClass() === undefined) await loadScript(scriptAddress(offered, ['scriptUrl'], SCRIPT));
  const Session = sessionClass();
  if (Session?.canMakePayments() !== true) return undefined;
  return {
    type: 'applepay',
    name: 'Apple Pay',
    drawButton: (host, press) => {
      const button = host.ownerDocument.createElement('button');
      button.type = 'button';
      button.className = `cyb-apple-pay cyb-${buttonColour(getComputedStyle(host).color)}`;
      button.setAttribute('aria-label', text('payWithApplePay'));
      button.onclick = press;
      host.append(button);
    },
    ...createAppleSheet(Session, api, (total) => toApplePayRequest(config, country, total)),
  };
}

function sessionClass(): ApplePaySessionClass | undefined {
  return (globalThis as { ApplePaySession?: ApplePaySessionClass }).ApplePaySession;
}
