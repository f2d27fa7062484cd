import express, { type Router } from 'express';
import { z } from 'zod';
import { parseInput, wrongMethod } from '../../http/http.ts';
import { createLogin, type LoginCredentials } from '../../http/login.ts';
import type { SandboxOrder, OrderPaymentGroup } from '../../orders/order.ts';
import { cancelPayment, holdsMoney, type CancelledPayment } from '../../payments/cancel-payment.ts';
import { OccProblem } from '../../http/problem.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const VoidPayments = z.object({
  orderId: z.string(),
  payments: z.array(z.object({ paymentGroupId: z.string() })).min(1),
});

const CancelOrder = z.object({ orderId: z.string(), cancelReason: z.string().optional() });

/** OCC's agent API, `/ccagent/v1`, as far as it moves money: voiding payments and cancelling an order. */
export function createAgentApi({ tokens, orders, ask }: Tenant, credentials: LoginCredentials): Router {
  const router = express.Router();
  router.use(createLogin('ccagent', tokens, credentials));
  router.use((req, _res, next) => {
    tokens.require(req, 'ccagent');
    next();
  });

  router.post('/payment/void', async (req, res) => {
    const { orderId, payments } = parseInput(VoidPayments, req.body);
    const order = orders.require(orderId);
    const groups = payments.map(({ paymentGroupId }) => requireGroup(order, paymentGroupId));
    const results = await orders.exclusively(order, () => cancelPayments(order, groups));
    res.json(toAnswer(order, results));
  });

  router.put('/orders/submitCancelOrder', async (req, res) => {
    const order = orders.require(parseInput(CancelOrder, req.body).orderId);
    if (order.state === 'REMOVED') throw new OccProblem(400, `Order ${order.id} is cancelled already.`);
    const results = await orders.exclusively(order, async () => {
      const cancelled = await cancelPayments(order, order.paymentGroups.filter(holdsMoney));
      order.state = cancelled.every(({ success }) => success) ? 'REMOVED' : 'PENDING_REMOVE';
      return cancelled;
    });
    res.json(toAnswer(order, results));
  });

  async function cancelPayments(
    order: SandboxOrder,
    groups: readonly OrderPaymentGroup[],
  ): Promise<readonly CancelledPayment[]> {
    const results: CancelledPayment[] = [];
    for (const group of groups) results.push(await cancelPayment(ask, order, group));
    return results;
  }

  return refuseOtherMethods(router, wrongMethod);
}

/** What became of the payments that an agent or the OMS cancelled. */
export function toAnswer(
  order: SandboxOrder,
  payments: readonly CancelledPayment[],
): Readonly<Record<string, unknown>> {
  return { orderId: order.id, state: order.state, payments };
}

/** The payment group of this order, or a 400. */
export function requireGroup(order: SandboxOrder, id: string): OrderPaymentGroup {
  const group = order.paymentGroups.find((each) => each.id === id);
  if (group === undefined) throw new OccProblem(400, `Order ${order.id} has no payment group ${id}.`);
  return group;
}
