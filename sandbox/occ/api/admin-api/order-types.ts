import express, { type Router } from 'express';
import { z } from 'zod';
import { parseInput, wrongMethod } from '../../http/http.ts';
import type { OrderTypes } from '../../orders/order-types.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const TEXT_TYPES = ['shortText', 'richText'] as const;

const OrderTypeChange = z.object({
  properties: z.record(
    // OCC: the id of a custom property has an underscore, so that it never meets one of OCC's own.
    z.string().regex(/^[A-Za-z]\w*_\w*$/),
    z.object({
      label: z.string().min(1),
      type: z.enum(TEXT_TYPES),
      uiEditorType: z.enum(TEXT_TYPES),
      internalOnly: z.boolean().default(false),
      required: z.boolean().default(false),
    }),
  ),
});

/** Custom properties of orders. OCC: order types, admin API. */
export function createOrderTypeRoutes(orderTypes: OrderTypes): Router {
  const router = express.Router();

  router.get('/:id', (req, res) => {
    res.json({ id: req.params.id, properties: orderTypes.require(req.params.id) });
  });

  router.put('/:id', (req, res) => {
    const { id } = req.params;
    orderTypes.update(id, parseInput(OrderTypeChange, req.body).properties);
    res.json({ id, properties: orderTypes.require(id) });
  });

  return refuseOtherMethods(router, wrongMethod);
}
