import { isLive } from '../../domain/payment/applied.ts';
import { gatewayRefOf, isApprovedOrPending } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Gateway, LookupResult } from '../ports/gateway.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { TaskResult } from '../ports/recovery-task.ts';
import { decide } from '../../domain/decision-table.ts';
import { rescheduleUntilAccess } from './access.ts';
import type { OrderAccepted } from './confirm-order.ts';
import { RECOVERY_TABLE, type RecoveryEvidence } from './recovery-table.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { nextRunAt, nextRunWithAccess, runsOf } from './schedule.ts';
import { attemptsOfPayment } from '../attempt/attempts-of-payment.ts';

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

/**
 * Finds out how an attempt ended, or sees to it that it did not happen: gathers evidence and does what the recovery table
 * says, until that ends the run. Nothing is ever sent again.
 *
 * @param notified how it ended, where the gateway has told so: stands for what a look-up would find.
 */
export type ResolveOutcome = (
  attempt: PaymentAttempt,
  runs: number,
  settings: GatewaySettings,
  notified?: PaymentResult,
) => Promise<TaskResult>;

/** Runs before this one, without which an empty search proves nothing. */
const RUNS_BEFORE_PROOF = 2;

/** What was learnt in one run about one attempt. */
interface Investigation {
  readonly lost: PaymentAttempt;
  readonly evidence: RecoveryEvidence;
  readonly lookup?: LookupResult;
  readonly reversal?: PaymentResult;
}

export function createResolveOutcome({
  gateway,
  journal,
  orderAccepted,
  isJournalOwn,
  timings,
  now,
  deadlineMs,
}: ResolveOutcomeDeps): ResolveOutcome {
  return async (attempt, runs, settings, notified) => {
    let known = withNotified({ lost: attempt, evidence: evidenceOf(attempt, runs) }, notified);
    for (;;) {
      const next = await step(known, runs, settings);
      if (!('evidence' in next)) return next;
      known = next;
    }
  };

  /** Adds to the evidence, or ends the run. */
  async function step(
    known: Investigation,
    runs: number,
    settings: GatewaySettings,
  ): Promise<Investigation | TaskResult> {
    const { lost, evidence } = known;
    switch (decide(RECOVERY_TABLE, evidence).action) {
      case 'close-attempt': {
        const closed = await journal.complete(lost, LOST, now());
        const { lookup } = known;
        return withNotified({ lost: closed, evidence: evidenceOf(closed, runs) }, lookup && foundIn(known));
      }
      case 'ask-order':
        return { ...known, evidence: { ...evidence, order: await orderOf(lost) } };
      case 'look-up': {
        const lookup = await lookUp(lost, settings);
        return { ...known, lookup, evidence: { ...evidence, lookup: toLookupEvidence(lookup, lost) } };
      }
      case 'ask-order-about-found': {
        const answer = await orderAccepted({ ...lost, result: foundIn(known) });
        return { ...known, evidence: { ...evidence, foundInOrder: ORDER_EVIDENCE[answer] } };
      }
      case 'reverse': {
        const { merchantTransactionId } = lost;
        const reversal = await gateway.reverse(lost, settings, { merchantTransactionId, deadlineMs });
        return { ...known, reversal, evidence: { ...evidence, reversal: toReversalEvidence(reversal) } };
      }
      case 'adopt-written':
        return resolved(lost.result ?? LOST);
      case 'adopt-found':
        return resolved(foundIn(known));
      case 'adopt-found-as-held':
        return resolved(asHeld(foundIn(known)));
      case 'adopt-declined':
        return resolved(reversalOf(known));
      case 'declare-reversed':
        return resolved(REVERSED);
      case 'declare-never-sent':
        return resolved(NEVER_SENT);
      case 'declare-nothing-held':
        return resolved(NOTHING_HELD);
      case 'wait-for-access':
        return rescheduleUntilAccess(lost, accessRefusalIn(known), timings, now());
      case 'reschedule': {
        const runAt = nextRunAt(runs, timings, now());
        return runAt === undefined ? { manualReview: true } : { runAt };
      }
      case 'manual-review':
        return { manualReview: true };
    }
  }

  function withNotified(known: Investigation, notified: PaymentResult | undefined): Investigation {
    if (notified === undefined) return known;
    const lookup: LookupResult = { kind: 'found', result: notified };
    return {
      ...known,
      lookup,
      evidence: { ...known.evidence, lookup: toLookupEvidence(lookup, known.lost) },
    };
  }

  function evidenceOf(attempt: PaymentAttempt, runs: number): RecoveryEvidence {
    const { result } = attempt;
    const mayBeAccepted = isJournalOwn || (result?.outcome === 'unknown' && result.callerUnknown === true);
    return {
      attempt: toAttemptEvidence(attempt),
      result: toResultEvidence(result),
      journal: isJournalOwn ? 'own' : 'shared',
      order: mayBeAccepted ? 'not-asked' : 'declined',
      lookup: 'not-made',
      foundInOrder: 'not-asked',
      reversal: 'not-made',
      searchLag: isPastSearchLag(attempt, runs) ? 'past' : 'within',
      runs: runsOf(runs),
    };
  }

  async function orderOf(lost: PaymentAttempt): Promise<RecoveryEvidence['order']> {
    const answer = await orderAccepted(lost);
    return answer === 'yes' && (await isPaidByAnother(lost)) ? 'paid-by-another' : ORDER_EVIDENCE[answer];
  }

  async function isPaidByAnother(lost: PaymentAttempt): Promise<boolean> {
    const ofPayment = await attemptsOfPayment(journal, lost);
    return ofPayment.some((attempt) => attempt.key !== lost.key && isLive(attempt, ofPayment));
  }

  async function lookUp(lost: PaymentAttempt, settings: GatewaySettings): Promise<LookupResult> {
    const others = (await journal.ofOrder(lost.orderId)).flatMap(({ result }) => gatewayRefOf(result) ?? []);
    return gateway.lookUp(lost, new Set(others), settings, deadlineMs);
  }

  /** A look-up that was refused has learnt nothing. */
  function toLookupEvidence(
    lookup: LookupResult,
    { claimedAt, completedAt = claimedAt }: PaymentAttempt,
  ): RecoveryEvidence['lookup'] {
    if (lookup.kind === 'found') return isApprovedOrPending(lookup.result) ? 'approved' : 'not-approved';
    if (lookup.kind === 'not-found' || lookup.accessRefused === undefined) return lookup.kind;
    return nextRunWithAccess(completedAt, timings, now()) === undefined
      ? 'access-refused-for-30-days'
      : 'access-refused';
  }

  /** Counted from when it was completed as lost: the very answer that could not be used may have corrected the clock. */
  function isPastSearchLag({ claimedAt, completedAt = claimedAt }: PaymentAttempt, runs: number): boolean {
    return runs >= RUNS_BEFORE_PROOF && now().getTime() - completedAt.getTime() >= timings.searchLagMs;
  }

  function resolved(result: PaymentResult): TaskResult {
    return { resolved: result, at: now() };
  }
}

const ORDER_EVIDENCE = { yes: 'accepted', no: 'not-accepted', unclear: 'unclear' } as const;

function toResultEvidence(result: PaymentResult | undefined): RecoveryEvidence['result'] {
  if (result === undefined) return 'none';
  if (result.outcome !== 'unknown') return 'known';
  return result.duplicate === true ? 'duplicate' : 'unknown';
}

function toReversalEvidence(reversal: PaymentResult): RecoveryEvidence['reversal'] {
  if (reversal.outcome === 'approved') return 'reversed';
  if (reversal.outcome === 'declined' && reversal.ref !== undefined) return 'declined';
  return reversal.outcome === 'refused' ? 'nothing-to-reverse' : 'unclear';
}

function foundIn({ lookup }: Investigation): PaymentResult {
  if (lookup?.kind !== 'found') throw new RangeError('The table adopts what no look-up has found');
  return lookup.result;
}

function reversalOf({ reversal }: Investigation): PaymentResult {
  if (reversal === undefined)
    throw new RangeError('The table adopts the answer to a reversal that was not made');
  return reversal;
}

function accessRefusalIn({ lookup }: Investigation): 'credentials' | 'rate-limit' {
  return (lookup?.kind === 'ambiguous' ? lookup.accessRefused : undefined) ?? 'credentials';
}

/** It holds money although its shopper was told that it is declined. */
function asHeld(result: PaymentResult): PaymentResult {
  if (!isApprovedOrPending(result)) return result;
  const { ref, amount, gateway } = result;
  return { outcome: 'declined', declineReason: 'other', ref, holdsMoney: true, held: amount, gateway };
}

const LOST: PaymentResult = {
  outcome: 'unknown',
  callerUnknown: true,
  problem: 'The process that made the call went away before its answer was written.',
};
const REVERSED: PaymentResult = {
  outcome: 'not-sent',
  undone: true,
  problem: 'Its answer was lost; it was undone.',
};
const NEVER_SENT: PaymentResult = {
  outcome: 'not-sent',
  problem: 'Its answer was lost; CyberSource does not know of it.',
};
const NOTHING_HELD: PaymentResult = {
  outcome: 'not-sent',
  problem: 'Its answer was lost; the verification of a card holds no money.',
};

function toAttemptEvidence({
  operation,
  amount,
  caller,
}: Pick<PaymentAttempt, 'operation' | 'amount' | 'caller'>): RecoveryEvidence['attempt'] {
  if (operation === 'reauthorize') return 'reauthorization';
  if (operation !== 'authorize') return operation;
  if (amount.minor === 0) return 'verification';
  return caller === 'webhook' ? 'authorization' : 'charge';
}
