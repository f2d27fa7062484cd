import { normalized, settingOf } from '../../../../gateway-settings/rules/effective-values.ts';
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
      // A gateway that this run has installed is removed with its values.
      const current = now === undefined ? undefined : await findTenantSettings(occ);
      if (current === undefined) return;
      const back = written.flatMap(wayBack).filter(({ site, channel, setting, after }) => {
        const stored = current.channels.find((each) => each.site === site && each.channel === channel);
        return normalized(setting, stored?.values[setting]) !== normalized(setting, after);
      });
      await writeTenantSettings(occ, back);
    },
  };
}

/**
 * What was not stored before gets its default. Without one it stays: OCC refuses an empty value where one is required.
 */
function wayBack(difference: SettingDifference): readonly SettingDifference[] {
  const { setting, before, after } = difference;
  const text = normalized(setting, undefined);
  const unset = settingOf(setting)?.type === 'booleanType' ? text === 'true' : text;
  const value = before ?? unset;
  return value === '' && before === undefined ? [] : [{ ...difference, before: after, after: value }];
}
