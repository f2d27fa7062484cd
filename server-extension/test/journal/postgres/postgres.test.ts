import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type Cluster, startCluster, withClient } from '../../../../scripts/src/postgres/cluster.ts';
import type { CheckoutKey, CommandKey, OrderId, PaymentKey } from '../../../src/domain/ids.ts';
import { connect } from '../../../src/journal/postgres/connection/pool.ts';
import { createPostgresJournal } from '../../../src/journal/postgres/postgres.ts';
import { migrate, MIGRATIONS } from '../../../src/journal/postgres/schema.ts';
import { SQL } from '../../../src/journal/postgres/statements.ts';
import { searchQuery } from '../../../src/journal/postgres/search.ts';
import type { SearchKey } from '../../../src/payments/ports/attempt-search.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { sharedCluster } from '../../builders/postgres.ts';
import { refusal } from '../../builders/refusal.ts';
import { approved, unknown } from '../../builders/result.ts';
import { expectToGoOn, ROWS_OF_1_0_0, valuesOf } from '../attempts-of-1-0-0.ts';
import { anAttempt, anOrderOf, aRecordedAttempt, itIsAJournal } from '../contract.ts';
import { itIsSearchable } from '../search-contract.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';

const at = new Date('2026-11-21T10:00:00Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

/** The database as 1.0.0 leaves it, with one attempt. */
const TABLES_OF_1_0_0 = `
  CREATE TABLE payment_journal (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
  ${MIGRATIONS[0]}
  INSERT INTO payment_journal (version) VALUES (1);
  INSERT INTO payment_attempts (key, attempt, payment, place, order_id, merchant_transaction_id, opened_at, request)
    VALUES ('old', 1, 'siteUS:o1:pg1', 1, 'o1', 'MTI1', '2026-11-21T09:00:00Z',
      '{"key":"old","attempt":1,"payment":"siteUS:o1:pg1","orderId":"o1","operation":"authorize"}');
`;

describe('the PostgreSQL journal', function () {
  this.timeout(60_000);
  let url: string;
  let journals: Journal[];
  beforeEach(async () => {
    url = await (await sharedCluster()).createDatabase();
    journals = [];
  });
  afterEach(() => Promise.all(journals.map((journal) => journal.close())));

  /** An instance of its own, an hour after the attempts were opened. */
  async function anInstance(): Promise<Journal> {
    const aheadMs = (): number => at.getTime() + 60 * 60_000 - Date.now();
    const journal = await createPostgresJournal({ url, recoveryTaskOf, withReasons, aheadMs });
    journals.push(journal);
    return journal;
  }

  itIsAJournal((now) =>
    createPostgresJournal({ url, recoveryTaskOf, withReasons, aheadMs: () => now().getTime() - Date.now() }),
  );
  itIsSearchable((now) =>
    createPostgresJournal({ url, recoveryTaskOf, withReasons, aheadMs: () => now().getTime() - Date.now() }),
  );

  it('searches in indices that have the order of the page, whatever their length', async () => {
    await anInstance();
    const keys: Readonly<Record<string, SearchKey>> = {
      payment_attempts_time: { by: 'time' },
      payment_attempts_operation: { by: 'operation', operation: 'capture' },
      payment_attempts_amount: { by: 'amount', amount: anAttempt().amount },
      payment_attempts_last_digits: { by: 'last-digits', lastDigits: '1111' },
      payment_attempts_name: { by: 'merchant-transaction-id', id: 'm' as never },
    };
    for (const [index, key] of Object.entries(keys)) {
      const [{ text }, values] = searchQuery({ key, limit: 25 });
      const lines = await withClient(url, async (client) => {
        // The tables are empty: reading them whole would be cheapest.
        await client.query('SET enable_seqscan = off; SET enable_bitmapscan = off');
        const { rows } = await client.query<{ readonly 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [
          ...values,
        ]);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
      expect(lines).to.include(`using ${index} `);
      if (key.by !== 'merchant-transaction-id') expect(lines).not.to.include('Sort');
    }
  });

  it('is made once, however many instances start at the same time', async () => {
    const instances = await Promise.all(Array.from({ length: 5 }, anInstance));
    await instances[0]!.claim(anAttempt(), go, name);
    const { rows } = await withClient(url, (client) =>
      client.query<{ readonly version: number }>('SELECT version FROM payment_journal ORDER BY version'),
    );
    // 0 is the row that the others wait for.
    expect(rows.map(({ version }) => version)).to.deep.equal(
      Array.from({ length: MIGRATIONS.length + 1 }, (_, nth) => nth),
    );
  });

  it('waits while another instance brings the tables up to date', async () => {
    await withClient(url, async (client) => {
      await client.query('BEGIN');
      await migrate(client);
      let isThere = false;
      const instance = anInstance().then(() => (isThere = true));
      await delay(300);
      expect(isThere).to.equal(false);
      await client.query('COMMIT');
      await instance;
    });
  });

  it('outlives connections that break while they are in use', async () => {
    const database = connect(url);
    const heard: boolean[] = [];
    const breaking = database.transaction(async (query, client) => {
      await query({ name: 'end', text: 'SELECT pg_terminate_backend(pg_backend_pid())' }, []).catch(() => 0);
      // As a socket that was closed by the other side reports every write.
      for (const nth of [1, 2]) heard.push(client.emit('error', new Error(`write EPIPE ${nth}`)));
    });
    expect((await refusal(breaking)).code).to.equal('journal-unavailable');
    expect(heard.length).to.be.at.least(2);
    expect(heard).not.to.include(false);
    expect(await database.query({ name: 'one', text: 'SELECT 1 AS one' }, [])).to.deep.equal([{ one: 1 }]);
    await database.end();
  });

  it('runs a statement again on another connection when the server ended the first one', async () => {
    await withClient(url, (client) => client.query('CREATE SEQUENCE runs'));
    const database = connect(url);
    // A sequence keeps its number when the statement is rolled back.
    const text =
      "SELECT nextval('runs')::int AS run, CASE WHEN lastval() = 1 THEN pg_terminate_backend(pg_backend_pid()) END";
    const [row] = await database.query<{ readonly run: number }>({ name: 'ended', text }, []);
    expect(row?.run).to.equal(2);
    await database.end();
  });

  it('gives the claim to one of many deliveries on two instances, and its result to all', async () => {
    const [one, other] = [await anInstance(), await anInstance()];
    const attempt = anAttempt();
    const instances = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : other));
    const claimResults = await Promise.all(instances.map((journal) => journal.claim(attempt, go, name)));
    expect(claimResults.filter(({ kind }) => kind === 'claimed')).to.have.length(1);
    expect(claimResults.filter(({ kind }) => kind === 'in-flight')).to.have.length(49);

    const listeners = instances.map((journal) => journal.whenCompleted(attempt.key, 5_000));
    const closed = await other.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), at);
    for (const heard of await Promise.all(listeners)) expect(heard).to.deep.equal(closed);
  });

  it('sends exactly one of two orders of one checkout that come to two instances at the same moment', async () => {
    const [one, other] = [await anInstance(), await anInstance()];
    for (let nth = 0; nth < 20; nth += 1) {
      const checkout = `checkout ${nth}` as CheckoutKey;
      const claimResults = await Promise.all([
        one.claim(...anOrderOf(checkout, `o${nth}a`), name),
        other.claim(...anOrderOf(checkout, `o${nth}b`), name),
      ]);
      const stopped = claimResults.filter((claimResult) => 'otherOrder' in claimResult);
      expect(claimResults.map(({ kind }) => kind)).to.deep.equal(['claimed', 'claimed']);
      expect(stopped).to.have.length(1);
    }
  });

  it('says of what two instances record at the same moment which of them has written it', async () => {
    const instances = [await anInstance(), await anInstance()];
    for (let nth = 0; nth < 20; nth += 1) {
      const external = aRecordedAttempt();
      const written = await Promise.all(instances.map((journal) => journal.record([external])));
      expect(written.flat().map(({ key }) => key)).to.deep.equal([external.key]);
    }
  });

  it('opens the tables of 1.0.0 with all that is in them, and pays on', async () => {
    url = await (await sharedCluster()).createDatabase();
    await withClient(url, (client) => client.query(TABLES_OF_1_0_0));
    const journal = await anInstance();
    const found = await journal.find('old' as CommandKey);
    expect(found).to.deep.include({ orderId: 'o1', payment: 'siteUS:o1:pg1' });
    const checkout = 'a checkout' as CheckoutKey;
    expect(await journal.claim(...anOrderOf(checkout, 'o2'), name)).to.have.property('kind', 'claimed');
    expect(await journal.ofCheckout(checkout)).to.have.length(1);
  });

  it('brings payments of 1.0.0 to their end: calls in flight, recovery tasks, manual reviews', async () => {
    url = await (await sharedCluster()).createDatabase();
    await withClient(url, async (client) => {
      await client.query(TABLES_OF_1_0_0);
      await client.query('DELETE FROM payment_attempts');
      for (const row of ROWS_OF_1_0_0) {
        const instants = ['opened_at', 'closed_at', 'found_at', 'due_at'];
        const columns = Object.keys(row);
        const values = columns.map((column, index) =>
          instants.includes(column) ? `to_timestamp($${index + 1}::float8 / 1000)` : `$${index + 1}`,
        );
        await client.query(
          `INSERT INTO payment_attempts (${columns.join(', ')}, place, merchant_transaction_id)
            VALUES (${values.join(', ')}, 1, $${columns.length + 1})`,
          [...valuesOf(row), `MTI-${row.key}`],
        );
      }
    });
    await expectToGoOn(await anInstance());
  });

  it('is not written any more by an instance of 1.0.0 that was not stopped for the upgrade', async () => {
    url = await (await sharedCluster()).createDatabase();
    await withClient(url, async (old) => {
      await old.query(TABLES_OF_1_0_0);
      await anInstance().then((journal) => journal.find('old' as CommandKey));
      const closing = old.query(
        "UPDATE payment_attempts SET closed_at = now(), result = '{}' WHERE key = 'old'",
      );
      const error: unknown = await closing.catch((cause: unknown) => cause);
      expect(error).to.have.property('code', '42703');
    });
  });

  it('reads a result of 1.0.0 with the reason that was not written then', async () => {
    url = await (await sharedCluster()).createDatabase();
    await withClient(url, async (client) => {
      await client.query(TABLES_OF_1_0_0);
      await client.query("UPDATE payment_attempts SET closed_at = now(), result = $1 WHERE key = 'old'", [
        { outcome: 'declined', holdsMoney: false, gateway: { httpStatus: 201, reason: 'EXPIRED_CARD' } },
      ]);
    });
    const found = await (await anInstance()).find('old' as CommandKey);
    expect(found?.result).to.include({ outcome: 'declined', declineReason: 'expired-card' });
  });

  it('lets each of many attempts of a payment see those before it, on whatever instance', async () => {
    const instances = [await anInstance(), await anInstance()];
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    const seen: number[] = [];
    const claimResult = async (_: unknown, index: number): Promise<void> => {
      let last = -1;
      const attempt = anAttempt({ payment, operation: 'refund' });
      await instances[index % 2]!.claim(attempt, (earlier) => ((last = earlier.length), go()), name);
      seen.push(last);
    };
    await Promise.all(Array.from({ length: 20 }, claimResult));
    expect(seen.toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: 20 }, (_, index) => index));
  });

  it('takes no claim that was judged by what has changed since', async () => {
    const journal = await anInstance();
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    const { key, amount } = anAttempt({ payment });
    await journal.claim(anAttempt({ payment, key }), go, name);
    const seen = { opened: 1, closed: 2 };
    await journal.complete({ key, attemptNumber: 1 }, approved(amount), at);
    const claim = (versions: number, place: number): Promise<number | null> =>
      withClient(url, async (client) => {
        const values = [`k${place}`, 1, payment, place, 'o1', `n${place}`, at, '{}', null, null, versions];
        values.push(null, null, 'claim', null);
        const columns = values.map((value) => [value]);
        return (await client.query(SQL.insert.text, columns)).rowCount;
      });
    expect(await claim(seen.opened, 2)).to.equal(0);
    expect(await claim(seen.closed, 1), 'a place that is taken').to.equal(0);
    expect(await claim(seen.closed, 2)).to.equal(1);
  });

  it('leases a payment’s tasks to one instance at a time', async () => {
    const [one, other] = [await anInstance(), await anInstance()];
    for (let payment = 0; payment < 20; payment += 1) await one.claim(anAttempt({ claimedAt: at }), go, name);
    const leased = await Promise.all(
      [one, other, one, other].map((journal) => journal.leaseTasks(10, 60_000)),
    );
    const keys = leased.flat().map(({ attempt }) => attempt.key);
    expect(new Set(keys).size).to.equal(keys.length);
    const rest = [...(await one.leaseTasks(50, 60_000)), ...(await other.leaseTasks(50, 60_000))];
    expect(keys.length + rest.length).to.equal(20);
  });

  it('leases a task to one of two instances that look at the same moment', async () => {
    const journal = await anInstance();
    await journal.claim(anAttempt({ claimedAt: at }), go, name);
    await withClient(url, async (client) => {
      await client.query('BEGIN');
      const aheadMs = at.getTime() + 60 * 60_000 - Date.now();
      const { rowCount } = await client.query(SQL.lease.text, [aheadMs, 10, 60_000, 'a lease']);
      expect(rowCount).to.equal(1);
      const funds = journal.leaseTasks(10, 60_000);
      await delay(100);
      await client.query('COMMIT');
      expect(await funds).to.deep.equal([]);
    });
  });

  it('gives two attempts with one id of CyberSource’s to the first, and keeps both results', async () => {
    const journal = await anInstance();
    const [first, second] = [anAttempt(), anAttempt()];
    const result = approved(first.amount);
    for (const attempt of [first, second]) {
      await journal.claim(attempt, go, name);
      await journal.complete({ key: attempt.key, attemptNumber: 1 }, result, at);
    }
    expect((await journal.byGatewayRef(result.ref))?.key).to.equal(first.key);
    expect((await journal.find(second.key))?.result).to.deep.equal(result);
  });

  describe('while many statements are under way, so that what comes is written together', () => {
    /** As many as keep the first statements busy, and the others waiting for them. */
    const crowd = <T>(each: (nth: number) => Promise<T>): Promise<readonly T[]> =>
      Promise.all(Array.from({ length: 40 }, (_, nth) => each(nth)));

    it('claims each of many deliveries', async () => {
      const journal = await anInstance();
      const claims = await crowd(() => journal.claim(anAttempt(), go, name));
      expect(claims.map(({ kind }) => kind)).to.deep.equal(claims.map(() => 'claimed'));
    });

    it('gives a delivery to one of its copies', async () => {
      const journal = await anInstance();
      const copied = anAttempt();
      const claims = await crowd(() => journal.claim(copied, go, name));
      expect(claims.filter(({ kind }) => kind === 'claimed')).to.have.length(1);
    });

    it('writes one of two results of an attempt, and gives it to both', async () => {
      const journal = await anInstance();
      const attempt = anAttempt();
      await journal.claim(attempt, go, name);
      const one = { key: attempt.key, attemptNumber: 1 };
      const ends = await crowd((nth) =>
        journal.complete(one, nth % 2 === 0 ? unknown : approved(attempt.amount), at),
      );
      for (const end of ends) expect(end).to.deep.equal(ends[0]);
      expect(await journal.find(attempt.key)).to.deep.equal(ends[0]);
    });

    it('keeps the results of two attempts that have one id of CyberSource’s', async () => {
      const journal = await anInstance();
      const open = await crowd(async () => {
        const attempt = anAttempt();
        await journal.claim(attempt, go, name);
        return attempt;
      });
      const same = approved(open[0]?.amount ?? expect.fail());
      await Promise.all(open.map(({ key }) => journal.complete({ key, attemptNumber: 1 }, same, at)));
      for (const { key } of open) expect((await journal.find(key))?.result).to.deep.equal(same);
    });

    it('refuses one that the database cannot take, and no other', async () => {
      const journal = await anInstance();
      const claims = await crowd((nth) =>
        journal
          .claim(anAttempt(nth === 20 ? { orderId: 'o\0' as OrderId } : {}), go, name)
          .catch((error: unknown) => error),
      );
      expect(claims.filter((claim) => (claim as { kind?: string }).kind === 'claimed')).to.have.length(39);
      expect(claims[20]).to.have.property('code', 'journal-unavailable');
    });
  });

  it('refuses two attempts with one merchant transaction id', async () => {
    const journal = await anInstance();
    const sameName: MerchantTransactionIdFor = () => 'V1SAME' as never;
    await journal.claim(anAttempt(), go, sameName);
    expect(await failure(journal.claim(anAttempt(), go, sameName))).to.be.instanceOf(RangeError);
  });

  it('closes what another process has opened', async () => {
    const attempt = anAttempt();
    await (await anInstance()).claim(attempt, go, name);
    const closed = await (await anInstance()).complete({ key: attempt.key, attemptNumber: 1 }, unknown, at);
    expect(closed.result).to.deep.equal(unknown);
    const nobody = { key: 'nobody' as CommandKey, attemptNumber: 1 };
    expect(await failure((await anInstance()).complete(nobody, unknown, at))).to.be.instanceOf(RangeError);
  });

  it('keeps what another instance wrote about an attempt that seemed lost', async () => {
    const [owner, other] = [await anInstance(), await anInstance()];
    const attempt = anAttempt();
    await owner.claim(attempt, go, name);
    const given = await other.complete({ key: attempt.key, attemptNumber: 1 }, unknown, at);
    expect(
      await owner.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), at),
    ).to.deep.equal(given);
    expect(await other.find(attempt.key)).to.deep.equal(given);
  });

  /** What the next release does to a database: it adds, and writes down its number. */
  async function migrateAhead(releases: number): Promise<void> {
    await withClient(url, (client) =>
      client.query(`
        ALTER TABLE payment_attempts ADD COLUMN of_the_next_release text;
        ALTER TABLE payment_cases ADD COLUMN of_the_next_release text NOT NULL DEFAULT '';
        INSERT INTO payment_journal (version) SELECT max(version) + ${releases} FROM payment_journal;
      `),
    );
  }

  it('goes on with a database that the next release has migrated meanwhile, and opens it again', async () => {
    const running = await anInstance();
    const [before, meanwhile, after] = [anAttempt(), anAttempt(), anAttempt()];
    await running.claim(before, go, name);
    await migrateAhead(1);
    await running.complete({ key: before.key, attemptNumber: 1 }, approved(before.amount), at);
    await running.claim(meanwhile, go, name);
    const restarted = await anInstance();
    expect(await restarted.find(before.key)).to.have.nested.property('result.outcome', 'approved');
    await restarted.complete({ key: meanwhile.key, attemptNumber: 1 }, approved(meanwhile.amount), at);
    expect(await restarted.claim(after, go, name)).to.have.property('kind', 'claimed');
  });

  it('refuses a database that is more than one release ahead', async () => {
    await anInstance();
    await migrateAhead(2);
    expect(await failure(anInstance())).to.have.property('code', 'journal-unavailable');
  });

  it('reads through an index, whatever it looks for', async () => {
    await anInstance();
    const database = connect(url);
    await database.transaction(async (_query, client) => {
      // As a plan is that is kept, on a connection as the journal's are; an empty table would be read faster without an index.
      await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
      for (const { name: statement, text } of Object.values(SQL)) {
        if (!/^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text)) continue;
        await client.query(`PREPARE "${statement}" AS ${text}`);
        const count = new Set(text.match(/\$\d+/g)).size;
        const nulls = Array.from({ length: count }, () => 'NULL').join(', ');
        const { rows } = await client.query<{ readonly 'QUERY PLAN': string }>(
          `EXPLAIN EXECUTE "${statement}" (${nulls})`,
        );
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan, statement).not.to.match(/Seq Scan|(?:Merge|Hash) (?:\w+ )?Join/);
      }
    });
    await database.end();
  });

  describe('without its database', () => {
    let cluster: Cluster;
    before(async () => {
      cluster = await startCluster();
    });
    after(() => cluster.remove());
    beforeEach(async () => {
      url = await cluster.createDatabase();
    });

    it('says so before a call, and goes on by itself when the database is back', async () => {
      const journal = await anInstance();
      const attempt = anAttempt();
      await cluster.stop();
      expect(await failure(journal.claim(attempt, go, name))).to.have.property('code', 'journal-unavailable');
      expect(await failure(journal.leaseTasks(1, 1))).to.have.property('code', 'journal-unavailable');
      expect(await failure(anInstance())).to.have.property('code', 'journal-unavailable');
      await cluster.start();
      expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'claimed');
    });

    it('keeps nothing of a result that it could not write, and everything that it could', async () => {
      const journal = await anInstance();
      const [written, lost] = [anAttempt(), anAttempt()];
      await journal.claim(written, go, name);
      await journal.claim(lost, go, name);
      const closed = await journal.complete(
        { key: written.key, attemptNumber: 1 },
        approved(written.amount),
        at,
      );
      await cluster.stop();
      const result = approved(lost.amount);
      const closing = { key: lost.key, attemptNumber: 1 };
      expect(await failure(journal.complete(closing, result, at))).to.have.property(
        'code',
        'journal-unavailable',
      );
      await cluster.start();
      expect(await journal.find(written.key)).to.deep.equal(closed);
      expect((await journal.find(lost.key))?.result).to.equal(undefined);
      expect((await journal.complete(closing, result, at)).result).to.deep.equal(result);
    });
  });
});

/** The error that something rejects with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
