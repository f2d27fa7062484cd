import type { Total } from '../../checkout.ts';
import { walletCountry } from '../wallet/wallet-country.ts';
import { listOf, scriptAddress, walletMethod, type FindWallet } from '../wallet/wallet-method.ts';
import type { GooglePayApi } from './google-pay-api.ts';
import { createGoogleSheet } from './google-pay-sheet.ts';

const SCRIPT = 'https://pay.google.com/gp/p/js/pay.js';

/** Google Pay, through CyberSource as its gateway. */
export const googlePayMethod = walletMethod('googlepay', findGooglePay);

async function findGooglePay(
  ...[{ loadScript, page }, offered]: Parameters<FindWallet>
): ReturnType<FindWallet> {
  const { config } = offered;
  await loadScript(scriptAddress(offered, ['scriptUrl', 'googlePaySdkUrl'], SCRIPT));
  const { google } = globalThis as { google?: GooglePayApi };
  const client = google && new google.payments.api.PaymentsClient({ environment: environmentOf(config) });
  const request = toRequest(config);
  const { lang } = page.document.documentElement;
  const country = ({ currency }: Total): string => walletCountry(config['countryCode'], currency, lang);
  if (client === undefined || !(await client.isReadyToPay(request)).result) return undefined;
  return {
    type: 'googlepay',
    name: 'Google Pay',
    drawButton: (host, press) => {
      const language = lang.slice(0, 2);
      const locale = language === '' ? {} : { buttonLocale: language };
      host.append(client.createButton({ onClick: press, buttonSizeMode: 'fill', ...locale }));
    },
    ...createGoogleSheet(client, (total) => ({
      ...request,
      transactionInfo: toTransactionInfo(total, country(total)),
    })),
  };
}

type Config = Readonly<Record<string, unknown>>;

function environmentOf(config: Config): string {
  return config['googlePayEnvironment'] === 'PRODUCTION' ? 'PRODUCTION' : 'TEST';
}

/** Google: PaymentDataRequest, without what the sheet shows. */
function toRequest(config: Config): object {
  return {
    apiVersion: 2,
    apiVersionMinor: 0,
    merchantInfo: {
      merchantId: config['googlePayMerchantId'],
      merchantName: config['googlePayMerchantName'],
    },
    allowedPaymentMethods: [
      {
        type: 'CARD',
        parameters: {
          allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'],
          allowedCardNetworks: listOf(config['googlePaySupportedNetworks']),
          assuranceDetailsRequired: true,
        },
        tokenizationSpecification: {
          type: 'PAYMENT_GATEWAY',
          parameters: {
            gateway: config['googlePayGateway'],
            gatewayMerchantId: config['googlePayGatewayMerchantId'],
          },
        },
      },
    ],
  };
}

function toTransactionInfo({ amount, currency }: Total, country: string): object {
  return {
    totalPriceStatus: 'FINAL',
    totalPrice: amount,
    currencyCode: currency,
    countryCode: country,
  };
}
