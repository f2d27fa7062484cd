import type { Authorize, PaymentCommand, FollowOn, FollowOnStep } from '../domain/payment/command.ts';
import { residualHoldOf } from '../domain/payment/residual-hold.ts';
import type { GatewayRef } from '../domain/ids.ts';
import { type Payment, paymentFrom } from '../domain/payment/payment.ts';
import { type Effect, effectOf } from '../domain/payment/effect.ts';
import type { PaymentStanding } from '../domain/payment/payment-standing.ts';
import { PaymentConflict } from '../domain/payment/payment-conflict.ts';
import { Problem } from '../domain/problem.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { type ResolvedPayment, type ResolvePayment, paymentOpenedBy } from './resolve-payment.ts';
import { type AttemptExecutor, requireClaim } from './attempt/attempt-executor.ts';
import type { ReadChargeBasis } from './attempt/read-charge-basis.ts';
import { authorizedPayment } from './rules/follow-on/authorized-payment.ts';
import { createFirstAsked, mayBeHidden } from './attempt/uncertain-refusal.ts';
import { type FollowOnPlan, plan } from './rules/plan.ts';
import { mergedAttempts, type FollowOnBasis } from './rules/follow-on-basis.ts';
import { requestSteps } from './rules/follow-on/request-steps.ts';
import { standingOf } from './preview-payment.ts';
import { type HoldRules, holdRulesOf } from './rules/follow-on/holds.ts';
import { notShownYet } from './rules/follow-on/refusal-messages.ts';
import { withCaptureNumber } from './rules/capture-number.ts';
import type { MerchantTransactionIdFor } from './ports/claim.ts';
import type { Journal } from './ports/journal.ts';
import type { PaymentAttempt } from './ports/payment-attempt.ts';
import { withRecordedAttempts, withStepsOf } from './rules/recorded-attempts.ts';
import { type RiskCheck, blockFor } from './attempt/risk-check.ts';
import { requireSameMerchantAccount } from './rules/merchant-account-guard.ts';
import { paymentTypeOf, undeclaredOperation } from './rules/declared-operations.ts';
import type { MethodRulesFor } from './ports/method-rules.ts';
import { isApplied } from '../domain/payment/applied.ts';
import { nextSequenceNumber, isSequenced, sequenceOf } from './rules/follow-on-sequence.ts';
import { attemptsOfPayment } from './attempt/attempts-of-payment.ts';
import { standingAuthorization } from './rules/follow-on/standing-authorization.ts';

/** One call of a request, and what it does to the payment. */
export interface ExecutedStep {
  readonly attempt: PaymentAttempt;
  readonly effect: Effect;
}

/** How a command ended. */
export interface ExecutedPayment {
  readonly result: PaymentResult;
  /** When the attempt was claimed: the same for every delivery and every writer of its result, so answers are equal byte for byte. */
  readonly at: Date;
  /** True when an earlier delivery did the work and this one only reads its result. */
  readonly replayed: boolean;
  /** The attempt that ended it: the last one, where it took several. */
  readonly attempt: PaymentAttempt;
  /** Every call of the request, in the order of its steps. */
  readonly steps: readonly ExecutedStep[];
  /** Where the payment stands afterwards, of a follow-on. */
  readonly standing?: PaymentStanding;
}

/**
 * Carries out a command at most once, however often and from wherever it is delivered.
 *
 * @throws Problem `not-supported` (the payment's method does not declare it), `conflict` (same key with another body, or the payment's state forbids it, or a review of it), `wait-for-result` (so far
 *   only what is under way forbids it, or what has happened to the payment is not known), `not-found` (another site's
 *   payment, or one that the gateway does not know), `in-progress` (an earlier delivery is still under way) or
 *   `journal-unavailable` (nothing was sent).
 */
export type ExecutePayment = (
  command: PaymentCommand,
  settings: GatewaySettings,
  /** Decides about an authorization that was not decided about before. */
  riskCheck?: RiskCheck,
) => Promise<ExecutedPayment>;

export interface ExecutePaymentDeps {
  readonly executor: AttemptExecutor;
  readonly journal: Journal;
  readonly resolvePayment: ResolvePayment;
  readonly merchantTransactionIdFor: MerchantTransactionIdFor;
  readonly methodRules: MethodRulesFor;
  readonly now: () => Date;
  /** Milliseconds that a copy waits for the delivery that does the work. */
  readonly deadlineMs: number;
  /** Milliseconds that the gateway's records may lag behind. */
  readonly searchLagMs: number;
  /** Where every instance has a journal of its own: reads what is known of a payment group before it is charged. */
  readonly readChargeBasis?: ReadChargeBasis;
  /** Asked with the authorization before any of it is captured: rejects with a Problem while a review speaks against it. */
  readonly requireAccepted?: (authorization: PaymentAttempt) => Promise<void>;
  /** Called with every declined authorization that left money held. Returns at once: the hold is reversed in the background. */
  readonly onResidualHold: (heldAttempt: PaymentAttempt, settings: GatewaySettings) => void;
}

export function createExecutePayment({
  executor,
  journal,
  resolvePayment,
  merchantTransactionIdFor,
  methodRules,
  now,
  deadlineMs,
  searchLagMs,
  readChargeBasis,
  requireAccepted,
  onResidualHold,
}: ExecutePaymentDeps): ExecutePayment {
  const firstAsked = createFirstAsked();
  return (command, settings, riskCheck) =>
    command.type === 'authorize' ? authorize(command, settings, riskCheck) : followOn(command, settings);

  async function authorize(
    command: Authorize,
    settings: GatewaySettings,
    riskCheck?: RiskCheck,
  ): Promise<ExecutedPayment> {
    const undeclared = notDeclared(command);
    // A delivery that the journal knows is answered with its result, whatever the method declares now.
    if (undeclared !== undefined && (await journal.find(command.key)) === undefined) throw undeclared;
    const payment = paymentOpenedBy(command);
    const recorded =
      command.caller === 'webhook' ? undefined : await readChargeBasis?.(command, payment, settings);
    if (recorded?.kind === 'repeated') return toExecuted(recorded.attempt, true);
    const claimed = await executor.claim(command, payment, settings, recorded?.basis);
    // Another charge of the payment group has ended since the records were read.
    if (claimed.kind === 'changed') return authorize(command, settings, riskCheck);
    const claimResult = requireClaim(claimed);
    if (claimResult.kind === 'completed')
      return claimResult.attempt.key === command.key
        ? asReported(claimResult.attempt, true)
        : toExecuted(claimResult.attempt, true);
    if (claimResult.kind === 'in-flight') {
      const closed = await completionOf(claimResult.attempt);
      // It was the attempt of another delivery: a new claim decides whether its result also answers this one.
      return claimResult.attempt.key === command.key
        ? asReported(closed, true)
        : authorize(command, settings, riskCheck);
    }
    const { attempt, otherOrder } = claimResult;
    const mayBeSent = otherOrder === undefined ? riskCheck : blockFor(otherOrder);
    const closed = await executor.execute(command, settings, attempt, mayBeSent);
    if (residualHoldOf(closed) !== undefined) onResidualHold(closed, settings);
    // Another instance may have completed it as lost, and answered a copy with that.
    return asReported(closed, false);
  }

  async function followOn(command: FollowOn, settings: GatewaySettings): Promise<ExecutedPayment> {
    const resolved = await resolvePayment(command, settings);
    const { payment, recorded } = resolved;
    const holdRules = holdRulesOf(settings, now());
    const isComplete = resolved.sequencedBy === undefined;
    const executed: PaymentAttempt[] = [];
    let seen: readonly PaymentAttempt[] = [];
    const asItStands = (paid: ExecutedPayment): ExecutedPayment => {
      const after = paymentFrom(withRecordedAttempts(recorded, mergedAttempts(seen, executed)));
      const standing = standingOf(after, methodRules, holdRules, isComplete);
      return { ...paid, steps: executedSteps(command, after), standing };
    };
    for (let idleRounds = 0; idleRounds < IDLE_ROUNDS_MAX;) {
      const ofJournal = await attemptsOfPayment(journal, { orderId: command.orderId, payment });
      seen = mergedAttempts(seen, ofJournal, executed);
      const known = withRecordedAttempts(recorded, seen);
      const planned = plan(command, paymentFrom(known), holdRules);
      if (planned.kind === 'ended') return asItStands(toExecuted(planned.attempt, executed.length === 0));
      const undeclared = notDeclared(command, known, planned.kind === 'steps' ? planned.steps : []);
      if (undeclared !== undefined) throw undeclared;
      await requireReviewed(command, known, planned);
      if (planned.kind === 'refused')
        throw refusalOf(command, paymentFrom(known), planned, holdRules, isComplete);
      requireSameMerchantAccount(known, settings);
      if (planned.kind === 'wait') {
        await completionOf(planned.attempt);
        continue;
      }
      const { step, numbers } = numbered(
        withPaymentType(planned.steps[0], known),
        known,
        resolved,
        merchantTransactionIdFor,
      );
      const basis = { command, seen, recorded, holdRules, ...numbers };
      const claimResult = await executor.claim(step, payment, settings, basis);
      if (claimResult.kind === 'claimed') {
        const closed = await executor.execute(step, settings, claimResult.attempt);
        executed.push(closed);
        if (residualHoldOf(closed) !== undefined) onResidualHold(closed, settings);
        // The rest may be asked for again; asking at once would only be refused again.
        if (closed.result?.outcome === 'not-sent') return asItStands(toExecuted(closed, false));
        continue;
      }
      idleRounds += 1;
      // Another request was faster: what is left now may want another step, or none.
      if (claimResult.kind === 'refused' || claimResult.kind === 'changed') continue;
      const { kind, attempt } = requireClaim(claimResult);
      if (kind === 'in-flight') await completionOf(attempt);
      else if (attempt.payment !== payment) return toExecuted(attempt, true);
    }
    throw new Problem('in-progress', 'Other requests keep changing this payment. Ask again later.');
  }

  /**
   * A capture waits for the reviewer of its authorization. A repetition of a capture that was carried out is answered before
   * this check. A refusal comes after it: that a reviewer rejected the payment explains more than that nothing is left to
   * capture.
   */
  async function requireReviewed(
    command: FollowOn,
    known: readonly PaymentAttempt[],
    planned: FollowOnPlan,
  ): Promise<void> {
    const isDecided = planned.kind === 'steps' || (planned.kind === 'refused' && planned.isFinal);
    if (command.type !== 'capture' || !isDecided) return;
    const authorization = authorizationOf(command.original, known);
    if (authorization !== undefined) await requireAccepted?.(authorization);
  }

  /** Final, unless the gateway's records may not show yet what another instance has done. */
  function refusalOf(
    command: FollowOn,
    payment: Payment<PaymentAttempt>,
    { problem, isFinal }: FollowOnPlan & { readonly kind: 'refused' },
    holdRules: HoldRules,
    isComplete: boolean,
  ): PaymentConflict {
    const isHidden =
      !isComplete &&
      isFinal &&
      mayBeHidden(command, payment, holdRules, {
        askedSince: firstAsked.since(command.key, holdRules.now),
        searchLagMs,
      });
    const standing = standingOf(payment, methodRules, holdRules, isComplete);
    if (isHidden) return PaymentConflict.forNow(notShownYet(problem), standing);
    return isFinal ? PaymentConflict.forGood(problem, standing) : PaymentConflict.forNow(problem, standing);
  }

  /** @param known every attempt of the payment; none for a new one. */
  function notDeclared(
    command: PaymentCommand,
    known: readonly PaymentAttempt[] = [],
    steps: readonly FollowOn[] = [],
  ): Problem | undefined {
    const rules = methodRules(command.type === 'authorize' ? command.paymentType : paymentTypeOf(known));
    const problem = rules && undeclaredOperation(rules, command, known, steps);
    return problem === undefined ? undefined : new Problem('not-supported', problem);
  }

  /** A copy of an attempt in flight is answered with the result of that attempt, or with `in-progress` when there is none in time. */
  async function completionOf({ key }: PaymentAttempt): Promise<PaymentAttempt> {
    const closed = await journal.whenCompleted(key, deadlineMs);
    if (closed !== undefined) return closed;
    throw new Problem(
      'in-progress',
      'An earlier delivery of this payment is still under way. Ask again later.',
    );
  }
}

/** Claims of one request that other requests may overtake before its caller is asked to come again. */
const IDLE_ROUNDS_MAX = 100;

/** What a request has come to, each call with its effect. */
function executedSteps(command: FollowOn, { steps }: Payment<PaymentAttempt>): readonly ExecutedStep[] {
  return requestSteps(command.key, withStepsOf(command, steps)).map((attempt) => ({
    attempt,
    effect: effectOf(attempt, steps),
  }));
}

/** The authorization that an id goes back to, where it holds money. */
function authorizationOf(ref: GatewayRef, known: readonly PaymentAttempt[]): PaymentAttempt | undefined {
  const { steps } = authorizedPayment(ref, paymentFrom(known));
  return standingAuthorization(steps);
}

/** The step with the method of its payment, which says who carries it out. */
function withPaymentType(step: FollowOnStep, known: readonly PaymentAttempt[]): FollowOnStep {
  const paymentType = paymentTypeOf(known);
  return paymentType === undefined ? step : { ...step, paymentType };
}

/** The step with its numbers: in the sequence, where instances have journals of their own, and among the payment's captures. */
function numbered(
  next: FollowOnStep,
  known: readonly PaymentAttempt[],
  { sequencedBy }: ResolvedPayment,
  merchantTransactionIdFor: MerchantTransactionIdFor,
): { readonly step: FollowOnStep; readonly numbers: Pick<FollowOnBasis, 'sequence' | 'captureNumber'> } {
  const step = next.type === 'capture' ? withCaptureNumber(next, known) : next;
  const hasPlace =
    sequencedBy !== undefined &&
    isSequenced({ operation: step.type, captureNow: false, original: step.original }, known);
  const number = step.type === 'capture' && step !== next ? step.sequence?.number : undefined;
  return {
    step,
    numbers: {
      ...(hasPlace && {
        sequence: sequenceOf(sequencedBy, nextSequenceNumber(known), merchantTransactionIdFor),
      }),
      ...(number !== undefined && { captureNumber: { of: step.original, number } }),
    },
  };
}

/**
 * A webhook is answered with the result that was reported first, so that a shopper's decline stays a decline after the outcome was
 * resolved; charges and follow-ons are answered with the resolved outcome. An attempt whose process went away and that was not undone
 * was accepted by OCC: it is answered as approved.
 */
function asReported(attempt: PaymentAttempt, replayed: boolean): ExecutedPayment {
  const paid = toExecuted(attempt, replayed);
  if (attempt.caller !== 'webhook') return paid;
  const { reportedResult } = attempt;
  const wasAccepted =
    reportedResult?.outcome === 'unknown' && reportedResult.callerUnknown === true && isApplied(attempt);
  return reportedResult === undefined || wasAccepted ? paid : { ...paid, result: reportedResult };
}

/** @param replayed whether an earlier delivery did the work. */
export function toExecuted(attempt: PaymentAttempt, replayed: boolean): ExecutedPayment {
  const { result, claimedAt } = attempt;
  if (result === undefined) throw new RangeError(`Attempt ${attempt.key} is not completed`);
  return {
    result,
    at: claimedAt,
    replayed,
    attempt,
    steps: [{ attempt, effect: effectOf(attempt, [attempt]) }],
  };
}
