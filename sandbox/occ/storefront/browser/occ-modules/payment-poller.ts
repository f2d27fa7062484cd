import type { RestClient } from './rest-client.ts';
import { topicNames } from './topic-names.ts';
import type { Topics } from './topics.ts';

/** What PAYMENT_GET_AUTH_RESPONSE carries, as far as the poller reads it. */
export interface AuthenticationWait {
  readonly orderid: string;
  readonly orderuuid: string;
  readonly paymentGroupId: string;
  readonly numOfRetries?: number | string;
  /** Milliseconds between two looks. */
  readonly delay?: number | string;
}

/** OCC's `pageLayout/payment-auth-response`. */
export interface PaymentPoller {
  getAuthResponse(wait: AuthenticationWait): Promise<void>;
}

export interface PollerDeps {
  readonly rest: RestClient;
  readonly topics: Topics;
  readonly wait: (ms: number) => Promise<void>;
}

/** OCC: 3-D Secure, how often the storefront looks unless the gateway says otherwise. */
const TRIES = 5;
const DELAY_MS = 2500;

/**
 * After a challenge OCC's storefront looks at the payment until it is decided, and says how that ended by a topic.
 * OCC: 3-D Secure, the poller.
 */
export function startPaymentPoller({ rest, topics, wait }: PollerDeps): PaymentPoller {
  async function stateOf({ paymentGroupId }: AuthenticationWait): Promise<string> {
    const answer = await rest.call('GET', `/paymentGroups/${encodeURIComponent(paymentGroupId)}`);
    const { paymentState } = answer as { paymentState: string };
    return paymentState;
  }

  const poller: PaymentPoller = {
    getAuthResponse: async (asked) => {
      const tries = positive(asked.numOfRetries, TRIES);
      for (let at = 0; at < tries; at += 1) {
        await wait(positive(asked.delay, DELAY_MS));
        // A look that fails is one look lost; the next may succeed.
        const state = await stateOf(asked).catch(() => 'INITIAL');
        const topic = OUTCOMES[state];
        if (topic !== undefined) {
          topics(topic).publish([asked]);
          return;
        }
      }
      topics(topicNames.PAYMENT_AUTH_TIMED_OUT).publish([asked]);
    },
  };
  topics(topicNames.PAYMENT_GET_AUTH_RESPONSE).subscribe(([asked]: readonly [AuthenticationWait]) => {
    void poller.getAuthResponse(asked);
  });
  return poller;
}

const OUTCOMES: Readonly<Partial<Record<string, string>>> = {
  AUTHORIZED: topicNames.PAYMENT_AUTH_SUCCESS,
  SETTLED: topicNames.PAYMENT_AUTH_SUCCESS,
  AUTHORIZE_FAILED: topicNames.PAYMENT_AUTH_DECLINED,
  PAYMENT_REQUEST_FAILED: topicNames.PAYMENT_AUTH_DECLINED,
};

/** Gateways send these numbers as text; nonsense counts as absent. */
function positive(given: number | string | undefined, otherwise: number): number {
  const number = Number(given);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
