import { hkdfSync } from 'node:crypto';
import type { OrderId, SiteId } from '../domain/ids.ts';
import { sha256 } from '../domain/sha256.ts';
import type { Secret } from '../domain/secret.ts';
import type { CardTestingSetting } from '../domain/settings.ts';
import type { CounterFor } from './counters.ts';
import type {
  AttemptOutcome,
  CompleteAttempt,
  CardTestingGuard,
  UnknownShopper,
} from './card-testing-guard.ts';

/** An attempt to pay, as far as it is known without trusting the browser. */
export interface CountedAttempt {
  readonly site: SiteId;
  readonly order: OrderId;
  /** The network that the key for the card fields was given to. */
  readonly network?: string;
  /** The key for the card fields, given out once. */
  readonly session?: string;
  /** Identifies the card: masked number and brand, or the saved card's id. */
  readonly card?: string;
  /** A registered shopper's id, from OCC. */
  readonly profile?: string;
  /** OCC or the issuer knows the shopper: an account of some age, a saved card, a challenge that was answered. */
  readonly isKnown: boolean;
  /** The form was open for as long as it takes a person to type a card in. */
  readonly isHumanPaced?: boolean;
  /** In CyberSource's test environment all shops share the same test cards, and scripts use a key repeatedly. */
  readonly isTest: boolean;
}

/** What blocked an attempt; for the log, never for the browser. */
export type AttemptLimit = 'order' | 'session' | 'card' | 'profile' | 'network' | 'card-testing';

export type AttemptAdmission =
  | { readonly blockedBy: AttemptLimit }
  /** To be called with the outcome of the attempt. */
  | { readonly blockedBy?: undefined; readonly ended: (end: AttemptOutcome) => Promise<void> };

/** Decides before each authorization whether it may be sent to the gateway. Only declined attempts are counted. */
export type AdmitAttempt = (
  attempt: CountedAttempt,
  setting: CardTestingSetting,
) => Promise<AttemptAdmission>;

export interface AttemptsDeps {
  readonly counterFor: CounterFor;
  readonly cardTestingGuard: Pick<CardTestingGuard, 'enter' | 'note'>;
  /** Names what is counted, so that no store holds anything that identifies a shopper or a card. */
  readonly secret: Secret;
}

type Counted = Exclude<AttemptLimit, 'card-testing'>;

/** How many declines are allowed, and within which time. A shopper who mistypes three times is far below each limit. */
const LIMITS: Readonly<Record<Counted, { declined: number; windowSeconds: number }>> = {
  order: { declined: 5, windowSeconds: 24 * 60 * 60 },
  session: { declined: 6, windowSeconds: 15 * 60 },
  card: { declined: 8, windowSeconds: 60 * 60 },
  profile: { declined: 20, windowSeconds: 60 * 60 },
  network: { declined: 25, windowSeconds: 10 * 60 },
};

/** Payments of one profile that may be in flight at once; a known shopper with more is treated like an unknown one. */
const PROFILE_PAYMENTS_IN_FLIGHT_MAX = 3;

const COUNTED = Object.keys(LIMITS) as readonly Counted[];
const SHARED_IN_TESTS: ReadonlySet<Counted> = new Set(['session', 'card'] as const);

type Named = readonly [limit: Counted, key: string];
/** The names under which an attempt is counted, by limit. */
type Names = Readonly<Partial<Record<Counted, string>> & { order: string }>;

export function createAdmitAttempt({ counterFor, cardTestingGuard, secret }: AttemptsDeps): AdmitAttempt {
  const derived = hkdfSync('sha256', secret.reveal(), '', 'occ-cybersource limits v1', 32);
  // These names are never shown, so a key in front is as good as an HMAC, and a fifth of its cost.
  const key = Buffer.from(derived).toString('base64url');
  const nameOf = (...parts: readonly string[]): string =>
    sha256([key, ...parts].join('\n'), 'base64url').slice(0, 22);
  const counters = Object.fromEntries(
    Object.entries(LIMITS).map(([limit, { windowSeconds }]) => [limit, counterFor(limit, windowSeconds)]),
  ) as Record<Counted, ReturnType<CounterFor>>;
  const seen = counterFor('seen', LIMITS.session.windowSeconds);
  const inFlight = createTally();

  function namesOf(attempt: CountedAttempt): Names {
    const names: Partial<Record<Counted, string>> = {};
    for (const limit of COUNTED) {
      const value = attempt[limit];
      if (value !== undefined) names[limit] = nameOf(attempt.site, limit, value);
    }
    return names as Names;
  }

  async function exceeded(names: readonly Named[]): Promise<AttemptLimit | undefined> {
    const counts = await Promise.all(names.map(([limit, name]) => counters[limit].read(name)));
    return names.find(([limit], index) => (counts[index] ?? 0) >= LIMITS[limit].declined)?.[0];
  }

  return async (attempt, setting) => {
    const { site } = attempt;
    const known = namesOf(attempt);
    const names = (Object.entries(known) as readonly Named[]).filter(
      ([limit]) => !attempt.isTest || !SHARED_IN_TESTS.has(limit),
    );
    const session = known.session ?? known.order;
    const sameCard = `same-card ${session} ${known.card ?? ''}`;
    const otherCard = `other-card ${session}`;
    const cardOfAnyShopper = `anybodys-card ${known.card ?? session}`;
    const blockedBy = await exceeded(names);
    if (blockedBy !== undefined) return { blockedBy };

    const unknownShopper: UnknownShopper = {
      name: known.network ?? session,
      pacing: attempt.isHumanPaced === true ? 'humanPaced' : 'fastPaced',
      async retries() {
        const [sameCards, otherCards] = await Promise.all([seen.read(sameCard), seen.read(otherCard)]);
        return sameCards > 0 ? 'same-card' : otherCards > 0 ? 'other-card' : undefined;
      },
    };
    const done = inFlight.begin(known.profile);
    const completeAttempt: CompleteAttempt | undefined =
      attempt.isKnown && !done.isCrowded
        ? (end) => {
            cardTestingGuard.note(site, end);
          }
        : await cardTestingGuard.enter(site, setting, unknownShopper);
    if (completeAttempt === undefined) {
      done.end();
      return { blockedBy: 'card-testing' };
    }

    return {
      async ended(end) {
        done.end();
        if (end !== 'declined') {
          completeAttempt(end);
          return;
        }
        // Another decline of the same card is no evidence of card testing, which uses many cards.
        const isKnownBad = seen.add(cardOfAnyShopper).then(
          ({ count }) => count > 1,
          () => false,
        );
        await Promise.all([
          isKnownBad.then((isKnown) => {
            completeAttempt(isKnown ? 'neither' : 'declined');
          }),
          seen.add(sameCard),
          seen.add(otherCard),
          ...names.map(([limit, counted]) => counters[limit].add(counted)),
        ]);
      },
    };
  };
}

interface Tally {
  /** Counts one more of a name, and says whether there are {@link PROFILE_PAYMENTS_IN_FLIGHT_MAX} others; without a name nothing is counted. */
  begin(name: string | undefined): { readonly isCrowded: boolean; readonly end: () => void };
}

/** Attempts in flight in this process, by name. */
function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    begin(name) {
      if (name === undefined) return { isCrowded: false, end: () => undefined };
      const others = counts.get(name) ?? 0;
      counts.set(name, others + 1);
      return {
        isCrowded: others >= PROFILE_PAYMENTS_IN_FLIGHT_MAX,
        end() {
          const left = (counts.get(name) ?? 1) - 1;
          if (left > 0) counts.set(name, left);
          else counts.delete(name);
        },
      };
    },
  };
}
