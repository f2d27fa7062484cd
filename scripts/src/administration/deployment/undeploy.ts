import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { removeSubscriptions } from '../notifications/subscriptions.ts';
import { merchantsOf } from '../notifications/tenant-merchants.ts';
import type { AdminClient } from '../occ/admin-client.ts';
import { listExtensions, removeExtension } from '../occ/extensions.ts';
import { setWebhookUrl } from '../occ/function-webhooks.ts';
import { removeServerExtension } from '../occ/server-extensions.ts';
import { removeVariable } from '../occ/variables.ts';
import { findTenantSettings } from '../settings/tenant-settings.ts';
import type { TenantProfile } from '../tenant/tenant.ts';
import { removeRecord } from './record.ts';
import { EXTENSION_ZIP, readTenantState, type TenantState } from './tenant-state.ts';

interface UndeployOptions {
  readonly dryRun: boolean;
  /** Leaves CyberSource's subscriptions alone: for a merchant account whose keys work no more. */
  readonly keepNotifications: boolean;
  readonly progress: (text: string) => void;
}

/** One thing that undeploying takes away or puts back, in words. */
interface Removal {
  readonly what: string;
  run(): Promise<unknown>;
}

/**
 * Takes away exactly what deployments made, and puts the webhooks' earlier addresses back; payments stop coming first.
 * What fails half-way is finished by the next run, because the record goes last.
 *
 * @returns what was done, or would be, in words; nothing where nothing was deployed
 */
export async function undeploy(
  tenant: TenantProfile,
  occ: AdminClient,
  { dryRun, keepNotifications, progress }: UndeployOptions,
): Promise<readonly string[]> {
  const state = await readTenantState(occ);
  const removals = [
    ...(keepNotifications ? [] : await subscriptionRemovals(tenant, occ, state)),
    ...(await removalsOf(state, occ)),
  ];
  if (!dryRun) {
    for (const removal of removals) {
      progress(`${removal.what} …`);
      await removal.run();
    }
  }
  return removals.map(({ what }) => what);
}

/** Before the gateway's settings are gone: they hold the keys with which CyberSource is asked. */
async function subscriptionRemovals(
  tenant: TenantProfile,
  occ: AdminClient,
  { record }: TenantState,
): Promise<readonly Removal[]> {
  const recorded = record?.notifications ?? [];
  if (recorded.length === 0) return [];
  const merchants = merchantsOf((await findTenantSettings(occ))?.channels ?? []);
  return recorded.map(({ merchantId, host, subscriptionId }) => ({
    what: `Remove the subscription to CyberSource’s notifications of merchant ${merchantId}`,
    run: async () => {
      const merchant = merchants.find((each) => each.merchantId === merchantId && each.host === host);
      if (merchant === undefined)
        throw new CommandProblem(
          'subscription-left',
          `The settings have no keys of merchant ${merchantId} at ${host} any more: its subscription cannot be removed.`,
          { remedy: 'remove it in Business Center, and run undeploy with --keep-notifications.' },
        );
      await removeSubscriptions(tenant, merchant, subscriptionId);
    },
  }));
}

async function removalsOf(
  { record, webhooks, extension }: TenantState,
  occ: AdminClient,
): Promise<readonly Removal[]> {
  if (record === undefined) return [];
  const extensions = await listExtensions(occ);
  const part = (name: 'gateway' | 'widget', what: string): readonly Removal[] =>
    extensions
      .filter(({ extensionId }) => extensionId === record.ids[name] && !record.foundBefore.includes(name))
      .map(({ id }) => ({ what, run: () => removeExtension(occ, id) }));
  return [
    ...webhooks
      .filter(({ id, url, ours }) => ours && record.webhooksBefore[id] !== url)
      .map(({ id, server }) => ({
        what: `Put the ${server} webhook’s earlier address back`,
        run: () => setWebhookUrl(occ, id, record.webhooksBefore[id] ?? ''),
      })),
    ...(extension.installed &&
    record.installed.extension !== undefined &&
    !record.foundBefore.includes('extension')
      ? [{ what: 'Remove the server extension', run: () => removeServerExtension(occ, EXTENSION_ZIP) }]
      : []),
    ...part('widget', 'Remove the widgets'),
    ...part('gateway', 'Remove the payment gateway and its settings'),
    ...record.variables.map((name) => ({
      what: `Remove the variable ${name}`,
      run: () => removeVariable(occ, name),
    })),
    { what: 'Remove the record of the deployment', run: () => removeRecord(occ) },
  ];
}
