import * as z from 'zod';
import { readRecord, keepRecord } from '../../administration/deployment/record.ts';
import { recordedFor } from '../../administration/deployment/notified-merchants.ts';
import { removeSubscriptions } from '../../administration/notifications/subscriptions.ts';
import { tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { notificationTask } from './notification-context.ts';

export const notificationsRemove = defineCommand({
  name: 'notifications remove',
  summary: 'have CyberSource send this tenant no more notifications',
  description:
    'Removes the subscriptions that lead to this tenant, of every merchant account; others stay. The keys stay, so that what is under way is still believed. Twice is the same as once.',
  options: [...tenantOptions],
  examples: ['notifications remove --tenant test'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({ tenant: z.string(), removed: z.number() }),
  async run(input, context) {
    const { tenant, occ, merchants } = await notificationTask(input, context);
    const record = await readRecord(occ);
    let removed = 0;
    for (const merchant of merchants) {
      const id = recordedFor(record?.notifications ?? [], merchant)?.subscriptionId;
      removed += await removeSubscriptions(tenant, merchant, id);
    }
    if (record !== undefined) {
      const notifications = record.notifications.map(({ merchantId, host, keyIds }) => ({
        merchantId,
        host,
        keyIds,
      }));
      await keepRecord(occ, record, context.now).write({ notifications });
    }
    return { result: { tenant: tenant.name, removed } };
  },
  show: ({ removed }) => (removed === 0 ? 'There was none.' : `Removed: ${removed}`),
});
