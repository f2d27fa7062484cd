import { parseArgs } from 'node:util';

/** Why a program does not start, and with which exit code: 0 for help that was asked for, 2 for what it does not know. */
export interface ArgumentRefusal {
  readonly code: 0 | 2;
  readonly text: string;
}

/**
 * Reads the arguments of a program that is configured by its environment alone: `--help` is answered with its usage, and
 * everything else is refused, because an argument that is ignored would hide a mistake.
 */
export function readArguments(given: readonly string[], usage: string): ArgumentRefusal | undefined {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: { help: { type: 'boolean', short: 'h' } },
    });
    return values.help === true ? { code: 0, text: usage } : undefined;
  } catch {
    const unknown = given.find((argument) => argument !== '--help' && argument !== '-h') ?? '';
    const what = unknown.startsWith('-') ? 'unknown option' : 'unknown argument';
    return { code: 2, text: `error: ${what} '${unknown}'\n\n${usage}` };
  }
}
