import { expect } from 'chai';
import type { ClientBase } from 'pg';
import { withClient } from '../../../../scripts/src/postgres/cluster.ts';
import { migrate, MIGRATIONS, MIGRATIONS_TABLE } from '../../../src/journal/postgres/schema.ts';
import { sharedCluster } from '../../builders/postgres.ts';

describe('The tables of the PostgreSQL journal', function () {
  this.timeout(60_000);

  /** In an empty database, in a transaction that is given up. */
  async function inEmptyDatabase(work: (client: ClientBase) => Promise<void>): Promise<void> {
    const empty = await (await sharedCluster()).createDatabase();
    await withClient(empty, async (client) => {
      await client.query(MIGRATIONS_TABLE.text);
      await client.query('BEGIN');
      await work(client);
      await client.query('ROLLBACK');
    });
  }

  it('are made step by step, each step once, under its number', () =>
    inEmptyDatabase(async (client) => {
      await migrate(client);
      await migrate(client);
      const { rows } = await client.query<{ readonly version: number }>(
        'SELECT version FROM payment_journal ORDER BY version',
      );
      // 0 is the row that the others wait for.
      expect(rows.map(({ version }) => version)).to.deep.equal([...MIGRATIONS.keys(), MIGRATIONS.length]);
    }));

  it('are brought up to date with ten minutes’ time, at the server and here: a long table takes longer than a payment may', () =>
    inEmptyDatabase(async (client) => {
      const asked: (string | { readonly text: string; readonly query_timeout?: number })[] = [];
      const query = client.query.bind(client) as (...values: unknown[]) => unknown;
      await migrate({
        query: (...values: readonly unknown[]) => {
          asked.push(values[0] as string);
          return query(...values);
        },
      } as never);
      expect(asked.at(-1)).to.include({ query_timeout: 600_000 });
      const { rows } = await client.query<{ readonly statement_timeout: string }>('SHOW statement_timeout');
      expect(rows[0]?.statement_timeout).to.equal('10min');
    }));
});
