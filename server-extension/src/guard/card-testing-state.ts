import {
  BLOCKED_NAMES_KEPT_MS,
  BLOCKED_NAMES_MAX,
  EARNED_TRIALS,
  MANY_TRIALS,
  QUIET_MS,
  RAREST_TRIAL_MS,
  RETRIES,
  SCORE_DECAY_PER_MINUTE,
  SECOND_CHANCES,
  THRESHOLD,
  TRIAL_CAPACITY,
  TRIAL_EVERY_MS,
  TRIALS_MAX,
} from './card-testing-limits.ts';
import {
  type GuardPosition,
  type Pacing,
  PACINGS,
  type TrialAdmissionEvidence,
} from './card-testing-table.ts';

/** The state of the card-testing guard on one site. */
export interface CardTestingState {
  /** Between 0, nothing suspicious, and {@link THRESHOLD}. */
  score: number;
  scoredAt: number;
  /** Earned by approvals: how many more than the threshold may be in flight at once. */
  trust: number;
  inFlight: number;
  position: GuardPosition;
  activeUntil: number;
  /** How often it was activated, here or on other instances, as far as this instance has read. */
  timesActivated: number;
  nextSyncAt: number;
  /** One pool for human-paced attempts, so that fast programs do not use up its trials. */
  readonly pools: Readonly<Record<Pacing, TrialPool>>;
  retries: Record<RetryKind, number>;
  /** Names that were blocked, and how often: testers return repeatedly. */
  readonly blocked: Map<string, number>;
  blockedAt: number;
  deactivatedAt: number;
  readonly waiting: Set<() => void>;
}

/** The trials that are admitted while the guard is active. */
interface TrialPool {
  /** Unknown shoppers who may be admitted; grows with time, and with each approved trial. */
  trials: number;
  /** Milliseconds until there is one more trial; longer after each declined trial. */
  trialEveryMs: number;
}

export function createCardTestingState(at: number): CardTestingState {
  return {
    score: 0,
    scoredAt: at,
    trust: 0,
    inFlight: 0,
    position: 'inactive',
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
  if (state.position === 'inactive')
    state.score = Math.max(0, state.score - (passedMs / 60_000) * SCORE_DECAY_PER_MINUTE);
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

/** Fills trials and retries, takes all trust away, and forgets blocked names unless an attack ended a short time ago. */
export function start(state: CardTestingState, at: number): void {
  if (at - state.deactivatedAt > BLOCKED_NAMES_KEPT_MS) state.blocked.clear();
  state.trust = 0;
  for (const pacing of PACINGS) Object.assign(state.pools[pacing], newPool(pacing));
  state.retries = { ...RETRIES };
}

/** Whether card testing has stopped: no name was blocked for a while. */
export function isQuiet({ blockedAt }: CardTestingState, at: number): boolean {
  return at - blockedAt >= QUIET_MS;
}

/** A kind of retry of a shopper who was declined before. */
export type RetryKind = keyof typeof RETRIES;

/** What an active guard decides an attempt by. */
export function trialAdmissionEvidence(
  state: CardTestingState,
  unknownShopper: string,
  pacing: Pacing,
  retry: RetryKind | undefined,
): TrialAdmissionEvidence {
  const { trials } = state.pools[pacing];
  const times = state.blocked.get(unknownShopper) ?? 0;
  return {
    retry: retry !== undefined && state.retries[retry] > 0 ? 'left' : 'none',
    trials: trials < 1 ? 'none' : trials < MANY_TRIALS ? 'few' : 'many',
    name: times === 0 ? 'new' : times <= SECOND_CHANCES ? 'second-chance' : 'blocked-often',
    blockedNames: state.blocked.size < BLOCKED_NAMES_MAX ? 'some' : 'too-many',
  };
}

/** Records the name as blocked once more. */
export function block(state: CardTestingState, unknownShopper: string, at: number): void {
  countBlocked(state, unknownShopper);
  state.blockedAt = at;
}

/** Testers choose their names: beyond the most no other is added, and no trial depends on it. */
function countBlocked({ blocked }: CardTestingState, unknownShopper: string): void {
  const times = blocked.get(unknownShopper);
  if (times !== undefined || blocked.size < BLOCKED_NAMES_MAX) blocked.set(unknownShopper, (times ?? 0) + 1);
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
    pool.trials = Math.min(TRIALS_MAX, pool.trials + EARNED_TRIALS);
    pool.trialEveryMs = TRIAL_EVERY_MS;
    for (const kind of ['same-card', 'other-card'] as const)
      state.retries[kind] = Math.min(RETRIES[kind], state.retries[kind] + 1);
    return;
  }
  pool.trials = Math.floor(pool.trials / 2);
  pool.trialEveryMs = Math.min(RAREST_TRIAL_MS, pool.trialEveryMs * 2);
  countBlocked(state, unknownShopper);
}

/** Resolves when an attempt in flight ends, or after that many milliseconds. */
export function waitForAnEnd({ waiting }: CardTestingState, withinMs: number): Promise<void> {
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
