/** Where a payment's money is, added up from its transactions. All amounts in minor units of its currency. */
import type {
  LedgerCapture,
  LedgerIncrement,
  LedgerPayment,
  LedgerTransaction,
} from '../model/transaction.ts';

/** `authorized` with all increments; `open` is what can still be captured or reversed. */
export interface LedgerTotals {
  readonly authorized: number;
  readonly captured: number;
  readonly reversed: number;
  readonly released: number;
  readonly refunded: number;
  readonly open: number;
}

/** Adds up one payment and what was done to it. */
export function toSums(payment: LedgerPayment, family: readonly LedgerTransaction[]): LedgerTotals {
  const everCaptured = family.filter((entry): entry is LedgerCapture => entry.kind === 'capture');
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

const isGrantedIncrement = (entry: LedgerTransaction): entry is LedgerIncrement =>
  entry.kind === 'increment' && entry.status === 'AUTHORIZED';

/** What went back of one sale or capture. */
export function refundedOf(id: string, family: readonly LedgerTransaction[]): number {
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
export function isVoided(id: string, family: readonly LedgerTransaction[]): boolean {
  return family.some((entry) => entry.kind === 'void' && entry.of === id);
}

function total(entries: readonly (LedgerTransaction | { readonly amount: number })[]): number {
  return entries.reduce((sum, entry) => sum + ('amount' in entry ? entry.amount : 0), 0);
}
