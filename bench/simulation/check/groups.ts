import type { LedgerPayment, LedgerTransaction } from '../../../sandbox/cybersource/model/transaction.ts';
import { toSums } from '../../../sandbox/cybersource/ledger/ledger-totals.ts';
import type { PaymentAttempt } from '../../../server-extension/src/payments/ports/payment-attempt.ts';
import type { RecordedWorld } from './recorded-world.ts';

/** An order's payments at the gateway, under the payment groups that their merchant transaction ids were made for. */
export interface PaymentsByGroup {
  readonly groups: ReadonlyMap<string, readonly LedgerPayment[]>;
  /** No journal entry was claimed for these. */
  readonly unmatched: readonly LedgerPayment[];
}

export function paymentsByGroup(orderId: string, world: RecordedWorld): PaymentsByGroup {
  const { gateway } = world;
  const groups = new Map<string, LedgerPayment[]>();
  const unmatched: LedgerPayment[] = [];
  for (const payment of paymentsIn(gateway.ledger.ofReference(gateway.merchantId, orderId))) {
    const group = groupOf(payment, orderId, world);
    if (group === undefined) unmatched.push(payment);
    else groups.set(group, [...(groups.get(group) ?? []), payment]);
  }
  return { groups, unmatched };
}

/** The payment group of an authorization; of one that took another's place, that one's. */
function groupOf(payment: LedgerPayment, orderId: string, world: RecordedWorld): string | undefined {
  const { gateway } = world;
  const key = attemptOf(payment, world)?.payment;
  const [site, order = '', group] = key?.split(':') ?? [];
  // Instances that have no database may know a payment by CyberSource's id only.
  const first = site === 'ref' ? gateway.ledger.find(gateway.merchantId, order) : undefined;
  if (first?.kind === 'payment' && first.id !== payment.id) return groupOf(first, orderId, world);
  return order === orderId ? group : undefined;
}

/** An expired hold was authorized again: it takes the place of the first one. */
export function isRenewal(payment: LedgerPayment, world: RecordedWorld): boolean {
  return attemptOf(payment, world)?.operation === 'reauthorize';
}

/** What takes turns is sent under the id of its turn; its comment has the attempt's own. */
function attemptOf(
  { merchantTransactionId = '', origin }: LedgerPayment,
  { named }: RecordedWorld,
): Pick<PaymentAttempt, 'payment' | 'operation'> | undefined {
  const [, inComment = ''] = origin?.comments?.split(' ') ?? [];
  return named.get(merchantTransactionId) ?? named.get(inComment);
}

export function paymentsIn(transactions: readonly LedgerTransaction[]): readonly LedgerPayment[] {
  return transactions.filter((transaction) => transaction.kind === 'payment');
}

export function sumsOf(payment: LedgerPayment, { gateway }: RecordedWorld): ReturnType<typeof toSums> {
  return toSums(payment, gateway.ledger.family(payment.id));
}

/** What the shop has, or could take, of a payment, in minor units. */
export function netOf(payment: LedgerPayment, world: RecordedWorld): number {
  const { open, captured, refunded } = sumsOf(payment, world);
  return open + captured - refunded;
}
