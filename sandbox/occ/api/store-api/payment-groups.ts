import express, { type Router } from 'express';
import { toStorePayment } from '../../orders/order-view.ts';
import { OccProblem } from '../../http/problem.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { ShopperOf } from './shopper-of.ts';
import { wrongMethod } from '../../http/http.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** `GET /paymentGroups/{id}`: how one payment stands, for a storefront that waits. OCC: getPaymentGroup. */
export function createPaymentGroupRoutes({ orders }: Tenant, shopperOf: ShopperOf): Router {
  const router = express.Router();
  router.get('/:id', (req, res) => {
    const { id } = req.params;
    const order = orders.list().find(({ paymentGroups }) => paymentGroups.some((group) => group.id === id));
    const group = order?.paymentGroups.find((each) => each.id === id);
    const isOwn = order !== undefined && (order.guest || order.profileId === shopperOf(req)?.id);
    if (group === undefined || !isOwn) throw new OccProblem(404, `There is no payment group ${id}.`);
    res.json({ ...toStorePayment(group, order), orderId: order.id });
  });
  return refuseOtherMethods(router, wrongMethod);
}
