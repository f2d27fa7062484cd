import path from 'node:path';
import * as z from 'zod';
import { restoreSqlite } from '../../../../server-extension/src/journal/sqlite/backup.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';
import { chooseJournal, journalInput, journalOption, requireSqlite } from './journal-input.ts';

export const journalRestore = defineCommand({
  name: 'journal restore',
  summary: 'put a copy in the place of a journal in SQLite that no process uses',
  description:
    'What was there stays beside it. What happened since the copy is found by reconciliation: docs/runbooks/restore.md.',
  options: [journalOption, { flags: '--from <file>', description: 'the copy' }],
  examples: ['journal restore --journal sqlite:payments.sqlite --from payments-2026-11-30.sqlite'],
  input: z.object({ ...journalInput, from: z.string().min(1) }),
  result: z.strictObject({
    file: z.string(),
    replaced: z.string().optional().meta({ description: 'where the journal is that was there' }),
  }),
  async run({ from, ...choice }, context) {
    const file = requireSqlite(
      chooseJournal(choice, context),
      'pg_restore --dbname=<address> <file>, into an empty database.',
    );
    try {
      const replaced = restoreSqlite(path.resolve(context.workingDirectory, from), file, context.now());
      return { result: { file, ...(replaced !== undefined && { replaced }) } };
    } catch (cause) {
      throw new CommandProblem('not-restored', cause instanceof Error ? cause.message : String(cause), {
        cause,
      });
    }
  },
  show: ({ file, replaced }) =>
    `Restored: ${file}${replaced === undefined ? '' : `. What was there is ${replaced}.`} Start the instances as docs/runbooks/restore.md says.`,
});
