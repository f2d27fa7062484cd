import type { SiteId } from '../domain/ids.ts';
import type { CardTestingSetting } from '../domain/settings.ts';
import type { CounterFor } from './counters.ts';
import {
  activate,
  createCardTestingState,
  decay,
  type CardTestingState,
  isQuiet,
  isTooHigh,
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

/** Somebody whom the shop does not know. */
export interface UnknownShopper {
  /** What several attempts of one stranger have in common: the network, else the session. */
  readonly name: string;
  /**
   * Whether they were declined before: with the same card, as somebody who mistypes, or with another one in the same
   * session. Asked only while the shield is up.
   */
  readonly retries: () => Promise<'same-card' | 'other-card' | undefined>;
  readonly pacing: Pacing;
}

/**
 * Keeps stolen cards from being tried out on a site. Testers' cards are mostly declined, shoppers' mostly approved: a
 * score goes up with each card that is declined and down with each approval, and at a threshold, whatever the traffic
 * was before, the shield goes up and strangers are held back. A few are still let through: each who proves a shopper
 * makes room for more, each who is declined for fewer, and who was held back again and again, as only testers are, stays
 * out. Who has mistyped may try again.
 */
export interface CardTestingGuard {
  /**
   * Lets a stranger through, or not. Many at the same moment wait for each other, so that a burst tells by its first
   * answers what it is.
   *
   * @returns undefined when the attempt has to be stopped.
   */
  enter(
    site: SiteId,
    setting: CardTestingSetting,
    unknownShopper: UnknownShopper,
  ): Promise<CompleteAttempt | undefined>;
  /** Counts an attempt that needs no permission. */
  note(site: SiteId, end: AttemptOutcome): void;
}

export interface CardTestingGuardDeps {
  /** Tells other instances that the shield went up here, where the store is shared. */
  readonly counterFor: CounterFor;
  readonly now: () => Date;
  /** Told when the shield of a site goes up or down by itself. */
  readonly onTurn: (site: SiteId, turned: 'up' | 'down') => void;
}

const OFF_FOR_APPROVAL = 1.5;
/** While the shield is up an approved stranger is a proof that the attack is over. */
const OFF_FOR_PROOF = 2.5;
/** How long it stays up after the last card that was declined. */
const UP_MS = 10 * 60_000;
/** How long one waits for the attempts under way to end; OCC waits for us meanwhile. */
const PATIENCE_MS = 3_000;
/** How many may be under way when all is well but the gateway is slow. */
const SLOW_GATEWAY_ROOM = 60;
const MOST_TRUST = 500;
/** How often one looks whether the shield went up elsewhere. */
const LOOK_ROUND_MS = 1_000;

export function createCardTestingGuard({ counterFor, now, onTurn }: CardTestingGuardDeps): CardTestingGuard {
  const raised = counterFor('shield', UP_MS / 1000);
  // One for each site of the shop: settings were read for it, so it exists.
  const gates = new Map<SiteId, CardTestingState>();

  function gateOf(site: SiteId): CardTestingState {
    const at = now().getTime();
    const state = gates.get(site) ?? createCardTestingState(at);
    gates.set(site, state);
    decay(state, at);
    if (state.isUp && state.upUntil <= at) lower(site, state);
    return state;
  }

  function raise(site: SiteId, state: CardTestingState): void {
    const at = now().getTime();
    state.upUntil = at + UP_MS;
    if (state.isUp) return;
    activate(state, at);
    onTurn(site, 'up');
  }

  /** Raises the shield with the other instances that are under the same attack. */
  async function lookRound(site: SiteId, state: CardTestingState): Promise<void> {
    const at = now().getTime();
    if (state.isUp || at < state.lookRoundAt) return;
    state.lookRoundAt = at + LOOK_ROUND_MS;
    const times = await raised.read(site);
    const isNew = times > state.timesRaised;
    state.timesRaised = times;
    if (isNew) raise(site, state);
  }

  /** Half of the way up again: an attack that goes on is noticed sooner. */
  function lower(site: SiteId, state: CardTestingState): void {
    state.isUp = false;
    state.loweredAt = now().getTime();
    state.score = Math.min(state.score, THRESHOLD / 2);
    onTurn(site, 'down');
  }

  function declined(site: SiteId, state: CardTestingState): void {
    state.score = Math.min(state.score + 1, THRESHOLD);
    state.trust = Math.floor(state.trust / 2);
    if (!state.isUp && isTooHigh(state)) {
      state.timesRaised += 1;
      void raised.add(site);
    }
    if (state.isUp || isTooHigh(state)) raise(site, state);
  }

  function approved(site: SiteId, state: CardTestingState): void {
    state.score = Math.max(0, state.score - (state.isUp ? OFF_FOR_PROOF : OFF_FOR_APPROVAL));
    state.trust = Math.min(state.trust + 2, MOST_TRUST);
    if (state.isUp && state.score <= THRESHOLD / 2 && isQuiet(state, now().getTime())) lower(site, state);
  }

  function placeIn(site: SiteId, state: CardTestingState, probing?: UnknownShopper): CompleteAttempt {
    state.inFlight += 1;
    return (end) => {
      state.inFlight -= 1;
      if (probing !== undefined && end !== 'neither')
        learnFromTrial(state, probing.name, probing.pacing, end);
      if (end === 'declined') declined(site, state);
      else if (end === 'approved') approved(site, state);
      releaseWaiting(state);
    };
  }

  async function enterRaised(
    site: SiteId,
    state: CardTestingState,
    unknownShopper: UnknownShopper,
  ): Promise<CompleteAttempt | undefined> {
    const { name, pacing } = unknownShopper;
    const retries = await unknownShopper.retries();
    if (retries !== undefined && state.retries[retries] > 0) {
      state.retries[retries] -= 1;
      return placeIn(site, state);
    }
    if (!takeTrial(state, name, pacing, now().getTime())) return undefined;
    // Held up by hand, the shield learns nothing.
    return placeIn(site, state, state.isUp ? unknownShopper : undefined);
  }

  return {
    async enter(site, setting, unknownShopper) {
      const patientUntil = performance.now() + PATIENCE_MS;
      if (setting === 'auto') await lookRound(site, gateOf(site));
      for (;;) {
        const state = gateOf(site);
        if (setting === 'off') return placeIn(site, state);
        if (setting === 'on' || state.isUp) return enterRaised(site, state, unknownShopper);
        if (state.inFlight < roomIn(state)) return placeIn(site, state);
        const left = patientUntil - performance.now();
        if (left > 0) await eventualOutcome(state, left);
        else if (state.score === 0 && state.inFlight < SLOW_GATEWAY_ROOM) return placeIn(site, state);
        else return undefined;
      }
    },
    note(site, end) {
      const state = gateOf(site);
      // That regular customers pay says nothing about the strangers.
      if (end === 'approved' && !state.isUp) approved(site, state);
      if (end === 'declined') declined(site, state);
    },
  };
}
