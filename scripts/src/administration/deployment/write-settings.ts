import { requireNoNewFault } from '../settings/check-channels.ts';
import { differencesTo, type SettingDifference, withDifferences } from '../settings/differences.ts';
import { findTenantSettings, readTenantSettings, writeTenantSettings } from '../settings/tenant-settings.ts';
import type { DeploymentStep } from './step.ts';
import type { DeploymentTask } from './deployment-task.ts';

/** The gateway's settings from a file. */
export async function writeSettings({ tenant, occ, settings = [] }: DeploymentTask): Promise<DeploymentStep> {
  const now = await findTenantSettings(occ);
  const isNeeded = now === undefined || differencesTo(now.channels, settings).length > 0;
  let written: readonly SettingDifference[] = [];
  return {
    id: 'settings',
    title: 'Write the gateway’s settings',
    needed: settings.length > 0 && isNeeded,
    async run() {
      // Read again: the gateway may have been installed a step ago.
      const { channels, sites } = await readTenantSettings(occ);
      const differences = differencesTo(channels, settings);
      requireNoNewFault(channels, withDifferences(channels, differences), {
        production: tenant.production,
        sites,
      });
      written = differences;
      await writeTenantSettings(occ, differences);
    },
    async undo() {
      const back = written.map((difference) => ({
        ...difference,
        after: difference.before ?? '',
        before: difference.after,
      }));
      if ((await findTenantSettings(occ)) !== undefined) await writeTenantSettings(occ, back);
    },
  };
}
