import { readFile } from 'node:fs/promises';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { createRandom } from '../simulation/world/random.ts';
import { isEquivalent } from './equivalent.ts';
import { type Part, triedSourcesOf } from './folders.ts';
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
  part: Part,
  folder: string,
  seed: number,
  size: number,
  typeCheck: TypeCheck,
): Promise<readonly SourceMutant[]> {
  const texts = new Map<string, string>();
  const mutants: SourceMutant[] = [];
  for (const file of triedSourcesOf(part, folder)) {
    texts.set(file, await readFile(inRepository(file), 'utf8'));
    mutants.push(...(await mutantsOf(file)));
  }
  const textOf = ({ file }: SourceMutant): string => texts.get(file) ?? '';
  const left = shuffled(mutants, `${seed} ${folder}`).filter(
    (mutant) => !isEquivalent({ file: mutant.file, change: toChange(textOf(mutant), mutant) }),
  );
  const drawn: SourceMutant[] = [];
  for (let at = 0; at < left.length && drawn.length < size; at += 2 * size) {
    const some = left.slice(at, at + 2 * size);
    const isWellTyped = typeCheck(
      some.map((mutant) => ({ file: mutant.file, text: withMutant(textOf(mutant), mutant) })),
    );
    drawn.push(...some.filter((_, nth) => isWellTyped[nth]));
  }
  return drawn.slice(0, size);
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
