import * as z from 'zod';
import { checkChannels } from '../settings/check-channels.ts';
import { askExtension } from '../tenant/extension-client.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

const answer = z.object({
  checks: z.array(
    z.looseObject({
      id: z.string(),
      site: z.string().optional(),
      channel: z.string().optional(),
      setting: z.string().optional(),
      status: z.enum(['ok', 'warning', 'fault']),
      problem: z.string().optional(),
      remedy: z.string().optional(),
    }),
  ),
});

/** Signed calls to each merchant account take their time. */
const PATIENCE_MS = 120_000;
const CHECK = '/operations/check';

/**
 * What the extension finds out by itself: settings, credentials, key files, clock, journal. Where it cannot be asked, that
 * is a fault, and the settings are looked at from here.
 */
export async function extensionChecks(
  task: DoctorTask,
  asOf: string | undefined,
): Promise<readonly DoctorFinding[]> {
  const { tenant, occ, state } = task;
  if (!state.extension.installed && tenant.extensionUrl === tenant.storeUrl) {
    const problem = 'The server extension is not installed.';
    return [unreachable(problem, 'occ-cybersource deploy installs it.'), ...settingChecks(task)];
  }
  try {
    const { status, json } = await askExtension(
      tenant,
      asOf === undefined ? CHECK : `${CHECK}?asOf=${asOf}`,
      {
        token: await occ.token(),
        timeoutMs: PATIENCE_MS,
      },
    );
    const said = answer.safeParse(json);
    if (said.success) {
      // Whether real money moves here, the tenant's profile says; the extension can only guess.
      const ofProfile = settingChecks(task).filter(
        ({ id, status: found }) => id === 'host' && found === 'fault',
      );
      return [{ id: 'extension', status: 'ok' }, ...said.data.checks.map(toCheck), ...ofProfile];
    }
    const remedy =
      'occ-cybersource logs tail shows what it says; an older version has no check: deploy this one.';
    return [
      unreachable(`The extension answers its check with HTTP ${status}.`, remedy),
      ...settingChecks(task),
    ];
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'The extension cannot be asked.';
    return [
      unreachable(problem, 'Check storeUrl and extensionUrl, and whether the extension runs.'),
      ...settingChecks(task),
    ];
  }
}

function toCheck({
  id,
  site,
  channel,
  setting,
  status,
  problem,
  remedy,
}: z.output<typeof answer>['checks'][number]): DoctorFinding {
  return {
    id,
    status,
    ...(site !== undefined && { site }),
    ...(channel !== undefined && { channel }),
    ...(setting !== undefined && { setting }),
    ...(problem !== undefined && { problem }),
    ...(remedy !== undefined && { remedy }),
  };
}

function unreachable(problem: string, remedy: string): DoctorFinding {
  return { id: 'extension', setting: 'extensionUrl', status: 'fault', problem, remedy };
}

function settingChecks({ tenant, settings }: DoctorTask): readonly DoctorFinding[] {
  if (settings === undefined) return [];
  return checkChannels(settings.channels, { production: tenant.production, sites: settings.sites });
}
