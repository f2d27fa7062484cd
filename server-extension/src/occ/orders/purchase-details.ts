import { isObject } from '../../domain/json/json-object.ts';
import type { PurchaseDetails } from '../../domain/payment/purchase.ts';
import { present } from '../../domain/present.ts';
import { within } from '../../domain/time/within.ts';
import type { ReadPurchase } from '../../payments/ports/purchase.ts';
import type { OccApi } from '../api/admin-api.ts';
import { detailsIn } from '../api/details.ts';
import { toIncludedDetails } from '../webhook/included-order.ts';

/** Milliseconds that OCC may take: a capture does not wait longer for what only its buyer's company wants to know. */
const READ_MS = 2_000;

/** OCC: `GET /ccadmin/v1/orders/{id}`, what is known of the goods. Never rejects. */
export function createReadPurchase(api: Pick<OccApi, 'order'>): ReadPurchase {
  return async ({ orderId, site }) => {
    const reading = api.order(orderId, site).catch(() => undefined);
    const order = await within(reading, READ_MS);
    return isObject(order) ? purchaseIn(order) : undefined;
  };
}

/** What OCC's order says of the purchase. */
function purchaseIn(order: Readonly<Record<string, unknown>>): PurchaseDetails {
  const groups: unknown = order['shippingGroups'];
  const [group] = Array.isArray(groups) ? groups.filter(isObject) : [];
  const address = detailsIn(group?.['shippingAddress'] ?? order['shippingAddress'], [
    'address1',
    'city',
    'state',
    'postalCode',
    'country',
  ]);
  return { lineItems: [], ...toIncludedDetails(order), ...present({ shipTo: address }) };
}
