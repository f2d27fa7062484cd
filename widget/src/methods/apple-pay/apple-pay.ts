import { walletCountry } from '../wallet/wallet-country.ts';
import { listOf, scriptAddress, walletMethod, type FindWallet } from '../wallet/wallet-method.ts';
import type { ApplePaySessionClass } from './apple-pay-session.ts';
import { createAppleSheet } from './apple-pay-sheet.ts';

/** Only for browsers that are not Apple's own; those have the API built in. */
const SCRIPT = 'https://applepay.cdn-apple.com/jsapi/1.latest/apple-pay-sdk.js';

export const applePayMethod = walletMethod('applepay', findApplePay);

async function findApplePay(
  ...[{ api, loadScript, page, text }, offered]: Parameters<FindWallet>
): ReturnType<FindWallet> {
  if (sessionClass() === undefined) await loadScript(scriptAddress(offered, ['scriptUrl'], SCRIPT));
  const Session = sessionClass();
  if (Session?.canMakePayments() !== true) return undefined;
  const { applePayDisplayName: shop, applePaySupportedNetworks: networks, countryCode } = offered.config;
  const { lang } = page.document.documentElement;
  return {
    type: 'applepay',
    name: 'Apple Pay',
    drawButton: (host, press) => {
      const button = host.ownerDocument.createElement('button');
      button.type = 'button';
      button.className = 'cyb-apple-pay';
      button.setAttribute('aria-label', text('payWithApplePay'));
      button.onclick = press;
      host.append(button);
    },
    ...createAppleSheet(Session, api, (total) => ({
      countryCode: walletCountry(countryCode, total.currency, lang),
      currencyCode: total.currency,
      supportedNetworks: listOf(networks),
      merchantCapabilities: ['supports3DS'],
      total: { label: typeof shop === 'string' ? shop : '', amount: total.amount },
    })),
  };
}

function sessionClass(): ApplePaySessionClass | undefined {
  return (globalThis as { ApplePaySession?: ApplePaySessionClass }).ApplePaySession;
}
