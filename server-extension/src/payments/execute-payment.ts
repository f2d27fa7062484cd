import type { Authorize, PaymentCommand } from '../domain/payment/command.ts';
import { residualHoldOf } from '../domain/payment/residual-hold.ts';
import type { OrderId, PaymentKey } from '../domain/ids.ts';
import { isSameMoney } from '../domain/money.ts';
import { paymentFrom } from '../domain/payment/payment.ts';
import { Problem } from '../domain/problem.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { type ResolvedPayment, type ResolvePayment, paymentOpenedBy } from './resolve-payment.ts';
import type { FollowOnBasis } from './rules/preceding-attempt.ts';
import { type AttemptExecutor, requireClaim } from './attempt-executor.ts';
import { type FollowOn, planNextStep } from './rules/follow-on-plan.ts';
import { withCaptureNumber } from './rules/capture-number.ts';
import type { PaymentAttempt, Journal, MerchantTransactionIdFor } from './ports/ports.ts';
import { withRecordedAttempts } from './rules/recorded-attempts.ts';
import { type RiskCheck, blockFor } from './risk-check.ts';
import { requireSameMerchantAccount } from './rules/merchant-account-guard.ts';
import { isApplied } from './rules/captured-funds.ts';
import { nextSequenceNumber, isSequenced, sequenceOf } from './rules/follow-on-sequence.ts';

/** How a command ended. */
export interface ExecutedPayment {
  readonly result: PaymentResult;
  /** When the attempt was begun: the same for every delivery, whoever writes its result, so answers are equal byte for byte. */
  readonly at: Date;
  /** True when an earlier delivery did the work and this one only reads its result. */
  readonly replayed: boolean;
  /** The attempt that ended it: the last one, where it took several. */
  readonly attempt: PaymentAttempt;
}

/**
 * Carries out a command at most once, however often and from wherever it is delivered.
 *
 * @throws Problem `conflict` (same key with another body, or the payment's state forbids it), `wait-for-result` (so far
 *   only what is under way forbids it, or what has happened to the payment cannot be told), `not-found` (another site's
 *   payment, or one that the gateway does not know), `in-progress` (an earlier delivery is still under way) or
 *   `journal-unavailable` (nothing was sent).
 */
export type ExecutePayment = (
  command: PaymentCommand,
  settings: GatewaySettings,
  /** Decides about an authorization that nobody has decided about before. */
  riskCheck?: RiskCheck,
) => Promise<ExecutedPayment>;

export interface ExecutePaymentDeps {
  readonly executor: AttemptExecutor;
  readonly journal: Journal;
  readonly resolvePayment: ResolvePayment;
  readonly merchantTransactionIdFor: MerchantTransactionIdFor;
  /** Milliseconds that a copy waits for the delivery that does the work. */
  readonly deadlineMs: number;
  /** Told of every refused authorization that left money held; what it does about it takes none of the caller's time. */
  readonly onResidualHold: (heldAttempt: PaymentAttempt, settings: GatewaySettings) => void;
}

export function createExecutePayment({
  executor,
  journal,
  resolvePayment,
  merchantTransactionIdFor: name,
  deadlineMs,
  onResidualHold,
}: ExecutePaymentDeps): ExecutePayment {
  return (command, settings, riskCheck) =>
    command.type === 'authorize' ? authorize(command, settings, riskCheck) : followOn(command, settings);

  async function authorize(
    command: Authorize,
    settings: GatewaySettings,
    riskCheck?: RiskCheck,
  ): Promise<ExecutedPayment> {
    const claimResult = requireClaim(await executor.claim(command, paymentOpenedBy(command), settings));
    if (claimResult.kind === 'completed')
      return claimResult.attempt.key === command.key
        ? asReported(claimResult.attempt, true)
        : toPaid(claimResult.attempt, true);
    if (claimResult.kind === 'in-flight') {
      const closed = await closing(claimResult.attempt);
      // Another delivery's attempt: whether it stands for this one too, only the journal can say.
      return claimResult.attempt.key === command.key
        ? asReported(closed, true)
        : authorize(command, settings, riskCheck);
    }
    const { attempt, otherOrder } = claimResult;
    const mayBeSent = otherOrder === undefined ? riskCheck : blockFor(otherOrder);
    const closed = await executor.execute(command, settings, attempt, mayBeSent);
    if (residualHoldOf(closed) !== undefined) onResidualHold(closed, settings);
    // Somebody may have taken it for lost, and others have heard so.
    return asReported(closed, false);
  }

  async function followOn(command: FollowOn, settings: GatewaySettings): Promise<ExecutedPayment> {
    const addressed = await resolvePayment(command, settings);
    const { payment, recorded } = addressed;
    let own: readonly PaymentAttempt[] = [];
    const carriedOut: PaymentAttempt[] = [];
    let refused: FollowOn | undefined;
    for (;;) {
      own = merged(own, await attemptsOf(command.orderId, payment), carriedOut);
      const known = withRecordedAttempts(recorded, own);
      const next = planNextStep(command, known);
      if (next.kind === 'refused') throw refusal(next.problem, known);
      if (next.kind === 'ended') return toPaid(next.attempt, carriedOut.length === 0);
      requireSameMerchantAccount(known, settings);
      if (next.kind === 'wait') {
        await closing(next.attempt);
        continue;
      }
      const { step, plannedFrom } = inItsTurn(next.step, known, addressed, name);
      const claimResult = await executor.claim(step, payment, settings, plannedFrom);
      if (claimResult.kind === 'refused') {
        if (isSameStep(step, refused)) throw refusal(claimResult.problem, known);
        // Another request was faster: what is left now may want another step, or none.
        refused = step;
        continue;
      }
      const claim = requireClaim(claimResult);
      if (claim.kind === 'in-flight') await closing(claim.attempt);
      if (claim.kind === 'completed' && claim.attempt.payment !== payment) return toPaid(claim.attempt, true);
      if (claim.kind === 'claimed') {
        const closed = await executor.execute(step, settings, claim.attempt);
        carriedOut.push(closed);
        // The rest may be asked for again; asking at once would only be refused again.
        if (closed.result?.outcome === 'not-sent') return toPaid(closed, false);
      }
    }
  }

  async function attemptsOf(orderId: OrderId, payment: PaymentKey): Promise<readonly PaymentAttempt[]> {
    return (await journal.ofOrder(orderId)).filter((attempt) => attempt.payment === payment);
  }

  /** A copy of something under way answers with the first one's result, or says that there is none yet. */
  async function closing({ key }: PaymentAttempt): Promise<PaymentAttempt> {
    const closed = await journal.whenCompleted(key, deadlineMs);
    if (closed !== undefined) return closed;
    throw new Problem(
      'in-progress',
      'An earlier delivery of this payment is still under way. Ask again later.',
    );
  }
}

/** The step with its numbers: of its turn, where instances have journals of their own, and among the payment's captures. */
function inItsTurn(
  next: FollowOn,
  known: readonly PaymentAttempt[],
  { recorded, sequencedBy }: ResolvedPayment,
  name: MerchantTransactionIdFor,
): { readonly step: FollowOn; readonly plannedFrom: FollowOnBasis } {
  const step = next.type === 'capture' ? withCaptureNumber(next, known) : next;
  const isTurn =
    sequencedBy !== undefined &&
    isSequenced({ operation: step.type, captureNow: false, original: step.original }, known);
  const captureNumber = step.type === 'capture' && step !== next ? step.sequence?.number : undefined;
  return {
    step,
    plannedFrom: {
      recorded,
      ...(isTurn && { sequence: sequenceOf(sequencedBy, nextSequenceNumber(known), name) }),
      ...(captureNumber !== undefined && { captureNumber }),
    },
  };
}

/** What is under way may yet turn out not to have happened: only then a no is final. */
function refusal(problem: string, known: readonly PaymentAttempt[]): Problem {
  return new Problem(paymentFrom(known).pending ? 'wait-for-result' : 'conflict', problem);
}

/** What was seen or done counts, even where the journal could not write it, or has no room and forgot it. */
function merged(...lists: readonly (readonly PaymentAttempt[])[]): readonly PaymentAttempt[] {
  const attempts = lists
    .flat()
    .map((attempt) => [`${attempt.key} ${attempt.attemptNumber}`, attempt] as const);
  return [...new Map(attempts).values()];
}

function isSameStep(a: FollowOn, b: FollowOn | undefined): boolean {
  return a.key === b?.key && a.original === b.original && isSameMoney(a.amount, b.amount);
}

/**
 * What a shopper was told stays, whatever was found out since; what became of a follow-on, its caller wants to know. Of
 * an attempt whose process went away OCC has heard the yes, or it would have been undone.
 */
function asReported(attempt: PaymentAttempt, replayed: boolean): ExecutedPayment {
  const paid = toPaid(attempt, replayed);
  const { reportedResult } = attempt;
  const hasHeardYes =
    reportedResult?.outcome === 'unknown' && reportedResult.callerUnknown === true && isApplied(attempt);
  return reportedResult === undefined || hasHeardYes ? paid : { ...paid, result: reportedResult };
}

function toPaid(attempt: PaymentAttempt, replayed: boolean): ExecutedPayment {
  const { result, claimedAt } = attempt;
  if (result === undefined) throw new RangeError(`Attempt ${attempt.key} is not closed`);
  return { result, at: claimedAt, replayed, attempt };
}
