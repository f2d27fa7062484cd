import type { PaymentResult } from '../../domain/payment/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { isApprovedOrPending, gatewayRefOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt, Gateway, Journal, TaskResult, LookupResult } from '../ports/ports.ts';
import { isLive } from '../../domain/payment/applied.ts';
import { rescheduleUntilAccess } from './access.ts';
import type { OrderAccepted } from './confirm-order.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { nextRunAt } from './schedule.ts';

export interface ResolveOutcomeDeps {
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly orderAccepted: OrderAccepted;
  /** Another instance, with a journal of its own, may have answered the same delivery. */
  readonly isJournalOwn: boolean;
  readonly timings: RecoveryTimings;
  readonly now: () => Date;
  /** Milliseconds after which a call to the gateway is given up. */
  readonly deadlineMs: number;
}

/** Finds out how an attempt ended, or sees to it that it did not happen. */
export type ResolveOutcome = (
  attempt: PaymentAttempt,
  runs: number,
  settings: GatewaySettings,
) => Promise<TaskResult>;

/** Before this many looks nobody concludes from an empty book that nothing happened. */
const LOOKS = 2;

/**
 * An authorization whose answer was lost was declined to the shopper: it is undone. Where the process went away, or
 * another instance may have answered, nobody knows what OCC heard, so OCC is asked before: it has to say no twice, and
 * what it has accepted stays. A capture or refund is looked for, because its caller still wants it; only when the
 * gateway's books do not have it, it is undone too, so that it cannot appear afterwards; a person decides where another
 * instance may have done it. Nothing is ever sent again. While the gateway turns the look itself away (credentials, too
 * many requests), the task waits, which is not counted as a try.
 */
export function createResolveOutcome({
  gateway,
  journal,
  orderAccepted: accepted,
  isJournalOwn,
  timings,
  now,
  deadlineMs,
}: ResolveOutcomeDeps): ResolveOutcome {
  return async (attempt, runs, settings) => {
    const lost = attempt.result === undefined ? await closeAsLost(attempt) : attempt;
    if (lost.result?.outcome !== 'unknown') return settled(lost.result ?? LOST);
    if (lost.operation === 'authorize' && lost.amount.minor === 0) return settled(NOTHING_HELD);
    if (lost.result.duplicate === true) return foundFirst(await look(lost, settings), lost, runs);
    if (lost.operation !== 'authorize') return lookedFor(lost, runs, settings);
    const mayHaveHeardYes = isJournalOwn || lost.result.callerUnknown === true;
    const answer = mayHaveHeardYes ? await acceptedByOcc(lost, runs) : 'no';
    if (answer === 'no') return undone(lost, runs, settings);
    return answer === 'yes' ? kept(lost, runs, settings) : later(runs);
  };

  /** OCC's own books lag as well: it has to say no twice. */
  async function acceptedByOcc(lost: PaymentAttempt, runs: number): ReturnType<OrderAccepted> {
    const answer = await accepted(lost);
    if (answer === 'no') return runs === 0 ? 'unclear' : 'no';
    return answer === 'yes' && (await isPaidByAnother(lost)) ? 'no' : answer;
  }

  async function isPaidByAnother({ orderId, payment, key }: PaymentAttempt): Promise<boolean> {
    const ofPayment = (await journal.ofOrder(orderId)).filter((attempt) => attempt.payment === payment);
    return ofPayment.some((attempt) => attempt.key !== key && isLive(attempt, ofPayment));
  }

  /** OCC counts on it, so it is looked for and not undone, unless OCC knows by its id that another one has paid. */
  async function kept(lost: PaymentAttempt, runs: number, settings: GatewaySettings): Promise<TaskResult> {
    const lookup = await look(lost, settings);
    if (lookup.kind !== 'found') return notFound(lookup, lost, runs);
    const { result } = lookup;
    const answer = isApprovedOrPending(result) ? await accepted({ ...lost, result }) : 'yes';
    if (answer === 'unclear') return later(runs);
    return settled(answer === 'yes' ? result : asDebt(result));
  }

  /** The owner may only be slow: it will read this result instead of writing its own. */
  function closeAsLost(attempt: PaymentAttempt): Promise<PaymentAttempt> {
    return journal.complete(attempt, LOST, now());
  }

  async function undone(lost: PaymentAttempt, runs: number, settings: GatewaySettings): Promise<TaskResult> {
    const undo = await undoing(lost, settings);
    if (undo.outcome === 'approved') return settled(UNDONE);
    if (undo.outcome === 'declined' && undo.ref !== undefined) return settled(undo);
    // What the issuer declined cannot be undone, and an undo can get lost as well: the books tell.
    const lookup = await look(lost, settings);
    if (lookup.kind === 'found') return settled(asDebt(lookup.result));
    const isNothing = undo.outcome === 'refused' && lookup.kind === 'not-found' && isBeyondLag(lost, runs);
    return isNothing ? settled(NEVER_ARRIVED) : notFound(lookup, lost, runs);
  }

  async function lookedFor(
    lost: PaymentAttempt,
    runs: number,
    settings: GatewaySettings,
  ): Promise<TaskResult> {
    const lookup = await look(lost, settings);
    if (lookup.kind === 'found') return settled(lookup.result);
    if (lookup.kind === 'ambiguous' || !isBeyondLag(lost, runs)) return notFound(lookup, lost, runs);
    if (lost.operation === 'void') return settled(NEVER_ARRIVED);
    // By this name another instance may have done it, long before, for the same delivery.
    if (isJournalOwn) return later(runs);
    const undo = await undoing(lost, settings);
    if (undo.outcome === 'approved') return settled(UNDONE);
    return undo.outcome === 'refused' ? settled(NEVER_ARRIVED) : later(runs);
  }

  /** The gateway refused this call because it had seen its name: what it did then is the truth about it. */
  function foundFirst(lookup: LookupResult, lost: PaymentAttempt, runs: number): TaskResult {
    if (lookup.kind === 'found') return settled(lookup.result);
    return lookup.kind === 'not-found' && isBeyondLag(lost, runs)
      ? settled(NEVER_ARRIVED)
      : notFound(lookup, lost, runs);
  }

  async function look(lost: PaymentAttempt, settings: GatewaySettings): Promise<LookupResult> {
    const others = (await journal.ofOrder(lost.orderId)).flatMap(({ result }) => gatewayRefOf(result) ?? []);
    return gateway.lookUp(lost, new Set(others), settings, deadlineMs);
  }

  function undoing(lost: PaymentAttempt, settings: GatewaySettings): Promise<PaymentResult> {
    return gateway.reverse(lost, settings, { merchantTransactionId: lost.merchantTransactionId, deadlineMs });
  }

  /** From when it was called lost: the clock may have been put right by the very answer that could not be used. */
  function isBeyondLag({ claimedAt, completedAt = claimedAt }: PaymentAttempt, runs: number): boolean {
    return runs >= LOOKS && now().getTime() - completedAt.getTime() >= timings.searchLagMs;
  }

  function settled(found: PaymentResult): TaskResult {
    return { resolved: found, at: now() };
  }

  /** A look that was turned away has learnt nothing: the task waits for access, and that is no try. */
  function notFound(lookup: LookupResult, lost: PaymentAttempt, runs: number): TaskResult {
    const refused = lookup.kind === 'ambiguous' ? lookup.accessRefused : undefined;
    return refused === undefined ? later(runs) : rescheduleUntilAccess(lost, refused, timings, now());
  }

  function later(runs: number): TaskResult {
    const runAt = nextRunAt(runs, timings, now());
    return runAt === undefined ? { manualReview: true } : { runAt };
  }
}

/** It holds money that its shopper was told it does not. */
function asDebt(result: PaymentResult): PaymentResult {
  if (!isApprovedOrPending(result)) return result;
  const { ref, amount, gateway } = result;
  return { outcome: 'declined', ref, holdsMoney: true, held: amount, gateway };
}

const LOST: PaymentResult = {
  outcome: 'unknown',
  callerUnknown: true,
  problem: 'The process that made the call went away before its answer was written.',
};
const UNDONE: PaymentResult = { outcome: 'not-sent', problem: 'Its answer was lost; it was undone.' };
const NEVER_ARRIVED: PaymentResult = {
  outcome: 'not-sent',
  problem: 'Its answer was lost; CyberSource does not know of it.',
};
const NOTHING_HELD: PaymentResult = {
  outcome: 'not-sent',
  problem: 'Its answer was lost; the verification of a card holds no money.',
};
