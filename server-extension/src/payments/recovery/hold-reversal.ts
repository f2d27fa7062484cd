import type { Void, FollowOnStep } from '../../domain/payment/command.ts';
import { type ResidualHold, residualHoldOf } from '../../domain/payment/residual-hold.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { AttemptExecutor } from '../attempt/attempt-executor.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { plan } from '../rules/plan.ts';
import { toReversal } from './reversal-command.ts';

/** Reverses money that the issuer holds although the authorization was declined to its shopper. */
export interface HoldReversals {
  /**
   * Makes one try, if one is due. Of one declined authorization at most one try is in flight. Never rejects.
   *
   * @returns when to try again; undefined once nothing is held any more.
   */
  reverse(heldAttempt: PaymentAttempt, settings: GatewaySettings): Promise<Date | undefined>;
  /** Resolves when no try is in flight any more. */
  idle(): Promise<void>;
}

export interface HoldReversalsDeps {
  readonly executor: AttemptExecutor;
  readonly journal: Journal;
  readonly now: () => Date;
  /** A try that has been in flight for longer (milliseconds) was lost with the process that made it. */
  readonly lostAfterMs: number;
  /** Called with each try once it has ended. */
  readonly onAttempted: (reversal: PaymentAttempt) => void;
  /** Called when a try could not even be made. */
  readonly onError: (event: 'hold.reversal-failed', error: unknown, heldAttempt: PaymentAttempt) => void;
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
          onError('hold.reversal-failed', error, heldAttempt);
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
    if (next.kind !== 'try') return runAtOf(next);
    const { reversal } = next;
    const basis = { command: reversal, seen: [heldAttempt], recorded: [] };
    const claimResult = await executor.claim(reversal, heldAttempt.payment, settings, basis);
    if (claimResult.kind === 'claimed')
      onAttempted(await executor.execute(reversal, settings, claimResult.attempt));
    // The clock may have been corrected meanwhile: what was to wait a minute is due already.
    return runAtOf(await nextTry());

    function runAtOf(step: NextReversal): Date | undefined {
      if (step.kind === 'reversed') return undefined;
      return step.kind === 'wait' ? step.until : now();
    }

    async function nextTry(): Promise<NextReversal> {
      return nextReversal(heldAttempt, await journal.ofOrder(heldAttempt.orderId), now(), lostAfterMs);
    }
  }
}

/** What is to be done about money that is held behind a decline. */
export type NextReversal =
  | { readonly kind: 'try'; readonly reversal: FollowOnStep }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'reversed' };

/** Milliseconds from one try to the next, doubled each time. */
const FIRST_PAUSE_MS = 60_000;
const PAUSE_MAX_MS = 6 * 60 * 60 * 1000;

/**
 * The next try. Reversing a hold twice does no harm, CyberSource refuses the second one: so a try of unknown outcome is
 * followed by another one.
 */
export function nextReversal(
  heldAttempt: PaymentAttempt,
  ofOrder: readonly PaymentAttempt[],
  now: Date,
  lostAfterMs: number,
): NextReversal {
  const residualHold = residualHoldOf(heldAttempt);
  if (residualHold === undefined) return { kind: 'reversed' };
  // Nothing else refers to what was declined.
  const tries = ofOrder.filter(({ original }) => original === residualHold.ref);
  const planned = plan(
    reversalOf(heldAttempt, residualHold, tries.length + 1),
    paymentFrom([heldAttempt, ...tries]),
  );
  if (planned.kind !== 'steps') return { kind: 'reversed' };
  const last = tries.at(-1);
  const due = last === undefined ? now.getTime() : dueAfter(last, tries.length, lostAfterMs);
  return now.getTime() < due
    ? { kind: 'wait', until: new Date(due) }
    : { kind: 'try', reversal: planned.steps[0] };
}

function dueAfter(last: PaymentAttempt, tries: number, lostAfterMs: number): number {
  if (last.completedAt === undefined) return last.claimedAt.getTime() + lostAfterMs;
  return last.completedAt.getTime() + Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), PAUSE_MAX_MS);
}

/** An ordinary void, under a key of its own for each try. */
function reversalOf(heldAttempt: PaymentAttempt, { ref, amount }: ResidualHold, nth: number): Void {
  const { key } = heldAttempt;
  return toReversal(heldAttempt, {
    key: (nth === 1 ? `undo/${key}` : `undo/${key}/${nth}`) as CommandKey,
    original: ref,
    of: voidedBy(heldAttempt, nth),
    amount,
  });
}

/** A sale that was approved in part has captured that part; any other hold is only authorized. Every second try goes the other way. */
function voidedBy({ captureNow, result }: PaymentAttempt, nth: number): 'authorization' | 'sale' {
  if (!captureNow) return 'authorization';
  const wasCaptured = result?.outcome === 'declined' && result.held !== undefined;
  return wasCaptured === (nth % 2 === 1) ? 'sale' : 'authorization';
}
