import { effectOf } from '../domain/effect.ts';
import type { CommandKey, GatewayRef } from '../domain/ids.ts';
import { refOf } from '../domain/reported.ts';
import type { Entry, NameAttempt, Turn } from './ports.ts';
import { happened } from './takings.ts';

type Step = Pick<Entry, 'captureNow' | 'original'> & { readonly operation: Entry['operation'] };

/**
 * Whether a step takes a turn: it takes money, gives it back, or lets go of a hold. A void of a capture, sale or refund
 * takes none: the gateway itself carries out one of two.
 */
export function takesTurn(step: Step, entries: readonly Entry[]): boolean {
  if (step.operation === 'authorize') return false;
  return step.operation !== 'void' || effectOf(step, entries) === 'release';
}

/**
 * The number of the payment's next turn, judged from what is known. Only what certainly was sent takes a number: one that
 * was lost on its way leaves its number to the next, and then one of both is carried out.
 */
export function nextTurnNumber(entries: readonly Entry[]): number {
  const done = entries.filter((entry) => happened(entry) && takesTurn(entry, entries)).length;
  const taken = entries.filter(hasTakenItsTurn).map(({ turn }) => turn?.number ?? 0);
  return 1 + Math.max(done, ...taken);
}

/** @param authorization the gateway's id of the payment: the same on every instance. */
export function turnOf(authorization: GatewayRef, number: number, name: NameAttempt): Turn {
  return { number, transactionId: name(`turns of ${authorization}` as CommandKey, number) };
}

/**
 * Whether a turn before a recent one is missing: the gateway's records show what came later, and not yet all that came
 * before. A number that was used up without a trace leaves a gap as well; that one is old after a while.
 */
export function missesATurn(entries: readonly Entry[], isRecent: (at: Date) => boolean): boolean {
  const unnumbered = entries.filter(
    (entry) => entry.turn === undefined && happened(entry) && takesTurn(entry, entries),
  ).length;
  const numbers = new Set(entries.filter(hasTakenItsTurn).map(({ turn }) => turn?.number ?? 0));
  return entries.some(({ turn, openedAt }) => {
    if (turn === undefined || !isRecent(openedAt)) return false;
    const before = [...numbers].filter((number) => number < turn.number).length;
    return before + unnumbered < turn.number - 1;
  });
}

/** The gateway has carried it out, or declined it under an id of its own, or refused its number as taken. */
function hasTakenItsTurn({ turn, result, told }: Entry): boolean {
  const wasDuplicate =
    told?.outcome === 'unknown' && told.duplicate === true && result?.outcome !== 'unknown';
  return turn !== undefined && (refOf(result) !== undefined || wasDuplicate);
}
