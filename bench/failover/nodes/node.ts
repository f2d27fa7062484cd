import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { handOver } from '../../../scripts/src/postgres/binaries.ts';
import { spawnWatched, untilReady } from '../../../scripts/src/postgres/cluster.ts';
import type { Disk } from './disk.ts';
import { runProgram } from './programs.ts';

/** One PostgreSQL server on a disk of its own. */
export interface DatabaseNode {
  /** What its standby connections are called: `synchronous_standby_names` lists it. */
  readonly name: string;
  readonly port: number;
  readonly disk: Disk;
  isRunning(): boolean;
  /** The first data of all. */
  initialize(): Promise<void>;
  /** Starts it as what its data say: a leader, or a standby. */
  start(): Promise<void>;
  /** `kill -9` of the server; its processes end when they notice. */
  kill(): Promise<void>;
  /** `pg_ctl stop`: `fast` lets standbys receive everything first, `immediate` does not. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  /** Makes a standby the leader. Resolves when it takes writes. */
  promote(): Promise<void>;
  /** Says from which server it streams, also while it runs. @param leaderPort as this node reaches it. */
  follow(leaderPort: number): Promise<void>;
  /** Makes a copy of the leader of what is here, whatever it was: only what differs where that can be found out. */
  rebuild(leaderPort: number): Promise<RebuildKind>;
}

/** How a node came to the leader's data. */
export type RebuildKind = 'pg_rewind' | 'pg_basebackup';

export interface DatabaseNodeOptions {
  readonly name: string;
  readonly port: number;
  readonly disk: Disk;
  /** The folder of PostgreSQL's programs. */
  readonly programs: string;
  /** Server settings by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the server says goes here. */
  readonly logFile: string;
}

const GONE_MS = 10;

export function createNode({
  name,
  port,
  disk,
  programs,
  settings,
  logFile,
}: DatabaseNodeOptions): DatabaseNode {
  const data = path.join(disk.folder, 'data');
  const program = (called: string): string => path.join(programs, called);
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawnWatched([
      program('postgres'),
      ...['-D', data, '-k', disk.folder, '-p', String(port)],
      ...Object.entries(settings).flatMap(([setting, value]) => ['-c', `${setting}=${value}`]),
    ]);
    server.stderr?.pipe(createWriteStream(logFile, { flags: 'a' }));
    await untilReady(server);
  }

  const isRunning = (): boolean => server?.exitCode === null;

  /** The first line of the file names the server's process. */
  async function serverId(): Promise<number> {
    return Number((await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  async function ended(): Promise<void> {
    if (server?.exitCode === null) await once(server, 'exit');
    server?.stdin?.end();
    server = undefined;
  }

  async function follow(leaderPort: number): Promise<void> {
    const leader = `host=127.0.0.1 port=${leaderPort} user=postgres application_name=${name} connect_timeout=2`;
    await put('postgresql.auto.conf', `primary_conninfo = '${leader}'\n`);
    await put('standby.signal', '');
    if (isRunning()) process.kill(await serverId(), 'SIGHUP');
  }

  async function put(file: string, text: string): Promise<void> {
    await writeFile(path.join(data, file), text);
    await handOver(path.join(data, file));
  }

  function copy(leaderPort: number): Promise<string> {
    const source = ['-h', '127.0.0.1', '-p', String(leaderPort), '-U', 'postgres'];
    return runProgram(program('pg_basebackup'), ['-D', data, ...source, '--checkpoint=fast', '--no-sync']);
  }

  return {
    name,
    port,
    disk,
    isRunning,
    start,
    follow,
    async initialize() {
      await runProgram(program('initdb'), [
        ...[`--pgdata=${data}`, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale'],
        // pg_rewind needs checksums, or wal_log_hints.
        ...['--data-checksums', '--wal-segsize=4', '--no-sync'],
      ]);
    },
    async kill() {
      const id = await serverId();
      process.kill(id, 'SIGKILL');
      await ended();
      await untilGone(id);
    },
    async stop(mode) {
      if (!isRunning()) return;
      await runProgram(program('pg_ctl'), ['stop', '-D', data, '-m', mode]);
      await ended();
    },
    async promote() {
      await runProgram(program('pg_ctl'), ['promote', '-D', data]);
    },
    async rebuild(leaderPort) {
      const source = `host=127.0.0.1 port=${leaderPort} user=postgres dbname=postgres`;
      const rewound = await runProgram(program('pg_rewind'), [
        `--target-pgdata=${data}`,
        `--source-server=${source}`,
        '--no-sync',
      ]).then(
        () => true,
        () => false,
      );
      if (!rewound) {
        await rm(data, { recursive: true, force: true });
        await copy(leaderPort);
      }
      return rewound ? 'pg_rewind' : 'pg_basebackup';
    },
  };
}

/** The processes of a killed server end one after the other; their memory has to be free before it starts again. */
async function untilGone(id: number): Promise<void> {
  for (;;) {
    try {
      process.kill(id, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, GONE_MS));
  }
}
