import express, { type Request, type Router } from 'express';
import { requireCoupon } from '../../shop/coupons.ts';
import { parseInput, wrongMethod } from '../../http/http.ts';
import { OrderInput, PriceInput } from '../../orders/order-request.ts';
import { toPriceInfo, toStoreOrder } from '../../orders/order-view.ts';
import { toItems, type Shopper } from '../../checkout/place-order.ts';
import { OccProblem } from '../../http/problem.ts';
import { channelOf, siteOf } from '../../shop/sites.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { ShopperOf } from './shopper-of.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** `POST /orders`, `PUT` and `GET /orders/{id}`. A declined payment answers 200 too: the order's payments tell. */
export function createOrderRoutes({ orders, placeOrder, sites }: Tenant, shopperOf: ShopperOf): Router {
  const router = express.Router();

  const toShopper = (req: Request): Shopper => ({
    profile: shopperOf(req),
    site: siteOf(req, sites),
    channel: channelOf(req),
    // Webhooks spell `pt_BR` what storefronts spell `pt-BR`.
    locale: (req.get('x-ccasset-language') ?? siteOf(req, sites).defaultLocale).replace('-', '_'),
  });

  router.post('/', async (req, res) => {
    res.json(toStoreOrder(await placeOrder(parseInput(OrderInput, req.body), toShopper(req))));
  });

  router.post('/price', (req, res) => {
    const { items, coupons } = parseInput(PriceInput, req.body).shoppingCart;
    const { currency } = siteOf(req, sites);
    const [coupon] = coupons.map(({ code }) => requireCoupon(code));
    const cart = { currency, items: toItems(items, currency), ...(coupon === undefined ? {} : { coupon }) };
    res.json({ priceInfo: toPriceInfo(cart) });
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

  return refuseOtherMethods(router, wrongMethod);
}
