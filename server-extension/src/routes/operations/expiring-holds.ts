import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { ExpiringHolds } from '../../payments/expiring-holds/expiring-holds.ts';
import { defineRoute } from '../../http/define-route.ts';
import { sendJson } from '../../http/send.ts';

export interface ExpiringHoldsRouteDeps {
  readonly expiringHolds: Pick<ExpiringHolds, 'list'>;
}

const hold = lazy(() =>
  z
    .strictObject({
      orderId: z.string(),
      site: z.string(),
      requestId: z.string().meta({ description: 'CyberSource’s id of the authorization' }),
      amount: z
        .strictObject({ minor: z.int().min(0), currency: z.string() })
        .meta({ description: 'Still held' }),
      expiresAt: z.string().meta({ format: 'date-time' }),
    })
    .meta({ id: 'ExpiringHold' }),
);

/** Holds that expire within a day: what is not captured until then has to be authorized again. */
export const holdsThatExpire = defineRoute({
  method: 'GET',
  path: '/operations/expiring',
  operationId: 'expiringHolds',
  summary: 'Holds that expire within a day, the first to expire first',
  description:
    'Each was logged once as `authorization.expiring`. Capture or reverse it before it expires; afterwards a capture is authorized again ' +
    'first, or refused (gateway setting `reauthorize`).',
  caller: 'operator',
  right: 'read',
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'The holds, at most 500',
      schema: lazy(() => z.array(hold())),
      examples: { none: [] },
    },
  },
  handler:
    ({ expiringHolds }: ExpiringHoldsRouteDeps) =>
    async ({ res, caller }) => {
      const holds = await expiringHolds.list(caller.site);
      sendJson(
        res,
        200,
        holds.map(({ orderId, site, ref, left, expiresAt }) => ({
          orderId,
          site,
          requestId: ref,
          amount: { minor: left.minor, currency: left.currency },
          expiresAt: expiresAt.toISOString(),
        })),
      );
    },
});
