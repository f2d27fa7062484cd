import * as z from 'zod';
import {
  LEGAL_MONTHS,
  purgeBefore,
} from '../../../../server-extension/src/journal/maintenance/maintenance.ts';
import { defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import { chooseJournal, journalInput, journalOption, withMaintenance } from './journal-input.ts';

export const journalPurge = defineCommand({
  name: 'journal purge',
  summary: 'delete payments that need not be kept any longer',
  description:
    'Deletes whole payments in small steps, beside running instances, and never one that is under way, unknown, or waits for recovery or a person. Without --yes it only says until when.',
  options: [
    journalOption,
    { flags: '--months <count>', description: 'how many months payments are kept' },
    {
      flags: '--legal-months <count>',
      description: `the legal minimum of your country, 18 or more (default: ${LEGAL_MONTHS})`,
    },
    { flags: '--yes', description: 'delete' },
  ],
  examples: ['journal purge --months 120', 'journal purge --months 84 --legal-months 84 --yes'],
  input: z.object({
    ...journalInput,
    months: z.coerce.number().int(),
    legalMonths: z.coerce.number().int().default(LEGAL_MONTHS),
    yes: z.boolean().default(false),
  }),
  result: z.strictObject({
    before: z.string().meta({ description: 'payments that began before this instant' }),
    attempts: z.number().meta({ description: 'attempts that were deleted' }),
  }),
  async run({ months, legalMonths, yes, ...choice }, context) {
    const before = cutOff(context.now(), months, legalMonths);
    const address = chooseJournal(choice, context);
    const attempts = yes
      ? await withMaintenance(address, context, (maintenance) => maintenance.purge(before))
      : 0;
    return { result: { before: before.toISOString(), attempts } };
  },
  show: ({ before, attempts }) =>
    attempts === 0
      ? `Nothing was deleted; with --yes payments that began before ${before} are.`
      : `Deleted: ${attempts} attempts of payments that began before ${before}`,
});

function cutOff(now: Date, months: number, legalMonths: number): Date {
  try {
    return purgeBefore(now, months, legalMonths);
  } catch (error) {
    throw wrongUse(error instanceof Error ? error.message : String(error));
  }
}
