import type { EvidenceOf, EvidenceValues } from '../../src/domain/decision-table.ts';

/** Every combination of what the parts of the evidence can be. */
export function* combinationsOf<Values extends EvidenceValues>(
  values: Values,
): Generator<EvidenceOf<Values>> {
  const parts = Object.entries(values);
  const chosen: Record<string, string> = {};
  function* from(index: number): Generator<EvidenceOf<Values>> {
    const part = parts[index];
    if (part === undefined) {
      yield { ...chosen } as EvidenceOf<Values>;
      return;
    }
    for (const value of part[1]) {
      chosen[part[0]] = value;
      yield* from(index + 1);
    }
  }
  yield* from(0);
}
