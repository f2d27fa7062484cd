import express, { type Request, type Router } from 'express';
import { parseInput } from '../http.ts';
import { OrderInput } from '../orders/order-request.ts';
import { toStoreOrder } from '../orders/order-view.ts';
import type { Shopper } from '../orders/place-order.ts';
import { OccProblem } from '../problem.ts';
import { siteOf } from '../sites.ts';
import type { Tenant } from '../tenant.ts';
import type { ShopperOf } from './shopper-of.ts';

/** `POST /orders`, `PUT` and `GET /orders/{id}`. A declined payment answers 200 too: the order's payments tell. */
export function createOrderRoutes({ orders, placeOrder, sites }: Tenant, shopperOf: ShopperOf): Router {
  const router = express.Router();

  const toShopper = (req: Request): Shopper => ({
    profile: shopperOf(req),
    site: siteOf(req, sites),
    channel: req.get('x-ccasset-channel') === 'preview' ? 'preview' : 'storefront',
    locale: req.get('x-ccasset-language') ?? siteOf(req, sites).defaultLocale,
  });

  router.post('/', async (req, res) => {
    res.json(toStoreOrder(await placeOrder(parseInput(OrderInput, req.body), toShopper(req))));
  });

  router.put('/:id', async (req, res) => {
    const input = { ...parseInput(OrderInput, req.body), id: req.params.id };
    res.json(toStoreOrder(await placeOrder(input, toShopper(req))));
  });

  router.get('/:id', (req, res) => {
    const order = orders.require(req.params.id);
    const profile = shopperOf(req);
    if (!order.guest && order.profileId !== profile?.id) {
      throw new OccProblem(404, `There is no order ${req.params.id}.`, { errorCode: '28102' });
    }
    res.json(toStoreOrder(order));
  });

  return router;
}
