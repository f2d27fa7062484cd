import { isSale } from '../domain/effect.ts';
import type { GatewayRef } from '../domain/ids.ts';
import { type Money, minus, money, plus } from '../domain/money.ts';
import { isGranted, refOf } from '../domain/reported.ts';
import type { Entry } from './ports.ts';

/** Money that was taken, by a capture or a sale, under an id of its own. */
export interface Taking {
  readonly ref: GatewayRef;
  readonly of: 'capture' | 'sale';
  readonly amount: Money;
  /** Neither refunded nor taken back; what is under way or unknown counts as gone. */
  readonly left: Money;
}

/** Everything that was taken for a payment, oldest first. */
export function takingsOf(entries: readonly Entry[]): readonly Taking[] {
  return entries.flatMap((entry) => {
    const ref = refOf(entry.result);
    const isTaking = entry.operation === 'capture' || (entry.operation === 'authorize' && isSale(entry));
    if (!isTaking || ref === undefined || !happened(entry)) return [];
    const { amount } = entry;
    const left = minus(amount, goneFrom(ref, entries, amount));
    return [{ ref, of: entry.operation === 'capture' ? 'capture' : 'sale', amount, left }] as const;
  });
}

function goneFrom(taking: GatewayRef, entries: readonly Entry[], { currency }: Money): Money {
  const takenBack = new Set(
    entries.filter((entry) => entry.operation === 'void' && happened(entry)).map((entry) => entry.original),
  );
  return entries
    .filter((entry) => entry.operation === 'refund' || entry.operation === 'void')
    .filter((entry) => entry.original === taking && mayHaveHappened(entry))
    .filter((entry) => !takenBack.has(refOf(entry.result)))
    .reduce((sum, entry) => plus(sum, entry.amount), money(0, currency));
}

export function happened({ result }: Entry): boolean {
  return isGranted(result);
}

/** It happened, is under way, or nobody knows. */
export function mayHaveHappened(entry: Entry): boolean {
  return entry.result === undefined || entry.result.outcome === 'unknown' || happened(entry);
}

/** An authorization that was granted and, as far as these attempts tell, not undone since. */
export function isLive(authorization: Entry, entries: readonly Entry[]): boolean {
  const ref = refOf(authorization.result);
  const isGone = entries.some(
    (entry) => entry.operation === 'void' && entry.original === ref && happened(entry),
  );
  return authorization.operation === 'authorize' && happened(authorization) && !isGone;
}
