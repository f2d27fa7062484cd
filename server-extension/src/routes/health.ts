import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import { type CheckReadiness, readinessParts } from '../payments/health/readiness.ts';
import { defineRoute } from '../http/define-route.ts';
import { sendJson } from '../http/send.ts';

/** Whether the process is alive. Asks nothing else and says nothing else: a failing answer is a reason to restart it. */
export const health = defineRoute({
  method: 'GET',
  path: '/health',
  operationId: 'health',
  summary: 'Whether the process is alive',
  description: 'Asks nothing else. Another answer, or none, is a reason to restart the process.',
  caller: 'anyone',
  answers: {
    200: {
      description: 'The process is alive',
      schema: lazy(() => z.strictObject({ status: z.literal('ok') })),
      examples: { alive: { status: 'ok' } },
    },
  },
  handler: () => async (call) => {
    sendJson(call.res, 200, { status: 'ok' });
  },
});

const readiness = lazy(() =>
  z
    .strictObject({
      status: z.enum(['ready', 'not-ready']),
      reasons: z.array(
        z.strictObject({
          code: z.enum(readinessParts),
          message: z.string().meta({ description: 'What is missing, and what to do about it' }),
        }),
      ),
    })
    .meta({ id: 'Readiness' }),
);

/**
 * Whether a payment can be taken now: the journal can be written, the webhook's secret is set, one site has usable
 * settings. 200, else 503 with the reasons: a reason to send payments elsewhere, not to restart the process.
 */
export const ready = defineRoute({
  method: 'GET',
  path: '/ready',
  operationId: 'ready',
  summary: 'Whether a payment can be taken now',
  description:
    'The journal can be written, the webhook’s secret is set, and one site at least has usable gateway settings. A load balancer ' +
    'sends payments elsewhere while it is not so; a restart would not help. Looked after every five seconds at most, however ' +
    'often it is asked.',
  caller: 'anyone',
  answers: {
    200: {
      description: 'A payment can be taken',
      schema: readiness,
      examples: { ready: { status: 'ready', reasons: [] } },
    },
    503: {
      description: 'It cannot, for these reasons',
      schema: readiness,
      examples: {
        noSecret: {
          status: 'not-ready',
          reasons: [
            {
              code: 'webhook-secret',
              message: 'payments.secret.key is not set: no payment webhook is believed.',
            },
          ],
        },
      },
    },
  },
  handler:
    ({ readiness }: { readonly readiness: CheckReadiness }) =>
    async (call) => {
      const reasons = await readiness();
      const isReady = reasons.length === 0;
      sendJson(call.res, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not-ready', reasons });
    },
});
