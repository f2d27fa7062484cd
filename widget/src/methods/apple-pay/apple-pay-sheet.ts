import type { OrderTotal } from '../../payment/checkout.ts';
import type { PaymentApi } from '../../payment/payment-api.ts';
import { attempted } from '../wallet/attempted.ts';
import type { WalletPayment, WalletSheet } from '../wallet/wallet-payment.ts';
import { WalletNotSetUp } from '../wallet/wallet-problem.ts';
import type { ApplePaySessionClass, RunningSession } from './apple-pay-session.ts';

/** Apple: the version that every browser with Apple Pay knows since 2018. */
const VERSION = 3;

/**
 * Apple's sheet. It stays open, showing progress, until it hears how the order ended; meanwhile the shopper may close
 * it, or Apple does after half a minute. What is called on it after that throws.
 */
export function createAppleSheet(
  Session: ApplePaySessionClass,
  api: Pick<PaymentApi, 'call'>,
  toRequest: (total: OrderTotal) => object,
): WalletSheet {
  let open: RunningSession | undefined;
  return {
    openSheet: (total) => {
      const session = new Session(VERSION, toRequest(total));
      open = session;
      return run(session, api).catch((problem: unknown) => {
        attempted(() => {
          session.abort();
        });
        throw problem;
      });
    },
    settled: (accepted) => {
      // Apple knows a yes and a no. Without a verdict the sheet just goes, and the page says what is known.
      if (accepted === undefined) open?.abort();
      else open?.completePayment(accepted ? Session.STATUS_SUCCESS : Session.STATUS_FAILURE);
    },
  };
}

/** Rejects with whatever Apple throws. */
function run(session: RunningSession, api: Pick<PaymentApi, 'call'>): Promise<WalletPayment> {
  return new Promise((resolve, reject: (problem: unknown) => void) => {
    const guarded =
      <Event>(handle: (event: Event) => void) =>
      (event: Event): void => {
        try {
          handle(event);
        } catch (problem) {
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever Apple throws
          reject(problem);
        }
      };
    session.onvalidatemerchant = guarded(({ validationURL }) => {
      api
        .call('/applepay/validate', { validationUrl: validationURL })
        .catch(() => {
          throw new WalletNotSetUp('Apple does not know this shop');
        })
        .then((merchantSession) => {
          session.completeMerchantValidation(merchantSession);
        })
        .catch(reject);
    });
    session.onpaymentauthorized = guarded(({ payment }) => {
      resolve({ token: JSON.stringify(payment.token.paymentData) });
    });
    session.oncancel = () => {
      reject(Object.assign(new Error('The sheet was closed'), { name: 'AbortError' }));
    };
    session.begin();
  });
}
