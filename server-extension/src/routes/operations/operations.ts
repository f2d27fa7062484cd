import * as z from 'zod';
import type { OrderId } from '../../domain/ids.ts';
import { toDecimalString } from '../../domain/money.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { requireShape } from '../../occ/webhook/required-shape.ts';
import type { PaymentAttempt, Journal } from '../../payments/ports/ports.ts';
import { requireOperator } from '../../http/request-authentication.ts';
import { pathAndQuery, type Request, type Route } from '../../http/route.ts';
import { sendJson } from '../../http/send.ts';

const query = z.object({ orderId: z.string('is missing').regex(/^[\w.:-]{1,128}$/, 'must be an order id') });

/** All attempts of an order, oldest first, for people who have to find out what happened. */
export function journalOfOrder({ occ, journal }: { readonly occ: OccApi; readonly journal: Journal }): Route {
  return {
    method: 'GET',
    path: '/operations/journal',
    takesQuery: true,
    async handle(req, res) {
      await requireOperator(req, occ);
      const { orderId } = requireShape(query, { orderId: queryOf(req).get('orderId') ?? undefined }, 'query');
      const attempts = await journal.ofOrder(orderId as OrderId);
      const states = statesOf(attempts);
      sendJson(
        res,
        200,
        attempts.map((attempt) => toRow(attempt, states.get(attempt.payment))),
      );
    },
  };
}

/** How many are shown; there should be none. */
const ATTENTION_LIMIT = 200;

/** Attempts that could not be settled without a person, oldest first. */
export function manualReviews({ occ, journal }: { readonly occ: OccApi; readonly journal: Journal }): Route {
  return {
    method: 'GET',
    path: '/operations/attention',
    async handle(req, res) {
      await requireOperator(req, occ);
      const attempts = await journal.manualReviews(ATTENTION_LIMIT);
      sendJson(
        res,
        200,
        attempts.map((attempt) => ({ orderId: attempt.orderId, ...toRow(attempt, undefined) })),
      );
    },
  };
}

function queryOf(req: Request): URLSearchParams {
  const [, query] = pathAndQuery(req.url);
  return new URLSearchParams(query);
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
    gatewayId: gatewayRefOf(result),
    original: attempt.original,
    merchantTransactionId: attempt.merchantTransactionId,
    problem: result !== undefined && 'problem' in result ? result.problem : undefined,
    status: gateway?.status,
    reason: gateway?.reason,
    correlationId: gateway?.correlationId,
  };
}
