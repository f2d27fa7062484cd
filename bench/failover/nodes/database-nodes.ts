import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../../scripts/src/program/free-port.ts';
import { handOver } from '../../../scripts/src/postgres/binaries.ts';
import { withClient } from '../../../scripts/src/postgres/cluster.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../../scripts/src/postgres/database-proxy.ts';
import { makeDisk } from './disk.ts';
import { type Link, startLink } from './link.ts';
import { createNode, type DatabaseNode, type RebuildKind } from './node.ts';
import { findPrograms } from './programs.ts';

/** Three servers, of which one leads and the others stream from it; a write is acknowledged when one of these has it. */
export interface DatabaseNodes {
  /** `PostgreSQL 15.10`. */
  readonly version: string;
  /** What the extension opens: all three servers, each behind a proxy. */
  readonly location: string;
  readonly nodes: readonly DatabaseNode[];
  leader(): DatabaseNode;
  standbys(): readonly DatabaseNode[];
  /** In front of a node, for its clients. */
  proxyOf(node: DatabaseNode): DatabaseProxy;
  /** Cuts a node off from the others, and them from it. */
  isolate(node: DatabaseNode): void;
  /** Its network is whole again; connections from before are closed. */
  reconnect(node: DatabaseNode): void;
  /** Promotes the standby that has received most, and lets the other one follow it. Resolves to the new leader. */
  promoteMostAdvanced(): Promise<DatabaseNode>;
  /** Makes a standby of a node that has stopped, whatever is on it, and waits until it streams. */
  rejoin(node: DatabaseNode): Promise<RebuildKind>;
  /** The same for one that stopped after its standbys had received everything: there is nothing to undo on it. */
  rejoinAsIs(node: DatabaseNode): Promise<void>;
  /** The journal's database at a node, without its proxy. */
  addressOf(node: DatabaseNode): string;
  remove(): Promise<void>;
}

const DATABASE = 'journal';
const NAMES = ['n1', 'n2', 'n3'] as const;
const LOOK_MS = 50;
const STREAMS_WITHIN_MS = 60_000;

/** What the guide tells operators to set, and what keeps the run short. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  synchronous_commit: 'on',
  synchronous_standby_names: `ANY 1 (${NAMES.join(', ')})`,
  wal_keep_size: '96MB',
  max_wal_size: '64MB',
  min_wal_size: '16MB',
  shared_buffers: '32MB',
  wal_sender_timeout: '2s',
  wal_receiver_timeout: '2s',
  wal_receiver_status_interval: '1s',
  wal_retrieve_retry_interval: '200ms',
};

/** @param logs the folder for what each server says. */
export async function startDatabaseNodes(logs: string): Promise<DatabaseNodes> {
  const programs = await findPrograms();
  const folder = await mkdtemp(path.join(tmpdir(), 'failover-'));
  await handOver(folder);
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const remove = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const ports = await freePorts(NAMES.length);
    const nodes = await Promise.all(
      NAMES.map(async (name, index) => {
        const disk = await makeDisk(path.join(folder, name));
        closing.push(() => disk.remove());
        return createNode({
          name,
          port: ports[index] ?? 0,
          disk,
          programs,
          settings: SETTINGS,
          logFile: path.join(logs, `${name}.log`),
        });
      }),
    );
    for (const node of nodes) closing.push(() => node.stop('immediate'));
    const proxies = new Map<DatabaseNode, DatabaseProxy>();
    for (const [seed, node] of nodes.entries()) {
      const proxy = await startDatabaseProxy({ target: { host: '127.0.0.1', port: node.port }, seed });
      closing.push(() => proxy.end());
      proxies.set(node, proxy);
    }
    const links = await startLinks(nodes);
    closing.push(...[...links.values()].map((link) => () => link.end()));
    return await joined(nodes, proxies, links, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function joined(
  nodes: readonly DatabaseNode[],
  proxies: ReadonlyMap<DatabaseNode, DatabaseProxy>,
  links: ReadonlyMap<string, Link>,
  remove: () => Promise<void>,
): Promise<DatabaseNodes> {
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error('There is no node.');
  let leader = first;
  const addressOf = (node: DatabaseNode, database = DATABASE): string =>
    `postgres://postgres@127.0.0.1:${node.port}/${database}`;
  const standbys = (): readonly DatabaseNode[] => nodes.filter((node) => node !== leader);
  const portTo = (from: DatabaseNode, to: DatabaseNode): number => requireOne(links, linkName(from, to)).port;
  const linksOf = (node: DatabaseNode): readonly Link[] =>
    nodes
      .filter((other) => other !== node)
      .flatMap((other) => [
        requireOne(links, linkName(node, other)),
        requireOne(links, linkName(other, node)),
      ]);

  async function rejoin(node: DatabaseNode): Promise<RebuildKind> {
    // A new leader's control file tells of its timeline only after a checkpoint: before, pg_rewind finds nothing to do.
    await withClient(addressOf(leader, 'postgres'), (client) => client.query('CHECKPOINT'));
    const how = await node.rebuild(portTo(node, leader));
    await rejoinAsIs(node);
    return how;
  }

  async function rejoinAsIs(node: DatabaseNode): Promise<void> {
    await node.follow(portTo(node, leader));
    await node.start();
    await untilStreaming(addressOf(leader, 'postgres'), node.name);
  }

  await first.initialize();
  await first.start();
  for (const node of others) await rejoin(node);
  const version = await withClient(addressOf(first, 'postgres'), async (client) => {
    await client.query(`CREATE DATABASE ${DATABASE}`);
    const { rows } = await client.query<{ readonly server_version: string }>('SHOW server_version');
    return `PostgreSQL ${rows[0]?.server_version.split(' ')[0] ?? ''}`;
  });

  return {
    version,
    nodes,
    location: `postgres://postgres@${nodes.map((node) => `127.0.0.1:${requireOne(proxies, node).port}`).join(',')}/${DATABASE}?target_session_attrs=read-write`,
    leader: () => leader,
    standbys,
    proxyOf: (node) => requireOne(proxies, node),
    isolate(node) {
      for (const link of linksOf(node)) link.cut();
    },
    reconnect(node) {
      for (const link of linksOf(node)) link.heal();
    },
    async promoteMostAdvanced() {
      const received = await Promise.all(
        standbys().map(async (node) => ({ node, at: await receivedBy(addressOf(node, 'postgres')) })),
      );
      const [best, ...rest] = received.sort((a, b) => (a.at < b.at ? 1 : -1)).map(({ node }) => node);
      if (best === undefined) throw new Error('There is no standby.');
      await best.promote();
      leader = best;
      for (const node of rest) {
        await node.follow(portTo(node, best));
        await untilStreaming(addressOf(best, 'postgres'), node.name);
      }
      return best;
    },
    rejoin,
    rejoinAsIs,
    addressOf: (node) => addressOf(node),
    remove,
  };
}

/** The network from each node to each other one. */
async function startLinks(nodes: readonly DatabaseNode[]): Promise<ReadonlyMap<string, Link>> {
  const links = new Map<string, Link>();
  for (const from of nodes)
    for (const to of nodes) if (from !== to) links.set(linkName(from, to), await startLink(to.port));
  return links;
}

function linkName(from: DatabaseNode, to: DatabaseNode): string {
  return `${from.name} ${to.name}`;
}

/** How far a standby has received the leader's log. */
async function receivedBy(address: string): Promise<bigint> {
  return withClient(address, async (client) => {
    const { rows } = await client.query<{ readonly at: string }>(
      `SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn AS at`,
    );
    return BigInt(rows[0]?.at ?? 0);
  });
}

async function untilStreaming(address: string, name: string): Promise<void> {
  const until = Date.now() + STREAMS_WITHIN_MS;
  while (Date.now() < until) {
    const isStreaming = await withClient(address, async (client) => {
      const { rowCount } = await client.query(
        `SELECT 1 FROM pg_stat_replication WHERE application_name = $1 AND state = 'streaming'`,
        [name],
      );
      return rowCount === 1;
    });
    if (isStreaming) return;
    await pause(LOOK_MS);
  }
  throw new Error(`${name} does not stream from its leader.`);
}

function requireOne<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error('There is no such node.');
  return value;
}
