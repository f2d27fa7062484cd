import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';
import { logInput, logOptions, toOccDay } from './log-input.ts';

export const logsDownload = defineCommand({
  name: 'logs download',
  summary: 'one day of the extension servers’ log, as the zip that OCC makes',
  options: [
    ...tenantOptions,
    ...logOptions,
    { flags: '--out <file>', description: 'where to (default: logs-<tenant>-<day>.zip)' },
  ],
  examples: ['logs download --tenant live --date 2026-11-29 --level debug'],
  input: z.object({ ...tenantInput, ...logInput, out: z.string().optional() }),
  result: z.strictObject({ tenant: z.string(), file: z.string(), bytes: z.number() }),
  async run({ level, date, out, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const day = toOccDay(date, context.now());
    const { body } = await createAdminClient(tenant).send('/ccadminx/custom/v1/logs', {
      query: { loggingLevel: level, date: day, format: 'zip' },
    });
    const file = path.resolve(context.workingDirectory, out ?? `logs-${tenant.name}-${day}.zip`);
    await writeFile(file, body, { flag: 'wx', mode: 0o600 }).catch(() => {
      throw new CommandProblem('file-exists', `${file} cannot be written, or is there already.`, {
        remedy: 'name another file with --out.',
      });
    });
    return { result: { tenant: tenant.name, file, bytes: body.length } };
  },
  show: ({ file, bytes }) => `Written: ${file} (${bytes} bytes)`,
});
