import express, { type Router } from 'express';
import { toFields } from '../../http/fields.ts';
import { parseInput, queryOf, wholeNumberOf, wrongMethod } from '../../http/http.ts';
import { applyOrderChange, OrderChange } from '../../orders/order-change.ts';
import { toAdminOrder } from '../../orders/order-view.ts';
import { parseQuery } from '../../http/query.ts';
import { parseSort } from '../../http/sort.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** Orders for the OMS: list, look at, and change. OCC: orders, admin API. */
export function createAdminOrderRoutes({ orders, orderTypes, updateFaults, now }: Tenant): Router {
  const router = express.Router();

  router.get('/', (req, res) => {
    const offset = wholeNumberOf(req, 'offset', 0);
    const limit = Math.min(wholeNumberOf(req, 'limit', 50), 250);
    const found = orders
      .list()
      .map(toAdminOrder)
      .filter(parseQuery(queryOf(req, 'q')))
      .toSorted(parseSort(queryOf(req, 'sort')));
    const items = found.slice(offset, offset + limit).map(toFields(queryOf(req, 'fields')));
    res.json({ items, totalResults: found.length, offset, limit });
  });

  router.get('/:id', (req, res) => {
    res.json(toFields(queryOf(req, 'fields'))(toAdminOrder(orders.require(req.params.id))));
  });

  router.put('/:id', async (req, res) => {
    const order = orders.require(req.params.id);
    const change = parseInput(OrderChange, req.body);
    // Two changes at the same time: OCC keeps the first and refuses the other.
    await orders.exclusively(order, async () => {
      if (updateFaults.meet(order.id)) applyOrderChange(order, change, orderTypes, now());
    });
    res.json(toAdminOrder(order));
  });

  return refuseOtherMethods(router, wrongMethod);
}
