import { effectiveValues } from '../../../../gateway-settings/rules/effective-values.ts';
import { requireMerchants, type TenantMerchant } from '../notifications/tenant-merchants.ts';
import type { ChannelSettings } from '../settings/channel-settings.ts';
import { differencesTo, withDifferences } from '../settings/differences.ts';
import { findTenantSettings } from '../settings/tenant-settings.ts';
import type { DeploymentTask } from './deployment-task.ts';
import type { RecordedNotifications } from './record.ts';

/**
 * The merchant accounts whose notifications a deployment subscribes to: none, unless the caller, an earlier deployment or
 * the setting `networkTokenUpdates` asks for it.
 */
export async function notifiedMerchants({
  occ,
  settings = [],
  notifications,
  state,
}: DeploymentTask): Promise<readonly TenantMerchant[]> {
  const now = (await findTenantSettings(occ))?.channels;
  const channels = now === undefined ? settings : withDifferences(now, differencesTo(now, settings));
  const isAsked =
    notifications ||
    (state.record?.notifications ?? []).some(({ subscriptionId }) => subscriptionId !== undefined) ||
    channels.some(followsCards);
  return isAsked ? requireMerchants(channels) : [];
}

/** Saved cards follow CyberSource's vault only where it tells of changes. */
function followsCards({ values }: ChannelSettings): boolean {
  return effectiveValues(values).toggle('networkTokenUpdates');
}

/** What the record knows of a merchant. */
export function recordedFor(
  recorded: readonly RecordedNotifications[],
  { merchantId, host }: Pick<TenantMerchant, 'merchantId' | 'host'>,
): RecordedNotifications | undefined {
  return recorded.find((each) => each.merchantId === merchantId && each.host === host);
}

/** The record with a change of one merchant's entry. */
export function withRecorded(
  recorded: readonly RecordedNotifications[],
  { merchantId, host }: Pick<TenantMerchant, 'merchantId' | 'host'>,
  change: Partial<RecordedNotifications>,
): RecordedNotifications[] {
  const known = recordedFor(recorded, { merchantId, host }) ?? { merchantId, host, keyIds: [] };
  return [...recorded.filter((each) => each !== known), { ...known, ...change }];
}
