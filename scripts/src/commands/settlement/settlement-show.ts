import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { askOperations } from '../../administration/occ/extension-operations.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { dayInput, hasOpenCases, settledDay, showDay, siteOption } from './settlement-answer.ts';

export const settlementShow = defineCommand({
  name: 'settlement show',
  summary: 'how journal, CyberSource and OCC compare for one day',
  description:
    'A day of the merchant’s calendar (setting reportTimeZone). The extension compares each of the last four days by itself. Exit code 3 while a case is open.',
  arguments: [{ name: '<day>', description: 'as 2026-01-31' }],
  options: [...tenantOptions, siteOption],
  examples: ['settlement show 2026-01-31 --tenant live'],
  input: z.object({ ...tenantInput, day: dayInput, site: z.string().optional() }),
  result: settledDay,
  async run({ day, site, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const path = `/settlement?date=${day}`;
    const result = await askOperations(tenant, createAdminClient(tenant), path, settledDay, {
      ...(site !== undefined && { headers: { 'x-ccsite': site } }),
    });
    return { result, found: hasOpenCases(result) };
  },
  show: showDay,
});
