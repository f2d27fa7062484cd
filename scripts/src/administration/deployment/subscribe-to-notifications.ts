import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { notificationUrlOf, subscribed, withSubscriptions } from '../notifications/subscriptions.ts';
import type { TenantMerchant } from '../notifications/tenant-merchants.ts';
import type { DeploymentTask } from './deployment-task.ts';
import { recordedFor, withRecorded } from './notified-merchants.ts';
import type { DeploymentStep } from './step.ts';

/** CyberSource tells the extension of what happens from here on. It asks the address first: the extension has to run. */
export function subscribeToNotifications(
  { tenant, record }: Pick<DeploymentTask, 'tenant' | 'record'>,
  merchants: readonly TenantMerchant[],
): DeploymentStep {
  const url = notificationUrlOf(tenant);
  const missing = merchants.filter(
    (merchant) => recordedFor(record.read().notifications, merchant)?.subscriptionId === undefined,
  );
  const made: { readonly merchant: TenantMerchant; readonly id: string }[] = [];

  return {
    id: 'notifications',
    title: 'Subscribe to CyberSource’s notifications',
    needed: missing.length > 0,
    run: () =>
      withSubscriptions(tenant, async (subscriptions) => {
        for (const merchant of missing) {
          const { subscription, created } = await subscribed(subscriptions, merchant, url);
          const { id, status, meaning } = subscription;
          if (created) made.push({ merchant, id });
          const { notifications } = record.read();
          await record.write({
            notifications: withRecorded(notifications, merchant, { subscriptionId: id }),
          });
          if (status === 'SUSPENDED' || status === 'BLOCKED')
            throw new CommandProblem(
              'notifications-refused',
              `CyberSource does not notify ${url} for merchant ${merchant.merchantId} (${status}). ${meaning}`,
            );
        }
      }),
    async undo() {
      if (made.length === 0) return;
      await withSubscriptions(tenant, async (subscriptions) => {
        for (const { merchant, id } of made) await subscriptions.remove(merchant.account, id);
      });
    },
  };
}
