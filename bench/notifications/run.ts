/** How badly notifications are delivered. */
export interface NotificationRun {
  readonly count: number;
  readonly seed: number;
}

/** Chance, the same for the same seed. */
export interface SeededRandom {
  below(limit: number): number;
  chance(share: number): boolean;
}

const DOUBLED = 0.3;
const DROPPED = 0.1;

/** Thirty in a hundred come twice, ten never, all of them in any order. */
export function notificationRun({ seed }: NotificationRun): {
  readonly random: SeededRandom;
  readonly deliveries: <Item>(items: readonly Item[]) => readonly Item[];
} {
  let state = seed >>> 0;
  // Mulberry32: thirty-two bits of state are enough to shuffle.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: SeededRandom = {
    below: (limit) => Math.floor(next() * limit),
    chance: (share) => next() < share,
  };
  return {
    random,
    deliveries(items) {
      const sent = items.flatMap((item) => {
        if (random.chance(DROPPED)) return [];
        return random.chance(DOUBLED) ? [item, item] : [item];
      });
      for (let last = sent.length - 1; last > 0; last -= 1) {
        const other = random.below(last + 1);
        [sent[last], sent[other]] = [sent[other] as never, sent[last] as never];
      }
      return sent;
    },
  };
}
