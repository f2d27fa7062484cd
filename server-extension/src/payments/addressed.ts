import type { Authorize } from '../domain/command.ts';
import type { PaymentKey } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { FollowOn } from './next-step.ts';
import type { Entry, Journal } from './ports.ts';

/** The payment that an authorization opens: one for each payment group. */
export function paymentOpenedBy({ site, orderId, paymentGroupId }: Authorize): PaymentKey {
  return `${site}:${orderId}:${paymentGroupId}` as PaymentKey;
}

/**
 * Finds the payment of a follow-on, which names an id of CyberSource's: the journal knows whose it is, and refuses one
 * that belongs to another site or order. An id that the journal never heard of is a payment of its own.
 *
 * @throws Problem `not-found` when the id belongs to somebody else, `in-progress` while it may be of an attempt whose
 *   end is not in the journal yet.
 */
export async function paymentAddressedBy(command: FollowOn, journal: Journal): Promise<PaymentKey> {
  const original = await journal.byGatewayRef(command.original);
  if (original === undefined) return paymentUnheardOf(command, journal);
  if (original.site === command.site && original.orderId === command.orderId) return original.payment;
  throw new Problem(
    'not-found',
    `There is no payment ${command.original} for order ${command.orderId} on this site.`,
  );
}

async function paymentUnheardOf({ orderId, original }: FollowOn, journal: Journal): Promise<PaymentKey> {
  const ofOrder = await journal.ofOrder(orderId);
  if (!ofOrder.some(mayHaveItsId)) return `ref:${original}` as PaymentKey;
  throw new Problem(
    'in-progress',
    `The journal does not say yet what became of an earlier step of order ${orderId}. Ask again later.`,
  );
}

/** Its caller may know CyberSource's id before the journal does, which could not be written. */
function mayHaveItsId({ operation, result }: Entry): boolean {
  if (result?.outcome !== 'unknown') return result === undefined;
  // An unknown authorization was declined to its shopper.
  return operation !== 'authorize' || result.abandoned === true;
}
