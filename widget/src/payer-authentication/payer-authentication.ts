import type { Checkout } from '../payment/checkout.ts';
import { ShopperProblem, withProperties, type CollectedPayment } from '../payment/payment-method.ts';
import type { AuthenticationSetupResponse, PaymentApi } from '../payment/payment-api.ts';
import type { IssuerRequest, StepUp } from '../payment/challenge.ts';

/** 3-D Secure around a payment: what it needs before it is sent, and what the issuer wants afterwards. */
export interface PayerAuthenticationFlow {
  /** The payment with what its enrolment takes. Rejects with a {@link ShopperProblem}; nothing was charged. */
  prepare(payment: CollectedPayment): Promise<CollectedPayment>;
  /** The same payment with the issuer's wish fulfilled, to be sent again with the same order. */
  fulfil(payment: CollectedPayment, challenge: IssuerRequest): Promise<CollectedPayment>;
}

interface Deps {
  readonly api: Pick<PaymentApi, 'setUpAuthentication'>;
  readonly checkout: Pick<Checkout, 'orderId' | 'profileId'>;
  readonly collectDeviceData: (setup: AuthenticationSetupResponse) => Promise<void>;
  readonly confirm: (stepUp: StepUp) => Promise<string>;
  readonly browserDetails: () => Readonly<Record<string, string>>;
  /** Where the issuer sends the shopper afterwards: our extension's page, on the shop's own origin. */
  readonly returnUrl: string;
}

/** The route of the extension that ends a challenge. */
export const RETURN_ROUTE = '/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl';

/** CyberSource: payer authentication, a challenge that the issuer may not skip. */
const CHALLENGE_MANDATED = '04';

export function createPayerAuthentication(deps: Deps): PayerAuthenticationFlow {
  const { api, checkout, collectDeviceData, confirm, browserDetails, returnUrl } = deps;

  async function enrol(payment: CollectedPayment, challengeCode?: string): Promise<CollectedPayment> {
    const { authenticate } = payment;
    if (authenticate === undefined) return payment;
    const [orderId, profileId] = [checkout.orderId(), checkout.profileId()];
    const subject = {
      ...(orderId !== '' && { orderId }),
      ...('savedCardId' in authenticate && { profileId }),
      ...authenticate,
    };
    const setup = await api.setUpAuthentication(subject).catch(() => {
      throw new ShopperProblem('notCharged');
    });
    await collectDeviceData(setup);
    return withProperties(payment, {
      ...browserDetails(),
      ...setup.browser,
      referenceId: setup.referenceId,
      returnUrl,
      ...(challengeCode !== undefined && { challengeCode }),
    });
  }

  return {
    prepare: (payment) => enrol(payment),
    fulfil: async (payment, challenge) => {
      if (challenge.kind === 'again') return enrol(payment, CHALLENGE_MANDATED);
      const authenticationTransactionId = await confirm(challenge);
      const { pauseRequestId } = challenge;
      return withProperties(payment, {
        authenticationTransactionId,
        ...(pauseRequestId !== '' && { pauseRequestId }),
      });
    },
  };
}
