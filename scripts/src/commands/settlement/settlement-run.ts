import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { askOperations } from '../../administration/occ/extension-operations.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { dayInput, hasOpenCases, settledDay, showDay, siteOption } from './settlement-answer.ts';

/** A day with many captures takes CyberSource's reports a while. */
const PATIENCE_MS = 120_000;

export const settlementRun = defineCommand({
  name: 'settlement run',
  summary: 'compare one day now',
  description: 'A difference that is known is not opened twice. Exit code 3 while a case is open.',
  arguments: [{ name: '<day>', description: 'as 2026-01-31' }],
  options: [...tenantOptions, siteOption],
  examples: ['settlement run 2026-01-31 --tenant live'],
  input: z.object({ ...tenantInput, day: dayInput, site: z.string().optional() }),
  result: settledDay,
  async run({ day, site, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    context.progress(`Comparing ${day} with CyberSource’s reports and OCC’s orders …`);
    const result = await askOperations(tenant, createAdminClient(tenant), '/settlement', settledDay, {
      method: 'POST',
      body: JSON.stringify({ date: day }),
      headers: { 'content-type': 'application/json', ...(site !== undefined && { 'x-ccsite': site }) },
      timeoutMs: PATIENCE_MS,
    });
    return { result, found: hasOpenCases(result) };
  },
  show: showDay,
});
