import { Command, CommanderError } from 'commander';
import * as z from 'zod';
import type { CommandContext, CommandDeclaration, CommandRun } from './command.ts';
import { COMMAND_PROBLEMS } from './command-problems.ts';
import { type CommandExitCode, CommandProblem, EXIT_CODES, wrongUse } from './command-problem.ts';

/** What the command line writes to. */
export interface CommandOutput {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export interface CommandLineProgram {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly commands: readonly CommandDeclaration[];
  /** What groups of commands are about, by their first word. */
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * Runs one command. With `--json` the standard output holds one document whatever happens; everything else goes to the
 * standard error.
 *
 * @returns the exit code
 */
export async function runCommandLine(
  program: CommandLineProgram,
  args: readonly string[],
  context: CommandContext,
  output: CommandOutput,
): Promise<CommandExitCode> {
  const isJson = args.includes('--json');
  let ran: CommandRun | undefined;
  const commander = toCommander(program, output, async (command, given) => {
    ran = await command.run(given, context);
  });
  try {
    await commander.parseAsync([...args], { from: 'user' });
  } catch (error) {
    return reportFailure(error, isJson, output);
  }
  if (ran === undefined) return EXIT_CODES.done;
  output.out(isJson ? `${JSON.stringify(ran.result, undefined, 2)}\n` : withLineEnd(ran.text));
  return ran.found ? EXIT_CODES.found : EXIT_CODES.done;
}

type Execute = (command: CommandDeclaration, given: Readonly<Record<string, unknown>>) => Promise<void>;

function toCommander(
  { name, description, version, commands, groups }: CommandLineProgram,
  output: CommandOutput,
  execute: Execute,
): Command {
  const root = new Command(name)
    .description(description)
    .version(version, '--version', 'shows the version')
    .helpOption('-h, --help', 'shows this')
    .helpCommand(false)
    .showHelpAfterError('(--help after the command shows what it takes)')
    .configureOutput({ writeOut: output.out, writeErr: output.error })
    .addHelpText('after', helpOf(name))
    .exitOverride();
  const parents = new Map<string, Command>();
  for (const command of commands) {
    const [first = '', ...rest] = command.name.split(' ');
    const isGroup = Object.hasOwn(groups, first);
    const parent = isGroup ? groupOf(root, parents, first, groups[first] ?? '') : root;
    declare(parent.command(isGroup ? rest.join(' ') : command.name), command, name, execute);
  }
  return root;
}

function groupOf(root: Command, parents: Map<string, Command>, name: string, description: string): Command {
  const known = parents.get(name);
  if (known !== undefined) return known;
  const group = root.command(name).description(description);
  parents.set(name, group);
  return group;
}

function declare(target: Command, command: CommandDeclaration, program: string, execute: Execute): void {
  target
    .description([command.summary, command.description].filter(Boolean).join('.\n\n'))
    .summary(command.summary)
    .allowExcessArguments(false)
    .option('--json', 'print the result as one JSON document');
  const names = (command.arguments ?? []).map(({ name, description }) => {
    target.argument(name, description);
    return name.replace(/[<>[\].]/g, '');
  });
  for (const { flags, description } of command.options ?? []) target.option(flags, description);
  const examples = command.examples.map((example) => `  ${program} ${example}`);
  target.addHelpText('after', `\nExample${examples.length === 1 ? '' : 's'}:\n${examples.join('\n')}`);
  target.action(async (...given: unknown[]) => {
    const options = target.opts<Record<string, unknown>>();
    const values = Object.fromEntries(names.map((name, index) => [toCamelCase(name), given[index]]));
    await execute(command, { ...options, ...values });
  });
}

function toCamelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function helpOf(name: string): string {
  return `
Which tenant: --tenant NAME from the profiles file, or OCC_ADMIN_URL, OCC_STORE_URL and OCC_APPLICATION_KEY.
Exit codes: 0 done, 1 failed, 2 called wrongly, 3 done and something was found.
First steps: ${name} status --tenant test, then ${name} deploy --tenant test --dry-run`;
}

function reportFailure(error: unknown, isJson: boolean, output: CommandOutput): CommandExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT_CODES.done;
    // Commander has written its sentence already.
    if (isJson) writeProblem(output, wrongUse(error.message.replace(/^error: /, '')));
    return EXIT_CODES.wrongUse;
  }
  const problem = toProblem(error);
  if (isJson) writeProblem(output, problem);
  output.error(
    [problem.message, ...problem.details.map((line) => `  ${line}`)].map((line) => `${line}\n`).join(''),
  );
  output.error(`Remedy: ${remedyOf(problem)}\n`);
  output.error(`See ${problem.link}\n`);
  return problem.exitCode;
}

function writeProblem(output: CommandOutput, problem: CommandProblem): void {
  const { code, message, details, link } = problem;
  const error = { code, message, remedy: remedyOf(problem), details, link };
  output.out(`${JSON.stringify({ error }, undefined, 2)}\n`);
}

/** What helps: in the problem's own words, else in those of the documentation. */
function remedyOf({ code, remedy }: CommandProblem): string {
  return remedy ?? COMMAND_PROBLEMS[code].remedy.replaceAll('`', '');
}

/** No stack trace leaves the process: an error that nothing here expected is told by its message alone. */
function toProblem(error: unknown): CommandProblem {
  if (error instanceof CommandProblem) return error;
  if (error instanceof z.ZodError) {
    const sentences = error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
    return new CommandProblem('wrong-use', sentences.join('; '), { exitCode: EXIT_CODES.wrongUse });
  }
  return new CommandProblem('unexpected', error instanceof Error ? error.message : String(error));
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
