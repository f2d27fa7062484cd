/** What is known of the strangers who try to pay on one site. */
export interface CardTestingState {
  /** Between 0, nothing suspicious, and {@link THRESHOLD}. */
  score: number;
  scoredAt: number;
  /** Earned by approvals: how many more than the threshold may be under way at once. */
  trust: number;
  inFlight: number;
  isUp: boolean;
  upUntil: number;
  /** How often it went up, here or elsewhere, as far as we have seen. */
  timesRaised: number;
  lookRoundAt: number;
  /** One for those who took the time that typing takes, so that programs in a hurry do not take their places. */
  readonly lanes: Readonly<Record<Pacing, Lane>>;
  retries: { 'same-card': number; 'other-card': number };
  /** Who was held back, and how often: testers come again and again. */
  readonly heldBack: Map<string, number>;
  heldBackAt: number;
  loweredAt: number;
  readonly waiting: Set<() => void>;
}

const MANNERS = ['hurried', 'unhurried'] as const;
export type Pacing = (typeof MANNERS)[number];

/** A way past the shield while it is up. */
interface Lane {
  /** Strangers who may be let through; grows with time, and with each who proves a shopper. */
  probes: number;
  /** Milliseconds until there is one more; longer after each that was declined. */
  probeEveryMs: number;
}

/** Cards declined before the shield goes up. */
export const THRESHOLD = 10;
/** A quiet shop has a decline now and then: they do not add up over hours. */
const FORGOTTEN_A_MINUTE = 0.5;
const PROBE_MS = 2_500;
const RAREST_PROBE_MS = 5 * 60_000;
const PROBE_CAPACITY: Readonly<Record<Pacing, number>> = { hurried: 2, unhurried: 4 };
/** More of them, for each stranger who was approved, while all of them are. */
const EARNED_PROBES = 3;
const MOST_PROBES = 20;
/** Held back or declined no more often than that, one may try again as soon as there is room for many. */
const SECOND_CHANCES = 1;
/** Retries let through while the shield is up; each shopper who is approved gives one back. */
const RETRIES = { 'same-card': 4, 'other-card': 2 } as const;
/** Nobody new is let through beyond it: a crowd of that size is no shop's. */
const MOST_HELD_BACK = 20_000;
/** How long it is remembered who was held back, after the shield has come down. */
const MEMORY_MS = 30 * 60_000;
/** While somebody was held back within that time, the attack goes on. */
const QUIET_MS = 20_000;

export function createCardTestingState(at: number): CardTestingState {
  return {
    score: 0,
    scoredAt: at,
    trust: 0,
    inFlight: 0,
    isUp: false,
    upUntil: 0,
    timesRaised: 0,
    lookRoundAt: 0,
    lanes: { hurried: newLane('hurried'), unhurried: newLane('unhurried') },
    retries: { 'same-card': 0, 'other-card': 0 },
    heldBack: new Map(),
    heldBackAt: 0,
    loweredAt: 0,
    waiting: new Set(),
  };
}

function newLane(pacing: Pacing): Lane {
  return { probes: PROBE_CAPACITY[pacing], probeEveryMs: PROBE_MS };
}

export function decay(state: CardTestingState, at: number): void {
  const passedMs = Math.max(0, at - state.scoredAt);
  for (const pacing of MANNERS) {
    const lane = state.lanes[pacing];
    const capacity = PROBE_CAPACITY[pacing];
    if (lane.probes < capacity) lane.probes = Math.min(capacity, lane.probes + passedMs / lane.probeEveryMs);
  }
  if (!state.isUp) state.score = Math.max(0, state.score - (passedMs / 60_000) * FORGOTTEN_A_MINUTE);
  state.scoredAt = at;
}

/** Ten cards within a minute or two: what is forgotten meanwhile does not matter. */
export function isTooHigh({ score }: CardTestingState): boolean {
  return Math.round(score) >= THRESHOLD;
}

/** Attempts under way may still turn out declined: together with those that were, not more than the threshold. */
export function roomIn({ score, trust }: CardTestingState): number {
  return Math.max(1, Math.ceil(THRESHOLD - score) + trust);
}

/** Forgets who was held back, unless the attack before was a moment ago. */
export function activate(state: CardTestingState, at: number): void {
  if (at - state.loweredAt > MEMORY_MS) state.heldBack.clear();
  Object.assign(state, { isUp: true, trust: 0 });
  for (const pacing of MANNERS) Object.assign(state.lanes[pacing], newLane(pacing));
  state.retries = { ...RETRIES };
}

/** Whether those who try cards out have gone. */
export function isQuiet({ heldBackAt }: CardTestingState, at: number): boolean {
  return at - heldBackAt >= QUIET_MS;
}

/** Takes one of the places for strangers, if there is one for this stranger; otherwise it is noted who was held back. */
export function takeTrial(
  state: CardTestingState,
  unknownShopper: string,
  pacing: Pacing,
  at: number,
): boolean {
  const { heldBack } = state;
  const lane = state.lanes[pacing];
  const { probes } = lane;
  const times = heldBack.get(unknownShopper) ?? 0;
  const isWelcome = times === 0 || (times <= SECOND_CHANCES && probes >= MOST_PROBES / 2);
  if (probes >= 1 && isWelcome && heldBack.size < MOST_HELD_BACK) {
    lane.probes -= 1;
    return true;
  }
  heldBack.set(unknownShopper, times + 1);
  state.heldBackAt = at;
  return false;
}

/** Shoppers who prove themselves make room for others; a stranger who was declined makes it rarer that one is let in. */
export function learnFromTrial(
  state: CardTestingState,
  unknownShopper: string,
  pacing: Pacing,
  end: 'approved' | 'declined',
): void {
  const lane = state.lanes[pacing];
  if (end === 'approved') {
    lane.probes = Math.min(MOST_PROBES, lane.probes + EARNED_PROBES);
    lane.probeEveryMs = PROBE_MS;
    for (const kind of ['same-card', 'other-card'] as const)
      state.retries[kind] = Math.min(RETRIES[kind], state.retries[kind] + 1);
    return;
  }
  lane.probes = Math.floor(lane.probes / 2);
  lane.probeEveryMs = Math.min(RAREST_PROBE_MS, lane.probeEveryMs * 2);
  state.heldBack.set(unknownShopper, (state.heldBack.get(unknownShopper) ?? 0) + 1);
}

/** Resolves when an attempt under way ends, or when the time is over. */
export function eventualOutcome({ waiting }: CardTestingState, withinMs: number): Promise<void> {
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

export function releaseWaiting({ waiting }: CardTestingState): void {
  for (const wake of [...waiting]) wake();
}
