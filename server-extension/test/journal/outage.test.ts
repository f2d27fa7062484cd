import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { type Cluster, startCluster, withClient } from '../../../scripts/src/postgres/cluster.ts';
import { withReasons } from '../../src/cybersource/outcome/stored-result.ts';
import type { JournalLocation } from '../../src/config/config.ts';
import { Problem } from '../../src/domain/problem.ts';
import { Secret } from '../../src/domain/secret.ts';
import { openJournal } from '../../src/assembly/journal/open-journal.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import { anAuthorization } from '../builders/command.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { anObedientGateway, yes } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { settings } from '../builders/settings.ts';

/** A journal that can be taken away while payments are made. */
interface Fragile {
  readonly location: JournalLocation;
  takeAway(): Promise<void>;
  restore(): Promise<void>;
  remove(): Promise<void>;
}

const kinds: Readonly<Record<string, (folder: string) => Promise<Fragile>>> = {
  async SQLite(folder) {
    const file = path.join(folder, 'journal.sqlite');
    const other = new DatabaseSync(file);
    return {
      location: { kind: 'sqlite', file, unwrittenFolder: path.join(folder, 'unwritten') },
      async takeAway() {
        // A backup program that never lets go.
        other.exec('BEGIN EXCLUSIVE');
      },
      async restore() {
        other.exec('ROLLBACK');
      },
      async remove() {
        other.close();
      },
    };
  },
  async 'SQLite on a full disk'(folder) {
    const file = path.join(folder, 'journal.sqlite');
    const connections = new Set<DatabaseSync>();
    const prototype = DatabaseSync.prototype as unknown as Record<'exec', (sql: string) => void>;
    const { exec } = prototype;
    // The limit is one of each connection: those of the journal have to be found.
    prototype.exec = function (this: DatabaseSync, sql) {
      remember(this);
      exec.call(this, sql);
    };
    function remember(used: DatabaseSync): void {
      connections.add(used);
    }
    return {
      location: { kind: 'sqlite', file, unwrittenFolder: path.join(folder, 'unwritten') },
      async takeAway() {
        // The file cannot be opened at all where there is no room for its first page.
        if (connections.size === 0) {
          mkdirSync(file);
          return;
        }
        for (const connection of connections)
          exec.call(connection, `PRAGMA max_page_count = ${numberOf(connection, 'page_count')}`);
        for (const connection of connections) fill(connection);
      },
      async restore() {
        if (connections.size === 0) rmSync(file, { recursive: true });
        for (const connection of connections)
          exec.call(connection, 'PRAGMA max_page_count = 1000000; DELETE FROM attempts WHERE payment = 0');
      },
      async remove() {
        prototype.exec = exec;
      },
    };
  },
  async 'PostgreSQL that only reads'(folder) {
    const cluster: Cluster = await startCluster();
    const url = await cluster.createDatabase();
    const name = new URL(url.replace('@/', '@localhost/')).pathname.slice(1);
    const readsOnly = (value: 'on' | 'off'): Promise<void> =>
      withClient(url, async (client) => {
        await client.query('SET default_transaction_read_only = off');
        await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
        await client.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
          [name],
        );
      });
    return {
      location: {
        kind: 'postgres',
        url: new Secret(url),
        unwrittenFolder: path.join(folder, 'unwritten'),
      },
      takeAway: () => readsOnly('on'),
      restore: () => readsOnly('off'),
      remove: () => cluster.remove(),
    };
  },
  async PostgreSQL(folder) {
    const cluster: Cluster = await startCluster();
    return {
      location: {
        kind: 'postgres',
        url: new Secret(await cluster.createDatabase()),
        unwrittenFolder: path.join(folder, 'unwritten'),
      },
      takeAway: () => cluster.stop(),
      restore: () => cluster.start(),
      remove: () => cluster.remove(),
    };
  },
};

/** What still answers questions when it takes nothing any more. */
const READABLE: ReadonlySet<string> = new Set([
  'SQLite',
  'SQLite on a full disk',
  'PostgreSQL that only reads',
]);

for (const [name, create] of Object.entries(kinds)) {
  describe(`payments without their journal in ${name}`, function () {
    this.timeout(60_000);
    let folder: string;
    let fragile: Fragile;
    let journal: Journal;
    let events: string[];
    beforeEach(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'outage-'));
      fragile = await create(folder);
      events = [];
      ({ journal } = openJournal(fragile.location, {
        recoveryTaskOf,
        withReasons,
        now: () => new Date(),
        settleDelayMs: 60_000,
        onOrphanedResult: (_orphaned, why) => events.push(why),
      }));
    });
    afterEach(async () => {
      await journal.close();
      await fragile.remove();
      rmSync(folder, { recursive: true });
    });

    it('are refused before a call, and made again when it is back', async () => {
      const gateway = anObedientGateway();
      const { executePayment } = createPayments({ gateway, journal });
      await executePayment(anAuthorization(), settings);
      await fragile.takeAway();
      const refusal: unknown = await executePayment(another(), settings).catch((error: unknown) => error);
      expect(refusal).to.include({ code: 'journal-unavailable', status: 503 });
      expect(gateway.sent).to.have.length(1);
      await fragile.restore();
      expect((await executePayment(another(), settings)).result.outcome).to.equal('approved');
    });

    it('are answered with the truth after a call, and written when it is back', async () => {
      const gateway = anObedientGateway();
      gateway.answer = async (command) => {
        await fragile.takeAway();
        return yes(command);
      };
      const { executePayment } = createPayments({ gateway, journal, onError: (event) => events.push(event) });
      const command = anAuthorization();
      const reportedResult = await executePayment(command, settings);
      expect(reportedResult.result.outcome).to.equal('approved');
      expect(events).to.deep.equal(['journal.write-failed']);

      await fragile.restore();
      const again = await executePayment(command, settings);
      expect(again).to.deep.include({ result: reportedResult.result, at: reportedResult.at, replayed: true });
      expect(gateway.sent).to.have.length(1);
    });

    if (READABLE.has(name))
      it('give a delivery that is repeated the answer that it had, although nothing can be written', async () => {
        const gateway = anObedientGateway();
        const { executePayment } = createPayments({ gateway, journal });
        const before = anAuthorization();
        const reportedResult = await executePayment(before, settings);
        const during = another();
        gateway.answer = async (command) => {
          await fragile.takeAway();
          return yes(command);
        };
        const toldDuring = await executePayment(during, settings);

        expect(await executePayment(before, settings)).to.deep.include({
          result: reportedResult.result,
          at: reportedResult.at,
          replayed: true,
        });
        expect(await executePayment(during, settings)).to.deep.include({
          result: toldDuring.result,
          at: toldDuring.at,
          replayed: true,
        });
        const changed = await executePayment({ ...before, fingerprint: 'another body' }, settings).catch(
          toCode,
        );
        expect(changed).to.equal('conflict');
        expect(await executePayment(another(), settings).catch(toCode)).to.equal('journal-unavailable');
        expect(gateway.sent).to.have.length(2);
        await fragile.restore();
      });

    it('know of it from the first one on when it was never there', async () => {
      await fragile.takeAway();
      const { executePayment } = createPayments({ gateway: anObedientGateway(), journal });
      const refusal: unknown = await executePayment(anAuthorization(), settings).catch(
        (error: unknown) => error,
      );
      expect(refusal).to.include({ code: 'journal-unavailable' });
      await fragile.restore();
      expect((await executePayment(anAuthorization(), settings)).result.outcome).to.equal('approved');
    });
  });
}

function toCode(error: unknown): unknown {
  return error instanceof Problem ? error.code : error;
}

function numberOf(database: DatabaseSync, pragma: string): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

/** Attempts of no order, until SQLite has no room for the smallest one, wherever its indices would put it. */
function fill(database: DatabaseSync): void {
  const insert = database.prepare(
    'INSERT INTO attempts (key, attempt_number, payment, order_id, claimed_at, request) VALUES (?, 1, 0, 0, ?, ?)',
  );
  for (let length = 2_000; length > 1; length = Math.floor(length / 2))
    for (let failed = 0; failed < TRIES_OF_A_LENGTH;)
      try {
        insert.run(
          randomUUID(),
          Math.floor(Math.random() * 2 ** 41),
          JSON.stringify({ x: 'x'.repeat(length) }),
        );
      } catch {
        failed += 1;
      }
}

/** A page of one index may be full while others have room. */
const TRIES_OF_A_LENGTH = 50;

let payments = 0;

/** An authorization of another payment group. */
function another(): ReturnType<typeof anAuthorization> {
  return anAuthorization({ paymentGroupId: `pg${(payments += 1)}` as never });
}
