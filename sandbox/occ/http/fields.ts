/** What names an item stays, whatever is asked for. */
const IDS = ['id', 'repositoryId', 'savedCardId'];

type Item = Readonly<Record<string, unknown>>;

/**
 * OCC's `fields` parameter: `email,creditCards.cardProps` (in a list also `items.email`) leaves of each item what is named,
 * and its ids. Without the parameter everything stays. OCC: REST API, response filters.
 */
export function toFields(fields: string | undefined): (item: Item) => Item {
  const paths = (fields ?? '')
    .split(',')
    .map((path) => path.trim().replace(/^items\./, ''))
    .filter((path) => path !== '');
  return paths.length === 0 ? (item) => item : (item) => only(item, paths);
}

function only(item: Item, paths: readonly string[]): Item {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]): [string, unknown][] => {
      if (IDS.includes(name) || paths.includes(name)) return [[name, value]];
      const below = paths
        .filter((path) => path.startsWith(`${name}.`))
        .map((path) => path.slice(name.length + 1));
      return below.length === 0 ? [] : [[name, within(value, below)]];
    }),
  );
}

function within(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => within(each, paths));
  return typeof value === 'object' && value !== null ? only(value as Item, paths) : value;
}
