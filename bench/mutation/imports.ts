import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from '../../scripts/src/program/repository.ts';

const known = new Map<string, readonly string[]>();

/** Every file of the repository that a file imports, itself or through others, with the number of steps. */
export function distances(file: string): ReadonlyMap<string, number> {
  const found = new Map([[file, 0]]);
  for (const [each, steps] of found)
    for (const next of importsOf(each)) if (!found.has(next)) found.set(next, steps + 1);
  return found;
}

/** The sources that import a file, itself or through one other; nearest first. */
export function importersOf(file: string, sources: readonly string[]): readonly string[] {
  const direct = sources.filter((each) => importsOf(each).includes(file));
  const further = sources.filter((each) => importsOf(each).some((next) => direct.includes(next)));
  return [...new Set([...direct, ...further])].filter((each) => each !== file);
}

function importsOf(file: string): readonly string[] {
  let imports = known.get(file);
  if (imports === undefined) {
    const text = existsSync(inRepository(file)) ? readFileSync(inRepository(file), 'utf8') : '';
    imports = [
      ...text.matchAll(/(?:from|import|import\(|import\.meta\.resolve\(|new URL\()\s*'(\.[^']+\.ts)'/g),
    ].map(([, to = '']) => path.normalize(path.join(path.dirname(file), to)));
    known.set(file, imports);
  }
  return imports;
}
