import type { GuardMutant } from './mutants.ts';

/** Where the guard stands. */
export function sourceOf({ file }: GuardMutant): URL {
  return new URL(`../../../server-extension/src/${file}`, import.meta.url);
}

/** The source without the guard. @throws Error when the guard is not there (any more), or there twice. */
export function changed({ name, file, from, to }: GuardMutant, source: string): string {
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(`Mutant "${name}": its text stands ${parts.length - 1} times in ${file}.`);
  return parts.join(to);
}
