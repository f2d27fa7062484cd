import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { type Cluster, startCluster } from '../../../scripts/src/postgres/cluster.ts';
import type { JournalLocation } from '../../src/config/config.ts';
import { Secret } from '../../src/domain/secret.ts';
import { openJournal } from '../../src/assembly/open-journal.ts';
import type { Journal } from '../../src/payments/ports.ts';
import { anAuthorization } from '../builders/command.ts';
import { dutyOf } from '../builders/duties.ts';
import { anObedientGateway, yes } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { settings } from '../builders/settings.ts';

/** A journal that can be taken away while payments are made. */
interface Fragile {
  readonly location: JournalLocation;
  takeAway(): Promise<void>;
  giveBack(): Promise<void>;
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
      async giveBack() {
        other.exec('ROLLBACK');
      },
      async remove() {
        other.close();
      },
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
      giveBack: () => cluster.start(),
      remove: () => cluster.remove(),
    };
  },
};

for (const [name, create] of Object.entries(kinds)) {
  describe(`payments without their journal in ${name}`, function () {
    this.timeout(30_000);
    let folder: string;
    let fragile: Fragile;
    let journal: Journal;
    let events: string[];
    beforeEach(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'outage-'));
      fragile = await create(folder);
      events = [];
      journal = openJournal(fragile.location, {
        dutyOf,
        now: () => new Date(),
        quietMs: 60_000,
        onStray: (_stray, why) => events.push(why),
      });
    });
    afterEach(async () => {
      await journal.end();
      await fragile.remove();
      rmSync(folder, { recursive: true });
    });

    it('are refused before a call, and made again when it is back', async () => {
      const gateway = anObedientGateway();
      const { pay } = createPayments({ gateway, journal });
      await pay(anAuthorization(), settings);
      await fragile.takeAway();
      const refusal: unknown = await pay(another(), settings).catch((error: unknown) => error);
      expect(refusal).to.include({ code: 'journal-unavailable', status: 503 });
      expect(gateway.sent).to.have.length(1);
      await fragile.giveBack();
      expect((await pay(another(), settings)).result.outcome).to.equal('approved');
    });

    it('are answered with the truth after a call, and written when it is back', async () => {
      const gateway = anObedientGateway();
      gateway.answer = async (command) => {
        await fragile.takeAway();
        return yes(command);
      };
      const { pay } = createPayments({ gateway, journal, onTrouble: (event) => events.push(event) });
      const command = anAuthorization();
      const told = await pay(command, settings);
      expect(told.result.outcome).to.equal('approved');
      expect(events).to.deep.equal(['journal-close-failed']);

      await fragile.giveBack();
      const again = await pay(command, settings);
      expect(again).to.deep.include({ result: told.result, at: told.at, replayed: true });
      expect(gateway.sent).to.have.length(1);
    });

    it('know of it from the first one on when it was never there', async () => {
      await fragile.takeAway();
      const { pay } = createPayments({ gateway: anObedientGateway(), journal });
      const refusal: unknown = await pay(anAuthorization(), settings).catch((error: unknown) => error);
      expect(refusal).to.include({ code: 'journal-unavailable' });
      await fragile.giveBack();
      expect((await pay(anAuthorization(), settings)).result.outcome).to.equal('approved');
    });
  });
}

let payments = 0;

/** An authorization of another payment group. */
function another(): ReturnType<typeof anAuthorization> {
  return anAuthorization({ paymentGroupId: `pg${(payments += 1)}` as never });
}
