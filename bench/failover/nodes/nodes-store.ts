import { withClient } from '../../../scripts/src/postgres/cluster.ts';
import { readAttemptKeys, toOpenTasksQuery, type Store } from '../../processes/systems/store.ts';
import type { DatabaseNodes } from './database-nodes.ts';

/** The journal of three nodes as the instances of the extension share it. */
export function createNodesStore(nodes: DatabaseNodes): Store {
  return {
    name: `${nodes.version}, three nodes`,
    location: nodes.location,
    isShared: true,
    attemptKeys: () => withClient(nodes.addressOf(nodes.leader()), readAttemptKeys),
    openTasks: () =>
      withClient(nodes.addressOf(nodes.leader()), async (client) => {
        const { rows } = await client.query<{ readonly n: string }>(toOpenTasksQuery('payment_attempts'));
        return Number(rows[0]?.n ?? 0);
      }),
    restart: async () => undefined,
    end: () => nodes.remove(),
  };
}
