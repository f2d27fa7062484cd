import type { PaymentCommand, Refund } from '../domain/command.ts';
import type { PaymentKey } from '../domain/ids.ts';
import { describeMoney, money } from '../domain/money.ts';
import { Problem } from '../domain/problem.ts';
import type { Entry, Journal } from './ports.ts';

/** A command with the payment it belongs to, and with the gateway id that it really has to name. */
export interface Addressed {
  readonly command: PaymentCommand;
  readonly payment: PaymentKey;
}

/**
 * Finds the payment of a command. A follow-on names an id of CyberSource's; the journal knows whose it is, and refuses
 * one that belongs to another site or order. An id that the journal never heard of is a payment of its own.
 *
 * @throws Problem `not-found` when the id belongs to somebody else, `conflict` when there is nothing to refund.
 */
export async function addressed(command: PaymentCommand, journal: Journal): Promise<Addressed> {
  if (command.type === 'authorize')
    return { command, payment: paymentOfGroup(command.site, command.orderId, command.paymentGroupId) };

  const original = await journal.byGatewayRef(command.original);
  if (original === undefined) return { command, payment: `ref:${command.original}` as PaymentKey };
  if (original.site !== command.site || original.orderId !== command.orderId) {
    throw new Problem(
      'not-found',
      `There is no payment ${command.original} for order ${command.orderId} on this site.`,
    );
  }
  if (command.type !== 'refund') return { command, payment: original.payment };
  return {
    command: refundable(command, original, await journal.ofOrder(command.orderId)),
    payment: original.payment,
  };
}

/** A refund goes against a capture or a sale. Named by its authorization, it goes against a capture with room for it. */
function refundable(refund: Refund, original: Entry, ofOrder: readonly Entry[]): Refund {
  if (original.operation === 'capture') return { ...refund, of: 'capture' };
  if (original.captureNow) return { ...refund, of: 'sale' };

  const captures = ofOrder.flatMap((entry) => {
    if (entry.payment !== original.payment || entry.operation !== 'capture') return [];
    const { result } = entry;
    if (result?.outcome !== 'approved' && result?.outcome !== 'pending') return [];
    return [{ ref: result.ref, left: entry.amount.minor - refundedOf(result.ref, ofOrder) }];
  });
  const fitting = captures.find(({ left }) => left >= refund.amount.minor);
  if (fitting !== undefined) return { ...refund, original: fitting.ref, of: 'capture' };

  const largest = Math.max(0, ...captures.map(({ left }) => left));
  const together = captures.reduce((sum, { left }) => sum + left, 0);
  // Where all captures together are too small, the payment's sums say so in the words of the state rules.
  if (together < refund.amount.minor) return refund;
  throw new Problem(
    'conflict',
    `Not refunded: no single capture has ${describeMoney(refund.amount)} left. Refund in parts of at most ${describeMoney(money(largest, refund.amount.currency))}.`,
  );
}

/** Minor units refunded of one capture; what is under way or unknown counts. */
function refundedOf(capture: string, entries: readonly Entry[]): number {
  return entries
    .filter((entry) => entry.operation === 'refund' && entry.original === capture)
    .filter(
      ({ result }) => result === undefined || ['approved', 'pending', 'unknown'].includes(result.outcome),
    )
    .reduce((sum, entry) => sum + entry.amount.minor, 0);
}

function paymentOfGroup(site: string, orderId: string, group: string): PaymentKey {
  return `${site}:${orderId}:${group}` as PaymentKey;
}
