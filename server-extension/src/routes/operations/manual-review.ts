import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { MerchantTransactionId, OrderId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import { describeWork } from '../../telemetry/log/line-context.ts';
import type { SettleManualReview } from '../../payments/manual-review/settle-manual-review.ts';
import { defineRoute } from '../../http/define-route.ts';
import { jsonBody } from '../../http/route-body.ts';
import { sendJson } from '../../http/send.ts';
import { reasonField } from './reason.ts';

export interface ManualReviewDeps {
  readonly settleManualReview: SettleManualReview;
}

const entry = lazy(() =>
  z.object({
    orderId: z.string().regex(/^[\w.:-]{1,128}$/, 'must be an order id'),
    merchantTransactionId: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'must be the merchantTransactionId of the entry'),
    reason: reasonField(3, 500),
  }),
);

const settled = lazy(() =>
  z
    .strictObject({
      orderId: z.string(),
      merchantTransactionId: z.string(),
      reason: z.string(),
      by: z.string().meta({ description: 'The user’s name, else the application’s id' }),
      at: z.string().meta({ format: 'date-time' }),
    })
    .meta({ id: 'SettledManualReview' }),
);

/** Closes an entry of `/operations/attention`, with name and reason. */
export const settledManualReview = defineRoute({
  method: 'POST',
  path: '/operations/manual-review/settle',
  operationId: 'settleManualReview',
  summary: 'Close an entry of the list for manual review, with the reason',
  description:
    'The entry is listed no more; who closed it, when and why is kept and logged. No money is moved: do first what `suggestedAction` says.',
  caller: 'operator',
  right: 'decide-reviews',
  body: jsonBody(entry, {
    refunded: {
      orderId: 'o30446',
      merchantTransactionId: '1kT3pVq8LwX2',
      reason: 'Refunded by bank transfer, ticket 4711',
    },
  }),
  problems: ['journal-unavailable', 'conflict'],
  answers: {
    200: {
      description: 'The entry is closed',
      schema: settled,
      examples: {
        closed: {
          orderId: 'o30446',
          merchantTransactionId: '1kT3pVq8LwX2',
          reason: 'Refunded by bank transfer, ticket 4711',
          by: 'finance@example.com',
          at: '2026-01-31T10:22:21.000Z',
        },
      },
    },
  },
  handler:
    ({ settleManualReview }: ManualReviewDeps) =>
    async ({ res, body, caller }) => {
      describeWork({ orderId: body.orderId });
      const { at, ...closed } = await settleManualReview({
        orderId: body.orderId as OrderId,
        merchantTransactionId: body.merchantTransactionId as MerchantTransactionId,
        reason: body.reason,
        by: caller.operator.name,
        ...present({ site: caller.site }),
      });
      sendJson(res, 200, { ...closed, at: at.toISOString() });
    },
});
