import { expect } from 'chai';
import { type Cluster, startCluster, withClient } from '../../../../scripts/src/postgres/cluster.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../../../scripts/src/postgres/database-proxy.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import { createPostgresJournal } from '../../../src/journal/postgres/postgres.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import { socketOf } from '../../builders/postgres.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { refusal } from '../../builders/refusal.ts';
import { anAttempt } from '../contract.ts';

const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

/** A leader that has lost its standbys: it writes, and may acknowledge nothing. */
describe('a PostgreSQL server whose synchronous standbys are gone', function () {
  this.timeout(60_000);
  let cluster: Cluster;
  let direct: string;
  let proxy: DatabaseProxy;
  let journal: DatabaseJournal;

  before(async () => {
    cluster = await startCluster({ settings: { fsync: 'off', synchronous_standby_names: 'nobody' } });
    direct = await cluster.createDatabase({ synchronousCommit: 'local' });
    proxy = await startDatabaseProxy({ target: socketOf(direct), seed: 1 });
    const { pathname } = new URL(direct.replace('@/', '@localhost/'));
    const url = `postgres://postgres@127.0.0.1:${proxy.port}${pathname}`;
    // Its first connection need not wait for a standby.
    journal = await createPostgresJournal({ url, recoveryTaskOf, withReasons });
    await waitForStandbys();
  });
  after(async () => {
    await journal.close();
    await proxy.end();
    await cluster.remove();
  });

  /** From now on new connections do. */
  async function waitForStandbys(): Promise<void> {
    const { pathname } = new URL(direct.replace('@/', '@localhost/'));
    await withClient(direct, async (client) => {
      await client.query('SET synchronous_commit = local');
      await client.query(`ALTER DATABASE ${pathname.slice(1)} SET synchronous_commit = on`);
    });
  }

  it('starts no payment on a claim that it shows and that no standby has', async () => {
    const attempt = anAttempt();
    proxy.inject('commit-answer-lost');
    const refused = await refusal(journal.claim(attempt, go, name));
    expect(proxy.counts()['commit-answer-lost']).to.equal(1);
    expect(refused).to.have.property('code', 'journal-unavailable');
    expect(await journal.find(attempt.key)).to.deep.include({ key: attempt.key, attemptNumber: 1 });
  });
});
