import { setTimeout as wait } from 'node:timers/promises';
import { keepRecord, type KeptRecord, readRecord } from '../../administration/deployment/record.ts';
import { restartAndWait } from '../../administration/deployment/restart.ts';
import { notificationUrlOf } from '../../administration/notifications/subscriptions.ts';
import {
  requireMerchants,
  type TenantMerchant,
} from '../../administration/notifications/tenant-merchants.ts';
import { type AdminClient, createAdminClient } from '../../administration/occ/admin-client.ts';
import { readTenantSettings } from '../../administration/settings/tenant-settings.ts';
import { chooseTenant, type TenantChoice } from '../../administration/tenant/profiles.ts';
import type { TenantProfile } from '../../administration/tenant/tenant.ts';
import type { CommandContext } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';

/** What the commands about notifications work with. */
export interface NotificationTask {
  readonly tenant: TenantProfile;
  readonly occ: AdminClient;
  readonly merchants: readonly TenantMerchant[];
  /** Where CyberSource sends what it notifies this tenant of. */
  readonly url: string;
  /** Restarts the extension servers, so that they know new keys. */
  readonly restart: () => Promise<void>;
}

export async function notificationTask(
  choice: TenantChoice,
  context: CommandContext,
): Promise<NotificationTask> {
  const tenant = await chooseTenant(choice, context);
  const occ = createAdminClient(tenant);
  const { channels } = await readTenantSettings(occ);
  return {
    tenant,
    occ,
    merchants: requireMerchants(channels),
    url: notificationUrlOf(tenant),
    restart: () =>
      restartAndWait(occ, context.progress, async (ms) => {
        await wait(ms);
      }),
  };
}

/** The record that undeploy reads. @throws CommandProblem where nothing was deployed */
export async function requireRecord(
  { occ, tenant }: NotificationTask,
  { now }: CommandContext,
): Promise<KeptRecord> {
  const found = await readRecord(occ);
  if (found !== undefined) return keepRecord(occ, found, now);
  throw new CommandProblem(
    'not-deployed',
    `Tenant ${tenant.name} has no deployment that could take notifications.`,
    { remedy: 'occ-cybersource deploy --notifications deploys and subscribes.' },
  );
}
