import * as z from 'zod';
import type { OrderId } from '../../../../server-extension/src/domain/ids.ts';
import { defineCommand } from '../frame/command.ts';
import { chooseJournal, journalInput, journalOption, withMaintenance } from './journal-input.ts';

export const journalErase = defineCommand({
  name: 'journal erase',
  summary: 'take a shopper’s data out of the payments of their orders; amounts and results stay',
  description:
    'Last digits and saved cards go; amounts, ids and results stay, and the chain holds. Attempts that recovery or a person still works on are left for a later run: exit code 3.',
  arguments: [{ name: '<orders...>', description: 'ids of the shopper’s orders in OCC' }],
  options: [journalOption],
  examples: ['journal erase o30446 o30502 --journal sqlite:payments.sqlite'],
  input: z.object({ ...journalInput, orders: z.array(z.string().min(1)).min(1) }),
  result: z.strictObject({ erased: z.number(), open: z.number() }),
  async run({ orders, ...choice }, context) {
    const address = chooseJournal(choice, context);
    const result = await withMaintenance(address, context, (maintenance) =>
      maintenance.erase(orders as OrderId[]),
    );
    return { result: { ...result }, found: result.open > 0 };
  },
  show: ({ erased, open }) =>
    `Erased in ${erased} attempts.${open > 0 ? ` ${open} are not finished: call again when they are.` : ''}`,
});
