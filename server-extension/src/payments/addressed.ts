import type { Authorize } from '../domain/command.ts';
import type { PaymentKey } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { FollowOn } from './next-step.ts';
import type { Journal } from './ports.ts';

/** The payment that an authorization opens: one for each payment group. */
export function paymentOpenedBy({ site, orderId, paymentGroupId }: Authorize): PaymentKey {
  return `${site}:${orderId}:${paymentGroupId}` as PaymentKey;
}

/**
 * Finds the payment of a follow-on, which names an id of CyberSource's: the journal knows whose it is, and refuses one
 * that belongs to another site or order. An id that the journal never heard of is a payment of its own.
 *
 * @throws Problem `not-found` when the id belongs to somebody else.
 */
export async function paymentAddressedBy(command: FollowOn, journal: Journal): Promise<PaymentKey> {
  const original = await journal.byGatewayRef(command.original);
  if (original === undefined) return `ref:${command.original}` as PaymentKey;
  if (original.site === command.site && original.orderId === command.orderId) return original.payment;
  throw new Problem(
    'not-found',
    `There is no payment ${command.original} for order ${command.orderId} on this site.`,
  );
}
