import type { CheckReadiness } from '../payments/readiness.ts';
import type { Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';

/** Whether the process is alive. Asks nothing else and says nothing else: a failing answer is a reason to restart it. */
export const health: Route = {
  method: 'GET',
  path: '/health',
  handle: async (_req, res) => {
    sendJson(res, 200, { status: 'ok' });
  },
};

/**
 * Whether a payment can be taken now: the journal can be written, the webhook's secret is set, one site has usable
 * settings. 200, else 503 with the reasons: a reason to send payments elsewhere, not to restart the process.
 */
export function ready({ readiness }: { readonly readiness: CheckReadiness }): Route {
  return {
    method: 'GET',
    path: '/ready',
    async handle(_req, res) {
      const reasons = await readiness();
      const isReady = reasons.length === 0;
      sendJson(res, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not-ready', reasons });
    },
  };
}
