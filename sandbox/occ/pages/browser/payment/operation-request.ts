import type { OperationRequest } from '../http/extension-api.ts';
import type { AttemptView, PaymentOperation, PaymentSummary } from '../model/payment.ts';
import { isCarriedOut } from './outcomes.ts';

/** What a person wants to do with a payment. */
export interface RequestedOperation {
  readonly operation: PaymentOperation;
  readonly payment: PaymentSummary;
  readonly channel: string;
  /** Minor units. */
  readonly minor: number;
  /** The same as `/capture` and `/refund` take it: twelve digits by the site's amount convention. */
  readonly digits: string;
  /** CyberSource's id of the capture that a refund belongs to; undefined: of any that has room. */
  readonly captureId: string | undefined;
  readonly idempotencyKey: string;
}

/** The request to the extension. */
export function toOperationRequest(wanted: RequestedOperation): OperationRequest {
  const { operation, payment, channel, minor, digits, captureId, idempotencyKey } = wanted;
  const common = { route: `/${operation}`, site: payment.site, channel, idempotencyKey };
  const { currency } = payment.authorized;
  if (operation === 'capture' || operation === 'refund')
    return {
      ...common,
      body: {
        merchantReferenceNumber: payment.orderId,
        transactionId: captureId ?? authorizationId(payment),
        currency,
        amount: digits,
      },
    };
  // Without an amount a void or reversal is of everything that is left.
  const isWhole = (operation === 'void' || operation === 'reverse') && minor === mostOf(operation, payment);
  return {
    ...common,
    body: {
      orderId: payment.orderId,
      ...(payment.paymentGroupId === undefined
        ? { requestId: authorizationId(payment) }
        : { paymentGroupId: payment.paymentGroupId }),
      ...(!isWhole && { amount: { minor, currency } }),
    },
  };
}

/** The most that an operation may be for now, in minor units; undefined where there is no limit, or it is not allowed. */
export function mostOf(operation: PaymentOperation, { allowed }: PaymentSummary): number | undefined {
  return allowed.find((each) => each.operation === operation)?.upTo?.minor;
}

/** Captures that can be refunded, newest first. */
export function capturesOf({ attempts }: PaymentSummary): readonly AttemptView[] {
  return attempts.filter((attempt) => attempt.operation === 'capture' && isCarriedOut(attempt)).reverse();
}

/** CyberSource's id of the authorization that holds the money. */
function authorizationId({ attempts }: PaymentSummary): string {
  const found = [...attempts]
    .reverse()
    .find((attempt) => ['authorize', 'sale'].includes(attempt.operation) && isCarriedOut(attempt));
  return found?.requestId ?? '';
}
