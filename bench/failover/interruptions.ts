import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from '../../scripts/src/postgres/cluster.ts';
import type { DatabaseNode, RebuildKind } from './nodes/node.ts';
import type { DatabaseNodes } from './nodes/database-nodes.ts';

/** What happens to the database in a round. */
export const INTERRUPTIONS = [
  'leader killed (kill -9), a standby promoted',
  'leader cut off from its standbys, one of them promoted, then the old leader stopped',
  'disk of the leader full, then free again',
  'planned switchover',
  'leader cut off from everything, a standby promoted',
  'disk of the leader full, a standby promoted',
] as const;
export type Interruption = (typeof INTERRUPTIONS)[number];

/** What was seen of the nodes meanwhile. */
export interface InterruptionResult {
  /** Acknowledgements of a leader that was cut off: none may come. */
  readonly acknowledgedAlone: number;
  /** How the old leader became a standby again. `-`: it still leads. */
  readonly rebuiltBy: RebuildKind | 'started as a standby' | '-';
}

/** How long a watchdog needs to find out that the leader is lost. Part of the time without service. */
export const NOTICED_AFTER_MS = 2_000;
/** How long two servers take writes at the same time, of which one can have none acknowledged. */
const TWO_LEADERS_MS = 2_000;
const FULL_MS = 4_000;

/** The first half interrupts the service and resolves when a leader is there; the second makes three nodes of them again. */
export interface StartedInterruption {
  readonly acknowledgedAlone: number;
  readonly repair: () => Promise<InterruptionResult['rebuiltBy']>;
}

/** Carries one out under load. */
export async function interrupt(nodes: DatabaseNodes, what: Interruption): Promise<StartedInterruption> {
  const old = nodes.leader();
  switch (what) {
    case 'leader killed (kill -9), a standby promoted':
      await old.kill();
      await pause(NOTICED_AFTER_MS);
      await nodes.promoteMostAdvanced();
      return { acknowledgedAlone: 0, repair: () => nodes.rejoin(old) };

    case 'leader cut off from its standbys, one of them promoted, then the old leader stopped': {
      nodes.isolate(old);
      await pause(NOTICED_AFTER_MS);
      await nodes.promoteMostAdvanced();
      const acknowledgedAlone = await writeAlone(nodes.addressOf(old), TWO_LEADERS_MS);
      await old.stop('immediate');
      return { acknowledgedAlone, repair: () => reconnected(nodes, old) };
    }

    case 'leader cut off from everything, a standby promoted': {
      nodes.isolate(old);
      nodes.proxyOf(old).cut();
      await pause(NOTICED_AFTER_MS);
      await nodes.promoteMostAdvanced();
      const acknowledgedAlone = await writeAlone(nodes.addressOf(old), TWO_LEADERS_MS);
      return {
        acknowledgedAlone,
        repair: async () => {
          // Fenced before it is reachable again.
          await old.stop('immediate');
          nodes.proxyOf(old).heal();
          return reconnected(nodes, old);
        },
      };
    }

    case 'disk of the leader full, then free again':
      await fill(nodes, old);
      await pause(FULL_MS);
      await free(nodes, old);
      if (old.isRunning()) return { acknowledgedAlone: 0, repair: async () => '-' };
      // Its log did not fit either: then it has ended by itself.
      await nodes.promoteMostAdvanced();
      return { acknowledgedAlone: 0, repair: () => nodes.rejoin(old) };

    case 'disk of the leader full, a standby promoted':
      await fill(nodes, old);
      await pause(NOTICED_AFTER_MS);
      await old.stop('immediate');
      await nodes.promoteMostAdvanced();
      return {
        acknowledgedAlone: 0,
        repair: async () => {
          await free(nodes, old);
          return nodes.rejoin(old);
        },
      };

    case 'planned switchover':
      await old.stop('fast');
      await nodes.promoteMostAdvanced();
      return {
        acknowledgedAlone: 0,
        repair: async () => {
          await nodes.rejoinAsIs(old);
          return 'started as a standby';
        },
      };
  }
}

async function reconnected(nodes: DatabaseNodes, old: DatabaseNode): Promise<RebuildKind> {
  nodes.reconnect(old);
  return nodes.rejoin(old);
}

async function fill(nodes: DatabaseNodes, node: DatabaseNode): Promise<void> {
  if (node.disk.isOwn) await node.disk.fill();
  else nodes.proxyOf(node).setDiskFull(true);
}

async function free(nodes: DatabaseNodes, node: DatabaseNode): Promise<void> {
  if (node.disk.isOwn) await node.disk.free();
  else nodes.proxyOf(node).setDiskFull(false);
}

/** Writes at a server that is cut off from its standbys; resolves to how many of the writes it acknowledged. */
async function writeAlone(address: string, ms: number): Promise<number> {
  return withClient(address, async (client) => {
    let acknowledged = 0;
    const writing = client.query('CREATE TABLE IF NOT EXISTS written_alone (at timestamptz)').then(
      () => (acknowledged += 1),
      () => undefined,
    );
    await Promise.race([writing, pause(ms)]);
    return acknowledged;
  }).catch(() => 0);
}
