import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { startRunningTime } from '../../builders/running-time.ts';
import { freePort } from '../../../../scripts/src/program/free-port.ts';
import {
  createClientCertificate,
  createServerCertificate,
} from '../../../../sandbox/cybersource/access/encryption/certificate.ts';
import { type Cluster, startCluster, withClient } from '../../../../scripts/src/postgres/cluster.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import { connect, type Database } from '../../../src/journal/postgres/connection/pool.ts';
import { createPostgresJournal } from '../../../src/journal/postgres/postgres.ts';
import { SQL } from '../../../src/journal/postgres/statements.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import { behindProxy, type DatabaseBehindProxy, sharedCluster, socketOf } from '../../builders/postgres.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { refusal } from '../../builders/refusal.ts';
import { approved } from '../../builders/result.ts';
import { anAttempt } from '../contract.ts';
import { startTransactionPooler, type TransactionPooler } from './transaction-pooler.ts';

const at = new Date('2026-11-21T10:00:00Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;
const ONE = { name: 'one', text: 'SELECT 1 AS one' };

async function problemOf(work: Promise<unknown>): Promise<string> {
  const { cause } = await refusal(work);
  return cause instanceof Error ? cause.message : '';
}

describe('connections to PostgreSQL', function () {
  this.timeout(60_000);
  const databases: Database[] = [];
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await Promise.all(databases.splice(0).map((database) => database.end()));
    for (const end of ends.splice(0).toReversed()) await end();
  });
  const opened = (url: string): Database => {
    const database = connect(url);
    databases.push(database);
    return database;
  };

  describe('to one of several servers', () => {
    let first: DatabaseBehindProxy;
    let second: DatabaseBehindProxy;
    let both: string;
    beforeEach(async () => {
      [first, second] = [await behindProxy(), await behindProxy()];
      ends.push(
        () => first.proxy.end(),
        () => second.proxy.end(),
      );
      // One database, reached in two ways: what is written through one is there through the other.
      both = `postgres://postgres@127.0.0.1:${first.proxy.port},127.0.0.1:${second.proxy.port}${new URL(first.url).pathname}`;
    });

    it('goes past one that cannot be reached', async () => {
      const closed = await freePort();
      const url = both.replace(String(first.proxy.port), String(closed));
      expect(await opened(url).query(ONE, [])).to.deep.equal([{ one: 1 }]);
    });

    it('goes past one that does not answer, and remembers it', async () => {
      first.proxy.cut();
      const database = opened(`${both}?connect_timeout=0.3`);
      await database.query(ONE, []);
      const runningTime = startRunningTime();
      await database.query(ONE, []);
      expect(runningTime.end()).to.be.below(250);
    });

    it('goes on at the other one when the server has become a standby', async () => {
      const journal = await createPostgresJournal({ url: both, recoveryTaskOf, withReasons });
      ends.push(() => journal.close());
      const [before, after] = [anAttempt(), anAttempt()];
      await journal.claim(before, go, name);
      first.proxy.becomeStandby();
      expect(await journal.claim(before, go, name)).to.have.property('kind', 'in-flight');
      expect(await journal.claim(after, go, name)).to.have.property('kind', 'claimed');
      expect(first.proxy.counts()['read-only']).to.be.above(0);
    });

    it('says of each server why it takes no payment', async () => {
      first.proxy.becomeStandby();
      const closed = await freePort();
      const said = await problemOf(
        opened(both.replace(String(second.proxy.port), String(closed))).query(ONE, []),
      );
      expect(said).to.include(`127.0.0.1:${first.proxy.port}: takes no writes: it is a standby`);
      expect(said).to.match(new RegExp(`127.0.0.1:${closed}: .*ECONNREFUSED.* Remedy: start the database`));
    });
  });

  describe('through a pooler in transaction mode', () => {
    let pooler: TransactionPooler;
    let database: string;
    beforeEach(async () => {
      const url = await (await sharedCluster()).createDatabase();
      pooler = await startTransactionPooler(socketOf(url));
      ends.push(() => pooler.end());
      database = `postgres://postgres@127.0.0.1:${pooler.port}${new URL(url.replace('@/', '@localhost/')).pathname}`;
    });

    for (const parameters of ['?pooler=transaction', '?pgbouncer=true', ''])
      it(`pays, whether the address says so or not: ${parameters}`, async () => {
        const journal: DatabaseJournal = await createPostgresJournal({
          url: `${database}${parameters}`,
          recoveryTaskOf,
          withReasons,
        });
        ends.push(() => journal.close());
        for (let nth = 0; nth < 5; nth += 1) {
          const attempt = anAttempt();
          expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'claimed');
          expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'in-flight');
          await journal.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), at);
        }
        expect(await journal.leaseTasks(5, 1)).to.have.length(5);
      });
  });

  it('are ten at most for one process, however much is asked at once', async () => {
    const database = opened(await (await sharedCluster()).createDatabase());
    const MANY = 25;
    let begun = 0;
    let letEnd: () => void = () => undefined;
    const mayEnd = new Promise<void>((resolve) => (letEnd = resolve));
    const servers = await Promise.all(
      Array.from({ length: MANY }, () =>
        database.transaction(async (_query, client) => {
          const { rows } = await client.query<{ readonly pid: number }>('SELECT pg_backend_pid() AS pid');
          begun += 1;
          // The first ten are held until no connection is free; the others take theirs over.
          if (begun === 10) letEnd();
          await mayEnd;
          return rows[0]?.pid;
        }),
      ),
    );
    expect(servers).to.have.length(MANY);
    expect(new Set(servers).size).to.equal(10);
  });

  it('keeps no plan of the time when a table was short', async () => {
    const url = await (await sharedCluster()).createDatabase();
    const journal = await createPostgresJournal({ url, recoveryTaskOf, withReasons });
    ends.push(() => journal.close());
    await journal.claim(anAttempt(), go, name);
    await withClient(url, (client) => client.query('ANALYZE payment_attempts'));
    const plan = await opened(url).transaction(async (query, client) => {
      // From the sixth time on the plan is kept.
      for (let nth = 0; nth < 8; nth += 1) await query(SQL.known, ['a payment', 'a key']);
      const { rows } = await client.query<{ readonly name: string }>(
        'SELECT name FROM pg_prepared_statements',
      );
      // PostgreSQL cuts names at 63 bytes.
      expect(rows.map((row) => row.name)).to.satisfy((names: readonly string[]) =>
        names.every((each) => /^[a-z-]{1,40}-[0-9a-f]{8}$/.test(each)),
      );
      const explained = await client.query<{ readonly 'QUERY PLAN': string }>(
        `EXPLAIN EXECUTE "${rows[0]?.name}" ('a payment', 'a key')`,
      );
      return explained.rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).to.include('$1').and.not.to.include('Seq Scan');
  });

  describe('with encryption', () => {
    let folder: string;
    let cluster: Cluster;
    let port: number;
    let authority: string;
    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'postgres-tls-'));
      const { key, cert, ca } = await createServerCertificate(['db.example'], new Date());
      port = await freePort();
      authority = path.join(folder, 'ca.pem');
      await writeFile(authority, ca);
      cluster = await startCluster({
        settings: { fsync: 'off', listen_addresses: '127.0.0.1', port: String(port) },
        tls: { key, cert },
      });
    });
    after(async () => {
      await cluster.remove();
      await rm(folder, { recursive: true });
    });
    const asked = (parameters: string, host = '127.0.0.1'): Promise<unknown> =>
      opened(`postgres://postgres@${host}:${port}/postgres?${parameters}`).query(
        { name: 'tls', text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' },
        [],
      );

    it('checks the certificate and the name in it', async () => {
      expect(await asked(`sslmode=verify-full&sslrootcert=${authority}`)).to.deep.equal([{ ssl: true }]);
      expect(await asked(`sslmode=require&sslrootcert=${authority}`)).to.deep.equal([{ ssl: true }]);
    });

    it('says which file to name when the authority is unknown', async () => {
      expect(await problemOf(asked('sslmode=verify-full'))).to.match(/Remedy: .*sslrootcert=<file>/);
      expect(await problemOf(asked('sslmode=verify-ca'))).to.match(/Remedy: .*sslrootcert=<file>/);
    });

    it('checks no name, or no certificate, where the address says so, and still encrypts', async () => {
      // Another spelling of 127.0.0.1, which the certificate does not name.
      const other = '127.1';
      expect(await problemOf(asked(`sslmode=verify-full&sslrootcert=${authority}`, other))).to.match(
        /Remedy: .*verify-ca/,
      );
      expect(await asked(`sslmode=verify-ca&sslrootcert=${authority}`, other)).to.deep.equal([{ ssl: true }]);
      expect(await asked('sslmode=no-verify')).to.deep.equal([{ ssl: true }]);
      expect(await asked('sslmode=disable')).to.deep.equal([{ ssl: false }]);
    });

    it('says that a file cannot be read, and which', async () => {
      expect(() => connect('postgres://db/j?sslrootcert=/nowhere/ca.pem')).to.throw(
        /sslrootcert.*\/nowhere\/ca\.pem.*Remedy/,
      );
    });

    it('shows its certificate and key to a server that wants them, and says what to do when it is refused', async () => {
      const server = await createServerCertificate(['db.example'], new Date());
      const client = await createClientCertificate('postgres', new Date());
      const files = Object.fromEntries(
        await Promise.all(
          Object.entries({ ca: server.ca, cert: client.cert, key: client.key }).map(
            async ([what, pem]): Promise<readonly [string, string]> => {
              const file = path.join(folder, `client-${what}.pem`);
              await writeFile(file, pem, { mode: 0o600 });
              return [what, file];
            },
          ),
        ),
      ) as Readonly<Record<'ca' | 'cert' | 'key', string>>;
      const strict = await freePort();
      const certified = await startCluster({
        settings: { fsync: 'off', listen_addresses: '127.0.0.1', port: String(strict) },
        tls: { key: server.key, cert: server.cert, clientAuthority: client.ca },
      });
      ends.push(() => certified.remove());
      const connected = (parameters: string, user = 'postgres'): Promise<unknown> =>
        opened(
          `postgres://${user}@127.0.0.1:${strict}/postgres?sslmode=verify-full&sslrootcert=${files.ca}${parameters}`,
        ).query({ name: 'who', text: 'SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()' }, []);
      const own = `&sslcert=${files.cert}&sslkey=${files.key}`;
      expect(await connected(own)).to.deep.equal([{ client_dn: '/CN=postgres' }]);
      expect(await problemOf(connected(''))).to.match(/Remedy: allow user.*pg_hba\.conf.*sslcert/);
      // It names another user than the one that asks.
      expect(await problemOf(connected(own, 'another'))).to.match(/Remedy: allow user.*pg_hba\.conf/);
    });

    it('says that the server has none', async () => {
      const plain = await freePort();
      const without = await startCluster({
        settings: { fsync: 'off', listen_addresses: '127.0.0.1', port: String(plain) },
      });
      ends.push(() => without.remove());
      const database = opened(`postgres://postgres@127.0.0.1:${plain}/postgres?sslmode=verify-full`);
      expect(await problemOf(database.query(ONE, []))).to.match(/SSL.*Remedy: .*sslmode=disable/);
    });
  });
});
