import type { AdminClient } from '../occ/admin-client.ts';
import { hasPreviewServers, promoteServerExtension } from '../occ/preview-servers.ts';
import {
  awaitWorkRequest,
  restartExtensionServers,
  uploadServerExtension,
  type WaitOptions,
} from '../occ/server-extensions.ts';

/** Restarts the extension servers, so that they read their variables, and waits until they run again. */
export async function restartAndWait(
  occ: AdminClient,
  progress: (text: string) => void,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  progress('Restarting OCC’s extension servers …');
  const workRequestId = await restartExtensionServers(occ);
  if (workRequestId !== undefined) await awaitWorkRequest(occ, workRequestId, toldOnce(progress, wait));
}

/** Tells how far a restart has come, each percentage once, however often OCC is asked. */
export function toldOnce(progress: (text: string) => void, wait: (ms: number) => Promise<void>): WaitOptions {
  let told = -1;
  return {
    wait,
    onProgress: (percentage) => {
      if (percentage !== told) progress(`    OCC restarts its extension servers: ${percentage} %`);
      told = percentage;
    },
  };
}

/**
 * Uploads the server extension and waits until OCC's live servers run it. Where a tenant has preview servers, an upload goes to
 * these, and is promoted to the live ones when they run it.
 */
export async function uploadAndRun(
  occ: AdminClient,
  name: string,
  zip: Buffer,
  options: WaitOptions,
): Promise<void> {
  const workRequestId = await uploadServerExtension(occ, name, zip);
  if (workRequestId !== undefined) await awaitWorkRequest(occ, workRequestId, options);
  if (await hasPreviewServers(occ)) await promoteServerExtension(occ, name, options);
}
