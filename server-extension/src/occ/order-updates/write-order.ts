import { Problem } from '../../domain/problem.ts';
import type { OrderRecord } from '../../payments/write-back/order-record.ts';
import type { OrderWriteResult } from '../../payments/write-back/write-back.ts';
import type { OccApi } from '../api/admin-api.ts';
import { isPlacedIn } from '../orders/order-acceptance.ts';
import { lostMembers, orderChange } from './order-change.ts';
import { createRequireOrderProperties } from './order-properties.ts';

/** OCC: `PUT /ccadmin/v1/orders/{id}`, between two readings of the order. */
export function createWriteOrder(
  api: Pick<OccApi, 'order' | 'updateOrder' | 'orderType' | 'addOrderProperties'>,
): (record: OrderRecord) => Promise<OrderWriteResult> {
  const requireOrderProperties = createRequireOrderProperties(api);
  return async (record) => {
    const { orderId, site } = record;
    const before = await readOrder(record);
    if (before === undefined) return 'not-placed';
    const isPlaced = isPlacedIn(before);
    const change = orderChange(before, record, isPlaced);
    // What was voided or refunded behind an order that was never placed, or could not be, is seen nowhere else.
    const isShown =
      record.compensation !== undefined || record.payments.some(({ marks }) => marks.length > 0);
    if (!isPlaced && !isShown) return 'not-placed';
    if (change === undefined) return 'unchanged';
    await requireOrderProperties();
    await api.updateOrder(orderId, site, change);
    const after = await api.order(orderId, site);
    const left = Object.keys(orderChange(after, record, isPlaced) ?? {});
    if (left.length > 0)
      throw new Problem('conflict', `OCC's order does not show what was written: ${left.join(', ')}.`);
    const lost = lostMembers(before, after);
    if (lost.length > 0)
      throw new Problem('conflict', `OCC's order has lost ${lost.join(', ')}: another program changed it.`);
    return 'written';
  };

  async function readOrder({ orderId, site }: OrderRecord): Promise<unknown> {
    try {
      return await api.order(orderId, site);
    } catch (error) {
      if (error instanceof Problem && error.code === 'not-found') return undefined;
      throw error;
    }
  }
}
