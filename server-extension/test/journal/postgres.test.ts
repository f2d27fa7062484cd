import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type Cluster, startCluster, withClient } from '../../../scripts/src/postgres/cluster.ts';
import type { CheckoutKey, CommandKey, PaymentKey } from '../../src/domain/ids.ts';
import { createPostgresJournal } from '../../src/journal/postgres.ts';
import { connect } from '../../src/journal/postgres-pool.ts';
import { migrate, MIGRATIONS } from '../../src/journal/postgres-schema.ts';
import { SQL } from '../../src/journal/postgres-statements.ts';
import type { Journal, NameAttempt } from '../../src/payments/ports.ts';
import { dutyOf } from '../builders/duties.ts';
import { sharedCluster } from '../builders/postgres.ts';
import { refusal } from '../builders/refusal.ts';
import { approved, unknown } from '../builders/result.ts';
import { anEntry, anOrderOf, itIsAJournal } from './contract.ts';

const at = new Date('2026-11-21T10:00:00Z');
const go = (): { readonly verdict: 'go' } => ({ verdict: 'go' });
const name: NameAttempt = (key, attempt) => `${key}.${attempt}` as never;

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
  this.timeout(30_000);
  let url: string;
  let journals: Journal[];
  beforeEach(async () => {
    url = await (await sharedCluster()).createDatabase();
    journals = [];
  });
  afterEach(() => Promise.all(journals.map((journal) => journal.end())));

  /** An instance of its own, an hour after the attempts were opened. */
  async function anInstance(): Promise<Journal> {
    const aheadMs = (): number => at.getTime() + 60 * 60_000 - Date.now();
    const journal = await createPostgresJournal({ url, dutyOf, aheadMs });
    journals.push(journal);
    return journal;
  }

  itIsAJournal((now) => createPostgresJournal({ url, dutyOf, aheadMs: () => now().getTime() - Date.now() }));

  it('is made once, however many instances start at the same time', async () => {
    const instances = await Promise.all(Array.from({ length: 5 }, anInstance));
    await instances[0]!.open(anEntry(), go, name);
    const { rows } = await withClient(url, (client) => client.query('SELECT version FROM payment_journal'));
    expect(rows).to.deep.equal([{ version: 1 }, { version: 2 }]);
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
    expect(heard).to.deep.equal([true, true]);
    expect(await database.query({ name: 'one', text: 'SELECT 1 AS one' }, [])).to.deep.equal([{ one: 1 }]);
    await database.end();
  });

  it('gives the claim to one of many deliveries on two instances, and its result to all', async () => {
    const [one, other] = [await anInstance(), await anInstance()];
    const entry = anEntry();
    const instances = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : other));
    const openings = await Promise.all(instances.map((journal) => journal.open(entry, go, name)));
    expect(openings.filter(({ kind }) => kind === 'opened')).to.have.length(1);
    expect(openings.filter(({ kind }) => kind === 'under-way')).to.have.length(49);

    const waiting = instances.map((journal) => journal.whenClosed(entry.key, 5_000));
    const closed = await other.close({ key: entry.key, attempt: 1 }, approved(entry.amount), at);
    for (const heard of await Promise.all(waiting)) expect(heard).to.deep.equal(closed);
  });

  it('sends exactly one of two orders of one checkout that come to two instances at the same moment', async () => {
    const [one, other] = [await anInstance(), await anInstance()];
    for (let nth = 0; nth < 20; nth += 1) {
      const checkout = `checkout ${nth}` as CheckoutKey;
      const openings = await Promise.all([
        one.open(...anOrderOf(checkout, `o${nth}a`), name),
        other.open(...anOrderOf(checkout, `o${nth}b`), name),
      ]);
      const stopped = openings.filter((opening) => 'otherOrder' in opening);
      expect(openings.map(({ kind }) => kind)).to.deep.equal(['opened', 'opened']);
      expect(stopped).to.have.length(1);
    }
  });

  it('opens the tables of 1.0.0 with all that is in them, and pays on', async () => {
    url = await (await sharedCluster()).createDatabase();
    await withClient(url, (client) => client.query(TABLES_OF_1_0_0));
    const journal = await anInstance();
    const found = await journal.find('old' as CommandKey);
    expect(found).to.deep.include({ orderId: 'o1', payment: 'siteUS:o1:pg1' });
    const checkout = 'a checkout' as CheckoutKey;
    expect(await journal.open(...anOrderOf(checkout, 'o2'), name)).to.have.property('kind', 'opened');
    expect(await journal.ofCheckout(checkout)).to.have.length(1);
  });

  it('lets each of many attempts of a payment see those before it, on whatever instance', async () => {
    const instances = [await anInstance(), await anInstance()];
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    const seen: number[] = [];
    const opening = async (_: unknown, index: number): Promise<void> => {
      let last = -1;
      const entry = anEntry({ payment, operation: 'refund' });
      await instances[index % 2]!.open(entry, (earlier) => ((last = earlier.length), go()), name);
      seen.push(last);
    };
    await Promise.all(Array.from({ length: 20 }, opening));
    expect(seen.toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: 20 }, (_, index) => index));
  });

  it('takes no claim that was judged by what has changed since', async () => {
    const journal = await anInstance();
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    const { key, amount } = anEntry({ payment });
    await journal.open(anEntry({ payment, key }), go, name);
    const seen = { opened: 1, closed: 2 };
    await journal.close({ key, attempt: 1 }, approved(amount), at);
    const claim = (versions: number, place: number): Promise<number | null> =>
      withClient(url, async (client) => {
        const values = [`k${place}`, 1, payment, place, 'o1', `n${place}`, at, '{}', null, null, versions];
        values.push(null, null);
        return (await client.query(SQL.insert.text, values)).rowCount;
      });
    expect(await claim(seen.opened, 2)).to.equal(0);
    expect(await claim(seen.closed, 1), 'a place that is taken').to.equal(0);
    expect(await claim(seen.closed, 2)).to.equal(1);
  });

  it('gives a payment’s duties to one instance at a time', async () => {
    const [one, other] = [await anInstance(), await anInstance()];
    for (let payment = 0; payment < 20; payment += 1) await one.open(anEntry({ openedAt: at }), go, name);
    const taken = await Promise.all([one, other, one, other].map((journal) => journal.take(10, 60_000)));
    const keys = taken.flat().map(({ entry }) => entry.key);
    expect(new Set(keys).size).to.equal(keys.length);
    const rest = [...(await one.take(50, 60_000)), ...(await other.take(50, 60_000))];
    expect(keys.length + rest.length).to.equal(20);
  });

  it('gives a duty to one of two instances that look at the same moment', async () => {
    const journal = await anInstance();
    await journal.open(anEntry({ openedAt: at }), go, name);
    await withClient(url, async (client) => {
      await client.query('BEGIN');
      const aheadMs = at.getTime() + 60 * 60_000 - Date.now();
      const { rowCount } = await client.query(SQL.lease.text, [aheadMs, 10, 60_000]);
      expect(rowCount).to.equal(1);
      const taking = journal.take(10, 60_000);
      await delay(100);
      await client.query('COMMIT');
      expect(await taking).to.deep.equal([]);
    });
  });

  it('gives two attempts with one id of CyberSource’s to the first, and keeps both results', async () => {
    const journal = await anInstance();
    const [first, second] = [anEntry(), anEntry()];
    const result = approved(first.amount);
    for (const entry of [first, second]) {
      await journal.open(entry, go, name);
      await journal.close({ key: entry.key, attempt: 1 }, result, at);
    }
    expect((await journal.byGatewayRef(result.ref))?.key).to.equal(first.key);
    expect((await journal.find(second.key))?.result).to.deep.equal(result);
  });

  it('refuses two attempts with one merchant transaction id', async () => {
    const journal = await anInstance();
    const sameName: NameAttempt = () => 'V1SAME' as never;
    await journal.open(anEntry(), go, sameName);
    expect(await failure(journal.open(anEntry(), go, sameName))).to.be.instanceOf(RangeError);
  });

  it('closes what another process has opened', async () => {
    const entry = anEntry();
    await (await anInstance()).open(entry, go, name);
    const closed = await (await anInstance()).close({ key: entry.key, attempt: 1 }, unknown, at);
    expect(closed.result).to.deep.equal(unknown);
    const nobody = { key: 'nobody' as CommandKey, attempt: 1 };
    expect(await failure((await anInstance()).close(nobody, unknown, at))).to.be.instanceOf(RangeError);
  });

  it('keeps what another instance wrote about an attempt that seemed lost', async () => {
    const [owner, other] = [await anInstance(), await anInstance()];
    const entry = anEntry();
    await owner.open(entry, go, name);
    const given = await other.close({ key: entry.key, attempt: 1 }, unknown, at);
    expect(await owner.close({ key: entry.key, attempt: 1 }, approved(entry.amount), at)).to.deep.equal(
      given,
    );
    expect(await other.find(entry.key)).to.deep.equal(given);
  });

  it('refuses a database that a newer release has made', async () => {
    await anInstance();
    await withClient(url, (client) => client.query('INSERT INTO payment_journal (version) VALUES (99)'));
    expect(await failure(anInstance())).to.have.property('code', 'journal-unavailable');
  });

  it('reads through an index, whatever it looks for', async () => {
    await anInstance();
    await withClient(url, async (client) => {
      // An empty table is read faster without; the question is whether an index fits at all.
      await client.query('SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan');
      for (const { name: statement, text } of Object.values(SQL)) {
        await client.query(`PREPARE "${statement}" AS ${text}`);
        const count = new Set(text.match(/\$\d+/g)).size;
        const nulls = Array.from({ length: count }, () => 'NULL').join(', ');
        const { rows } = await client.query<{ readonly 'QUERY PLAN': string }>(
          `EXPLAIN EXECUTE "${statement}" (${nulls})`,
        );
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan, statement).not.to.match(/Seq Scan/);
      }
    });
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
      const entry = anEntry();
      await cluster.stop();
      expect(await failure(journal.open(entry, go, name))).to.have.property('code', 'journal-unavailable');
      expect(await failure(journal.take(1, 1))).to.have.property('code', 'journal-unavailable');
      expect(await failure(anInstance())).to.have.property('code', 'journal-unavailable');
      await cluster.start();
      expect(await journal.open(entry, go, name)).to.have.property('kind', 'opened');
    });

    it('keeps nothing of a result that it could not write, and everything that it could', async () => {
      const journal = await anInstance();
      const [written, lost] = [anEntry(), anEntry()];
      await journal.open(written, go, name);
      await journal.open(lost, go, name);
      const closed = await journal.close({ key: written.key, attempt: 1 }, approved(written.amount), at);
      await cluster.stop();
      const result = approved(lost.amount);
      const closing = { key: lost.key, attempt: 1 };
      expect(await failure(journal.close(closing, result, at))).to.have.property(
        'code',
        'journal-unavailable',
      );
      await cluster.start();
      expect(await journal.find(written.key)).to.deep.equal(closed);
      expect((await journal.find(lost.key))?.result).to.equal(undefined);
      expect((await journal.close(closing, result, at)).result).to.deep.equal(result);
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
