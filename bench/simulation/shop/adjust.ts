import type { Random } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { type OmsFollowOn, isGranted } from './oms.ts';

/** How many orders are changed before they are packed. */
const CHANGED = 0.2;
/** Milliseconds from the order to its change. */
const CHANGES_AFTER = [2_000, 2 * 60_000] as const;

/**
 * The order is changed before it is packed: less of it is held, or more; now and then both are asked for at the same time.
 *
 * @param payment with the amount that was authorized.
 * @returns the minor units that are held then.
 */
export async function adjust(
  world: World,
  random: Random,
  payment: Omit<OmsFollowOn, 'kind'>,
): Promise<number> {
  const { amount } = payment;
  if (!random.chance(CHANGED)) return amount;
  await world.time.sleep(random.between(...CHANGES_AFTER));
  const change = async (kind: 'reduce' | 'increment', minor: number): Promise<number> => {
    const wasGranted = await isGranted(world, random.fork(kind), { ...payment, kind, amount: minor });
    if (!wasGranted) return 0;
    return kind === 'increment' ? minor : -minor;
  };
  const [less, more] = [random.between(1, amount), random.between(1, amount)];
  switch (random.between(1, 5)) {
    case 1:
      return amount + (await change('reduce', less));
    case 2:
      return amount + (await change('increment', more));
    case 3: {
      const [reduced, added] = await Promise.all([change('reduce', less), change('increment', more)]);
      return amount + reduced + added;
    }
    case 4: {
      const added = await change('increment', more);
      return amount + added + (await change('reduce', less + added));
    }
    // All of it is reversed: nothing is left to be packed.
    default:
      return amount + (await change('reduce', amount));
  }
}
