import {
  awaitWorkRequest,
  downloadServerExtension,
  removeServerExtension,
  restartExtensionServers,
} from '../occ/server-extensions.ts';
import { toldOnce, uploadAndRun } from './restart.ts';
import type { DeploymentStep } from './step.ts';
import { EXTENSION_ZIP } from './tenant-state.ts';
import type { DeploymentTask } from './deployment-task.ts';
import { digestOf } from './zips.ts';

/** Uploads the server extension and waits until OCC's servers run it; new variables alone need a restart only. */
export async function uploadExtension(
  task: DeploymentTask,
  hasNewVariables: boolean,
): Promise<DeploymentStep> {
  const { occ, state, packages, archive, record } = task;
  const recorded = state.record?.installed.extension;
  const isCurrent =
    state.extension.installed && recorded !== undefined && recorded === (await packages.digest('extension'));
  let before: Buffer | undefined;

  const waiting = toldOnce(task.progress, task.wait);

  async function restart(): Promise<void> {
    const workRequestId = await restartExtensionServers(occ);
    if (workRequestId !== undefined) await awaitWorkRequest(occ, workRequestId, waiting);
  }

  return {
    id: 'extension',
    title: isCurrent ? 'Restart the server extension' : 'Upload the server extension',
    needed: !isCurrent || hasNewVariables,
    async run() {
      if (isCurrent) {
        await restart();
        return;
      }
      before = await downloadServerExtension(occ, EXTENSION_ZIP);
      if (before !== undefined) await archive.keep(before);
      const zip = await packages.zip('extension');
      await archive.keep(zip);
      await uploadAndRun(occ, EXTENSION_ZIP, zip, waiting);
      await record.write({ installed: { ...record.read().installed, extension: digestOf(zip) } });
    },
    async undo() {
      if (isCurrent) await restart();
      else if (before !== undefined) await uploadAndRun(occ, EXTENSION_ZIP, before, waiting);
      else await removeServerExtension(occ, EXTENSION_ZIP);
    },
  };
}
