import type { SiteId } from '../domain/ids.ts';
import type { ShieldSetting } from '../domain/settings.ts';
import type { CounterFor } from './counters.ts';
import {
  beginAttack,
  createGate,
  forgetWithTime,
  type Gate,
  isQuiet,
  isTooHigh,
  learnFromProbe,
  type Manner,
  roomIn,
  someEnd,
  takeProbe,
  THRESHOLD,
  wakeAll,
} from './gate.ts';

/** How an attempt that was let through ended. What says nothing about the card (no answer, a challenge) is `neither`. */
export type AttemptEnd = 'approved' | 'declined' | 'neither';

/** To be called once, when the attempt has ended. */
export type Leave = (end: AttemptEnd) => void;

/** Somebody whom the shop does not know. */
export interface Stranger {
  /** What several attempts of one stranger have in common: the network, else the session. */
  readonly name: string;
  /**
   * Whether they were declined before: with the same card, as somebody who mistypes, or with another one in the same
   * session. Asked only while the shield is up.
   */
  readonly retries: () => Promise<'same-card' | 'other-card' | undefined>;
  readonly manner: Manner;
}

/**
 * Keeps stolen cards from being tried out on a site. Testers' cards are mostly declined, shoppers' mostly approved: a
 * score goes up with each card that is declined and down with each approval, and at a threshold, whatever the traffic
 * was before, the shield goes up and strangers are held back. A few are still let through: each who proves a shopper
 * makes room for more, each who is declined for fewer, and who was held back again and again, as only testers are, stays
 * out. Who has mistyped may try again.
 */
export interface Shield {
  /**
   * Lets a stranger through, or not. Many at the same moment wait for each other, so that a burst tells by its first
   * answers what it is.
   *
   * @returns undefined when the attempt has to be stopped.
   */
  enter(site: SiteId, setting: ShieldSetting, stranger: Stranger): Promise<Leave | undefined>;
  /** Counts an attempt that needs no permission. */
  note(site: SiteId, end: AttemptEnd): void;
}

export interface ShieldDeps {
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

export function createShield({ counterFor, now, onTurn }: ShieldDeps): Shield {
  const raised = counterFor('shield', UP_MS / 1000);
  // One for each site of the shop: settings were read for it, so it exists.
  const gates = new Map<SiteId, Gate>();

  function gateOf(site: SiteId): Gate {
    const at = now().getTime();
    const gate = gates.get(site) ?? createGate(at);
    gates.set(site, gate);
    forgetWithTime(gate, at);
    if (gate.isUp && gate.upUntil <= at) lower(site, gate);
    return gate;
  }

  function raise(site: SiteId, gate: Gate): void {
    const at = now().getTime();
    gate.upUntil = at + UP_MS;
    if (gate.isUp) return;
    beginAttack(gate, at);
    onTurn(site, 'up');
  }

  /** Raises the shield with the other instances that are under the same attack. */
  async function lookRound(site: SiteId, gate: Gate): Promise<void> {
    const at = now().getTime();
    if (gate.isUp || at < gate.lookRoundAt) return;
    gate.lookRoundAt = at + LOOK_ROUND_MS;
    const times = await raised.read(site);
    const isNew = times > gate.timesRaised;
    gate.timesRaised = times;
    if (isNew) raise(site, gate);
  }

  /** Half of the way up again: an attack that goes on is noticed sooner. */
  function lower(site: SiteId, gate: Gate): void {
    gate.isUp = false;
    gate.loweredAt = now().getTime();
    gate.score = Math.min(gate.score, THRESHOLD / 2);
    onTurn(site, 'down');
  }

  function declined(site: SiteId, gate: Gate): void {
    gate.score = Math.min(gate.score + 1, THRESHOLD);
    gate.trust = Math.floor(gate.trust / 2);
    if (!gate.isUp && isTooHigh(gate)) {
      gate.timesRaised += 1;
      void raised.add(site);
    }
    if (gate.isUp || isTooHigh(gate)) raise(site, gate);
  }

  function approved(site: SiteId, gate: Gate): void {
    gate.score = Math.max(0, gate.score - (gate.isUp ? OFF_FOR_PROOF : OFF_FOR_APPROVAL));
    gate.trust = Math.min(gate.trust + 2, MOST_TRUST);
    if (gate.isUp && gate.score <= THRESHOLD / 2 && isQuiet(gate, now().getTime())) lower(site, gate);
  }

  function placeIn(site: SiteId, gate: Gate, probing?: Stranger): Leave {
    gate.underWay += 1;
    return (end) => {
      gate.underWay -= 1;
      if (probing !== undefined && end !== 'neither') learnFromProbe(gate, probing.name, probing.manner, end);
      if (end === 'declined') declined(site, gate);
      else if (end === 'approved') approved(site, gate);
      wakeAll(gate);
    };
  }

  async function enterRaised(site: SiteId, gate: Gate, stranger: Stranger): Promise<Leave | undefined> {
    const { name, manner } = stranger;
    const retries = await stranger.retries();
    if (retries !== undefined && gate.retries[retries] > 0) {
      gate.retries[retries] -= 1;
      return placeIn(site, gate);
    }
    if (!takeProbe(gate, name, manner, now().getTime())) return undefined;
    // Held up by hand, the shield learns nothing.
    return placeIn(site, gate, gate.isUp ? stranger : undefined);
  }

  return {
    async enter(site, setting, stranger) {
      const patientUntil = performance.now() + PATIENCE_MS;
      if (setting === 'auto') await lookRound(site, gateOf(site));
      for (;;) {
        const gate = gateOf(site);
        if (setting === 'off') return placeIn(site, gate);
        if (setting === 'on' || gate.isUp) return enterRaised(site, gate, stranger);
        if (gate.underWay < roomIn(gate)) return placeIn(site, gate);
        const left = patientUntil - performance.now();
        if (left > 0) await someEnd(gate, left);
        else if (gate.score === 0 && gate.underWay < SLOW_GATEWAY_ROOM) return placeIn(site, gate);
        else return undefined;
      }
    },
    note(site, end) {
      const gate = gateOf(site);
      // That regular customers pay says nothing about the strangers.
      if (end === 'approved' && !gate.isUp) approved(site, gate);
      if (end === 'declined') declined(site, gate);
    },
  };
}
