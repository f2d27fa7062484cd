import * as z from 'zod';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { AdminClient } from './admin-client.ts';

const PATH = '/ccadmin/v1/serverExtensions';

const file = z.looseObject({ name: z.string(), checksum: z.number().optional() });
const list = z.object({ items: z.array(file).default([]) });
const uploaded = z.looseObject({
  success: z.boolean().optional(),
  result: z.unknown().optional(),
  workRequestId: z.string().optional(),
});
const workRequest = z.looseObject({
  completionPercentage: z.coerce.number().optional(),
  message: z.string().optional(),
});

/** A zip on extension servers, `name.zip`, with OCC's checksum of it, as far as a release tells one. */
export type ExtensionFile = z.output<typeof file>;

/** The zips that the tenant's extension servers run: the live ones, or those of the preview. */
export async function listServerExtensions(
  occ: AdminClient,
  environmentType: 'live' | 'preview' = 'live',
): Promise<readonly ExtensionFile[]> {
  const query = { sort: 'name:asc', ...(environmentType === 'preview' && { environmentType }) };
  return (await occ.read(PATH, list, { query })).items;
}

/** The zip as it was uploaded; undefined where there is none. */
export async function downloadServerExtension(occ: AdminClient, name: string): Promise<Buffer | undefined> {
  const reply = await occ.send(`${PATH}/${encodeURIComponent(name)}`, { alsoGood: [404] });
  return reply.status === 404 ? undefined : reply.body;
}

/** Uploads a zip; OCC restarts its extension servers. @returns the work request to wait for, where OCC names one */
export async function uploadServerExtension(
  occ: AdminClient,
  name: string,
  zip: Buffer,
): Promise<string | undefined> {
  const form = new FormData();
  form.set('filename', name);
  form.set('uploadType', 'extensions');
  form.set('force', 'true');
  form.set('restartExtensionServer', 'true');
  form.set('trackProgress', 'true');
  form.set('fileUpload', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), name);
  const reply = await occ.read(PATH, uploaded, { method: 'POST', multipart: form });
  if (reply.success === false) {
    throw new CommandProblem('extension-refused', `OCC refused ${name}.`, {
      details: [JSON.stringify(reply.result ?? '')],
    });
  }
  return reply.workRequestId;
}

/** @returns false where there is no such zip */
export async function removeServerExtension(occ: AdminClient, name: string): Promise<boolean> {
  const reply = await occ.send(`${PATH}/${encodeURIComponent(name)}`, { method: 'DELETE', alsoGood: [404] });
  return reply.status !== 404;
}

/** Restarts the extension servers, so that they read the variables again. Older releases spell the call differently. */
export async function restartExtensionServers(occ: AdminClient): Promise<string | undefined> {
  const reply = await occ.sendEither(['/ccadmin/v1/servers/restart', '/ccadminx/custom/v1/servers/restart'], {
    method: 'POST',
    query: { trackProgress: 'true' },
    json: { environmentType: 'live' },
  });
  if (reply.body.length === 0) return undefined;
  return uploaded.parse(JSON.parse(reply.body.toString('utf8'))).workRequestId;
}

export interface WaitOptions {
  readonly onProgress: (percentage: number) => void;
  readonly wait: (ms: number) => Promise<void>;
  /** @default 10 minutes */
  readonly patienceMs?: number;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** Waits until the extension servers run again. @throws CommandProblem when OCC says that it failed, or takes too long */
export async function awaitWorkRequest(
  occ: AdminClient,
  workRequestId: string,
  { onProgress, wait, patienceMs = 600_000 }: WaitOptions,
): Promise<void> {
  let waited = 0;
  for (let pause = FIRST_WAIT_MS; ; pause = Math.min(pause * 2, LONGEST_WAIT_MS)) {
    const { completionPercentage = 0, message = '' } = await askWorkRequest(occ, workRequestId);
    onProgress(completionPercentage);
    if (/fail/i.test(message)) {
      throw new CommandProblem('restart-failed', `OCC’s extension servers did not start again: ${message}`, {
        remedy: 'occ-cybersource logs tail shows what the extension said.',
      });
    }
    if (completionPercentage >= 100) return;
    if (waited >= patienceMs) {
      throw new CommandProblem(
        'restart-slow',
        `OCC’s extension servers have not started after ${Math.round(waited / 60_000)} minutes.`,
        {
          remedy: `OCC goes on by itself; occ-cybersource status tells when it is done.`,
        },
      );
    }
    await wait(pause);
    waited += pause;
  }
}

async function askWorkRequest(
  occ: AdminClient,
  workRequestId: string,
): Promise<z.output<typeof workRequest>> {
  const reply = await occ.sendEither(
    ['/ccadmin/v1/servers/restartWorkRequestStatus', '/ccadminx/custom/v1/restartWorkRequestStatus'],
    { query: { workRequestId } },
  );
  return workRequest.parse(JSON.parse(reply.body.toString('utf8')));
}
