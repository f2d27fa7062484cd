import { OccProblem } from './problem.ts';

type Item = Readonly<Record<string, unknown>>;

/** OCC's `sort` parameter: `creationDate:desc`. Without it the order stays as it is. */
export function parseSort(sort: string | undefined): (one: Item, other: Item) => number {
  if (sort === undefined) return () => 0;
  const [, name = '', direction] = /^(\w+):(asc|desc)$/.exec(sort) ?? [];
  if (direction === undefined) throw new OccProblem(400, `sort is not understood: ${sort}`);
  const sign = direction === 'asc' ? 1 : -1;
  return (one, other) => sign * textOf(one[name]).localeCompare(textOf(other[name]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
