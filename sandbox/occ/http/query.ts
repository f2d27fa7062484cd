import { OccProblem } from './problem.ts';

/** Reads a field of an item by its path; an array in the path gives several values. */
type Item = Readonly<Record<string, unknown>>;
type Test = (value: string, wanted: string) => boolean;

const OPERATORS: Readonly<Record<string, Test>> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  co: (value, wanted) => value.includes(wanted),
  sw: (value, wanted) => value.startsWith(wanted),
  gt: (value, wanted) => value > wanted,
  ge: (value, wanted) => value >= wanted,
  lt: (value, wanted) => value < wanted,
  le: (value, wanted) => value <= wanted,
};

const CONDITION = /^\s*([A-Za-z][\w.]*)\s+([a-z]{2})\s+"([^"]*)"\s*(?:and\b|$)/i;

/** OCC's `q` parameter, the part in daily use: `state eq "SUBMITTED" and siteId eq "siteUS"`. No query: everything. */
export function parseQuery(q: string | undefined): (item: Item) => boolean {
  const tests: ((item: Item) => boolean)[] = [];
  let rest = q ?? '';
  while (rest.trim() !== '') {
    const match = CONDITION.exec(rest);
    const [whole = '', path = '', operator = '', wanted = ''] = match ?? [];
    const test = OPERATORS[operator.toLowerCase()];
    if (match === null || test === undefined)
      throw new OccProblem(400, `q is not understood at: ${rest.trim()}`);
    tests.push((item) => valuesAt(item, path.split('.')).some((value) => test(value, wanted)));
    rest = rest.slice(whole.length);
  }
  return (item) => tests.every((test) => test(item));
}

function valuesAt(item: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(item)) return item.flatMap((each) => valuesAt(each, path));
  const [name, ...rest] = path;
  if (name === undefined) return typeof item === 'string' || typeof item === 'number' ? [String(item)] : [];
  return typeof item === 'object' && item !== null ? valuesAt((item as Item)[name], rest) : [];
}
