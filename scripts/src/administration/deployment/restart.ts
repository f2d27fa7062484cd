import type { AdminClient } from '../occ/admin-client.ts';
import { awaitWorkRequest, restartExtensionServers } from '../occ/server-extensions.ts';

/** Restarts the extension servers, so that they read their variables, and waits until they run again. */
export async function restartAndWait(
  occ: AdminClient,
  progress: (text: string) => void,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  progress('Restarting OCC’s extension servers …');
  const workRequestId = await restartExtensionServers(occ);
  if (workRequestId === undefined) return;
  await awaitWorkRequest(occ, workRequestId, {
    wait,
    onProgress: (percentage) => {
      progress(`    ${percentage} %`);
    },
  });
}
