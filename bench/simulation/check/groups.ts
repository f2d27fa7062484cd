import type { Payment, Transaction } from '../../../sandbox/cybersource/ledger/transaction.ts';
import { toSums } from '../../../sandbox/cybersource/ledger/sums.ts';
import type { World } from '../world/world.ts';

/** An order's payments at the gateway, under the payment groups that their merchant transaction ids were made for. */
export interface Grouped {
  readonly groups: ReadonlyMap<string, readonly Payment[]>;
  /** No journal entry was claimed for these. */
  readonly strangers: readonly Payment[];
}

export function paymentsByGroup(orderId: string, { gateway, named }: World): Grouped {
  const groups = new Map<string, Payment[]>();
  const strangers: Payment[] = [];
  for (const payment of paymentsIn(gateway.ledger.ofReference(gateway.merchantId, orderId))) {
    const [, , order, group] = named.get(payment.merchantTransactionId ?? '')?.split('/') ?? [];
    if (order !== orderId || group === undefined) strangers.push(payment);
    else groups.set(group, [...(groups.get(group) ?? []), payment]);
  }
  return { groups, strangers };
}

export function paymentsIn(transactions: readonly Transaction[]): readonly Payment[] {
  return transactions.filter((transaction) => transaction.kind === 'payment');
}

export function sumsOf(payment: Payment, { gateway }: World): ReturnType<typeof toSums> {
  return toSums(payment, gateway.ledger.family(payment.id));
}

/** What the shop has, or could take, of a payment, in minor units. */
export function netOf(payment: Payment, world: World): number {
  const { open, captured, refunded } = sumsOf(payment, world);
  return open + captured - refunded;
}
