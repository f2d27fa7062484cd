import express, { type Router } from 'express';
import { z } from 'zod';
import { parseInput, wrongMethod } from '../../http/http.ts';
import { OccProblem } from '../../http/problem.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { WebhookDelivery } from '../../webhooks/deliveries.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** Webhooks that were not answered with 2xx, kept until they are sent again. OCC: webhook failed messages. */
export function createFailedMessageRoutes({ deliveries }: Tenant): Router {
  const router = express.Router();

  router.get('/', (_req, res) => {
    res.json({ items: failed().map(view) });
  });

  router.put('/:id', async (req, res) => {
    const { id } = req.params;
    if (failed().every((delivery) => delivery.id !== id))
      throw new OccProblem(404, `There is no failed message ${id}.`);
    parseInput(z.object({ resend: z.literal(true) }), req.body);
    res.json(view((await deliveries.resend(id)).again));
  });

  return refuseOtherMethods(router, wrongMethod);

  /** One that was sent again is answered for by its repetition. */
  function failed(): readonly WebhookDelivery[] {
    const all = deliveries.list();
    const repeated = new Set(all.map(({ resentFrom }) => resentFrom));
    return all.filter(
      ({ id, answer }) =>
        !repeated.has(id) && (answer === undefined || answer.status < 200 || answer.status >= 300),
    );
  }
}

function view({ id, url, subject, sentAt, answer, problem }: WebhookDelivery): Record<string, unknown> {
  return {
    id,
    url,
    orderId: subject.orderId,
    savedTime: sentAt.toISOString(),
    failureReason: problem ?? `HTTP ${answer?.status ?? 0}`,
  };
}
