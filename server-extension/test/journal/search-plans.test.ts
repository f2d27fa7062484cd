import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { withClient } from '../../../scripts/src/postgres/cluster.ts';
import { withReasons } from '../../src/cybersource/outcome/stored-result.ts';
import { money } from '../../src/domain/money/money.ts';
import { paymentStates } from '../../src/domain/payment/payment-state.ts';
import { createPostgresJournal } from '../../src/journal/postgres/postgres.ts';
import { searchQuery } from '../../src/journal/postgres/search.ts';
import { SQL } from '../../src/journal/postgres/statements.ts';
import { searchStatement, valuesOf } from '../../src/journal/sqlite/search.ts';
import { createSqliteJournal } from '../../src/journal/sqlite/sqlite.ts';
import { type PaymentQuery, searchFor } from '../../src/payments/overview/payment-query.ts';
import type { SearchKey } from '../../src/payments/ports/attempt-search.ts';
import { sharedCluster } from '../builders/postgres.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';

/** What `GET /operations/payments` is asked by; an order's payments, and a site's among them, are read by the order. */
const CRITERIA: Readonly<Record<Exclude<keyof PaymentQuery, 'orderId' | 'site' | 'state'>, PaymentQuery>> = {
  requestId: { requestId: '7000000000000000000001' as never },
  merchantTransactionId: { merchantTransactionId: 'V1NAME' as never },
  from: { from: new Date('2026-01-01T00:00:00Z') },
  to: { to: new Date('2026-01-02T00:00:00Z') },
  amount: { amount: money(4_250, 'USD' as never) },
  lastDigits: { lastDigits: '1111' },
};

const QUERIES: readonly (readonly [string, PaymentQuery])[] = [
  ...Object.entries(CRITERIA),
  ...paymentStates.map((state) => [`state ${state}`, { state }] as const),
  ['all of them', Object.assign({ state: 'Captured' as const }, ...Object.values(CRITERIA)) as PaymentQuery],
];

const PAGE = 25;

/** An index of time alone would be read from end to end for anything rarer. */
const INDEXES: Readonly<
  Record<SearchKey['by'] | 'request-id', { readonly sqlite: string; readonly postgres: string }>
> = {
  time: { sqlite: 'attempts_by_time', postgres: 'payment_attempts_time' },
  operation: { sqlite: 'attempts_by_operation', postgres: 'payment_attempts_operation' },
  amount: { sqlite: 'attempts_by_amount', postgres: 'payment_attempts_amount' },
  'last-digits': { sqlite: 'attempts_by_last_digits', postgres: 'payment_attempts_last_digits' },
  'merchant-transaction-id': {
    sqlite: 'attempts_by_merchant_transaction_id',
    postgres: 'payment_attempts_name',
  },
  'request-id': { sqlite: 'attempts_by_gateway_ref', postgres: 'payment_attempts_gateway_ref' },
};

function indexesFor(query: PaymentQuery): (typeof INDEXES)['time'] {
  return INDEXES[query.requestId === undefined ? searchFor(query).key.by : 'request-id'];
}

describe('What payments are looked for by', () => {
  let folder: string;
  let database: DatabaseSync;
  let url: string;

  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(path.join(tmpdir(), 'search-plans-'));
    const file = path.join(folder, 'journal.sqlite');
    await createSqliteJournal({ file, recoveryTaskOf, withReasons, now: () => new Date() }).close();
    database = new DatabaseSync(file);
    url = await (await sharedCluster()).createDatabase();
    await (await createPostgresJournal({ url, recoveryTaskOf, withReasons })).close();
  });

  after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  for (const [name, query] of QUERIES) {
    it(`is read from an index of SQLite: ${name}`, () => {
      const { key } = searchFor(query);
      const LATEST = Number.MAX_SAFE_INTEGER;
      const rows =
        query.requestId === undefined
          ? database
              .prepare(`EXPLAIN QUERY PLAN ${searchStatement(key.by)}`)
              .all(...valuesOf(key), 0, LATEST, LATEST, LATEST, PAGE)
          : database
              .prepare('EXPLAIN QUERY PLAN SELECT * FROM attempts WHERE gateway_ref = ?')
              .all(query.requestId);
      const plan = rows.map(({ detail }) => String(detail)).join('\n');
      expect(plan).to.include(`SEARCH attempts USING INDEX ${indexesFor(query).sqlite} (`);
      expect(plan).not.to.include('SCAN');
    });

    it(`is read from an index of PostgreSQL: ${name}`, async () => {
      const [{ text }, values] =
        query.requestId === undefined
          ? searchQuery({ key: searchFor(query).key, limit: PAGE })
          : [SQL.byRef, [query.requestId]];
      const plan = await withClient(url, async (client) => {
        // The table is empty: reading it whole would be cheapest. The question is whether an index fits.
        await client.query('SET enable_seqscan = off; SET enable_bitmapscan = off');
        const { rows } = await client.query<{ readonly 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [
          ...values,
        ]);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
      expect(plan).to.include(`Index Scan using ${indexesFor(query).postgres} on payment_attempts`);
      expect(plan).not.to.match(/Seq Scan|Sort/);
    });
  }
});
