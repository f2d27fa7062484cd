import { withClient } from '../../../../scripts/src/postgres/cluster.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import { createPostgresJournal } from '../../../src/journal/postgres/postgres.ts';
import { sharedCluster } from '../../builders/postgres.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { at, type MaintainedJournal, testMaintenance } from './contract.ts';

async function inPostgres(): Promise<MaintainedJournal> {
  const url = await (await sharedCluster()).createDatabase();
  const aheadMs = (): number => at.getTime() - Date.now();
  const journal = await createPostgresJournal({ url, recoveryTaskOf, withReasons, aheadMs });
  const tamper = (sql: string): Promise<void> =>
    withClient(url, async (client) => {
      await client.query(sql.replaceAll(/\battempts\b/g, 'payment_attempts'));
    });
  return { journal, tamper };
}

testMaintenance('PostgreSQL', inPostgres);
