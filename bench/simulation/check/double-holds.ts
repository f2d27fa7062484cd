import type { LedgerPayment } from '../../../sandbox/cybersource/model/transaction.ts';
import type { World } from '../world/world.ts';
import { isRenewal, netOf, paymentsByGroup } from './groups.ts';

/** A payment group that two payments held the shopper's money for, from when until when (epoch milliseconds). */
export interface DoubleHoldInterval {
  readonly from: number;
  readonly until: number;
}

/** Every one that there ever was: at the end there must be none, on the way there may be. */
export function doubleHoldsIn(world: World): readonly DoubleHoldInterval[] {
  return world.occ.orders
    .list()
    .flatMap(({ id }) => [...paymentsByGroup(id, world).groups.values()])
    .flatMap((payments) =>
      overlapsOf(
        payments.filter((payment) => payment.authorized > 0 && !isRenewal(payment, world)),
        world,
      ),
    );
}

function overlapsOf(payments: readonly LedgerPayment[], world: World): readonly DoubleHoldInterval[] {
  const held = payments
    .map((payment) => ({ from: payment.at.getTime(), until: heldUntil(payment, world) }))
    .sort((a, b) => a.from - b.from);
  return held.slice(1).flatMap((later, nth) => {
    const until = Math.min(later.until, held[nth]?.until ?? 0);
    return until > later.from ? [{ from: later.from, until }] : [];
  });
}

function heldUntil(payment: LedgerPayment, world: World): number {
  if (netOf(payment, world) > 0) return Infinity;
  return Math.max(...world.gateway.ledger.family(payment.id).map(({ at }) => at.getTime()));
}

/** How many there were at the same moment, at most. */
export function mostAtOnce(holds: readonly DoubleHoldInterval[]): number {
  const changes = holds
    .flatMap(({ from, until }) => [
      { at: from, by: 1 },
      { at: until, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
