import path from 'node:path';
import * as z from 'zod';
import { withReasons } from '../../../../server-extension/src/cybersource/outcome/stored-result.ts';
import { Problem } from '../../../../server-extension/src/domain/problem.ts';
import {
  createRecoveryTaskOf,
  scaledTimings,
} from '../../../../server-extension/src/payments/recovery/recovery-task.ts';
import { isSecretReference, readSecret } from '../../administration/tenant/secret-reference.ts';
import { type CommandContext, defineCommand } from '../frame/command.ts';
import { CommandProblem, wrongUse } from '../frame/command-problem.ts';

export const migrate = defineCommand({
  name: 'migrate',
  summary: 'bring the tables of a journal to this version, before its first instance starts',
  description:
    'An instance does it by itself when it starts; this is for those who want to see how long it takes, on a copy first. Twice is the same as once. Make a backup before; docs/operators.md says how. ' +
    'The address may hold a password, and is no argument then: env:NAME, file:PATH or prompt. Default: env:JOURNAL.',
  options: [{ flags: '--journal <place>', description: 'env:NAME, file:PATH, prompt, or sqlite:<file>' }],
  examples: ['migrate --journal env:JOURNAL', 'migrate --journal sqlite:copy-of-payments.sqlite'],
  input: z.object({ journal: z.string().default('env:JOURNAL') }),
  result: z.strictObject({
    journal: z.enum(['sqlite', 'postgres']),
    seconds: z.number().meta({ description: 'How long opening and migrating took' }),
  }),
  async run({ journal }, context) {
    const address = await addressOf(journal, context);
    context.progress('Opening the journal …');
    const started = performance.now();
    const recoveryTaskOf = createRecoveryTaskOf(scaledTimings(1));
    const close = await open(address, { recoveryTaskOf, withReasons, now: context.now }, context).catch(
      (error: unknown) => {
        const { message, cause } = error as Error;
        const words = error instanceof Problem && cause instanceof Error ? cause.message : message;
        throw new CommandProblem('journal', `The journal cannot be brought up to date: ${words}`, {
          remedy: 'stop every instance of an older major version, and check address, rights and free disk.',
        });
      },
    );
    await close();
    const kind = address.startsWith('sqlite:') ? ('sqlite' as const) : ('postgres' as const);
    return { result: { journal: kind, seconds: Math.round(performance.now() - started) / 1000 } };
  },
  show: ({ journal, seconds }) => `The journal (${journal}) has the tables of this version. ${seconds} s.`,
});

async function addressOf(given: string, context: CommandContext): Promise<string> {
  const address = isSecretReference(given)
    ? await readSecret(given, 'address of the journal', context, context.workingDirectory)
    : given;
  if (address.startsWith('postgres') && address === given)
    throw wrongUse(
      'The address of a database may hold a password and is no argument: it would stay in the history of the shell.',
      'write --journal env:NAME, file:PATH or prompt.',
    );
  if (/^(sqlite:.+|postgres(ql)?:\/\/.+)$/.test(address)) return address;
  throw wrongUse('The journal is no sqlite:<file> and no postgres://…', 'memory: has no tables.');
}

type JournalParts = Omit<
  Parameters<
    typeof import('../../../../server-extension/src/journal/sqlite/sqlite.ts').createSqliteJournal
  >[0],
  'file'
>;

/** A database's client is loaded only when it is chosen. @returns what closes it */
async function open(
  address: string,
  parts: JournalParts,
  { workingDirectory }: CommandContext,
): Promise<() => Promise<void>> {
  if (address.startsWith('sqlite:')) {
    const { createSqliteJournal } = await import('../../../../server-extension/src/journal/sqlite/sqlite.ts');
    const file = path.resolve(workingDirectory, address.slice('sqlite:'.length));
    const opened = createSqliteJournal({ ...parts, file });
    return () => opened.close();
  }
  const { createPostgresJournal } =
    await import('../../../../server-extension/src/journal/postgres/postgres.ts');
  const opened = await createPostgresJournal({ ...parts, url: address });
  return () => opened.close();
}
