import * as z from 'zod';
import { defineCommand } from '../frame/command.ts';
import { chooseJournal, journalInput, journalOption, withMaintenance } from './journal-input.ts';

/** A place at which the chain of a journal does not hold. */
export const chainBreak = z.strictObject({
  key: z.string(),
  attemptNumber: z.number(),
  payment: z.string(),
  part: z.enum(['request', 'result', 'unlinked']),
});

export function showBreak({ payment, key, attemptNumber, part }: z.output<typeof chainBreak>): string {
  return `${payment}: ${part} of ${key}, attempt ${attemptNumber}`;
}

export const journalVerify = defineCommand({
  name: 'journal verify',
  summary: 'check that no attempt was changed, or removed from the middle of its payment',
  description:
    'Reads the whole journal in small steps, beside running instances. Exit code 3 when a chain does not hold. Attempts of releases before 2.0.0 have no chain and are counted.',
  options: [journalOption],
  examples: ['journal verify --journal sqlite:payments.sqlite'],
  input: z.object(journalInput),
  result: z.strictObject({
    attempts: z.number(),
    unlinked: z.number().meta({ description: 'attempts of releases that kept no chain' }),
    breaks: z.array(chainBreak),
  }),
  async run(input, context) {
    const address = chooseJournal(input, context);
    const { breaks, ...counts } = await withMaintenance(address, context, (maintenance) =>
      maintenance.verify(),
    );
    return { result: { ...counts, breaks: [...breaks] }, found: breaks.length > 0 };
  },
  show: ({ attempts, unlinked, breaks }) =>
    [
      `${attempts} attempts were read, ${unlinked} of them without a chain. ${breaks.length === 0 ? 'The chain holds.' : 'The chain does not hold:'}`,
      ...breaks.map(showBreak),
    ].join('\n'),
});
