import type { SiteId } from '../domain/ids.ts';
import type { CardTestingSetting } from '../domain/settings.ts';
import type { CounterFor } from './counters.ts';
import {
  activate,
  createCardTestingState,
  decay,
  type CardTestingState,
  isQuiet,
  isAtThreshold,
  learnFromTrial,
  type Pacing,
  roomIn,
  eventualOutcome,
  takeTrial,
  THRESHOLD,
  releaseWaiting,
} from './card-testing-state.ts';

/** How an attempt that was let through ended. What says nothing about the card (no answer, a challenge) is `neither`. */
export type AttemptOutcome = 'approved' | 'declined' | 'neither';

/** To be called once, when the attempt has ended. */
export type CompleteAttempt = (end: AttemptOutcome) => void;

/** A shopper without a trusted account. */
export interface UnknownShopper {
  /** What several attempts of one unknown shopper have in common: the network, else the session. */
  readonly name: string;
  /**
   * Whether the shopper was declined before: with the same card, as after a typing mistake, or with another card in the
   * same session. Called only while the guard is active.
   */
  readonly retries: () => Promise<'same-card' | 'other-card' | undefined>;
  readonly pacing: Pacing;
}

/**
 * Protects a site against card testing. Testers' cards are mostly declined, shoppers' mostly approved: a score rises with
 * each declined card and falls with each approval. At a threshold, whatever the traffic was before, the guard becomes
 * active and blocks unknown shoppers. A few trials are still admitted: an approved trial allows more of them, a declined
 * one fewer, and a network that was blocked repeatedly, as only testers are, stays blocked. A shopper who mistyped may
 * retry. This is a circuit breaker that is half open while it is active.
 */
export interface CardTestingGuard {
  /**
   * Admits an unknown shopper, or not. Many at the same moment wait for each other, so that the first results of a burst
   * show whether it is an attack.
   *
   * @returns undefined when the attempt has to be blocked.
   */
  enter(
    site: SiteId,
    setting: CardTestingSetting,
    unknownShopper: UnknownShopper,
  ): Promise<CompleteAttempt | undefined>;
  /** Counts an attempt of a known shopper, which needs no admission. */
  note(site: SiteId, end: AttemptOutcome): void;
  /** Every site with an attempt since the start, and whether its guard is active now. */
  sites(): readonly { readonly site: SiteId; readonly isActive: boolean }[];
}

export interface CardTestingGuardDeps {
  /** Shares activations with other instances, where the store is shared. */
  readonly counterFor: CounterFor;
  readonly now: () => Date;
  /** Called when the guard of a site activates or deactivates itself. */
  readonly onTurn: (site: SiteId, turned: 'up' | 'down') => void;
}

const SCORE_OFF_FOR_APPROVAL = 1.5;
/** While the guard is active, an approved trial is evidence that the attack is over. */
const SCORE_OFF_FOR_TRIAL = 2.5;
/** How long the guard stays active after the last declined card. */
const ACTIVE_MS = 10 * 60_000;
/** How long an attempt waits for others in flight to end; OCC waits for its answer meanwhile. */
const PATIENCE_MS = 3_000;
/** How many may be in flight when no card was declined but the gateway is slow. */
const SLOW_GATEWAY_ROOM = 60;
const MOST_TRUST = 500;
/** How often activations of other instances are read. */
const SYNC_EVERY_MS = 1_000;

export function createCardTestingGuard({ counterFor, now, onTurn }: CardTestingGuardDeps): CardTestingGuard {
  const activations = counterFor('card-testing-guard', ACTIVE_MS / 1000);
  // One for each site of the shop: settings were read for it, so it exists.
  const states = new Map<SiteId, CardTestingState>();

  function stateOf(site: SiteId): CardTestingState {
    const at = now().getTime();
    const state = states.get(site) ?? createCardTestingState(at);
    states.set(site, state);
    decay(state, at);
    if (state.isActive && state.activeUntil <= at) deactivate(site, state);
    return state;
  }

  function activateFor(site: SiteId, state: CardTestingState): void {
    const at = now().getTime();
    state.activeUntil = at + ACTIVE_MS;
    if (state.isActive) return;
    activate(state, at);
    onTurn(site, 'up');
  }

  /** Activates the guard together with other instances that are under the same attack. */
  async function syncFromPeers(site: SiteId, state: CardTestingState): Promise<void> {
    const at = now().getTime();
    if (state.isActive || at < state.nextSyncAt) return;
    state.nextSyncAt = at + SYNC_EVERY_MS;
    const times = await activations.read(site);
    const isNew = times > state.timesActivated;
    state.timesActivated = times;
    if (isNew) activateFor(site, state);
  }

  /** Keeps half of the threshold as score, so that an attack that goes on is noticed sooner. */
  function deactivate(site: SiteId, state: CardTestingState): void {
    state.isActive = false;
    state.deactivatedAt = now().getTime();
    state.score = Math.min(state.score, THRESHOLD / 2);
    onTurn(site, 'down');
  }

  function declined(site: SiteId, state: CardTestingState): void {
    state.score = Math.min(state.score + 1, THRESHOLD);
    state.trust = Math.floor(state.trust / 2);
    if (!state.isActive && isAtThreshold(state)) {
      state.timesActivated += 1;
      void activations.add(site);
    }
    if (state.isActive || isAtThreshold(state)) activateFor(site, state);
  }

  function approved(site: SiteId, state: CardTestingState): void {
    state.score = Math.max(0, state.score - (state.isActive ? SCORE_OFF_FOR_TRIAL : SCORE_OFF_FOR_APPROVAL));
    state.trust = Math.min(state.trust + 2, MOST_TRUST);
    if (state.isActive && state.score <= THRESHOLD / 2 && isQuiet(state, now().getTime()))
      deactivate(site, state);
  }

  function admitTo(site: SiteId, state: CardTestingState, trialOf?: UnknownShopper): CompleteAttempt {
    state.inFlight += 1;
    return (end) => {
      state.inFlight -= 1;
      if (trialOf !== undefined && end !== 'neither')
        learnFromTrial(state, trialOf.name, trialOf.pacing, end);
      if (end === 'declined') declined(site, state);
      else if (end === 'approved') approved(site, state);
      releaseWaiting(state);
    };
  }

  async function enterWhileActive(
    site: SiteId,
    state: CardTestingState,
    unknownShopper: UnknownShopper,
  ): Promise<CompleteAttempt | undefined> {
    const { name, pacing } = unknownShopper;
    const retries = await unknownShopper.retries();
    if (retries !== undefined && state.retries[retries] > 0) {
      state.retries[retries] -= 1;
      return admitTo(site, state);
    }
    if (!takeTrial(state, name, pacing, now().getTime())) return undefined;
    // When an administrator keeps the guard active, trials do not change its state.
    return admitTo(site, state, state.isActive ? unknownShopper : undefined);
  }

  return {
    async enter(site, setting, unknownShopper) {
      const patientUntil = performance.now() + PATIENCE_MS;
      if (setting === 'auto') await syncFromPeers(site, stateOf(site));
      for (;;) {
        const state = stateOf(site);
        if (setting === 'off') return admitTo(site, state);
        if (setting === 'on' || state.isActive) return enterWhileActive(site, state, unknownShopper);
        if (state.inFlight < roomIn(state)) return admitTo(site, state);
        const left = patientUntil - performance.now();
        if (left > 0) await eventualOutcome(state, left);
        else if (state.score === 0 && state.inFlight < SLOW_GATEWAY_ROOM) return admitTo(site, state);
        else return undefined;
      }
    },
    note(site, end) {
      const state = stateOf(site);
      // Approved known shoppers are no evidence about unknown ones.
      if (end === 'approved' && !state.isActive) approved(site, state);
      if (end === 'declined') declined(site, state);
    },
    sites: () => [...states.keys()].map((site) => ({ site, isActive: stateOf(site).isActive })),
  };
}
