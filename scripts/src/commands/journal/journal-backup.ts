import path from 'node:path';
import * as z from 'zod';
import { backUpSqlite } from '../../../../server-extension/src/journal/sqlite/backup.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';
import { chooseJournal, journalInput, journalOption, requireSqlite } from './journal-input.ts';

export const journalBackup = defineCommand({
  name: 'journal backup',
  summary: 'copy a journal in SQLite to a new file, while payments are made',
  options: [journalOption, { flags: '--out <file>', description: 'where to; it must not be there' }],
  examples: ['journal backup --journal sqlite:payments.sqlite --out payments-2026-11-30.sqlite'],
  input: z.object({ ...journalInput, out: z.string().min(1) }),
  result: z.strictObject({ file: z.string() }),
  async run({ out, ...choice }, context) {
    const from = requireSqlite(
      chooseJournal(choice, context),
      'pg_dump --format=custom --file=<file> <address>.',
    );
    const file = path.resolve(context.workingDirectory, out);
    try {
      backUpSqlite(from, file);
    } catch (cause) {
      throw new CommandProblem('no-backup', cause instanceof Error ? cause.message : String(cause), {
        cause,
      });
    }
    return { result: { file } };
  },
  show: ({ file }) => `Written: ${file}`,
});
