/** What OCC and CyberSource have of a shopper's orders: the truth that the pages are compared with. */
import type { WholeMachine } from '../../sandbox/test/browser/whole-machine.ts';

export interface CheckoutRecords {
  /** Orders that OCC has placed for this e-mail address. */
  readonly placed: readonly string[];
  /** Orders of this address for which CyberSource holds money. */
  readonly held: readonly string[];
}

export function recordsOf({ occ, cybersource }: WholeMachine, email: string): CheckoutRecords {
  const orders = occ.tenant.orders.list().filter((order) => order.email === email);
  const ids = new Set<string | undefined>(orders.map(({ id }) => id));
  const held = cybersource
    .ledger()
    .filter(({ sums }) => (sums?.open ?? 0) > 0)
    .flatMap(({ transactions: [first] }) => (ids.has(first?.reference) ? [first?.reference ?? ''] : []));
  return { placed: orders.filter(({ state }) => state === 'SUBMITTED').map(({ id }) => id), held };
}
