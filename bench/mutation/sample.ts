import { readFile } from 'node:fs/promises';
import { inRepository } from '../../scripts/src/repository.ts';
import { createRandom } from '../simulation/world/random.ts';
import { isEquivalent } from './equivalent.ts';
import { sourcesOf } from './folders.ts';
import { type SourceMutant, toChange, withMutant } from './mutant.ts';
import { mutantsOf } from './mutants.ts';
import type { TypeCheck } from './type-check.ts';

/**
 * Draws changes of a folder; the same seed draws the same ones from the same texts. Those that the type-checker notices and
 * those that change nothing are passed over.
 *
 * @param size how many at most
 */
export async function draw(
  folder: string,
  seed: number,
  size: number,
  isWellTyped: TypeCheck,
): Promise<readonly SourceMutant[]> {
  const all = (await Promise.all(sourcesOf(folder).map(mutantsOf))).flat();
  const drawn: SourceMutant[] = [];
  for (const mutant of shuffled(all, `${seed} ${folder}`)) {
    if (drawn.length === size) break;
    const text = await readFile(inRepository(mutant.file), 'utf8');
    const isWorthTrying = !isEquivalent({ file: mutant.file, change: toChange(text, mutant) });
    if (isWorthTrying && isWellTyped(mutant.file, withMutant(text, mutant))) drawn.push(mutant);
  }
  return drawn;
}

/** Fisher and Yates. */
export function shuffled<T>(list: readonly T[], seed: string): readonly T[] {
  const random = createRandom(seed);
  const result = [...list];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
