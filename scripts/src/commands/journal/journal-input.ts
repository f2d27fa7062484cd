import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import {
  type OpenedMaintenance,
  openMaintenance,
} from '../../../../server-extension/src/assembly/journal/open-maintenance.ts';
import type { CommandContext, CommandOption } from '../frame/command.ts';
import { CommandProblem, wrongUse } from '../frame/command-problem.ts';

export const journalOption: CommandOption = {
  flags: '--journal <address>',
  description: 'sqlite:<file> or postgres://… (default: the variable JOURNAL)',
};

export const journalInput = { journal: z.string().optional() };

/** The address of the journal: what was given, else what the extension itself reads. */
export function chooseJournal(
  { journal }: { readonly journal?: string | undefined },
  context: CommandContext,
): string {
  const address = journal ?? context.environment['JOURNAL'] ?? '';
  if (address.startsWith('sqlite:'))
    return `sqlite:${path.resolve(context.workingDirectory, address.slice('sqlite:'.length))}`;
  if (journal !== undefined && /^postgres(ql)?:\/\/[^/@]*:[^/@]*@/.test(journal))
    throw wrongUse(
      'An address with a password is no argument: it would stay in the history of the shell.',
      'set JOURNAL to it, or leave the password to PGPASSFILE. Other commands take env:NAME.',
    );
  if (/^postgres(ql)?:\/\//.test(address)) return address;
  throw wrongUse(
    'No journal in a database is named.',
    'name it with --journal sqlite:<file> or --journal postgres://…, or set JOURNAL.',
  );
}

/** The file of a journal in SQLite. */
export function requireSqlite(address: string, instead: string): string {
  if (address.startsWith('sqlite:')) return address.slice('sqlite:'.length);
  throw wrongUse('The journal is in PostgreSQL.', `use PostgreSQL’s own program: ${instead}`);
}

/** Does maintenance of a journal. */
export async function withMaintenance<T>(
  address: string,
  { now }: CommandContext,
  work: (maintenance: OpenedMaintenance) => Promise<T>,
): Promise<T> {
  if (address.startsWith('sqlite:') && !existsSync(address.slice('sqlite:'.length)))
    throw new CommandProblem('no-journal', 'There is no such file.', {
      remedy: 'correct the name of the journal.',
    });
  const maintenance = await openMaintenance(address, now).catch((cause: unknown) => {
    const reason =
      cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw new CommandProblem('journal-unavailable', `The journal cannot be opened: ${reason}`, { cause });
  });
  try {
    return await work(maintenance);
  } finally {
    await maintenance.close();
  }
}
