import type { CaseStore, StoredCase } from '../../payments/ports/case-store.ts';

/** Cases in memory. Beyond the capacity the oldest closed ones are forgotten. */
export function createMemoryCases(capacity: number): CaseStore {
  const cases = new Map<string, StoredCase>();
  const keyOf = ({ kind, id }: Pick<StoredCase, 'kind' | 'id'>): string => `${kind} ${id}`;

  function makeRoom(): void {
    for (const [key, { state }] of cases) {
      if (cases.size <= capacity) return;
      if (state === 'closed') cases.delete(key);
    }
  }

  const listed = (isListed: (each: StoredCase) => boolean, limit: number): readonly StoredCase[] =>
    [...cases.values()]
      .filter(isListed)
      .sort((one, other) => one.openedAt.getTime() - other.openedAt.getTime())
      .slice(0, limit);

  return {
    async add(opened) {
      if (cases.has(keyOf(opened))) return false;
      cases.set(keyOf(opened), { ...opened, version: 1 });
      makeRoom();
      return true;
    },
    find: async (kind, id) => cases.get(keyOf({ kind, id })),
    list: async (kind, state, limit) => listed((each) => each.kind === kind && each.state === state, limit),
    listOfDate: async (kind, site, date, limit) =>
      listed((each) => each.kind === kind && each.site === site && each.content['date'] === date, limit),
    async change(seen, to) {
      const current = cases.get(keyOf(seen));
      if (current?.version !== seen.version) return false;
      cases.set(keyOf(seen), { ...current, ...to, version: current.version + 1 });
      return true;
    },
  };
}
