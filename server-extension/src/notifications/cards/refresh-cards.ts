import { cardStatusOf } from '../../domain/card/card-expiry.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { NotificationStore, ProfileCardStore, ProfileWithCards } from '../ports.ts';
import { accountsIn } from './card-notifications.ts';
import type { RefreshProfile } from './refresh-profile.ts';

export interface RefreshCardsDeps {
  readonly profiles: Pick<ProfileCardStore, 'page'>;
  readonly refreshProfile: RefreshProfile;
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly leases: Pick<NotificationStore, 'takeLease' | 'releaseLease'>;
  readonly now: () => Date;
  /** Called after a round that read cards. */
  readonly onRound: (round: RefreshReport) => void;
  /** Called with what one profile's refresh rejected with; the others go on. */
  readonly onError: (error: unknown) => void;
}

/** What a round has done. */
export interface RefreshReport {
  /** Profiles whose cards were read in the vault. */
  readonly profiles: number;
  /** Cards that differed. */
  readonly changed: number;
}

/**
 * The net under notifications that never came: reads the saved cards again of profiles where one expires soon, once a day, and
 * of all others once in thirty days. A round looks at so many profiles and no more, and the next one goes on after them; with a
 * database one instance does it. Sites whose setting `networkTokenUpdates` is off are left alone.
 */
export type RefreshCards = (isOver?: () => boolean) => Promise<void>;

const DAY_MS = 24 * 60 * 60 * 1000;
const NEAR_EXPIRY_MS = DAY_MS;
const OTHERS_MS = 30 * DAY_MS;
/** Longer than a round. The next one on another instance comes after it. */
const ROUND_MS = 9 * 60_000;
const PAGE_CARDS = 100;
const PAGES_MAX = 10;
/** Each is a few calls to CyberSource and OCC, one profile after the other. */
const REFRESHED_MAX = 100;

export function createRefreshCards({
  profiles,
  refreshProfile,
  allSettings,
  leases,
  now,
  onRound,
  onError,
}: RefreshCardsDeps): RefreshCards {
  let offset = 0;

  return async (isOver = () => false) => {
    try {
      const accounts = accountsIn(await allSettings());
      if (accounts.length === 0) return;
      if ((await leases.takeLease('cards: refresh round', ROUND_MS)) === undefined) return;
      const round = await lookThrough(accounts, isOver);
      if (round.profiles > 0) onRound(round);
    } catch (error) {
      onError(error);
    }
  };

  async function lookThrough(
    accounts: readonly GatewaySettings[],
    isOver: () => boolean,
  ): Promise<RefreshReport> {
    const round = { profiles: 0, changed: 0 };
    for (let nth = 0; nth < PAGES_MAX; nth += 1) {
      const page = await profiles.page(offset, PAGE_CARDS);
      for (const profile of page) {
        if (isOver() || round.profiles >= REFRESHED_MAX) return round;
        const changed = await refreshWhenDue(profile, accounts);
        if (changed !== undefined) {
          round.profiles += 1;
          round.changed += changed;
        }
        offset += 1;
      }
      if (page.length < PAGE_CARDS) {
        offset = 0;
        return round;
      }
    }
    return round;
  }

  /** A mark says when the profile was read last. Undefined when it is not due. */
  async function refreshWhenDue(
    { profileId, cards }: ProfileWithCards,
    accounts: readonly GatewaySettings[],
  ): Promise<number | undefined> {
    if (cards.length === 0) return undefined;
    const isNear = cards.some(
      ({ expirationMonth = '', expirationYear = '' }) =>
        cardStatusOf(expirationMonth, expirationYear, now()) !== 'valid',
    );
    const mark = `cards of ${profileId}: read`;
    const lease = await leases.takeLease(mark, isNear ? NEAR_EXPIRY_MS : OTHERS_MS);
    if (lease === undefined) return undefined;
    try {
      const changed = await refreshProfile(profileId, accounts);
      if (changed !== undefined) return changed;
    } catch (error) {
      onError(error);
    }
    await leases.releaseLease(mark, lease);
    return 0;
  }
}
