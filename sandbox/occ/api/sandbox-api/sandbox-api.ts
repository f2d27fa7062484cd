import express, { type Router } from 'express';
import { z } from 'zod';
import { requireGroup, toAnswer } from '../agent-api/agent-api.ts';
import { parseInput, queryOf, wrongMethod } from '../../http/http.ts';
import { parseDecimal } from '../../shop/money.ts';
import { OrderInput } from '../../orders/order-request.ts';
import { toAdminOrder, toStoreOrder } from '../../orders/order-view.ts';
import { createRepeatOrder } from '../../checkout/repeat-order.ts';
import { refund } from '../../payments/cancel-payment.ts';
import { OccProblem } from '../../http/problem.ts';
import { siteOf } from '../../shop/sites.ts';
import { UPDATE_FAULTS } from '../../orders/update-faults.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { WebhookDelivery } from '../../webhooks/deliveries.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const Refund = z.object({
  paymentGroupId: z.string(),
  amount: z.number(),
  omitReferenceInfo: z.boolean().default(false),
});

const OrderedUpdateFault = z.object({
  fault: z.enum(UPDATE_FAULTS),
  times: z.int().min(1).max(100).default(1),
});

const ScheduledRun = z.object({ profileId: z.string(), order: OrderInput });

/** `/sandbox/v1`: what a real OCC does not offer, for tests and curious people. Needs an admin token. */
export function createSandboxApi(tenant: Tenant): Router {
  const { tokens, orders, deliveries, settings, ask } = tenant;
  const repeat = createRepeatOrder(tenant);
  const router = express.Router();
  router.use((req, _res, next) => {
    tokens.require(req, 'ccadmin');
    next();
  });

  router.get('/webhooks', (req, res) => {
    res.json({ items: deliveries.list(queryOf(req, 'orderId')).map(toDeliveryView) });
  });

  router.post('/webhooks/:id/resend', async (req, res) => {
    const { first, again } = await deliveries.resend(req.params.id);
    const equal =
      first.answer !== undefined &&
      again.answer?.status === first.answer.status &&
      again.answer.body.equals(first.answer.body);
    res.json({ first: toAnswerView(first), again: toAnswerView(again), equal });
  });

  // A return was received: OCC would ask the gateway for the refund of its value.
  router.post('/orders/:id/refund', async (req, res) => {
    const order = orders.require(req.params.id);
    const { paymentGroupId, amount, omitReferenceInfo } = parseInput(Refund, req.body);
    const minor = parseDecimal(amount, order.currency);
    const group = requireGroup(order, paymentGroupId);
    const result = await orders.exclusively(order, () =>
      refund(ask, order, group, minor, { omitReferenceInfo }),
    );
    res.json(toAnswer(order, [result]));
  });

  // The next updates of orders by the admin API meet it.
  router.post('/orderUpdateFaults', (req, res) => {
    const { fault, times } = parseInput(OrderedUpdateFault, req.body);
    tenant.updateFaults.add(fault, times);
    res.json({ fault, times });
  });

  // The day of a scheduled order has come.
  router.post('/scheduledOrders/:id/run', async (req, res) => {
    res.json(toAdminOrder(await repeat(orders.require(req.params.id))));
  });

  // The scheduler places an order with these payments, as it would run a template that was paid so.
  router.post('/scheduledOrders', async (req, res) => {
    const { profileId, order } = parseInput(ScheduledRun, req.body);
    const site = siteOf(req, tenant.sites);
    const shopper = { profile: tenant.profiles.require(profileId), site, channel: 'storefront' } as const;
    const placed = await tenant.placeOrder(order, {
      ...shopper,
      locale: site.defaultLocale.replace('-', '_'),
      isScheduledRun: true,
    });
    res.json(toStoreOrder(placed));
  });

  router.get('/gateways/:id', (req, res) => {
    const gateway = settings.gateway(req.params.id);
    if (gateway === undefined) {
      throw new OccProblem(404, `There is no gateway package for ${req.params.id}. Remedy: npm run package.`);
    }
    res.json({ gateway: gateway.gateway, config: gateway.config, resources: gateway.resources });
  });

  return refuseOtherMethods(router, wrongMethod);
}

function toDeliveryView(delivery: WebhookDelivery): Readonly<Record<string, unknown>> {
  const { subject, request, answer, ...rest } = delivery;
  return {
    ...rest,
    ...subject,
    sentAt: delivery.sentAt.toISOString(),
    request: { headers: request.headers, body: request.body.toString('utf8') },
    answer: answer === undefined ? null : { ...answer, body: answer.body.toString('utf8') },
  };
}

function toAnswerView({ answer, problem }: WebhookDelivery): Readonly<Record<string, unknown>> {
  return answer === undefined ? { problem } : { status: answer.status, body: answer.body.toString('utf8') };
}
