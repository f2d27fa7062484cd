import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { downloadFromExtension } from '../../administration/occ/extension-operations.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';
import { dayInput, siteOption } from './settlement-answer.ts';

export const settlementCsv = defineCommand({
  name: 'settlement csv',
  summary: 'the settlement cases of one day as a file for a spreadsheet',
  description: 'Column names, then one case a line; amounts in minor units.',
  arguments: [{ name: '<day>', description: 'as 2026-01-31' }],
  options: [
    ...tenantOptions,
    siteOption,
    { flags: '--out <file>', description: 'where to (default: settlement-<tenant>-<day>.csv)' },
  ],
  examples: ['settlement csv 2026-01-31 --tenant live'],
  input: z.object({
    ...tenantInput,
    day: dayInput,
    site: z.string().optional(),
    out: z.string().optional(),
  }),
  result: z.strictObject({ tenant: z.string(), file: z.string(), cases: z.number() }),
  async run({ day, site, out, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const text = await downloadFromExtension(
      tenant,
      createAdminClient(tenant),
      `/settlement/csv?date=${day}`,
      site === undefined ? {} : { headers: { 'x-ccsite': site } },
    );
    const file = path.resolve(context.workingDirectory, out ?? `settlement-${tenant.name}-${day}.csv`);
    await writeFile(file, text, { flag: 'wx' }).catch(() => {
      throw new CommandProblem('file-exists', `${file} cannot be written, or is there already.`, {
        remedy: 'name another file with --out.',
      });
    });
    const cases = text.split('\r\n').filter((line) => line !== '').length - 1;
    return { result: { tenant: tenant.name, file, cases } };
  },
  show: ({ file, cases }) => `Written: ${file} (${cases} cases)`,
});
