import type { Random } from '../../simulation/world/random.ts';
import type { InstanceGroup } from './instance-group.ts';
import type { Store } from './store.ts';

/** How often what happens to the processes in a run. */
export interface ProcessFaults {
  readonly kills: number;
  readonly pauses: number;
  /** Restarts of the database. */
  readonly restarts: number;
}

/** Harms the processes in step with the orders, one thing at a time. */
export interface ProcessKiller {
  /** Told after each order. Resolves at once unless the harm lags behind. */
  readonly orderDone: () => Promise<void>;
  /** Resolves when all harm is done. */
  idle(): Promise<void>;
  readonly done: Readonly<ProcessFaults>;
}

export interface ProcessKillerOptions {
  readonly instanceGroup: InstanceGroup;
  readonly store: Store;
  readonly random: Random;
  readonly orders: number;
  readonly harm: ProcessFaults;
  /** Longer than a lease, in milliseconds. */
  readonly pauseMs: number;
}

/** So many harms may be due before the orders wait for them. */
const MAY_LAG = 2;

export function createKiller({
  instanceGroup,
  store,
  random,
  orders,
  harm,
  pauseMs,
}: ProcessKillerOptions): ProcessKiller {
  const done = { kills: 0, pauses: 0, restarts: 0 };
  const plan = toPlan(harm, random);
  let ordersDone = 0;
  let begun = 0;
  let ended = 0;
  let working: Promise<void> = Promise.resolve();

  async function strike(what: keyof ProcessFaults): Promise<void> {
    if (what === 'kills') await instanceGroup.killOne();
    else if (what === 'pauses') await instanceGroup.pauseOne(pauseMs);
    else await store.restart();
    done[what] += 1;
    ended += 1;
  }

  return {
    done,
    async orderDone() {
      ordersDone += 1;
      const due = Math.floor((ordersDone / orders) * plan.length);
      for (; begun < due; begun += 1) {
        const what = plan[begun];
        if (what !== undefined) working = working.then(() => strike(what));
      }
      if (begun - ended > MAY_LAG) await working;
    },
    idle: () => working,
  };
}

function toPlan(harm: ProcessFaults, random: Random): readonly (keyof ProcessFaults)[] {
  const all = (['kills', 'pauses', 'restarts'] as const).flatMap((what) =>
    Array.from({ length: harm[what] }, () => ({ what, at: random.next() })),
  );
  return all.sort((a, b) => a.at - b.at).map(({ what }) => what);
}
