import * as z from 'zod';
import {
  type NotificationSubscription,
  subscriptionStatuses,
} from '../../../../server-extension/src/cybersource/notifications/subscriptions.ts';
import type { TenantMerchant } from '../../administration/notifications/tenant-merchants.ts';
import { columns } from '../frame/columns.ts';

/** A subscription as the commands show it. */
export const subscriptionRow = z.strictObject({
  merchantId: z.string(),
  host: z.string(),
  id: z.string(),
  version: z.union([z.literal(1), z.literal(2)]).meta({ description: '1: of the API that ends with 2026' }),
  status: z.enum(subscriptionStatuses),
  meaning: z.string(),
  url: z.string(),
  ours: z.boolean().meta({ description: 'Leads to this tenant’s extension' }),
  eventTypes: z.array(z.string()),
});

type SubscriptionRow = z.output<typeof subscriptionRow>;

export function toSubscriptionRow(
  { merchantId, host }: TenantMerchant,
  { id, version, status, meaning, url = '', products }: NotificationSubscription,
  ownUrl: string,
): SubscriptionRow {
  const eventTypes = products.flatMap((product) => product.eventTypes);
  return { merchantId, host, id, version, status, meaning, url, ours: url === ownUrl, eventTypes };
}

export function showSubscriptions(rows: readonly SubscriptionRow[]): string {
  if (rows.length === 0) return 'There is no subscription.';
  return columns(
    rows.map(({ merchantId, id, status, meaning, url, eventTypes }) => [
      merchantId,
      id,
      status,
      url || '(none)',
      `${eventTypes.length} event types`,
      meaning,
    ]),
  );
}
