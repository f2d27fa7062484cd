import * as z from 'zod';
import { lazy, type Shape } from '../../../domain/json/lazy.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { present } from '../../../domain/present.ts';
import { Problem } from '../../../domain/problem.ts';
import { compensationOf, compensations } from '../../../payments/write-back/compensation.ts';
import { describeWork } from '../../../telemetry/log/line-context.ts';
import { fitsQuery } from '../../../payments/overview/payment-query.ts';
import type { ReadOrderPayments } from '../../../payments/overview/read-order.ts';
import type { SearchPayments } from '../../../payments/overview/search-payments.ts';
import { defineRoute } from '../../../http/define-route.ts';
import { sendJson } from '../../../http/send.ts';
import { toPaymentJson } from './payment-json.ts';
import { paymentParameters, requireQuery } from './payment-parameters.ts';
import { payment } from './payment-schema.ts';

export interface PaymentsDeps {
  readonly readOrderPayments: ReadOrderPayments;
  readonly searchPayments: SearchPayments;
  readonly isJournalOwn: boolean;
}

const answer = lazy(() =>
  z
    .strictObject({
      orderId: z.string().optional().meta({ description: 'The one that was asked for' }),
      complete: z.boolean().meta({
        description: 'False where something could not be read, or is known to another instance only',
      }),
      missing: z.array(z.string()).optional().meta({ description: 'What, where `complete` is false' }),
      compensation: z
        .enum(compensations)
        .optional()
        .meta({
          description:
            'Of an order with several payments, one of which failed and the others were cancelled by Commerce Cloud: whether those were voided or refunded. ' +
            '`failed`: CyberSource refused it, and it is asked for again by itself',
        }),
      payments: z.array(payment()),
      next: z.string().optional().meta({
        description:
          '`after` of the next page; a page can have few payments, or none, and still have a next one',
      }),
    })
    .meta({ id: 'Payments' }),
);

const usd = (minor: number): { readonly minor: number; readonly currency: string } => ({
  minor,
  currency: 'USD',
});

const partlyCaptured: Shape<typeof payment> = {
  orderId: 'o30446',
  site: 'siteUS',
  paymentGroupId: 'pg60411',
  paymentType: 'card',
  lastDigits: '1111',
  state: 'PartiallyCaptured',
  isPending: false,
  authorized: usd(4250),
  captured: usd(1000),
  reversed: usd(0),
  pending: usd(0),
  available: usd(3250),
  refunded: usd(0),
  pendingRefunds: usd(0),
  refundable: usd(1000),
  allowed: [
    { operation: 'capture', upTo: usd(3250) },
    { operation: 'reverse', upTo: usd(4250) },
    { operation: 'refund', upTo: usd(1000) },
  ],
  needsReview: false,
  attempts: [
    {
      at: '2026-01-31T10:22:21.000Z',
      completedAt: '2026-01-31T10:22:22.000Z',
      kind: 'operation',
      operation: 'authorize',
      caller: { kind: 'webhook' },
      amount: usd(4250),
      outcome: 'approved',
      requestId: '7000000000000000000001',
      merchantTransactionId: '1kT3pVq8LwX2',
      attemptNumber: 1,
    },
    {
      at: '2026-02-01T08:00:00.000Z',
      completedAt: '2026-02-01T08:00:01.000Z',
      kind: 'operation',
      operation: 'capture',
      caller: { kind: 'oms', person: 'warehouse' },
      amount: usd(1000),
      outcome: 'pending',
      requestId: '7000000000000000000002',
      originalRequestId: '7000000000000000000001',
      merchantTransactionId: '1mQ8cR2yTz4A',
      attemptNumber: 1,
    },
  ],
};

const SEARCH_WITHOUT_DATABASE =
  'This instance has no database: a search finds the attempts that this instance has seen since it started. With orderId CyberSource’s records are read as well.';

/** Payments with their sums, what can be done with them, and every attempt. */
export const paymentsOfOrder = defineRoute({
  method: 'GET',
  path: '/operations/payments',
  operationId: 'payments',
  summary: 'Payments of an order, or those that a search finds: sums, allowed operations and every attempt',
  description:
    'With `orderId` CyberSource’s records of the order’s payments are read as well: what another program did there is noted as ' +
    '`external`. Without it the journal is searched; everything that is given has to fit, newest first.',
  caller: 'operator',
  right: 'read',
  query: paymentParameters,
  problems: ['journal-unavailable', 'wait-for-result'],
  answers: {
    200: {
      description: 'The payments',
      schema: answer,
      examples: {
        ofAnOrder: { orderId: 'o30446', complete: true, payments: [partlyCaptured] },
        nothingFound: { complete: true, payments: [] },
      },
    },
  },
  handler:
    ({ readOrderPayments, searchPayments, isJournalOwn }: PaymentsDeps) =>
    async ({ res, query, caller }) => {
      const wanted = requireQuery(query, caller.site);
      if (wanted.orderId !== undefined) {
        describeWork({ orderId: wanted.orderId });
        const { payments, missing } = await readOrderPayments(wanted.orderId, caller.site);
        if (payments.length === 0) throw unknownOrder(wanted.orderId, caller.site, missing, isJournalOwn);
        sendJson(res, 200, {
          orderId: wanted.orderId,
          ...completeness(missing),
          compensation: compensationOf(payments),
          payments: payments.filter((each) => fitsQuery(each, wanted)).map(toPaymentJson),
        });
        return;
      }
      const { limit, after } = query;
      const page = await searchPayments(wanted, { limit, ...present({ after }) });
      sendJson(res, 200, {
        ...completeness(isJournalOwn ? [SEARCH_WITHOUT_DATABASE] : []),
        payments: page.payments.map(toPaymentJson),
        next: page.next,
      });
    },
});

function completeness(missing: readonly string[]): {
  readonly complete: boolean;
  readonly missing?: readonly string[];
} {
  return missing.length === 0 ? { complete: true } : { complete: false, missing };
}

/** Where CyberSource's records could not be read, the order may have payments all the same. */
function unknownOrder(
  orderId: string,
  site: SiteId | undefined,
  missing: readonly string[],
  isJournalOwn: boolean,
): Problem {
  const unread = missing.length > (isJournalOwn ? 1 : 0);
  if (unread)
    return new Problem(
      'wait-for-result',
      `Whether order ${orderId} has payments cannot be told: ${missing.join(' ')} Ask again later.`,
    );
  return new Problem(
    'not-found',
    `No payment of order ${orderId} is known${site === undefined ? '' : ` on site ${site}`}.`,
  );
}
