import type { Void } from '../domain/command.ts';
import { type Debt, debtOf, releasedBy } from '../domain/debt.ts';
import type { CommandKey } from '../domain/ids.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Attempt } from './attempt.ts';
import type { Entry, Journal } from './ports.ts';

/** Lets go of money that the issuer holds although the shopper heard a no. */
export interface Debts {
  /**
   * Tries once, if it is time to. Of one refusal at most one try is under way. Never rejects.
   *
   * @returns when to try again; undefined once nothing is held any more.
   */
  settle(debtor: Entry, settings: GatewaySettings): Promise<Date | undefined>;
  /** Resolves when no try is under way any more. */
  idle(): Promise<void>;
}

export interface DebtsDeps {
  readonly attempt: Attempt;
  readonly journal: Journal;
  readonly now: () => Date;
  /** A try that has been under way for longer (milliseconds) was lost with the process that made it. */
  readonly lostAfterMs: number;
  /** Told how a try ended. */
  readonly onTried: (undo: Entry) => void;
  /** Told when a try could not even be made. */
  readonly onTrouble: (event: 'hold-not-released', error: unknown, debtor: Entry) => void;
}

export function createDebts({ attempt, journal, now, lostAfterMs, onTried, onTrouble }: DebtsDeps): Debts {
  const underWay = new Map<CommandKey, Promise<Date | undefined>>();

  return {
    settle(debtor, settings) {
      const first = underWay.get(debtor.key);
      if (first !== undefined) return first;
      const trying = tryOnce(debtor, settings)
        .catch((error: unknown) => {
          onTrouble('hold-not-released', error, debtor);
          return new Date(now().getTime() + FIRST_PAUSE_MS);
        })
        .finally(() => underWay.delete(debtor.key));
      underWay.set(debtor.key, trying);
      return trying;
    },
    async idle() {
      await Promise.all(underWay.values());
    },
  };

  async function tryOnce(debtor: Entry, settings: GatewaySettings): Promise<Date | undefined> {
    const next = await nextTry();
    if (next.kind !== 'try') return whenAgain(next);
    const opening = await attempt.open(next.undo, debtor.payment, settings);
    if (opening.kind === 'opened') onTried(await attempt.carryOut(next.undo, settings, opening.entry));
    // The clock may have been put right meanwhile: what was to wait a minute is due already.
    return whenAgain(await nextTry());

    function whenAgain(step: NextTry): Date | undefined {
      if (step.kind === 'released') return undefined;
      return step.kind === 'wait' ? step.until : now();
    }

    async function nextTry(): Promise<NextTry> {
      return nextUndo(debtor, await journal.ofOrder(debtor.orderId), now(), lostAfterMs);
    }
  }
}

/** What is to be done about a debt. */
export type NextTry =
  | { readonly kind: 'try'; readonly undo: Void }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'released' };

/** Milliseconds from one try to the next, doubled each time. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000;

/**
 * The next try. Letting go of money twice does no harm, CyberSource refuses the second time; so a try whose end nobody
 * knows is followed by another one.
 */
export function nextUndo(debtor: Entry, ofOrder: readonly Entry[], now: Date, lostAfterMs: number): NextTry {
  const debt = debtOf(debtor);
  if (debt === undefined || ofOrder.some((entry) => releasedBy(entry) === debt.ref))
    return { kind: 'released' };
  const tries = ofOrder.filter((entry) => entry.operation === 'void' && entry.original === debt.ref);
  const last = tries.at(-1);
  if (last === undefined) return { kind: 'try', undo: toUndo(debtor, debt, 1) };
  const due = dueAfter(last, tries.length, lostAfterMs);
  return now.getTime() < due
    ? { kind: 'wait', until: new Date(due) }
    : { kind: 'try', undo: toUndo(debtor, debt, tries.length + 1) };
}

function dueAfter(last: Entry, tries: number, lostAfterMs: number): number {
  if (last.closedAt === undefined) return last.openedAt.getTime() + lostAfterMs;
  return last.closedAt.getTime() + Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
}

/** An ordinary void, under a key of its own for each try. */
function toUndo(debtor: Entry, { ref, amount }: Debt, nth: number): Void {
  const { key, fingerprint, site, channel, orderId, paymentGroupId } = debtor;
  return {
    type: 'void',
    key: (nth === 1 ? `undo/${key}` : `undo/${key}/${nth}`) as CommandKey,
    fingerprint,
    caller: 'reconciler',
    site,
    channel,
    orderId,
    original: ref,
    of: wayOut(debtor, nth),
    amount,
    ...(paymentGroupId !== undefined && { paymentGroupId }),
  };
}

/** Of a sale that was approved in part, that part was taken; of every other one the money is held only. Else the other way. */
function wayOut({ captureNow, result }: Entry, nth: number): 'authorization' | 'sale' {
  if (!captureNow) return 'authorization';
  const wasTaken = result?.outcome === 'declined' && result.held !== undefined;
  return wasTaken === (nth % 2 === 1) ? 'sale' : 'authorization';
}
