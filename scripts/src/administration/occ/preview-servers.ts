import * as z from 'zod';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { AdminClient } from './admin-client.ts';
import { awaitWorkRequest, type WaitOptions } from './server-extensions.ts';

const PATH = '/ccadmin/v1/serverExtensions';

const preview = z.looseObject({ previewEnabled: z.boolean() });
const initiated = z.looseObject({ promoteInitiated: z.boolean() });
const promotion = z.looseObject({
  state: z.string(),
  success: z.boolean().optional(),
  failedExtensions: z.array(z.string()).default([]),
  workRequestId: z.string().nullish(),
});

/** Releases that have no preview servers know no such path, or take it for the name of a file. */
const NOT_KNOWN = [400, 404, 405];

/** Whether extensions have preview servers beside the live ones. OCC: `doGetSSEPreviewStatus`. */
export async function hasPreviewServers(occ: AdminClient): Promise<boolean> {
  const { status, body } = await occ.send(`${PATH}/preview`, { alsoGood: NOT_KNOWN });
  if (NOT_KNOWN.includes(status)) return false;
  try {
    return preview.safeParse(JSON.parse(body.toString('utf8'))).data?.previewEnabled ?? false;
  } catch {
    return false;
  }
}

/**
 * Copies an extension from the preview servers to the live ones, and waits until these run it. OCC: `doPromoteSSEFiles`,
 * `doGetPromoteStatus`.
 *
 * @throws CommandProblem when OCC does not begin, fails, or takes too long
 */
export async function promoteServerExtension(
  occ: AdminClient,
  name: string,
  options: WaitOptions,
): Promise<void> {
  const { promoteInitiated } = await occ.read(`${PATH}/promoteFiles`, initiated, {
    method: 'POST',
    json: { paths: [name] },
  });
  if (!promoteInitiated) throw notPromoted(name, 'OCC has not begun: another operation may be under way.');
  const { workRequestId } = await untilPromoted(occ, name, options);
  if (typeof workRequestId === 'string') await awaitWorkRequest(occ, workRequestId, options);
}

const PAUSE_MS = 1_000;

async function untilPromoted(
  occ: AdminClient,
  name: string,
  { wait, patienceMs = 600_000 }: WaitOptions,
): Promise<z.output<typeof promotion>> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const status = await occ.read(`${PATH}/promoteStatus`, promotion);
    if (status.state === 'completed') {
      if (status.success === true) return status;
      throw notPromoted(name, `OCC could not promote ${status.failedExtensions.join(', ') || name}.`);
    }
    if (waited >= patienceMs) throw notPromoted(name, 'OCC has not finished.');
    await wait(PAUSE_MS);
  }
}

function notPromoted(name: string, what: string): CommandProblem {
  return new CommandProblem(
    'promotion-failed',
    `${name} did not come from the preview servers to the live ones. ${what}`,
  );
}
