import {
  activateExtension,
  deactivateExtension,
  installExtension,
  listExtensions,
  removeExtension,
} from '../occ/extensions.ts';
import { differencesTo } from '../settings/differences.ts';
import { findTenantSettings, writeTenantSettings } from '../settings/tenant-settings.ts';
import type { DeploymentStep } from './step.ts';
import type { DeploymentTask } from './deployment-task.ts';
import { digestOf } from './zips.ts';

/** Installs gateway or widgets. A tenant holds one version of each: the older one is deactivated before. */
export async function installPart(part: 'gateway' | 'widget', task: DeploymentTask): Promise<DeploymentStep> {
  const { occ, state, packages, archive, record } = task;
  const fileName = `occ-cybersource-${part}.zip`;
  const before = state.record?.installed[part];
  const isCurrent = state[part].installed && before !== undefined && before === (await packages.digest(part));
  const extensionId = (): string => record.read().ids[part];

  const findInstalled = async () =>
    (await listExtensions(occ)).find((each) => each.extensionId === extensionId());

  async function install(zip: Buffer): Promise<void> {
    const older = await findInstalled();
    if (older?.active === true) await deactivateExtension(occ, older.id);
    await installExtension(occ, fileName, zip);
  }

  return {
    id: part,
    title: part === 'gateway' ? 'Install the payment gateway' : 'Install the widgets',
    needed: !isCurrent,
    async run() {
      const settings = part === 'gateway' ? await findTenantSettings(occ) : undefined;
      const zip = await packages.zip(part);
      await archive.keep(zip);
      await install(zip);
      if (settings !== undefined) {
        // Releases of OCC differ in whether a new version begins with the values of the older one.
        const now = await findTenantSettings(occ);
        await writeTenantSettings(occ, differencesTo(now?.channels ?? [], settings.channels));
      }
      await record.write({ installed: { ...record.read().installed, [part]: digestOf(zip) } });
    },
    async undo() {
      const installed = await findInstalled();
      const kept = before === undefined ? undefined : await archive.find(before);
      if (kept !== undefined) await install(kept);
      else if (!state[part].installed && installed !== undefined) await removeExtension(occ, installed.id);
      // An older version that this machine does not have: the newer one stays, and what it replaced never comes back half.
      else if (installed?.active === false) await activateExtension(occ, installed.id);
    },
  };
}
