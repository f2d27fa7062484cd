import type { FollowOn, FollowOnStep } from '../domain/payment/command.ts';
import type { Payment } from '../domain/payment/payment.ts';
import { paymentFrom } from '../domain/payment/payment.ts';
import type { PaymentStanding } from '../domain/payment/payment-standing.ts';
import { Problem } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { allowedOperations } from './overview/allowed-operations.ts';
import type { MethodRulesFor } from './ports/method-rules.ts';
import type { Journal } from './ports/journal.ts';
import type { PaymentAttempt } from './ports/payment-attempt.ts';
import type { ResolvePayment } from './resolve-payment.ts';
import { withCaptureNumber } from './rules/capture-number.ts';
import { paymentTypeOf, undeclaredOperation } from './rules/declared-operations.ts';
import { type HoldRules, holdRulesOf } from './rules/follow-on/holds.ts';
import { requireSameMerchantAccount } from './rules/merchant-account-guard.ts';
import { type FollowOnPlan, plan } from './rules/plan.ts';
import { withRecordedAttempts } from './rules/recorded-attempts.ts';
import { attemptsOfPayment } from './attempt/attempts-of-payment.ts';

/** What a request would do now. */
export interface PaymentPreview {
  readonly planned: FollowOnPlan;
  readonly standing: PaymentStanding;
}

/**
 * Plans a request from everything that is known of its payment, by the rules that would carry it out. Nothing is sent, and
 * nothing is written.
 *
 * @throws Problem as the request itself would: `not-found`, `not-supported`, `in-progress`, `wait-for-result`, `conflict`
 *   where it was carried out before with another body.
 */
export type PreviewPayment = (command: FollowOn, settings: GatewaySettings) => Promise<PaymentPreview>;

export interface PreviewPaymentDeps {
  readonly journal: Pick<Journal, 'ofOrder'>;
  readonly resolvePayment: ResolvePayment;
  readonly methodRules: MethodRulesFor;
  readonly now: () => Date;
}

export function createPreviewPayment({
  journal,
  resolvePayment,
  methodRules,
  now,
}: PreviewPaymentDeps): PreviewPayment {
  return async (command, settings) => {
    const { payment: key, recorded, sequencedBy } = await resolvePayment(command, settings);
    const own = await attemptsOfPayment(journal, { orderId: command.orderId, payment: key });
    const known = withRecordedAttempts(recorded, own);
    const payment = paymentFrom(known);
    const holdRules = holdRulesOf(settings, now());
    const planned = plan(command, payment, holdRules);
    const rules = methodRules(paymentTypeOf(known));
    const steps = planned.kind === 'steps' ? planned.steps : [];
    const undeclared = rules && undeclaredOperation(rules, command, known, steps);
    if (undeclared !== undefined) throw new Problem('not-supported', undeclared);
    if (planned.kind === 'steps') requireSameMerchantAccount(known, settings);
    return {
      planned: numbered(planned, known),
      standing: standingOf(payment, methodRules, holdRules, sequencedBy === undefined),
    };
  };
}

/** Where a payment stands. */
export function standingOf(
  payment: Payment<PaymentAttempt>,
  methodRules: MethodRulesFor,
  holdRules: HoldRules,
  isComplete: boolean,
): PaymentStanding {
  const rules = methodRules(paymentTypeOf(payment.steps));
  return { payment, allowed: allowedOperations(payment, rules, holdRules), isComplete };
}

/** Captures with the numbers that they would be sent with. One that is authorized again first takes all of its new hold. */
function numbered(planned: FollowOnPlan, known: readonly PaymentAttempt[]): FollowOnPlan {
  if (planned.kind !== 'steps') return planned;
  const withNumber = (step: FollowOnStep): FollowOnStep =>
    step.type === 'capture' ? withCaptureNumber(step, known) : step;
  if (planned.steps.some(({ type }) => type === 'reauthorize')) return planned;
  const [first, ...others] = planned.steps;
  return { kind: 'steps', steps: [withNumber(first), ...others.map(withNumber)] };
}
