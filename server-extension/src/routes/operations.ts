import * as z from 'zod';
import type { OrderId } from '../domain/ids.ts';
import { toDecimalString } from '../domain/money.ts';
import { paymentFrom } from '../domain/payment.ts';
import { refOf, reportOf } from '../domain/reported.ts';
import type { OccApi } from '../occ/admin-api.ts';
import { requireShape } from '../occ/required-shape.ts';
import type { Entry, Journal } from '../payments/ports.ts';
import { requireOperator } from './callers.ts';
import { pathAndQuery, type Request, type Route } from './route.ts';
import { sendJson } from './send.ts';

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
      const entries = await journal.ofOrder(orderId as OrderId);
      const states = statesOf(entries);
      sendJson(
        res,
        200,
        entries.map((entry) => toRow(entry, states.get(entry.payment))),
      );
    },
  };
}

/** How many are shown; there should be none. */
const ATTENTION_LIMIT = 200;

/** Attempts that could not be settled without a person, oldest first. */
export function attention({ occ, journal }: { readonly occ: OccApi; readonly journal: Journal }): Route {
  return {
    method: 'GET',
    path: '/operations/attention',
    async handle(req, res) {
      await requireOperator(req, occ);
      const entries = await journal.needingPerson(ATTENTION_LIMIT);
      sendJson(
        res,
        200,
        entries.map((entry) => ({ orderId: entry.orderId, ...toRow(entry, undefined) })),
      );
    },
  };
}

function queryOf(req: Request): URLSearchParams {
  const [, query] = pathAndQuery(req.url);
  return new URLSearchParams(query);
}

/** The state that each payment is in now. */
function statesOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const payments = new Set(entries.map((entry) => entry.payment));
  const stepsOf = (payment: string): readonly Entry[] => entries.filter((entry) => entry.payment === payment);
  return new Map([...payments].map((payment) => [payment, paymentFrom(stepsOf(payment)).state]));
}

function toRow(entry: Entry, state: string | undefined): Readonly<Record<string, unknown>> {
  const { result, told, foundAt } = entry;
  const gateway = reportOf(result);
  return {
    at: entry.openedAt.toISOString(),
    closedAt: entry.closedAt?.toISOString(),
    type: entry.operation,
    caller: entry.caller,
    site: entry.site,
    channel: entry.channel,
    paymentId: entry.paymentGroupId,
    attempt: entry.attempt,
    amount: toDecimalString(entry.amount),
    currency: entry.amount.currency,
    outcome: result?.outcome ?? 'under-way',
    told: told?.outcome,
    foundAt: foundAt?.toISOString(),
    state,
    gatewayId: refOf(result),
    original: entry.original,
    merchantTransactionId: entry.merchantTransactionId,
    problem: result !== undefined && 'problem' in result ? result.problem : undefined,
    status: gateway?.status,
    reason: gateway?.reason,
    correlationId: gateway?.correlationId,
  };
}
