import * as z from 'zod';
import { lazy } from '../../src/domain/json/lazy.ts';
import type { OrderId } from '../../src/domain/ids.ts';
import { defineRoute } from '../../src/http/define-route.ts';
import { sendJson } from '../../src/http/send.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';

/** How many attempts of an order the journal holds. */
export const attemptCount = defineRoute({
  method: 'GET',
  path: '/operations/attemptCount',
  operationId: 'attemptCount',
  summary: 'How many attempts of an order the journal holds',
  caller: 'operator',
  right: 'read',
  query: lazy(() => z.object({ orderId: z.string('is missing').max(128) })),
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'The number',
      schema: lazy(() => z.strictObject({ attempts: z.int().min(0) })),
      examples: { none: { attempts: 0 } },
    },
  },
  handler:
    ({ journal }: { readonly journal: Journal }) =>
    async ({ res, query }) => {
      const attempts = await journal.ofOrder(query.orderId as OrderId);
      sendJson(res, 200, { attempts: attempts.length });
    },
});
