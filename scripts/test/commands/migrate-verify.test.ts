import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { startBetweenSandboxes } from '../../../server-extension/test/builders/between-sandboxes.ts';
import {
  type DeliveredOrder,
  deliverOrder,
} from '../../../server-extension/test/builders/google-pay-order.ts';
import { sharedCluster } from '../../../server-extension/test/builders/postgres.ts';
import { withClient } from '../../src/postgres/cluster.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

interface JournalToVerify {
  /** As the variable JOURNAL names it. */
  readonly address: string;
  /** Changes one byte of an order's attempt past the journal: its currency. */
  readonly tamper: (orderId: string) => Promise<void>;
}

const KINDS: Readonly<Record<string, (folder: string) => Promise<JournalToVerify>>> = {
  SQLite: (folder) => {
    const file = path.join(folder, 'payments.sqlite');
    const tamper = (orderId: string): Promise<void> => {
      const database = new DatabaseSync(file);
      database
        .prepare(`UPDATE attempts SET request = replace(request, '"USD"', '"USB"') WHERE order_id = ?`)
        .run(orderId);
      database.close();
      return Promise.resolve();
    };
    return Promise.resolve({ address: `sqlite:${file}`, tamper });
  },
  PostgreSQL: async () => {
    const address = await (await sharedCluster()).createDatabase();
    const tamper = async (orderId: string): Promise<void> => {
      await withClient(address, (client) =>
        client.query(
          `UPDATE payment_attempts SET request = replace(request::text, '"USD"', '"USB"')::json WHERE order_id = $1`,
          [orderId],
        ),
      );
    };
    return { address, tamper };
  },
};

for (const [kind, create] of Object.entries(KINDS)) {
  describe(`migrate verify, of a journal in ${kind} that the extension has filled`, function () {
    this.timeout(90_000);
    let folder: string;
    let journal: JournalToVerify;
    let cli: ACommandLine;
    let orders: readonly DeliveredOrder[];

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'migrate-verify-'));
      journal = await create(folder);
      const shop = await startBetweenSandboxes({ environment: { JOURNAL: journal.address } });
      const lastNames = ['Buyer', 'Smith', 'ServerTimeoutBefore'];
      orders = await Promise.all(lastNames.map((lastName) => deliverOrder(shop.api, lastName)));
      await shop.close();
      cli = await aCommandLine({});
      cli.environment['JOURNAL'] = journal.address;
    });
    after(async () => {
      await Promise.all([cli.close(), rm(folder, { recursive: true })]);
    });

    it('finds it whole', async () => {
      const { code, json, error } = await cli.run('migrate', 'verify', '--json');
      expect(code, error).to.equal(0);
      expect(json).to.deep.include({ journal: kind === 'SQLite' ? 'sqlite' : 'postgres', breaks: [] });
      expect(json['attempts']).to.be.at.least(orders.length);
      expect((await cli.run('migrate', 'verify')).out).to.contain('The chain holds.');
    });

    it('finds one byte that was changed in one attempt, and names payment and attempt', async () => {
      const orderId = orders[0]?.orderId ?? '';
      await journal.tamper(orderId);
      const { code, json } = await cli.run('migrate', 'verify', '--json');
      expect(code).to.equal(3);
      const breaks = json['breaks'] as { payment: string; part: string }[];
      expect(breaks).to.have.length(1);
      expect(breaks[0]).to.include({ part: 'request' });
      expect(breaks[0]?.payment).to.contain(orderId);
      const shown = await cli.run('migrate', 'verify');
      expect(shown.code).to.equal(3);
      expect(shown.out).to.contain('The chain does not hold:').and.to.contain(orderId);
    });
  });
}
