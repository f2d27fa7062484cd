/** What is known of the strangers who try to pay on one site. */
export interface Gate {
  /** Between 0, nothing suspicious, and {@link THRESHOLD}. */
  score: number;
  scoredAt: number;
  /** Earned by approvals: how many more than the threshold may be under way at once. */
  trust: number;
  underWay: number;
  isUp: boolean;
  upUntil: number;
  /** How often it went up, here or elsewhere, as far as we have seen. */
  timesRaised: number;
  lookRoundAt: number;
  /** Strangers who may be let through although the shield is up; grows with time. */
  probes: number;
  retries: { 'same-card': number; 'other-card': number };
  /** Who was held back since the shield went up. */
  readonly heldBack: Set<string>;
  readonly waiting: Set<() => void>;
}

/** Cards declined before the shield goes up. */
export const THRESHOLD = 10;
/** A quiet shop has a decline now and then: they do not add up over hours. */
const FORGOTTEN_A_MINUTE = 0.5;
const PROBE_MS = 10_000;
export const PROBE_CAPACITY = 2;
/** Beyond it nobody new is let through: a crowd of that size in ten minutes is no shop's. */
const MOST_HELD_BACK = 20_000;

export function createGate(at: number): Gate {
  return {
    score: 0,
    scoredAt: at,
    trust: 0,
    underWay: 0,
    isUp: false,
    upUntil: 0,
    timesRaised: 0,
    lookRoundAt: 0,
    probes: PROBE_CAPACITY,
    retries: { 'same-card': 0, 'other-card': 0 },
    heldBack: new Set(),
    waiting: new Set(),
  };
}

export function forgetWithTime(gate: Gate, at: number): void {
  const passedMs = Math.max(0, at - gate.scoredAt);
  gate.probes = Math.min(PROBE_CAPACITY, gate.probes + passedMs / PROBE_MS);
  if (!gate.isUp) gate.score = Math.max(0, gate.score - (passedMs / 60_000) * FORGOTTEN_A_MINUTE);
  gate.scoredAt = at;
}

/** Ten cards within a minute or two: what is forgotten meanwhile does not matter. */
export function isTooHigh({ score }: Gate): boolean {
  return Math.round(score) >= THRESHOLD;
}

/** Attempts under way may still turn out declined: together with those that were, not more than the threshold. */
export function roomIn({ score, trust }: Gate): number {
  return Math.max(1, Math.ceil(THRESHOLD - score) + trust);
}

/** Takes one of the places for strangers, if there is one and this stranger was not held back before. */
export function canProbe(gate: Gate, stranger: string): boolean {
  const { heldBack } = gate;
  if (gate.probes < 1 || heldBack.has(stranger) || heldBack.size >= MOST_HELD_BACK) return false;
  gate.probes -= 1;
  return true;
}

/** Resolves when an attempt under way ends, or when the time is over. */
export function someEnd({ waiting }: Gate, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, withinMs);
    waiting.add(wake);
  });
}

export function wakeAll({ waiting }: Gate): void {
  for (const wake of [...waiting]) wake();
}
