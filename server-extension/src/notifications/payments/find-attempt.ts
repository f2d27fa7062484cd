import type { Journal, PaymentAttempt } from '../../payments/ports/ports.ts';
import type { NotifiedPayment } from '../ports.ts';

/** Which attempt a notification is about. */
export type FoundAttempt =
  | { readonly kind: 'found'; readonly attempt: PaymentAttempt }
  /** It names none; these are unresolved, and one of them may be it: the gateway's records have to tell. */
  | { readonly kind: 'unnamed'; readonly unresolved: readonly PaymentAttempt[] }
  /** Another program made it, or another journal has it. */
  | { readonly kind: 'unknown' };

/**
 * By the merchant transaction id among the attempts of the order, else by the gateway's id, which an increment shares with its
 * authorization.
 */
export async function findAttempt(
  journal: Pick<Journal, 'byGatewayRef' | 'ofOrder'>,
  { ref, orderId, merchantTransactionId, operations }: NotifiedPayment,
): Promise<FoundAttempt> {
  const ofOrder = orderId === undefined ? [] : await journal.ofOrder(orderId);
  const named = ofOrder.find((each) => isNamed(each, merchantTransactionId));
  const attempt = named ?? (ref === undefined ? undefined : await journal.byGatewayRef(ref));
  if (attempt !== undefined) return { kind: 'found', attempt };
  if (merchantTransactionId !== undefined) return { kind: 'unknown' };
  const unresolved = ofOrder.filter(
    ({ result, operation }) =>
      result?.outcome === 'unknown' && (operations.length === 0 || operations.includes(operation)),
  );
  return unresolved.length > 0 ? { kind: 'unnamed', unresolved } : { kind: 'unknown' };
}

function isNamed({ merchantTransactionId, sequence }: PaymentAttempt, name: string | undefined): boolean {
  if (name === undefined) return false;
  return sequence?.transactionId === name || merchantTransactionId === name;
}
