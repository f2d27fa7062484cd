import type { CommandProblemCode } from './command-problems.ts';

/** How a command ends. Documented in docs/commands.md. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  /** It did its work and found something: a fault, a difference. */
  found: 3,
} as const;

export type CommandExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

interface CommandProblemOptions {
  /** What to do about it, as a sentence. */
  readonly remedy?: string;
  /** @default 1 */
  readonly exitCode?: CommandExitCode;
  /** One sentence for each thing that is wrong. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** Why a command did not do its work, in words for the person who called it. Holds no secret. */
export class CommandProblem extends Error {
  readonly code: CommandProblemCode;
  readonly remedy: string | undefined;
  readonly exitCode: CommandExitCode;
  readonly details: readonly string[];

  constructor(
    code: CommandProblemCode,
    message: string,
    { remedy, exitCode = EXIT_CODES.failed, details = [], cause }: CommandProblemOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CommandProblem';
    this.code = code;
    this.remedy = remedy;
    this.exitCode = exitCode;
    this.details = details;
  }

  /** Where the documentation explains it. */
  get link(): string {
    return `docs/errors.md#command-${this.code}`;
  }
}

/** A command that was called wrongly: exit code 2. */
export function wrongUse(message: string, remedy?: string): CommandProblem {
  return new CommandProblem('wrong-use', message, {
    exitCode: EXIT_CODES.wrongUse,
    ...(remedy !== undefined && { remedy }),
  });
}
