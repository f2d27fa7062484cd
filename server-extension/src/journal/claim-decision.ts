import type { CheckoutKey } from '../domain/ids.ts';
import { isSameMoney } from '../domain/money/money.ts';
import { gatewayRefOf } from '../domain/payment/reported.ts';
import type { OtherOrder } from '../domain/payment/result.ts';
import type {
  ClaimDecision,
  ClaimRule,
  MerchantTransactionIdFor,
  ClaimResult,
} from '../payments/ports/claim.ts';
import type { PaymentAttempt, AttemptRequest } from '../payments/ports/payment-attempt.ts';

/** What a journal does with a claim: answer without writing, or write this attempt. */
export type ClaimOutcome =
  | { readonly kind: 'write'; readonly attempt: PaymentAttempt; readonly otherOrder?: OtherOrder }
  | Exclude<ClaimResult, { readonly kind: 'claimed' }>;

/**
 * The rules of claiming, the same for every journal. The journal calls it under its lock, with the latest attempt under
 * the same key and ways to read all attempts of the payment and of its checkout.
 */
export function decideClaim(
  request: AttemptRequest,
  latest: PaymentAttempt | undefined,
  ofPayment: () => readonly PaymentAttempt[],
  ofCheckout: () => readonly PaymentAttempt[],
  claimRule: ClaimRule,
  merchantTransactionIdFor: MerchantTransactionIdFor,
): ClaimOutcome {
  if (latest !== undefined) {
    if (latest.fingerprint !== request.fingerprint) return { kind: 'mismatch', attempt: latest };
    if (latest.result === undefined) return { kind: 'in-flight', attempt: latest };
    if (latest.result.outcome !== 'not-sent' || wasAnswered(latest))
      return { kind: 'completed', attempt: latest };
  }
  const attemptNumber = (latest?.attemptNumber ?? 0) + 1;
  const attempt = {
    ...request,
    attemptNumber,
    merchantTransactionId: merchantTransactionIdFor(request.key, attemptNumber),
  };
  return recordedAs(attempt, ofPayment()) ?? decided(claimRule(ofPayment(), ofCheckout()), attempt);
}

/** The same attempt, which was made before this journal's time and written from the gateway's records. */
function recordedAs(
  { merchantTransactionId, amount }: Pick<PaymentAttempt, 'merchantTransactionId' | 'amount'>,
  ofPayment: readonly PaymentAttempt[],
): ClaimOutcome | undefined {
  const recorded = ofPayment.find(
    (attempt) =>
      attempt.recordedFrom !== undefined && attempt.merchantTransactionId === merchantTransactionId,
  );
  if (recorded === undefined) return undefined;
  return { kind: isSameMoney(recorded.amount, amount) ? 'completed' : 'mismatch', attempt: recorded };
}

/**
 * Its shopper got a decline while the outcome was unknown: that answer stands, and with it the end of this delivery. Who
 * charges a stored card was told that the outcome is unknown, and asks again.
 */
function wasAnswered({ operation, caller, reportedResult }: PaymentAttempt): boolean {
  return operation === 'authorize' && caller === 'webhook' && reportedResult !== undefined;
}

function decided(claimDecision: ClaimDecision, attempt: PaymentAttempt): ClaimOutcome {
  switch (claimDecision.verdict) {
    case 'proceed':
      return { kind: 'write', attempt };
    case 'blocked': {
      // Never sent, it takes no place among the attempts of the checkout.
      const stopped: PaymentAttempt & { checkout?: CheckoutKey } = { ...attempt };
      delete stopped.checkout;
      return { kind: 'write', attempt: stopped, otherOrder: claimDecision.otherOrder };
    }
    case 'wait':
      return { kind: 'in-flight', attempt: claimDecision.attempt };
    case 'existing':
      return { kind: 'completed', attempt: claimDecision.attempt };
    case 'changed':
      return { kind: 'changed' };
    case 'refused':
      return { kind: 'refused', problem: claimDecision.problem };
  }
}

/** Those of the recorded attempts that the journal does not have under their key, merchant transaction id or gateway's id. */
export function newRecords(
  recorded: readonly PaymentAttempt[],
  ofOrder: readonly PaymentAttempt[],
): readonly PaymentAttempt[] {
  const keys = new Set(ofOrder.map(({ key }) => key));
  const merchantTransactionIds = new Set(ofOrder.map(({ merchantTransactionId }) => merchantTransactionId));
  const refs = new Set(ofOrder.map(({ result }) => gatewayRefOf(result)));
  return recorded.filter((attempt) => {
    const ref = gatewayRefOf(attempt.result);
    const isKnown =
      keys.has(attempt.key) ||
      merchantTransactionIds.has(attempt.merchantTransactionId) ||
      (ref !== undefined && refs.has(ref));
    return !isKnown;
  });
}
