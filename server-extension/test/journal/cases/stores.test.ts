import { expect } from 'chai';
import type { CaseStore, StoredCase } from '../../../src/payments/ports/case-store.ts';
import type { CalendarDate } from '../../../src/domain/time/calendar-day.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createPostgresJournal } from '../../../src/journal/postgres/postgres.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import { sharedCluster } from '../../builders/postgres.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';

interface Opened {
  readonly store: CaseStore;
  readonly close: () => Promise<void>;
}

const openers: Readonly<Record<string, () => Promise<Opened>>> = {
  memory: async () => ({ store: createMemoryCases(100), close: async () => undefined }),
  SQLite: async () => {
    const now = (): Date => new Date();
    const journal = createSqliteJournal({ file: ':memory:', recoveryTaskOf, withReasons, now });
    return { store: journal.cases, close: () => journal.close() };
  },
  PostgreSQL: async () => {
    const url = await (await sharedCluster()).createDatabase();
    const journal = await createPostgresJournal({ url, recoveryTaskOf, withReasons });
    return { store: journal.cases, close: () => journal.close() };
  },
};

const aCase = (id: string, day = 1): Omit<StoredCase, 'version'> => ({
  kind: 'review',
  id,
  state: 'open',
  site: 'siteUS',
  openedAt: new Date(Date.UTC(2026, 0, day)),
  content: { text: 'ä', list: [1, { two: 2 }] },
});

for (const [name, opener] of Object.entries(openers))
  describe(`Cases in ${name}`, function () {
    this.timeout(60_000);
    let opened: Opened;
    beforeEach(async () => {
      opened = await opener();
    });
    afterEach(() => opened.close());

    it('are added once and read back', async () => {
      const { store } = opened;
      expect(await store.add(aCase('a'))).to.equal(true);
      expect(await store.add({ ...aCase('a'), content: {} })).to.equal(false);
      expect(await store.find('review', 'a')).to.deep.equal({ ...aCase('a'), version: 1 });
      expect(await store.find('settlement', 'a')).to.equal(undefined);
    });

    it('are listed by kind and state, oldest first', async () => {
      const { store } = opened;
      for (const [id, day] of [
        ['late', 3],
        ['early', 1],
        ['middle', 2],
      ] as const)
        await store.add(aCase(id, day));
      await store.add({ ...aCase('closed'), state: 'closed' });
      await store.add({ ...aCase('other'), kind: 'settlement' });
      expect((await store.list('review', 'open', 10)).map(({ id }) => id)).to.deep.equal([
        'early',
        'middle',
        'late',
      ]);
      expect((await store.list('review', 'open', 2)).map(({ id }) => id)).to.deep.equal(['early', 'middle']);
      expect((await store.list('review', 'closed', 10)).map(({ id }) => id)).to.deep.equal(['closed']);
    });

    it('are listed by site and date, however many others there are, open and closed, oldest first', async () => {
      const { store } = opened;
      const onDate = (
        id: string,
        openedOn: number,
        date: string,
        site = 'siteUS',
      ): ReturnType<typeof aCase> => ({
        ...aCase(id, openedOn),
        kind: 'settlement',
        site,
        content: { date },
      });
      for (let nth = 0; nth < 10; nth += 1) await store.add(onDate(`older ${nth}`, 1, '2026-01-01'));
      await store.add({ ...onDate('closed', 3, '2026-01-02'), state: 'closed' });
      await store.add(onDate('open', 2, '2026-01-02'));
      await store.add(onDate('elsewhere', 2, '2026-01-02', 'siteJP'));
      await store.add({ ...onDate('other', 2, '2026-01-02'), kind: 'review' });
      const listed = async (limit: number): Promise<readonly string[]> =>
        (await store.listOfDate('settlement', 'siteUS', '2026-01-02' as CalendarDate, limit)).map(
          ({ id }) => id,
        );
      expect(await listed(5)).to.deep.equal(['open', 'closed']);
      expect(await listed(1)).to.deep.equal(['open']);
    });

    it('are changed by one of those who have seen the same version', async () => {
      const { store } = opened;
      await store.add(aCase('a'));
      const seen = await store.find('review', 'a');
      if (!seen) throw new Error('It is not there');
      const changes = await Promise.all(
        ['one', 'two', 'three'].map((by) => store.change(seen, { state: 'closed', content: { by } })),
      );
      expect(changes.filter(Boolean)).to.have.length(1);
      expect(await store.find('review', 'a')).to.include({ state: 'closed', version: 2 });
      expect(await store.change({ ...seen, id: 'none' }, { state: 'open', content: {} })).to.equal(false);
    });
  });
