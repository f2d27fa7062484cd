import { type Cluster, startCluster } from '../../../scripts/src/postgres/cluster.ts';
import {
  type DatabaseProxy,
  type DatabaseProxyOptions,
  startDatabaseProxy,
} from '../../../scripts/src/postgres/database-proxy.ts';

let starting: Promise<Cluster> | undefined;

/** One PostgreSQL for all tests of a run, started by the first that asks and removed after the last one. */
export function sharedCluster(): Promise<Cluster> {
  // What tests write need not survive a power cut.
  starting ??= startCluster({ settings: { fsync: 'off' } });
  return starting;
}

after(async function () {
  // A busy machine takes its time to end a server.
  this.timeout(30_000);
  await (await starting)?.remove();
});

/** The socket of the cluster that has this database. */
export function socketOf(url: string): { readonly path: string } {
  const { searchParams } = new URL(url.replace('@/', '@localhost/'));
  return { path: `${searchParams.get('host') ?? ''}/.s.PGSQL.5432` };
}

/** A database of its own, reached through a proxy. */
export interface DatabaseBehindProxy {
  /** Through the proxy. */
  readonly url: string;
  /** Past it. */
  readonly direct: string;
  readonly proxy: DatabaseProxy;
}

export async function behindProxy(
  options: Omit<DatabaseProxyOptions, 'target'> = { seed: 1 },
): Promise<DatabaseBehindProxy> {
  const direct = await (await sharedCluster()).createDatabase();
  const { pathname } = new URL(direct.replace('@/', '@localhost/'));
  const proxy = await startDatabaseProxy({ ...options, target: socketOf(direct) });
  return { direct, proxy, url: `postgres://postgres@127.0.0.1:${proxy.port}${pathname}` };
}
