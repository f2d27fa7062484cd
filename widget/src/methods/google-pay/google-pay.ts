import { buttonColour } from '../wallet/button-colour.ts';
import { merchantCountry } from '../wallet/merchant-country.ts';
import { scriptAddress, walletMethod, type FindWallet } from '../wallet/wallet-method.ts';
import type { GooglePayApi } from './google-pay-api.ts';
import { toPaymentRequest, toReadyRequest } from './google-pay-request.ts';
import { createGoogleSheet } from './google-pay-sheet.ts';
import { toGooglePrice } from './google-price.ts';

const SCRIPT = 'https://pay.google.com/gp/p/js/pay.js';

/** Google Pay, through CyberSource as its gateway. */
export const googlePayMethod = walletMethod('googlepay', findGooglePay);

async function findGooglePay(
  ...[{ loadScript, page }, offered]: Parameters<FindWallet>
): ReturnType<FindWallet> {
  const { config } = offered;
  const country = merchantCountry(config);
  if (country === undefined) return undefined;
  await loadScript(scriptAddress(offered, ['scriptUrl', 'googlePaySdkUrl'], SCRIPT));
  const { google } = globalThis as { google?: GooglePayApi };
  const client = google && new google.payments.api.PaymentsClient({ environment: environmentOf(config) });
  const { lang } = page.document.documentElement;
  if (client === undefined || !(await client.isReadyToPay(toReadyRequest(config))).result) return undefined;
  return {
    type: 'googlepay',
    name: 'Google Pay',
    canPay: ({ amount }) => toGooglePrice(amount) !== undefined,
    drawButton: (host, press) => {
      const language = lang.slice(0, 2);
      const locale = language === '' ? {} : { buttonLocale: language };
      const buttonColor = buttonColour(getComputedStyle(host).color);
      host.append(client.createButton({ onClick: press, buttonSizeMode: 'fill', buttonColor, ...locale }));
    },
    ...createGoogleSheet(client, (total) => toPaymentRequest(config, country, total)),
  };
}

type Config = Readonly<Record<string, unknown>>;

function environmentOf(config: Config): string {
  return config['googlePayEnvironment'] === 'PRODUCTION' ? 'PRODUCTION' : 'TEST';
}
