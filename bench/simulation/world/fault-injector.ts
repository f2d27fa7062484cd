import type { Random } from './random.ts';

/** Decides what goes wrong. Once it is calmed, nothing does. */
export interface FaultInjector {
  /** Of so many calls, this share meets a fault. */
  readonly rate: number;
  /** @param weight 1 for a call over a network, less for what breaks more seldom. */
  strikes(weight?: number): boolean;
  /** Whether anything goes wrong at all: not in a history without faults, and not once it is calmed. */
  isActive(): boolean;
  calm(): void;
  readonly random: Random;
}

export function createFaultInjector(random: Random, rate: number): FaultInjector {
  let isCalm = false;
  return {
    rate,
    // Drawn even when calm: a fault more or less must not change what is drawn afterwards.
    strikes: (weight = 1) => random.chance(rate * weight) && !isCalm,
    isActive: () => rate > 0 && !isCalm,
    calm() {
      isCalm = true;
    },
    random,
  };
}
