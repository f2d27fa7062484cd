import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { sharedCluster } from '../../../server-extension/test/builders/postgres.ts';
import { type FilledDatabase, postgresDatabase, sqliteDatabase } from '../../search/databases.ts';
import { isScan, measureSearches, toSearchTable } from '../../search/measure.ts';

const ATTEMPTS = 1_000;

describe('Searches in a full journal', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'search-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const databases: readonly (readonly [string, () => Promise<FilledDatabase>])[] = [
    ['SQLite', async () => sqliteDatabase(path.join(folder, 'journal.sqlite'))],
    ['PostgreSQL', async () => postgresDatabase(await sharedCluster())],
  ];
  for (const [name, create] of databases)
    it(`read an index in ${name}, whatever payments are looked for by, and find the same`, async () => {
      const database = await create();
      await database.fill(ATTEMPTS);
      const searches = await measureSearches(database, ATTEMPTS, 1);
      expect(searches.filter(isScan)).to.deep.equal([]);
      const found = Object.fromEntries(searches.map((search) => [search.name, search.found]));
      expect(found).to.deep.include({
        requestId: 1,
        merchantTransactionId: 1,
        'amount, currencyCode': 1,
        'amount, currencyCode (none)': 0,
        'amount, currencyCode (rare currency)': 1,
        lastDigits: 1,
        'from, to': 25,
        'state=Captured': 25,
        'state=Refunded': 25,
      });
      expect(toSearchTable(searches).split('\n')).to.have.length(searches.length + 2);
    });

  it('are told apart from reading a whole table', () => {
    expect(isScan({ plan: 'SCAN attempts' })).to.equal(true);
    expect(isScan({ plan: 'Limit; Seq Scan on payment_attempts' })).to.equal(true);
    expect(isScan({ plan: 'SEARCH attempts USING INDEX attempts_by_time (claimed_at>?)' })).to.equal(false);
    expect(isScan({ plan: 'Index Scan using payment_attempts_time on payment_attempts' })).to.equal(false);
  });
});
