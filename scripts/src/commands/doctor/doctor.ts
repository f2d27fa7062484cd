import * as z from 'zod';
import { type DoctorCheck, doctorCheck } from '../../administration/doctor/doctor-check.ts';
import { examine } from '../../administration/doctor/examine.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'everything that is wrong with a tenant, before a shopper meets it',
  description:
    'Settings and their combinations, credentials (one signed call for each merchant that moves nothing), key files and certificates, clock, origins, ' +
    'webhooks (a signed test delivery), payment types, Apple’s domain file, amounts of recent orders, journal. Changes nothing. Exit code 3 when there is a fault. ' +
    '--as-of 2027-03-01 says what CyberSource’s mandate of that day will end.',
  options: [
    ...tenantOptions,
    { flags: '--as-of <day>', description: 'what will be wrong on that day, as 2027-03-01' },
    { flags: '--all', description: 'show what is fine, too' },
  ],
  examples: ['doctor --tenant live', 'doctor --tenant live --as-of 2027-03-01 --json'],
  input: z.object({
    ...tenantInput,
    asOf: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, 'is a day as 2027-03-01')
      .optional(),
    all: z.boolean().default(false),
  }),
  result: z.strictObject({ tenant: z.string(), checks: z.array(doctorCheck), all: z.boolean() }),
  async run({ asOf, all, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const checks = await examine(tenant, createAdminClient(tenant), {
      progress: context.progress,
      ...(asOf !== undefined && { asOf }),
    });
    return {
      result: { tenant: tenant.name, checks: [...checks], all },
      found: checks.some(({ status }) => status === 'fault'),
    };
  },
  show({ tenant, checks, all }) {
    const count = (wanted: DoctorCheck['status']): number =>
      checks.filter(({ status }) => status === wanted).length;
    return [
      ...checks.filter(({ status }) => all || status !== 'ok').map(toLines),
      `Tenant ${tenant}: ${count('fault')} faults, ${count('warning')} warnings, ${count('ok')} fine.`,
    ].join('\n');
  },
});

function toLines({ id, site, channel, setting, status, problem, remedy, link }: DoctorCheck): string {
  const place = [
    site && `site ${site}`,
    channel && `channel ${channel}`,
    setting && `setting ${setting}`,
  ].filter(Boolean);
  const head = [`${status.padEnd(7)} ${id}`, ...place].join(', ');
  return [
    head,
    ...(problem === undefined ? [] : [`        ${problem}`]),
    ...(remedy === undefined ? [] : [`        ${remedy}`]),
    ...(status === 'ok' ? [] : [`        ${link}`]),
  ].join('\n');
}
