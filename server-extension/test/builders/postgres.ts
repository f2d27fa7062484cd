import { type Cluster, startCluster } from '../../../scripts/src/postgres/cluster.ts';

let starting: Promise<Cluster> | undefined;

/** One PostgreSQL for all tests of a run, started by the first that asks and removed after the last one. */
export function sharedCluster(): Promise<Cluster> {
  // What tests write need not survive a power cut.
  starting ??= startCluster({ settings: { fsync: 'off' } });
  return starting;
}

after(async () => {
  await (await starting)?.remove();
});
