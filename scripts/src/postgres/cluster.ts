import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { handOver, unpackBinaries, unprivileged } from './binaries.ts';

/** A PostgreSQL of our own in a temporary folder, reached through a socket in it. For tests and benchmarks. */
export interface Cluster {
  /** Makes an empty database and gives its `postgres:` address. */
  createDatabase(options?: DatabaseOptions): Promise<string>;
  /** Stops the server, as a lost machine would: no goodbye to its clients. */
  stop(): Promise<void>;
  /** Starts it again, with everything that was committed. */
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** All PEM. */
export interface ClusterCertificate {
  readonly key: string;
  readonly cert: string;
  /** Who signs certificates of clients: over TCP each has to show one that names its user. */
  readonly clientAuthority?: string;
}

export interface DatabaseOptions {
  /** What a commit in it waits for, where it is not what the server's settings say. */
  readonly synchronousCommit?: 'local';
}

export interface ClusterOptions {
  /** Server settings by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the server is started by: `['taskset', '-c', '1']`. */
  readonly launcher?: readonly string[];
  /** Key and certificate in PEM: connections over TCP may be encrypted. */
  readonly tls?: ClusterCertificate;
}

/**
 * Runs the server and watches its input, which ends with this process, however that ends: a forgotten server
 * would stay for good, for it leaves its parent's process group.
 */
const WATCHED = `
  exec 3<&0
  "$@" 3<&- & server=$!
  { cat <&3; kill -QUIT $server; } >/dev/null 2>&1 &
  wait $server`;

/** Starts a server that ends with this process; ending its input ends it at once, without a goodbye to its clients. */
export function spawnWatched(command: readonly string[]): ChildProcess {
  return spawn('sh', ['-c', WATCHED, 'sh', ...command], {
    ...unprivileged,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

/** One database after the other in each cluster. */
const NAME = 'journal';

export async function startCluster({
  settings = {},
  launcher = [],
  tls,
}: ClusterOptions = {}): Promise<Cluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'postgres-'));
  await handOver(folder);
  const programs = await unpackBinaries(path.join(folder, 'programs'));
  const data = path.join(folder, 'data');
  const sockets = path.join(folder, 's');
  await mkdir(sockets);
  await handOver(sockets);
  await promisify(execFile)(
    path.join(programs, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
    ],
    unprivileged,
  );

  const encryption = tls === undefined ? {} : await putCertificate(folder, tls);
  if (tls?.clientAuthority !== undefined) await requireClientCertificates(data);
  const command = [
    ...launcher,
    path.join(programs, 'postgres'),
    ...['-D', data, '-k', sockets, '-c', 'listen_addresses='],
    ...Object.entries({ ...encryption, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  let server: ChildProcess | undefined;
  let databases = 0;
  const urlOf = (database: string): string =>
    `postgres://postgres@/${database}?host=${encodeURIComponent(sockets)}`;
  const atExit = (): void => {
    // The server still writes: what appears meanwhile is removed by the next try.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  process.once('exit', atExit);

  async function start(): Promise<void> {
    server = spawnWatched(command);
    await untilReady(server);
  }

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (stopping?.exitCode !== null) return;
    stopping.stdin?.end();
    await once(stopping, 'exit');
  }

  await start();
  return {
    async createDatabase({ synchronousCommit } = {}) {
      databases += 1;
      const name = `${NAME}_${databases}`;
      await withClient(urlOf('postgres'), async (client) => {
        if (synchronousCommit !== undefined)
          await client.query(`SET synchronous_commit = ${synchronousCommit}`);
        await client.query(`CREATE DATABASE ${name}`);
        if (synchronousCommit !== undefined)
          await client.query(`ALTER DATABASE ${name} SET synchronous_commit = ${synchronousCommit}`);
      });
      return urlOf(name);
    },
    stop,
    start,
    async remove() {
      await stop();
      process.off('exit', atExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where the server can read them, and no other user. */
async function putCertificate(
  folder: string,
  { key, cert, clientAuthority }: ClusterCertificate,
): Promise<Readonly<Record<string, string>>> {
  const files = {
    ssl_key_file: path.join(folder, 'server.key'),
    ssl_cert_file: path.join(folder, 'server.crt'),
  };
  await writeFile(files.ssl_key_file, key, { mode: 0o600 });
  await writeFile(files.ssl_cert_file, cert);
  await handOver(files.ssl_key_file);
  if (clientAuthority === undefined) return { ssl: 'on', ...files };
  const authority = path.join(folder, 'clients.crt');
  await writeFile(authority, clientAuthority);
  return { ssl: 'on', ...files, ssl_ca_file: authority };
}

/** PostgreSQL: pg_hba.conf. The socket stays open for those who own the cluster. */
async function requireClientCertificates(data: string): Promise<void> {
  const file = path.join(data, 'pg_hba.conf');
  await writeFile(file, 'local all all trust\nhostssl all all 127.0.0.1/32 cert\n');
  await handOver(file);
}

/** Connects, works, says goodbye. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Resolves when the server takes connections, a standby those that only read. Rejects with its last words when it ends before. */
export function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-10_000);
      if (/ready to accept (read-only )?connections/.test(said)) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => {
      reject(new Error(`PostgreSQL did not start: ${said}`));
    });
  });
}
