import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { logInput, logOptions, toOccDay } from './log-input.ts';

export const logsTail = defineCommand({
  name: 'logs tail',
  summary: 'the last lines of the extension servers’ log',
  options: [
    ...tenantOptions,
    ...logOptions,
    { flags: '--grep <text>', description: 'only lines with this text, such as an order id' },
  ],
  examples: ['logs tail --tenant live --level warning', 'logs tail --tenant live --grep o30446'],
  input: z.object({ ...tenantInput, ...logInput, grep: z.string().default('') }),
  result: z.strictObject({ tenant: z.string(), lines: z.array(z.string()) }),
  async run({ level, date, grep, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const { body } = await createAdminClient(tenant).send('/ccadminx/custom/v1/logs/tail', {
      query: { loggingLevel: level, date: toOccDay(date, context.now()) },
    });
    const lines = linesOf(body.toString('utf8')).filter((line) => line.includes(grep));
    return { result: { tenant: tenant.name, lines } };
  },
  show: ({ lines }) => (lines.length === 0 ? 'No lines.' : lines.join('\n')),
});

/** Oracle documents no shape: plain lines, or JSON that holds them. */
function linesOf(text: string): readonly string[] {
  const isJson = text.startsWith('"') || text.startsWith('[');
  const value: unknown = isJson ? tryParse(text) : text;
  const lines = Array.isArray(value) ? value.map(String) : String(value).split('\n');
  return lines.filter((line) => line !== '');
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
