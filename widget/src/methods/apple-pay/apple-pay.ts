import type { PaymentApi } from '../../payment-api.ts';
import { walletCountry } from '../wallet/wallet-country.ts';
import { listOf, scriptAddress, walletMethod, type FindWallet } from '../wallet/wallet-method.ts';
import type { WalletPayment } from '../wallet/wallet-option.ts';
import type { ApplePaySessionClass, RunningSession } from './apple-pay-session.ts';

/** Only for browsers that are not Apple's own; those have the API built in. */
const SCRIPT = 'https://applepay.cdn-apple.com/jsapi/1.latest/apple-pay-sdk.js';

/** Apple: the version that every browser with Apple Pay knows since 2018. */
const VERSION = 3;

export const applePayMethod = walletMethod('applepay', findApplePay);

async function findApplePay(
  ...[{ api, loadScript, page, text }, offered]: Parameters<FindWallet>
): ReturnType<FindWallet> {
  if (sessionClass() === undefined) await loadScript(scriptAddress(offered, ['scriptUrl'], SCRIPT));
  const Session = sessionClass();
  if (Session?.canMakePayments() !== true) return undefined;
  const { applePayDisplayName: shop, applePaySupportedNetworks: networks, countryCode } = offered.config;
  const { lang } = page.document.documentElement;
  let open: RunningSession | undefined;
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
    openSheet: (total) => {
      open = new Session(VERSION, {
        countryCode: walletCountry(countryCode, total.currency, lang),
        currencyCode: total.currency,
        supportedNetworks: listOf(networks),
        merchantCapabilities: ['supports3DS'],
        total: { label: typeof shop === 'string' ? shop : '', amount: total.amount },
      });
      return runSheet(open, api).catch((problem: unknown) => {
        // Apple has closed the sheet; there is nothing left to complete.
        open = undefined;
        throw problem;
      });
    },
    settled: (accepted) => {
      open?.completePayment(accepted ? Session.STATUS_SUCCESS : Session.STATUS_FAILURE);
      open = undefined;
    },
  };
}

function sessionClass(): ApplePaySessionClass | undefined {
  return (globalThis as { ApplePaySession?: ApplePaySessionClass }).ApplePaySession;
}

/** The sheet stays open, showing progress, until `completePayment`. */
function runSheet(session: RunningSession, { call }: Pick<PaymentApi, 'call'>): Promise<WalletPayment> {
  return new Promise((resolve, reject) => {
    session.onvalidatemerchant = ({ validationURL }) => {
      call('/applepay/validate', { validationUrl: validationURL }).then(
        (merchantSession) => {
          session.completeMerchantValidation(merchantSession);
        },
        () => {
          session.abort();
          reject(new Error('Apple does not know this shop'));
        },
      );
    };
    session.onpaymentauthorized = ({ payment }) => {
      resolve({ token: JSON.stringify(payment.token.paymentData) });
    };
    session.oncancel = () => {
      reject(Object.assign(new Error('The sheet was closed'), { name: 'AbortError' }));
    };
    session.begin();
  });
}
