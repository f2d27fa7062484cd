import * as z from 'zod';
import packageJson from '../../../../package.json' with { type: 'json' };
import { askExtension } from '../tenant/extension-client.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

const status = z.looseObject({ version: z.string() });

/** Whether what runs is what was deployed, and what this command line deploys. Says nothing where the extension does not answer. */
export async function versionChecks({ tenant, occ, state }: DoctorTask): Promise<readonly DoctorFinding[]> {
  const { json } = await askExtension(tenant, '/operations/status', { token: await occ.token() }).catch(
    () => ({ json: undefined }),
  );
  const running = status.safeParse(json).data?.version;
  if (running === undefined) return [];
  const about = { id: 'versions', setting: 'server extension' };
  const deployed = state.record?.version;
  if (deployed !== undefined && deployed !== running) {
    return [
      {
        ...about,
        status: 'fault',
        problem: `Version ${deployed} was deployed, and version ${running} answers.`,
        remedy: 'Restart the extension servers: occ-cybersource deploy does, and waits for them.',
      },
    ];
  }
  if (running !== packageJson.version) {
    return [
      {
        ...about,
        status: 'warning',
        problem: `Version ${running} runs on this tenant; this command line is of version ${packageJson.version}.`,
        remedy: 'Run occ-cybersource deploy to upgrade, or use the command line of that version.',
      },
    ];
  }
  return [{ id: 'versions', status: 'ok' }];
}
