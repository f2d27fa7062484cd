import express, { type Router } from 'express';
import { z } from 'zod';
import { parseInput, queryOf, wrongMethod } from '../../http/http.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { FunctionWebhook } from '../../webhooks/function-webhooks.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** Where payment webhooks go and which keys sign them. OCC: function webhooks. */
export function createFunctionWebhookRoutes({ webhooks }: Tenant): Router {
  const router = express.Router();
  const view = (webhook: FunctionWebhook, withSecrets: boolean): Record<string, unknown> => ({
    ...webhook,
    enabled: true,
    supportsSynchronousRetry: false,
    ...(withSecrets ? webhooks.secrets() : {}),
  });

  router.get('/', (_req, res) => {
    res.json({ items: webhooks.list().map((webhook) => view(webhook, false)) });
  });

  router.get('/:id', (req, res) => {
    res.json(view(webhooks.require(req.params.id), queryOf(req, 'includeSecretKeys') === 'true'));
  });

  router.put('/:id', (req, res) => {
    const webhook = webhooks.require(req.params.id);
    webhook.url = parseInput(
      z.object({ url: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]) }),
      req.body,
    ).url;
    res.json(view(webhook, false));
  });

  router.post('/:id', (req, res) => {
    const webhook = webhooks.require(req.params.id);
    parseInput(z.object({ op: z.literal('resetSecretKey') }), req.body);
    webhooks.resetSecrets();
    res.json(view(webhook, true));
  });

  return refuseOtherMethods(router, wrongMethod);
}
