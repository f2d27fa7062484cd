import type { LedgerPayment, LedgerTransaction } from '../../../sandbox/cybersource/model/transaction.ts';
import { toSums } from '../../../sandbox/cybersource/ledger/ledger-totals.ts';
import type { World } from '../world/world.ts';

/** An order's payments at the gateway, under the payment groups that their merchant transaction ids were made for. */
export interface PaymentsByGroup {
  readonly groups: ReadonlyMap<string, readonly LedgerPayment[]>;
  /** No journal entry was claimed for these. */
  readonly unmatched: readonly LedgerPayment[];
}

export function paymentsByGroup(orderId: string, { gateway, named }: World): PaymentsByGroup {
  const groups = new Map<string, LedgerPayment[]>();
  const unmatched: LedgerPayment[] = [];
  for (const payment of paymentsIn(gateway.ledger.ofReference(gateway.merchantId, orderId))) {
    const [, , order, group] = named.get(payment.merchantTransactionId ?? '')?.split('/') ?? [];
    if (order !== orderId || group === undefined) unmatched.push(payment);
    else groups.set(group, [...(groups.get(group) ?? []), payment]);
  }
  return { groups, unmatched };
}

export function paymentsIn(transactions: readonly LedgerTransaction[]): readonly LedgerPayment[] {
  return transactions.filter((transaction) => transaction.kind === 'payment');
}

export function sumsOf(payment: LedgerPayment, { gateway }: World): ReturnType<typeof toSums> {
  return toSums(payment, gateway.ledger.family(payment.id));
}

/** What the shop has, or could take, of a payment, in minor units. */
export function netOf(payment: LedgerPayment, world: World): number {
  const { open, captured, refunded } = sumsOf(payment, world);
  return open + captured - refunded;
}
