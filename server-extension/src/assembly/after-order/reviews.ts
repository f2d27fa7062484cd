import type { RunTracing } from '../../telemetry/tracing.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import type { Config } from '../../config/config.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { ExecutePayment } from '../../payments/execute-payment.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { ReviewCase } from '../../payments/review/review-case.ts';
import type { ReviewDecisions } from '../../payments/review/review-decisions.ts';
import { createReviews, type Reviews } from '../../payments/review/reviews.ts';
import { createJob } from '../time/repeatedly.ts';

export interface AssembleReviewsDeps {
  readonly config: Pick<Config, 'deadlines' | 'journal' | 'reviews'>;
  readonly cases: CaseStore;
  readonly journal: Journal;
  readonly settingsFor: SettingsFor;
  readonly reviewDecisions: ReviewDecisions;
  readonly executePayment: ExecutePayment;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
  /** Called with each review that was opened, decided or closed. */
  readonly changed: (review: ReviewCase) => void;
}

export interface AssembledReviews {
  readonly reviews: Reviews;
  /** Takes each attempt that has ended. A review that could not be noted then is noted when it is first asked for. */
  readonly attemptCompleted: (attempt: PaymentAttempt) => void;
  start(): void;
  stop(): Promise<void>;
}

/** The reviews of payments, and the rounds that read decisions made in Business Center. */
export function assembleReviews({
  config,
  executePayment,
  runs,
  now,
  log,
  changed,
  ...parts
}: AssembleReviewsDeps): AssembledReviews {
  const about = ({
    stored,
    orderId,
  }: ReviewCase): { site: string; orderId: string; gatewayTransactionId: string } => ({
    site: stored.site,
    orderId,
    gatewayTransactionId: stored.id,
  });
  const onError = (error: unknown, order?: Pick<PaymentAttempt, 'orderId' | 'site'>): void => {
    log('review.failed', { site: order?.site, orderId: order?.orderId, ...toErrorFields(error) });
  };
  const reviews: Reviews = createReviews({
    ...parts,
    executePayment,
    areCasesOwn: config.journal.kind === 'memory',
    now,
    deadlineMs: config.deadlines.cybersource,
    onOpened: changed,
    onDecided: (review) => {
      changed(review);
      const { decision = 'REJECT', source, by } = review.decided ?? {};
      log('review.decided', { ...about(review), decision, actor: by ?? '', source: source ?? 'operator' });
    },
    onDeadline: (review) => {
      log('review.deadline', { ...about(review), deadline: review.deadline });
    },
    onNoLongerHeld: (review) => {
      changed(review);
      log('review.no-longer-held', { ...about(review), deadline: review.deadline });
    },
    onError,
  });
  const rounds = createJob(
    (isOver) =>
      runs.traceRun({ name: 'reviews', attributes: {} }, () => reviews.catchUp('conversion-details', isOver)),
    config.reviews.everyMs,
    { firstAfterMs: 1_000 },
  );
  return {
    reviews,
    attemptCompleted: (attempt) => {
      reviews.note(attempt).catch((error: unknown) => {
        onError(error, attempt);
      });
    },
    ...rounds,
  };
}
