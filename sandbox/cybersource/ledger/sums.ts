/** Where a payment's money is, added up from its transactions. All amounts in minor units of its currency. */
import type { Capture, Increment, Payment, Transaction } from './transaction.ts';

/** `authorized` with all increments; `open` is what can still be captured or reversed. */
export interface Sums {
  readonly authorized: number;
  readonly captured: number;
  readonly reversed: number;
  readonly released: number;
  readonly refunded: number;
  readonly open: number;
}

/** Adds up one payment and what was done to it. */
export function toSums(payment: Payment, family: readonly Transaction[]): Sums {
  const everCaptured = family.filter((entry): entry is Capture => entry.kind === 'capture');
  const captures = everCaptured.filter(({ id }) => !isVoided(id, family));
  const sale = isVoided(payment.id, family) ? 0 : payment.captured;
  const captured = sale + total(captures);
  const reversed = total(family.filter((entry) => entry.kind === 'reversal'));
  const authorized = payment.authorized + total(family.filter(isGrantedIncrement));
  const left = authorized - captured - reversed;
  const released = everCaptured.some(({ final }) => final) ? Math.max(left, 0) : 0;
  const refunded =
    refundedOf(payment.id, family) + total(captures.map(({ id }) => ({ amount: refundedOf(id, family) })));
  return { authorized, captured, reversed, released, refunded, open: left - released };
}

const isGrantedIncrement = (entry: Transaction): entry is Increment =>
  entry.kind === 'increment' && entry.status === 'AUTHORIZED';

/** What went back of one sale or capture. */
export function refundedOf(id: string, family: readonly Transaction[]): number {
  return total(
    family.filter(
      (entry) =>
        entry.kind === 'refund' &&
        entry.of === id &&
        entry.status === 'PENDING' &&
        !isVoided(entry.id, family),
    ),
  );
}

/** Whether a void took this transaction back. */
export function isVoided(id: string, family: readonly Transaction[]): boolean {
  return family.some((entry) => entry.kind === 'void' && entry.of === id);
}

function total(entries: readonly (Transaction | { readonly amount: number })[]): number {
  return entries.reduce((sum, entry) => sum + ('amount' in entry ? entry.amount : 0), 0);
}
