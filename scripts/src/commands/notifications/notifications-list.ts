import * as z from 'zod';
import { withSubscriptions } from '../../administration/notifications/subscriptions.ts';
import { tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { notificationTask } from './notification-context.ts';
import { showSubscriptions, subscriptionRow, toSubscriptionRow } from './subscription-rows.ts';

export const notificationsList = defineCommand({
  name: 'notifications list',
  summary:
    'the subscriptions to CyberSource’s notifications, of every merchant account, with what their status means',
  options: [...tenantOptions],
  examples: ['notifications list --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({ tenant: z.string(), subscriptions: z.array(subscriptionRow) }),
  async run(input, context) {
    const { tenant, merchants, url } = await notificationTask(input, context);
    const rows = await withSubscriptions(tenant, async (subscriptions) => {
      const listed = [];
      for (const merchant of merchants)
        for (const each of await subscriptions.list(merchant.account))
          listed.push(toSubscriptionRow(merchant, each, url));
      return listed;
    });
    return { result: { tenant: tenant.name, subscriptions: rows } };
  },
  show: ({ subscriptions }) => showSubscriptions(subscriptions),
});
