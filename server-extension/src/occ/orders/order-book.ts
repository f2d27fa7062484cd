import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { isCurrencyCode } from '../../domain/money/currency.ts';
import { type Money, parseDecimal } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { ReadOrderBook } from '../../payments/settlement/movement.ts';
import type { OccApi } from '../api/admin-api.ts';
import { acceptanceIn } from './order-acceptance.ts';

const priced = lazy(() =>
  z.object({
    priceInfo: z.object({ total: z.number(), currencyCode: z.string().optional() }),
  }),
);

/** OCC: `GET /ccadmin/v1/orders/{id}`, whether the order is placed and what it comes to. */
export function createReadOrderBook(api: Pick<OccApi, 'order'>): ReadOrderBook {
  return async (orderId, site) => {
    try {
      const order = await api.order(orderId, site);
      const { accepted } = acceptanceIn(order, { orderId, site });
      const total = totalOf(order);
      return { isPlaced: accepted, ...present({ total }) };
    } catch (error) {
      const isUnknown = error instanceof Problem && error.code === 'not-found';
      return { isPlaced: isUnknown ? 'no' : 'unclear' };
    }
  };
}

function totalOf(order: unknown): Money | undefined {
  const { data } = priced().safeParse(order);
  const currency = data?.priceInfo.currencyCode ?? '';
  return data !== undefined && isCurrencyCode(currency)
    ? parseDecimal(String(data.priceInfo.total), currency)
    : undefined;
}
