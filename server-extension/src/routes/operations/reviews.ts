import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import { describeWork } from '../../telemetry/log/line-context.ts';
import type { ReviewCase } from '../../payments/review/review-case.ts';
import type { DecideReview, Reviews } from '../../payments/review/reviews.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import { jsonBody } from '../../http/route-body.ts';
import { sendJson } from '../../http/send.ts';
import { reasonField } from './reason.ts';

export interface ReviewRoutesDeps {
  readonly reviews: Reviews;
  readonly now: () => Date;
}

const time = lazy(() => z.string().meta({ format: 'date-time' }));

const decidedReview = lazy(() =>
  z
    .strictObject({
      decision: z.enum(['ACCEPT', 'REJECT']),
      by: z
        .string()
        .meta({ description: 'A user’s name, an application’s id, or the reviewer that CyberSource names' }),
      source: z
        .enum(['operator', 'notification', 'conversion-details'])
        .meta({ description: 'Decided with this API, or elsewhere and heard of in one of two ways' }),
      at: time(),
      comment: z.string().optional(),
    })
    .meta({ id: 'DecidedReview' }),
);

const review = lazy(() =>
  z
    .strictObject({
      transactionId: z.string().meta({ description: 'CyberSource’s id of the authorization' }),
      orderId: z.string(),
      site: z.string(),
      amount: z.strictObject({ minor: z.int(), currency: z.string() }),
      authorizedAt: time(),
      ageSeconds: z.int().min(0),
      deadline: time().meta({
        description: 'When the issuer lets go of the hold: from then on nothing can be captured',
      }),
      secondsLeft: z.int().min(0),
      decided: decidedReview()
        .optional()
        .meta({ description: 'Decided; the capture or reversal that follows is still to be done' }),
    })
    .meta({ id: 'Review', description: 'A payment that waits for a reviewer' }),
);

const example: Shape<typeof review> = {
  transactionId: '7000000000000000000001',
  orderId: 'o30446',
  site: 'siteUS',
  amount: { minor: 4250, currency: 'USD' },
  authorizedAt: '2026-01-31T10:22:21.000Z',
  ageSeconds: 3600,
  deadline: '2026-02-10T10:22:21.000Z',
  secondsLeft: 860_400,
};

/** Payments that wait for a reviewer. */
export const openReviews = defineRoute({
  method: 'GET',
  path: '/reviews',
  operationId: 'reviews',
  summary: 'Payments that wait for a reviewer, oldest first',
  description:
    'With the time that is left before the issuer lets go of the hold. At most 1,000. Without a database those of this process since ' +
    'its start only.',
  caller: 'operator',
  right: 'read',
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'The open reviews',
      schema: lazy(() => z.array(review())),
      examples: { one: [example], none: [] },
    },
  },
  handler:
    ({ reviews, now }: ReviewRoutesDeps) =>
    async ({ res, caller }) => {
      const open = await reviews.list(caller.site);
      sendJson(
        res,
        200,
        open.map((each) => toRow(each, now())),
      );
    },
});

const decision = lazy(() =>
  z.object({
    transactionId: z.string().regex(/^[\w-]{10,64}$/, 'must be an id of CyberSource'),
    comment: reasonField(1, 1000),
  }),
);

const decided = lazy(() =>
  z
    .strictObject({
      transactionId: z.string(),
      orderId: z.string(),
      decided: decidedReview(),
      isCarriedOut: z.boolean().meta({
        description:
          'The capture or reversal that follows is done, or none does. False: it is tried again; what CyberSource has declined or refused is logged (`review.failed`) and left to you.',
      }),
    })
    .meta({ id: 'ReviewResult' }),
);

/** Accepts a payment under review. */
export const acceptReview = decide('ACCEPT');

/** Rejects a payment under review. */
export const rejectReview = decide('REJECT');

function decide(verdict: DecideReview['decision']): Route<ReviewRoutesDeps> {
  const word = verdict === 'ACCEPT' ? 'accept' : 'reject';
  const follows =
    verdict === 'ACCEPT'
      ? 'With the setting `captureAfterReview` the whole amount is captured then.'
      : 'What the issuer holds is reversed then.';
  return defineRoute({
    method: 'POST',
    path: `/reviews/${word}`,
    operationId: `${word}Review`,
    summary: verdict === 'ACCEPT' ? 'Accept a payment under review' : 'Reject a payment under review',
    description: `The case is decided at CyberSource. ${follows} A payment is decided once: another decision gets 409 that says who decided, when and why.`,
    caller: 'operator',
    right: 'decide-reviews',
    body: jsonBody(decision, {
      decided: { transactionId: '7000000000000000000001', comment: 'Called the customer' },
    }),
    problems: ['conflict', 'outcome-unknown', 'journal-unavailable'],
    answers: {
      200: {
        description: 'Decided',
        schema: decided,
        examples: {
          decided: {
            transactionId: example.transactionId,
            orderId: example.orderId,
            decided: {
              decision: verdict,
              by: 'jane@shop.example',
              source: 'operator',
              at: '2026-01-31T11:22:21.000Z',
              comment: 'Called the customer',
            },
            isCarriedOut: true,
          },
        },
      },
    },
    handler:
      ({ reviews }: ReviewRoutesDeps) =>
      async ({ res, body, caller: { operator, site } }) => {
        const result = await reviews.decide({
          ref: body.transactionId as GatewayRef,
          decision: verdict,
          comment: body.comment,
          by: operator.name,
          ...present({ site }),
        });
        describeWork({ site: result.stored.site, orderId: result.orderId });
        sendJson(res, 200, {
          transactionId: result.stored.id,
          orderId: result.orderId,
          decided: result.decided,
          isCarriedOut: result.isCarriedOut,
        });
      },
  });
}

function toRow(each: ReviewCase, now: Date): Shape<typeof review> {
  const { stored, orderId, amount, authorizedAt, deadline, decided: known } = each;
  const secondsTo = (at: string): number => Math.max(0, Math.floor((Date.parse(at) - now.getTime()) / 1000));
  return {
    transactionId: stored.id,
    orderId,
    site: stored.site,
    amount,
    authorizedAt,
    ageSeconds: Math.max(0, Math.floor((now.getTime() - Date.parse(authorizedAt)) / 1000)),
    deadline,
    secondsLeft: secondsTo(deadline),
    ...present({ decided: known }),
  };
}
