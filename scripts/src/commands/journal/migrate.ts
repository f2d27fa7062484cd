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
import { chooseJournal, withMaintenance } from './journal-input.ts';
import { chainBreak, showBreak } from './journal-verify.ts';

const result = z.strictObject({
  journal: z.enum(['sqlite', 'postgres']),
  seconds: z.number().meta({ description: 'How long it took' }),
  attempts: z.number().optional().meta({ description: 'With verify: how many were read' }),
  breaks: z.array(chainBreak).optional().meta({ description: 'With verify: where the chain does not hold' }),
});

export const migrate = defineCommand<
  { readonly journal: string; readonly verify?: 'verify' | undefined },
  z.output<typeof result>
>({
  name: 'migrate',
  summary: 'bring the tables of a journal to this version; with verify, check its chain',
  description:
    'An instance does it by itself when it starts; this is for those who want to see how long it takes, on a copy first. Twice is the same as once. Make a backup before; docs/operators.md says how. ' +
    'migrate verify changes no table: it is journal verify, for after a migration; exit code 3 when the chain does not hold. ' +
    'The address may hold a password, and is no argument then: env:NAME, file:PATH or prompt. Default: env:JOURNAL.',
  arguments: [{ name: '[verify]', description: 'verify: check that the journal is whole' }],
  options: [{ flags: '--journal <place>', description: 'env:NAME, file:PATH, prompt, or sqlite:<file>' }],
  examples: ['migrate --journal env:JOURNAL', 'migrate verify --journal env:JOURNAL'],
  input: z.object({
    journal: z.string().default('env:JOURNAL'),
    verify: z.literal('verify', 'is verify, or nothing').optional(),
  }),
  result,
  async run({ journal, verify }, context) {
    const address = await addressOf(journal, context);
    const kind = address.startsWith('sqlite:') ? ('sqlite' as const) : ('postgres' as const);
    if (verify !== undefined) {
      const begun = performance.now();
      const located = chooseJournal(
        { journal: undefined },
        { ...context, environment: { JOURNAL: address } },
      );
      const { attempts, breaks } = await withMaintenance(located, context, (maintenance) =>
        maintenance.verify(),
      );
      const seconds = secondsSince(begun);
      return {
        result: { journal: kind, seconds, attempts, breaks: [...breaks] },
        found: breaks.length > 0,
      };
    }
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
    return { result: { journal: kind, seconds: secondsSince(started) } };
  },
  show({ journal, seconds, attempts, breaks = [] }) {
    if (attempts === undefined)
      return `The journal (${journal}) has the tables of this version. ${seconds} s.`;
    const chain = breaks.length === 0 ? 'The chain holds.' : 'The chain does not hold:';
    return [`${attempts} attempts were read in ${seconds} s. ${chain}`, ...breaks.map(showBreak)].join('\n');
  },
});

function secondsSince(started: number): number {
  return Math.round(performance.now() - started) / 1000;
}

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
