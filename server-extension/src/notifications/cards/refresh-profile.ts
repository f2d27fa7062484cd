import type { GatewaySettings } from '../../domain/settings.ts';
import type {
  CardSource,
  NotificationStore,
  ProfileCardChange,
  ProfileCardStore,
  SavedProfileCard,
  VaultedCardState,
} from '../ports.ts';
import { changeOf } from './card-change.ts';

export interface RefreshProfileDeps {
  readonly source: CardSource;
  readonly profiles: ProfileCardStore;
  readonly leases: Pick<NotificationStore, 'takeLease' | 'releaseLease'>;
}

/**
 * Makes the saved cards of a profile equal to those of the gateway's vault, one run at a time for each profile, on all
 * instances.
 *
 * @param accounts settings of the merchant accounts that may have the cards, the likeliest first.
 * @returns how many cards changed; undefined while another run is under way.
 */
export type RefreshProfile = (
  profileId: string,
  accounts: readonly GatewaySettings[],
) => Promise<number | undefined>;

/** A profile's cards are read one after the other. */
const LEASE_MS = 60_000;

export function createRefreshProfile({ source, profiles, leases }: RefreshProfileDeps): RefreshProfile {
  return async (profileId, accounts) => {
    const name = profileLease(profileId);
    const lease = await leases.takeLease(name, LEASE_MS);
    if (lease === undefined) return undefined;
    try {
      const changes: ProfileCardChange[] = [];
      for (const card of await profiles.cardsOf(profileId)) {
        const vaulted = await readAnywhere(card, accounts);
        const change = vaulted && changeOf(card, vaulted);
        if (change !== undefined) changes.push(change);
      }
      if (changes.length > 0) await profiles.change(profileId, changes);
      return changes.length;
    } finally {
      await leases.releaseLease(name, lease);
    }
  };

  /** A card that none of these accounts ever had belongs to another one: it stays as it is. */
  async function readAnywhere(
    card: SavedProfileCard,
    accounts: readonly GatewaySettings[],
  ): Promise<VaultedCardState | undefined> {
    let found: VaultedCardState | undefined;
    for (const settings of accounts) {
      found = (await source.read(card, settings)) ?? found;
      if (found?.kind === 'present') return found;
    }
    return found;
  }
}

/** The name of the lease under which a profile's cards are written. */
export function profileLease(profileId: string): string {
  return `profile ${profileId}`;
}
