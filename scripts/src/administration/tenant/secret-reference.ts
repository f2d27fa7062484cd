import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { CommandContext } from '../../commands/frame/command.ts';

/**
 * Where a secret is: `env:NAME`, `file:PATH` (relative to the file that names it) or `prompt`. A secret itself is never
 * written into a file of settings or profiles, nor given as an argument: both are kept in histories.
 */
export type SecretReference = `env:${string}` | `file:${string}` | 'prompt';

/** Whether the text says where a secret is, and is none itself. */
export function isSecretReference(text: string): text is SecretReference {
  return /^(env:[A-Za-z_]\w*|file:.+|prompt)$/.test(text);
}

/**
 * The secret that a reference names.
 *
 * @param what as it is called in questions and sentences: `the application key of tenant live`
 * @param folder where relative files are
 */
export async function readSecret(
  reference: SecretReference,
  what: string,
  context: Pick<CommandContext, 'environment' | 'askSecret'>,
  folder: string,
): Promise<string> {
  const value = await valueOf(reference, what, context, folder);
  if (value !== '') return value;
  throw new CommandProblem('secret-missing', `There is no ${what}: ${reference} is empty or not set.`, {
    remedy: `set it, or name another place (env:NAME, file:PATH or prompt).`,
  });
}

async function valueOf(
  reference: SecretReference,
  what: string,
  { environment, askSecret }: Pick<CommandContext, 'environment' | 'askSecret'>,
  folder: string,
): Promise<string> {
  if (reference === 'prompt') return askSecret(what);
  const place = reference.slice(reference.indexOf(':') + 1);
  if (reference.startsWith('env:')) return environment[place] ?? '';
  try {
    return (await readFile(path.resolve(folder, place), 'utf8')).replace(/\r?\n$/, '');
  } catch {
    throw new CommandProblem('secret-missing', `The file ${place} for ${what} cannot be read.`, {
      remedy: 'check the path, which is relative to the file that names it, and the rights of the file.',
    });
  }
}
