import type { SandboxOrder, OrderPaymentGroup, OrderPaymentStatus } from '../orders/order.ts';
import {
  UnusableResponse,
  type PaymentWebhookResponse,
  type WebhookResult,
} from '../webhooks/payment-answer.ts';
import type { CallGateway, GatewayExchange } from './call-gateway.ts';

/** Without a usable answer it is not known whether the money moved, so the shopper gets neither a confirmation nor a decline. */
export const NOT_CONFIRMED =
  'Your payment could not be confirmed. It may have gone through: check with your bank before you pay again.';

/**
 * Asks the gateway for the group's money and lets the answer change the group, as OCC does: 1000 authorizes, 4000
 * settles, 10000 leaves the group as it is and asks the storefront to authenticate the shopper, everything else fails.
 * Resolves to the answer, or undefined when there was no usable one.
 */
export async function authorize(
  ask: CallGateway,
  order: SandboxOrder,
  group: OrderPaymentGroup,
  cardSecrets: Readonly<Record<string, string>> = {},
): Promise<PaymentWebhookResponse | undefined> {
  const asked = await ask({ operation: 'authorize', order, group, amount: group.amount, cardSecrets });
  const answer = readAnswer(asked);
  if (answer instanceof UnusableResponse) {
    group.state = 'PAYMENT_REQUEST_FAILED';
    group.message = NOT_CONFIRMED;
    group.authorizationStatus.push(toFailedStatus(asked, group.amount, answer));
    return undefined;
  }
  group.additionalProperties = answer.additionalProperties;
  group.exposedProperties = answer.exposedProperties;
  // The shopper reads it only when there is something to do or to try again.
  group.message = holds(answer.verdict) ? '' : answer.message;
  group.uiIntervention = null;
  if (answer.verdict === 'challenge') {
    group.uiIntervention = 'payerAuthRequired';
    return answer;
  }
  if (answer.token !== undefined) group.token = answer.token;
  const status = toStatus(asked, group.amount, answer);
  group.authorizationStatus.push(status);
  if (answer.verdict === 'settled') group.debitStatus.push(status);
  group.state = STATE[answer.verdict];
  return answer;
}

function holds(verdict: WebhookResult): boolean {
  return verdict === 'accepted' || verdict === 'settled';
}

const STATE = { accepted: 'AUTHORIZED', settled: 'SETTLED', rejected: 'AUTHORIZE_FAILED' } as const;

/** The answer, or why there is none, as a value. */
export function readAnswer(asked: GatewayExchange): PaymentWebhookResponse | UnusableResponse {
  try {
    return asked.read();
  } catch (error) {
    if (error instanceof UnusableResponse) return error;
    throw error;
  }
}

/** What OCC keeps with the group about one answer. */
export function toStatus(
  asked: GatewayExchange,
  amount: number,
  answer: PaymentWebhookResponse,
): OrderPaymentStatus {
  const transactionSuccess = answer.verdict !== 'rejected';
  return {
    transactionId: asked.transactionId,
    amount,
    at: asked.at,
    transactionSuccess,
    ...(transactionSuccess ? {} : { errorMessage: answer.message }),
    statusProps: answer.statusProps,
  };
}

/** The same where no usable answer came. */
export function toFailedStatus(
  asked: GatewayExchange,
  amount: number,
  why: UnusableResponse,
): OrderPaymentStatus {
  return {
    transactionId: asked.transactionId,
    amount,
    at: asked.at,
    transactionSuccess: false,
    errorMessage: why.message,
    statusProps: {},
  };
}
