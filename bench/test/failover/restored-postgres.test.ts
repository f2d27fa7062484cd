import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../scripts/src/program/free-port.ts';
import { handOver } from '../../../scripts/src/postgres/binaries.ts';
import { withClient } from '../../../scripts/src/postgres/cluster.ts';
import { itIsRestored } from '../../../server-extension/test/app/restored-shop.ts';
import { createNode, type DatabaseNode } from '../../failover/nodes/node.ts';
import { findPrograms } from '../../failover/nodes/programs.ts';

const DATABASE = 'journal';

/** PostgreSQL from Debian's packages, because the one from npm has no pg_dump: skipped where it is not installed. */
describe('A shop whose journal in PostgreSQL is restored with pg_restore from what pg_dump copied in the morning', function () {
  this.timeout(120_000);
  let programs: string;
  let node: DatabaseNode;
  let folder: string;

  before(async function () {
    programs = await findPrograms().catch(() => '');
    if (programs === '') this.skip();
    folder = await mkdtemp(path.join(tmpdir(), 'restored-'));
    await handOver(folder);
    node = createNode({
      name: 'n1',
      port: await freePort(),
      disk: { folder, isOwn: false, fill: never, free: never, remove: never },
      programs,
      settings: { listen_addresses: '127.0.0.1', fsync: 'off' },
      logFile: path.join(folder, 'n1.log'),
    });
    await node.initialize();
    await node.start();
    await administrate(`CREATE DATABASE ${DATABASE}`);
  });
  after(async () => {
    if (programs === '') return;
    await node.stop('immediate');
    await rm(folder, { recursive: true });
  });

  const addressOf = (database: string): string => `postgres://postgres@127.0.0.1:${node.port}/${database}`;

  function administrate(...statements: readonly string[]): Promise<void> {
    return withClient(addressOf('postgres'), async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  }

  itIsRestored(async () => {
    const copy = path.join(folder, 'journal.dump');
    const run = (program: string, args: readonly string[]): Promise<unknown> =>
      promisify(execFile)(path.join(programs, program), [...args]);
    return {
      address: addressOf(DATABASE),
      async backUp() {
        await run('pg_dump', ['--format=custom', `--file=${copy}`, addressOf(DATABASE)]);
      },
      async restore() {
        await administrate(`DROP DATABASE ${DATABASE}`, `CREATE DATABASE ${DATABASE}`);
        await run('pg_restore', [`--dbname=${addressOf(DATABASE)}`, copy]);
      },
      remove: async () => undefined,
    };
  });
});

async function never(): Promise<void> {
  throw new Error('The disk of this machine is not filled.');
}
