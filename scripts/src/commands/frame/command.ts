import type * as z from 'zod';

/** What a command gets from the process that runs it; a test gives its own. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths begin. */
  readonly workingDirectory: string;
  /** Says on the standard error what is being done, for long work. */
  readonly progress: (text: string) => void;
  /** Asks the person at the terminal for a secret, without showing it. Rejects where there is no terminal. */
  readonly askSecret: (question: string) => Promise<string>;
  readonly now: () => Date;
}

/** `<name>` is required, `[name]` is not, `<name...>` takes several. */
export interface CommandArgument {
  readonly name: string;
  readonly description: string;
}

/** `--site <id>`; its value arrives in the input as `site`. */
export interface CommandOption {
  readonly flags: string;
  readonly description: string;
}

/** How a command ended that did its work. */
export interface CommandOutcome<Result> {
  readonly result: Result;
  /** True where a program that calls should stop and look: exit code 3. */
  readonly found?: boolean;
}

/** A command as its file declares it. */
export interface CommandSource<Input, Result> {
  /** Words as they are typed: `settings set`. */
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What a person should know before using it. */
  readonly description?: string;
  readonly arguments?: readonly CommandArgument[];
  readonly options?: readonly CommandOption[];
  /** At least one, without the program's name. */
  readonly examples: readonly [string, ...string[]];
  /** What arguments and options have to look like, by their names in camel case. */
  readonly input: z.ZodType<Input>;
  /** The document of `--json`. */
  readonly result: z.ZodType<Result>;
  run(input: Input, context: CommandContext): Promise<CommandOutcome<Result>>;
  /** The result for a person. */
  show(result: Result): string;
}

/** What a declared command made of one call. */
export interface CommandRun {
  readonly result: unknown;
  readonly found: boolean;
  readonly text: string;
}

/** A declared command. {@link defineCommand} alone makes one. */
export interface CommandDeclaration extends Pick<
  CommandSource<never, never>,
  'name' | 'summary' | 'description' | 'arguments' | 'options' | 'examples'
> {
  readonly input: z.ZodType;
  readonly result: z.ZodType;
  /** @throws ZodError for arguments that are wrong, and what the command throws. */
  run(given: Readonly<Record<string, unknown>>, context: CommandContext): Promise<CommandRun>;
}

/** Turns a command's file into a declaration: its input is checked before it runs, its result before it is printed. */
export function defineCommand<Input, Result>(source: CommandSource<Input, Result>): CommandDeclaration {
  const { name, summary, examples } = source;
  return {
    name,
    summary,
    examples,
    ...(source.description !== undefined && { description: source.description }),
    ...(source.arguments !== undefined && { arguments: source.arguments }),
    ...(source.options !== undefined && { options: source.options }),
    input: source.input,
    result: source.result,
    async run(given, context) {
      const { result, found = false } = await source.run(source.input.parse(given), context);
      const checked = source.result.parse(result);
      return { result: checked, found, text: source.show(checked) };
    },
  };
}
