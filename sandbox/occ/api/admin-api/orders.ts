import express, { type Router } from 'express';
import { z } from 'zod';
import { toFields } from '../../http/fields.ts';
import { parseInput, queryOf, wholeNumberOf, wrongMethod } from '../../http/http.ts';
import { parseDecimal } from '../../shop/money.ts';
import { PAYMENT_GROUP_STATES, type SandboxOrder, type OrderPaymentStatus } from '../../orders/order.ts';
import { toAdminOrder } from '../../orders/order-view.ts';
import { OccProblem } from '../../http/problem.ts';
import { parseQuery } from '../../http/query.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const StatusInput = z.object({
  amount: z.number(),
  transactionId: z.string(),
  transactionSuccess: z.boolean(),
  errorMessage: z.string().optional(),
  statusProps: z.record(z.string(), z.string()).default({}),
});

const OrderChange = z.object({
  paymentGroups: z.array(
    z.object({
      id: z.string(),
      state: z.enum(PAYMENT_GROUP_STATES).optional(),
      debitStatus: z.array(StatusInput).default([]),
      creditStatus: z.array(StatusInput).default([]),
      additionalProperties: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** Orders for the OMS: list, look at, and write settlement back. OCC: orders, admin API. */
export function createAdminOrderRoutes({ orders, now }: Tenant): Router {
  const router = express.Router();

  router.get('/', (req, res) => {
    const offset = wholeNumberOf(req, 'offset', 0);
    const limit = Math.min(wholeNumberOf(req, 'limit', 50), 250);
    const found = orders
      .list()
      .map(toAdminOrder)
      .filter(parseQuery(queryOf(req, 'q')));
    const items = found.slice(offset, offset + limit).map(toFields(queryOf(req, 'fields')));
    res.json({ items, totalResults: found.length, offset, limit });
  });

  router.get('/:id', (req, res) => {
    res.json(toFields(queryOf(req, 'fields'))(toAdminOrder(orders.require(req.params.id))));
  });

  router.put('/:id', (req, res) => {
    const order = orders.require(req.params.id);
    writeBack(order, parseInput(OrderChange, req.body), now());
    res.json(toAdminOrder(order));
  });

  return refuseOtherMethods(router, wrongMethod);
}

/** Checks the whole change first, so that a wrong part changes nothing. Status entries are appended. */
function writeBack(order: SandboxOrder, { paymentGroups }: z.infer<typeof OrderChange>, at: Date): void {
  const toStatuses = (inputs: readonly z.infer<typeof StatusInput>[]): readonly OrderPaymentStatus[] =>
    inputs.map(({ amount, errorMessage, ...status }) => ({
      ...status,
      ...(errorMessage === undefined ? {} : { errorMessage }),
      amount: parseDecimal(amount, order.currency),
      at,
    }));
  const changes = paymentGroups.map((change) => {
    const group = order.paymentGroups.find(({ id }) => id === change.id);
    if (group === undefined)
      throw new OccProblem(400, `Order ${order.id} has no payment group ${change.id}.`);
    return {
      group,
      change,
      debits: toStatuses(change.debitStatus),
      credits: toStatuses(change.creditStatus),
    };
  });
  for (const { group, change, debits, credits } of changes) {
    if (change.state !== undefined) group.state = change.state;
    group.debitStatus.push(...debits);
    group.creditStatus.push(...credits);
    group.additionalProperties = { ...group.additionalProperties, ...change.additionalProperties };
  }
  order.modifiedAt = at;
}
