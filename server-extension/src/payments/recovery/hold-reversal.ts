import type { Void } from '../../domain/payment/command.ts';
import { type ResidualHold, residualHoldOf, holdReversedBy } from '../../domain/payment/residual-hold.ts';
import type { CommandKey } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { AttemptExecutor } from '../attempt-executor.ts';
import type { PaymentAttempt, Journal } from '../ports/ports.ts';

/** Lets go of money that the issuer holds although the shopper heard a no. */
export interface HoldReversals {
  /**
   * Tries once, if it is time to. Of one refusal at most one try is under way. Never rejects.
   *
   * @returns when to try again; undefined once nothing is held any more.
   */
  reverse(heldAttempt: PaymentAttempt, settings: GatewaySettings): Promise<Date | undefined>;
  /** Resolves when no try is under way any more. */
  idle(): Promise<void>;
}

export interface HoldReversalsDeps {
  readonly executor: AttemptExecutor;
  readonly journal: Journal;
  readonly now: () => Date;
  /** A try that has been under way for longer (milliseconds) was lost with the process that made it. */
  readonly lostAfterMs: number;
  /** Told how a try ended. */
  readonly onAttempted: (undo: PaymentAttempt) => void;
  /** Told when a try could not even be made. */
  readonly onError: (event: 'hold-not-released', error: unknown, heldAttempt: PaymentAttempt) => void;
}

export function createHoldReversals({
  executor,
  journal,
  now,
  lostAfterMs,
  onAttempted,
  onError,
}: HoldReversalsDeps): HoldReversals {
  const inFlight = new Map<CommandKey, Promise<Date | undefined>>();

  return {
    reverse(heldAttempt, settings) {
      const first = inFlight.get(heldAttempt.key);
      if (first !== undefined) return first;
      const trying = tryOnce(heldAttempt, settings)
        .catch((error: unknown) => {
          onError('hold-not-released', error, heldAttempt);
          return new Date(now().getTime() + FIRST_PAUSE_MS);
        })
        .finally(() => inFlight.delete(heldAttempt.key));
      inFlight.set(heldAttempt.key, trying);
      return trying;
    },
    async idle() {
      await Promise.all(inFlight.values());
    },
  };

  async function tryOnce(heldAttempt: PaymentAttempt, settings: GatewaySettings): Promise<Date | undefined> {
    const next = await nextTry();
    if (next.kind !== 'try') return whenAgain(next);
    const claimResult = await executor.claim(next.undo, heldAttempt.payment, settings);
    if (claimResult.kind === 'claimed')
      onAttempted(await executor.execute(next.undo, settings, claimResult.attempt));
    // The clock may have been put right meanwhile: what was to wait a minute is due already.
    return whenAgain(await nextTry());

    function whenAgain(step: NextReversal): Date | undefined {
      if (step.kind === 'released') return undefined;
      return step.kind === 'wait' ? step.until : now();
    }

    async function nextTry(): Promise<NextReversal> {
      return nextReversal(heldAttempt, await journal.ofOrder(heldAttempt.orderId), now(), lostAfterMs);
    }
  }
}

/** What is to be done about a debt. */
export type NextReversal =
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
export function nextReversal(
  heldAttempt: PaymentAttempt,
  ofOrder: readonly PaymentAttempt[],
  now: Date,
  lostAfterMs: number,
): NextReversal {
  const residualHold = residualHoldOf(heldAttempt);
  if (residualHold === undefined || ofOrder.some((attempt) => holdReversedBy(attempt) === residualHold.ref))
    return { kind: 'released' };
  const runs = ofOrder.filter(
    (attempt) => attempt.operation === 'void' && attempt.original === residualHold.ref,
  );
  const last = runs.at(-1);
  if (last === undefined) return { kind: 'try', undo: toReversal(heldAttempt, residualHold, 1) };
  const due = dueAfter(last, runs.length, lostAfterMs);
  return now.getTime() < due
    ? { kind: 'wait', until: new Date(due) }
    : { kind: 'try', undo: toReversal(heldAttempt, residualHold, runs.length + 1) };
}

function dueAfter(last: PaymentAttempt, runs: number, lostAfterMs: number): number {
  if (last.completedAt === undefined) return last.claimedAt.getTime() + lostAfterMs;
  return last.completedAt.getTime() + Math.min(FIRST_PAUSE_MS * 2 ** (runs - 1), LONGEST_PAUSE_MS);
}

/** An ordinary void, under a key of its own for each try. */
function toReversal(heldAttempt: PaymentAttempt, { ref, amount }: ResidualHold, nth: number): Void {
  const { key, fingerprint, site, channel, orderId, paymentGroupId } = heldAttempt;
  return {
    type: 'void',
    key: (nth === 1 ? `undo/${key}` : `undo/${key}/${nth}`) as CommandKey,
    fingerprint,
    caller: 'reconciler',
    site,
    channel,
    orderId,
    original: ref,
    of: wayOut(heldAttempt, nth),
    amount,
    ...(paymentGroupId !== undefined && { paymentGroupId }),
  };
}

/** Of a sale that was approved in part, that part was taken; of every other one the money is held only. Else the other way. */
function wayOut({ captureNow, result }: PaymentAttempt, nth: number): 'authorization' | 'sale' {
  if (!captureNow) return 'authorization';
  const wasTaken = result?.outcome === 'declined' && result.held !== undefined;
  return wasTaken === (nth % 2 === 1) ? 'sale' : 'authorization';
}
