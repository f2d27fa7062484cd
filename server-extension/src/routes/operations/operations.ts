import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { OrderId } from '../../domain/ids.ts';
import { toDecimalString } from '../../domain/money/money.ts';
import { callers } from '../../domain/payment/command.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { declineReasonNames } from '../../domain/payment/decline-reason.ts';
import { declineReasonOf, gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import { type PaymentState, paymentStates } from '../../domain/payment/payment-state.ts';
import { businessCenterUrl } from './business-center.ts';
import { channel } from '../../occ/response/response-schema.ts';
import { suggestedAction } from '../../payments/manual-review/suggested-action.ts';
import type { UnwrittenResult } from '../../payments/write-back/write-back.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import { attemptOutcome } from './payments/payment-schema.ts';
import type { OperatorCaller } from '../../http/callers.ts';
import { defineRoute } from '../../http/define-route.ts';
import { sendJson } from '../../http/send.ts';

const row = lazy(() =>
  z.strictObject({
    at: z.string().meta({ format: 'date-time', description: 'When the attempt was claimed' }),
    completedAt: z.string().optional().meta({ format: 'date-time' }),
    type: z.enum(['authorize', 'capture', 'void', 'refund', 'increment', 'reauthorize']),
    paymentType: z
      .string()
      .optional()
      .meta({ description: 'The payment’s method; absent for payments of 1.0.0 and of other programs' }),
    offline: z.literal(true).optional().meta({ description: 'Carried out without a call to a gateway' }),
    caller: z.enum(callers),
    site: z.string(),
    channel: channel(),
    paymentId: z.string().optional(),
    attemptNumber: z.int().min(1),
    amount: z.string().meta({ description: 'Decimal: 42.50' }),
    currency: z.string(),
    outcome: attemptOutcome(),
    reportedOutcome: z
      .literal('unknown')
      .optional()
      .meta({ description: 'What the caller was told, where `outcome` has been found out since' }),
    resolvedAt: z.string().optional().meta({ format: 'date-time' }),
    state: z
      .enum(paymentStates as readonly [PaymentState, ...PaymentState[]])
      .optional()
      .meta({ description: 'The payment’s state now' }),
    declineReason: z.enum(declineReasonNames).optional().meta({ description: 'Why it was declined' }),
    gatewayId: z.string().optional().meta({ description: 'CyberSource’s id of this attempt' }),
    businessCenterUrl: z
      .string()
      .optional()
      .meta({ format: 'uri', description: 'The transaction in CyberSource’s Business Center' }),
    original: z.string().optional().meta({ description: 'CyberSource’s id of what the attempt is about' }),
    merchantTransactionId: z.string().optional(),
    problem: z.string().optional(),
    status: z.string().optional().meta({ description: 'CyberSource’s status' }),
    reason: z.string().optional().meta({ description: 'CyberSource’s reason' }),
    correlationId: z.string().optional(),
  }),
);

const attemptRow = lazy(() => row().meta({ id: 'Attempt' }));
const manualReviewRow = lazy(() =>
  row()
    .omit({ state: true })
    .extend({
      orderId: z.string(),
      suggestedAction: z.string().meta({ description: 'What to do about it, in one sentence' }),
    })
    .meta({ id: 'ManualReview', description: 'An attempt that could not be settled without a person' }),
);

const authorized: Shape<typeof attemptRow> = {
  at: '2026-01-31T10:22:21.000Z',
  completedAt: '2026-01-31T10:22:22.000Z',
  type: 'authorize',
  caller: 'webhook',
  site: 'siteUS',
  channel: 'storefront',
  paymentId: 'pg60411',
  attemptNumber: 1,
  amount: '42.50',
  currency: 'USD',
  outcome: 'approved',
  state: 'Authorized',
  gatewayId: '7000000000000000000001',
  merchantTransactionId: '1kT3pVq8LwX2',
  status: 'AUTHORIZED',
};

export interface OperationsDeps {
  readonly journal: Journal;
  /** Why an attempt waits for a person because OCC's order does not show it; undefined where that is not the reason. */
  readonly unwrittenResult: (attempt: PaymentAttempt) => Promise<UnwrittenResult | undefined>;
}

/** All attempts of an order, oldest first, for people who have to find out what happened. */
export const journalOfOrder = defineRoute({
  method: 'GET',
  path: '/operations/journal',
  operationId: 'journal',
  summary: 'Every attempt to move money for an order, oldest first',
  caller: 'operator',
  right: 'read',
  query: lazy(() =>
    z.object({
      orderId: z.string().regex(/^[\w.:-]{1,128}$/, 'must be an order id'),
    }),
  ),
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'The attempts; empty for an order without any',
      schema: lazy(() => z.array(attemptRow())),
      examples: { authorized: [authorized] },
    },
  },
  handler:
    ({ journal }: OperationsDeps) =>
    async ({ res, query, caller }) => {
      const attempts = (await journal.ofOrder(query.orderId as OrderId)).filter(isVisibleTo(caller));
      const states = statesOf(attempts);
      sendJson(
        res,
        200,
        attempts.map((attempt) => toRow(attempt, states.get(attempt.payment))),
      );
    },
});

/** How many are shown; there should be none. */
const MANUAL_REVIEWS_MAX = 200;

/** Attempts that could not be settled without a person, oldest first. */
export const manualReviews = defineRoute({
  method: 'GET',
  path: '/operations/attention',
  operationId: 'attention',
  summary: 'Attempts that could not be settled without a person, oldest first',
  description:
    'What recovery could not find out or reverse in a day of trying, cancellations and refunds of Commerce Cloud that CyberSource ' +
    'refused, and results that could not be written to the order (gateway setting `writeBack`). There should be none. `POST /operations/manual-review/settle` closes an entry. ' +
    'Each row names its order; what to do is in the operators’ guide.',
  caller: 'operator',
  right: 'read',
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'The attempts, at most 200',
      schema: lazy(() => z.array(manualReviewRow())),
      examples: { none: [] },
    },
  },
  handler:
    ({ journal, unwrittenResult }: OperationsDeps) =>
    async (call) => {
      const attempts = (await journal.manualReviews(MANUAL_REVIEWS_MAX)).filter(isVisibleTo(call.caller));
      const rows = attempts.map(async (attempt) => ({
        orderId: attempt.orderId,
        ...toRow(attempt, undefined),
        suggestedAction: suggestedAction(attempt),
        ...(await unwrittenResult(attempt)),
      }));
      sendJson(call.res, 200, await Promise.all(rows));
    },
});

/** A caller who names a site sees that site's attempts only. */
function isVisibleTo({ site }: OperatorCaller): (attempt: PaymentAttempt) => boolean {
  return (attempt) => site === undefined || attempt.site === site;
}

/** The state that each payment is in now. */
function statesOf(attempts: readonly PaymentAttempt[]): ReadonlyMap<string, string> {
  const payments = new Set(attempts.map((attempt) => attempt.payment));
  const stepsOf = (payment: string): readonly PaymentAttempt[] =>
    attempts.filter((attempt) => attempt.payment === payment);
  return new Map([...payments].map((payment) => [payment, paymentFrom(stepsOf(payment)).state]));
}

function toRow(attempt: PaymentAttempt, state: string | undefined): Readonly<Record<string, unknown>> {
  const { result, reportedResult, resolvedAt } = attempt;
  const gateway = reportOf(result);
  return {
    at: attempt.claimedAt.toISOString(),
    completedAt: attempt.completedAt?.toISOString(),
    type: attempt.operation,
    paymentType: attempt.paymentType,
    offline: attempt.offline,
    caller: attempt.caller,
    site: attempt.site,
    channel: attempt.channel,
    paymentId: attempt.paymentGroupId,
    attemptNumber: attempt.attemptNumber,
    amount: toDecimalString(attempt.amount),
    currency: attempt.amount.currency,
    outcome: result?.outcome ?? 'in-flight',
    reportedOutcome: reportedResult?.outcome,
    resolvedAt: resolvedAt?.toISOString(),
    state,
    declineReason: declineReasonOf(result),
    gatewayId: gatewayRefOf(result),
    businessCenterUrl: businessCenterUrl(attempt),
    original: attempt.original,
    merchantTransactionId: attempt.merchantTransactionId,
    problem: result !== undefined && 'problem' in result ? result.problem : undefined,
    status: gateway?.status,
    reason: gateway?.reason,
    correlationId: gateway?.correlationId,
  };
}
