import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { NotifiedPayment } from '../ports.ts';

/** Which attempt a notification is about. */
export type FoundAttempt =
  | { readonly kind: 'found'; readonly attempt: PaymentAttempt }
  /** It names no attempt, or a sequence number that another instance may have used. One of these unresolved attempts may be it: the gateway's records decide. */
  | { readonly kind: 'unnamed'; readonly unresolved: readonly PaymentAttempt[] }
  /** Another program made it, or another journal has it. */
  | { readonly kind: 'unknown' };

/**
 * By the merchant transaction id among the attempts of the order, else by the gateway's id, which an increment shares with its
 * authorization. The id of a sequence number belongs to the instance that used the number first: an attempt of this journal with that number may be another one.
 */
export async function findAttempt(
  journal: Pick<Journal, 'byGatewayRef' | 'ofOrder'>,
  { ref, orderId, merchantTransactionId, operations }: NotifiedPayment,
): Promise<FoundAttempt> {
  const ofOrder = orderId === undefined ? [] : await journal.ofOrder(orderId);
  const named = ofOrder.find((each) => each.merchantTransactionId === merchantTransactionId);
  const attempt = named ?? (ref === undefined ? undefined : await journal.byGatewayRef(ref));
  if (attempt !== undefined) return { kind: 'found', attempt };
  const possible =
    merchantTransactionId === undefined
      ? ofOrder
      : ofOrder.filter(({ sequence }) => sequence?.transactionId === merchantTransactionId);
  const unresolved = possible.filter(
    ({ result, operation }) =>
      result?.outcome === 'unknown' && (operations.length === 0 || operations.includes(operation)),
  );
  return unresolved.length > 0 ? { kind: 'unnamed', unresolved } : { kind: 'unknown' };
}
