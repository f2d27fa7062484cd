import { decide } from '../domain/decision-table.ts';
import type { SiteId } from '../domain/ids.ts';
import type { CardTestingSetting } from '../domain/settings.ts';
import type { CounterFor } from './counters.ts';
import {
  ACTIVE_MS,
  ATTEMPT_WAIT_MAX_MS,
  SCORE_AFTER_ATTACK,
  SCORE_OF_DECLINE,
  SCORE_OFF_FOR_APPROVAL,
  SCORE_OFF_FOR_TRIAL,
  SLOW_GATEWAY_ROOM,
  SYNC_EVERY_MS,
  THRESHOLD,
  TRUST_FOR_APPROVAL,
  TRUST_MAX,
} from './card-testing-limits.ts';
import {
  trialAdmissionEvidence,
  block,
  type CardTestingState,
  createCardTestingState,
  decay,
  waitForAnEnd,
  isAtThreshold,
  isQuiet,
  learnFromTrial,
  releaseWaiting,
  type RetryKind,
  roomIn,
  start,
} from './card-testing-state.ts';
import {
  TRIAL_ADMISSION_TABLE,
  ADMISSION_TABLE,
  type AdmissionEvidence,
  GUARD_TRANSITIONS,
  type GuardAction,
  type GuardEvent,
  type GuardPosition,
  type Pacing,
} from './card-testing-table.ts';

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
  readonly retries: () => Promise<RetryKind | undefined>;
  readonly pacing: Pacing;
}

/**
 * Protects a site against card testing. Testers' cards are mostly declined, shoppers' mostly approved: a score rises with
 * each declined card and falls with each approval. At a threshold, whatever the traffic was before, the guard becomes
 * active and blocks unknown shoppers. A few trials are still admitted: an approved trial allows more of them, a declined
 * one fewer, and a network that was blocked repeatedly, as only testers are, stays blocked. A shopper who mistyped may
 * retry. This is a circuit breaker that is half open while it is active; its transitions and whom it admits are tables
 * (`card-testing-table.ts`), its numbers stand in `card-testing-limits.ts`.
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
  /** Called with the new position when the guard of a site activates or deactivates itself. */
  readonly onTransition: (site: SiteId, position: GuardPosition) => void;
}

export function createCardTestingGuard({
  counterFor,
  now,
  onTransition,
}: CardTestingGuardDeps): CardTestingGuard {
  const activations = counterFor('card-testing-guard', ACTIVE_MS / 1000);
  // One for each site of the shop: settings were read for it, so it exists.
  const states = new Map<SiteId, CardTestingState>();

  function stateOf(site: SiteId): CardTestingState {
    const at = now().getTime();
    const state = states.get(site) ?? createCardTestingState(at);
    states.set(site, state);
    decay(state, at);
    if (state.activeUntil <= at) transition(site, state, 'time-over');
    return state;
  }

  function transition(site: SiteId, state: CardTestingState, event: GuardEvent): void {
    const from = state.position;
    const { to, actions } = GUARD_TRANSITIONS[from][event];
    for (const action of actions) act[action](site, state);
    state.position = to;
    if (to !== from) onTransition(site, to);
  }

  const act: Readonly<Record<GuardAction, (site: SiteId, state: CardTestingState) => void>> = {
    share(site, state) {
      state.timesActivated += 1;
      void activations.add(site);
    },
    start(_, state) {
      start(state, now().getTime());
    },
    extend(_, state) {
      state.activeUntil = now().getTime() + ACTIVE_MS;
    },
    stop(_, state) {
      state.deactivatedAt = now().getTime();
      state.score = Math.min(state.score, SCORE_AFTER_ATTACK);
    },
  };

  /** Activates the guard together with other instances that are under the same attack. */
  async function syncFromPeers(site: SiteId, state: CardTestingState): Promise<void> {
    const at = now().getTime();
    if (state.position === 'active' || at < state.nextSyncAt) return;
    state.nextSyncAt = at + SYNC_EVERY_MS;
    const times = await activations.read(site);
    const isNew = times > state.timesActivated;
    state.timesActivated = times;
    if (isNew) transition(site, state, 'peer-activated');
  }

  function declined(site: SiteId, state: CardTestingState): void {
    state.score = Math.min(state.score + SCORE_OF_DECLINE, THRESHOLD);
    state.trust = Math.floor(state.trust / 2);
    transition(site, state, isAtThreshold(state) ? 'threshold-reached' : 'declined');
  }

  function approved(site: SiteId, state: CardTestingState): void {
    const off = state.position === 'active' ? SCORE_OFF_FOR_TRIAL : SCORE_OFF_FOR_APPROVAL;
    state.score = Math.max(0, state.score - off);
    state.trust = Math.min(state.trust + TRUST_FOR_APPROVAL, TRUST_MAX);
    const isOver = state.score <= SCORE_AFTER_ATTACK && isQuiet(state, now().getTime());
    transition(site, state, isOver ? 'attack-over' : 'approved');
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
    const retry = await unknownShopper.retries();
    const evidence = trialAdmissionEvidence(state, name, pacing, retry);
    switch (decide(TRIAL_ADMISSION_TABLE, evidence).action) {
      case 'retry':
        if (retry !== undefined) state.retries[retry] -= 1;
        return admitTo(site, state);
      case 'trial':
        state.pools[pacing].trials -= 1;
        // When an administrator keeps the guard active, trials do not change its state.
        return admitTo(site, state, state.position === 'active' ? unknownShopper : undefined);
      case 'block':
        block(state, name, now().getTime());
        return undefined;
    }
  }

  return {
    async enter(site, setting, unknownShopper) {
      const patientUntil = performance.now() + ATTEMPT_WAIT_MAX_MS;
      if (setting === 'auto') await syncFromPeers(site, stateOf(site));
      for (;;) {
        const state = stateOf(site);
        const left = patientUntil - performance.now();
        switch (decide(ADMISSION_TABLE, admissionEvidence(setting, state, left)).action) {
          case 'admit':
            return admitTo(site, state);
          case 'examine':
            return enterWhileActive(site, state, unknownShopper);
          case 'wait':
            await waitForAnEnd(state, left);
            break;
          case 'block':
            return undefined;
        }
      }
    },
    note(site, end) {
      const state = stateOf(site);
      // Approved known shoppers are no evidence about unknown ones.
      if (end === 'approved' && state.position === 'inactive') approved(site, state);
      if (end === 'declined') declined(site, state);
    },
    sites: () => [...states.keys()].map((site) => ({ site, isActive: stateOf(site).position === 'active' })),
  };
}

function admissionEvidence(
  setting: CardTestingSetting,
  state: CardTestingState,
  patienceMs: number,
): AdmissionEvidence {
  const { inFlight, score, position } = state;
  return {
    guard: setting === 'off' ? 'off' : setting === 'on' ? 'active' : position,
    crowd:
      inFlight < roomIn(state)
        ? 'fits'
        : score === 0 && inFlight < SLOW_GATEWAY_ROOM
          ? 'slow-gateway'
          : 'too-large',
    patience: patienceMs > 0 ? 'left' : 'over',
  };
}
