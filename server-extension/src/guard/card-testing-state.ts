/** The state of the card-testing guard on one site. */
export interface CardTestingState {
  /** Between 0, nothing suspicious, and {@link THRESHOLD}. */
  score: number;
  scoredAt: number;
  /** Earned by approvals: how many more than the threshold may be in flight at once. */
  trust: number;
  inFlight: number;
  isActive: boolean;
  activeUntil: number;
  /** How often it was activated, here or on other instances, as far as this instance has read. */
  timesActivated: number;
  nextSyncAt: number;
  /** One pool for human-paced attempts, so that fast programs do not use up its trials. */
  readonly pools: Readonly<Record<Pacing, TrialPool>>;
  retries: { 'same-card': number; 'other-card': number };
  /** Names that were blocked, and how often: testers return repeatedly. */
  readonly blocked: Map<string, number>;
  blockedAt: number;
  deactivatedAt: number;
  readonly waiting: Set<() => void>;
}

const PACINGS = ['fastPaced', 'humanPaced'] as const;
export type Pacing = (typeof PACINGS)[number];

/** The trials that are admitted while the guard is active. */
interface TrialPool {
  /** Unknown shoppers who may be admitted; grows with time, and with each approved trial. */
  trials: number;
  /** Milliseconds until there is one more trial; longer after each declined trial. */
  trialEveryMs: number;
}

/** Declined cards that activate the guard. */
export const THRESHOLD = 10;
/** Score that decays each minute: occasional declines of a quiet shop do not add up over hours. */
const DECAY_A_MINUTE = 0.5;
const TRIAL_EVERY_MS = 2_500;
const RAREST_TRIAL_MS = 5 * 60_000;
const TRIAL_CAPACITY: Readonly<Record<Pacing, number>> = { fastPaced: 2, humanPaced: 4 };
/** Trials added for each approved trial. */
const EARNED_TRIALS = 3;
const MOST_TRIALS = 20;
/** A name that was blocked or declined no more often than this is admitted again while many trials are left. */
const SECOND_CHANCES = 1;
/** Retries admitted while the guard is active; each approved trial gives one back. */
const RETRIES = { 'same-card': 4, 'other-card': 2 } as const;
/** Blocked names beyond which no trial is admitted: no shop has that many shoppers at once. */
const MOST_BLOCKED = 20_000;
/** How long blocked names are kept after the guard was deactivated. */
const MEMORY_MS = 30 * 60_000;
/** While a name was blocked within that time, the attack goes on. */
const QUIET_MS = 20_000;

export function createCardTestingState(at: number): CardTestingState {
  return {
    score: 0,
    scoredAt: at,
    trust: 0,
    inFlight: 0,
    isActive: false,
    activeUntil: 0,
    timesActivated: 0,
    nextSyncAt: 0,
    pools: { fastPaced: newPool('fastPaced'), humanPaced: newPool('humanPaced') },
    retries: { 'same-card': 0, 'other-card': 0 },
    blocked: new Map(),
    blockedAt: 0,
    deactivatedAt: 0,
    waiting: new Set(),
  };
}

function newPool(pacing: Pacing): TrialPool {
  return { trials: TRIAL_CAPACITY[pacing], trialEveryMs: TRIAL_EVERY_MS };
}

export function decay(state: CardTestingState, at: number): void {
  const passedMs = Math.max(0, at - state.scoredAt);
  for (const pacing of PACINGS) {
    const pool = state.pools[pacing];
    const capacity = TRIAL_CAPACITY[pacing];
    if (pool.trials < capacity) pool.trials = Math.min(capacity, pool.trials + passedMs / pool.trialEveryMs);
  }
  if (!state.isActive) state.score = Math.max(0, state.score - (passedMs / 60_000) * DECAY_A_MINUTE);
  state.scoredAt = at;
}

/** Rounded, so that the decay within a minute or two does not matter. */
export function isAtThreshold({ score }: CardTestingState): boolean {
  return Math.round(score) >= THRESHOLD;
}

/** Attempts in flight may still be declined: together with the score they must not exceed the threshold. */
export function roomIn({ score, trust }: CardTestingState): number {
  return Math.max(1, Math.ceil(THRESHOLD - score) + trust);
}

/** Forgets blocked names, unless the last attack ended within {@link MEMORY_MS}. */
export function activate(state: CardTestingState, at: number): void {
  if (at - state.deactivatedAt > MEMORY_MS) state.blocked.clear();
  Object.assign(state, { isActive: true, trust: 0 });
  for (const pacing of PACINGS) Object.assign(state.pools[pacing], newPool(pacing));
  state.retries = { ...RETRIES };
}

/** Whether card testing has stopped: no name was blocked for {@link QUIET_MS}. */
export function isQuiet({ blockedAt }: CardTestingState, at: number): boolean {
  return at - blockedAt >= QUIET_MS;
}

/** Takes one of the trials, if there is one for this name; otherwise records the name as blocked. */
export function takeTrial(
  state: CardTestingState,
  unknownShopper: string,
  pacing: Pacing,
  at: number,
): boolean {
  const { blocked } = state;
  const pool = state.pools[pacing];
  const { trials } = pool;
  const times = blocked.get(unknownShopper) ?? 0;
  const isWelcome = times === 0 || (times <= SECOND_CHANCES && trials >= MOST_TRIALS / 2);
  if (trials >= 1 && isWelcome && blocked.size < MOST_BLOCKED) {
    pool.trials -= 1;
    return true;
  }
  blocked.set(unknownShopper, times + 1);
  state.blockedAt = at;
  return false;
}

/** An approved trial adds trials; a declined one halves them and makes new ones rarer. */
export function learnFromTrial(
  state: CardTestingState,
  unknownShopper: string,
  pacing: Pacing,
  end: 'approved' | 'declined',
): void {
  const pool = state.pools[pacing];
  if (end === 'approved') {
    pool.trials = Math.min(MOST_TRIALS, pool.trials + EARNED_TRIALS);
    pool.trialEveryMs = TRIAL_EVERY_MS;
    for (const kind of ['same-card', 'other-card'] as const)
      state.retries[kind] = Math.min(RETRIES[kind], state.retries[kind] + 1);
    return;
  }
  pool.trials = Math.floor(pool.trials / 2);
  pool.trialEveryMs = Math.min(RAREST_TRIAL_MS, pool.trialEveryMs * 2);
  state.blocked.set(unknownShopper, (state.blocked.get(unknownShopper) ?? 0) + 1);
}

/** Resolves when an attempt in flight ends, or when the time is over. */
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
