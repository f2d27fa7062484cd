import type { GatewaySettings } from '../../domain/settings.ts';
import type {
  CardSource,
  ProfileCardChange,
  ProfileCardStore,
  SavedProfileCard,
  VaultedCardState,
} from '../ports.ts';
import { changeOf } from './card-change.ts';
import type { ProfileLeases } from './profile-leases.ts';

export interface RefreshProfileDeps {
  readonly source: CardSource;
  readonly profiles: ProfileCardStore;
  readonly profileLeases: Pick<ProfileLeases, 'changing'>;
}

/**
 * Makes the saved cards of a profile equal to those of the gateway's vault, one run at a time for each profile, on all
 * instances.
 *
 * @param accounts settings of the merchant accounts that may have the cards, the likeliest first.
 * @param wanted `deleted`: only what the gateway has deleted goes; the other cards stay as they are.
 * @returns how many cards changed; undefined while another run is under way.
 */
export type RefreshProfile = (
  profileId: string,
  accounts: readonly GatewaySettings[],
  wanted?: 'all' | 'deleted',
) => Promise<number | undefined>;

export function createRefreshProfile({
  source,
  profiles,
  profileLeases,
}: RefreshProfileDeps): RefreshProfile {
  return (profileId, accounts, wanted = 'all') =>
    profileLeases.changing(profileId, async () => {
      const changes: ProfileCardChange[] = [];
      for (const card of await profiles.cardsOf(profileId)) {
        const vaulted = await readAnywhere(card, accounts);
        const change = vaulted && changeOf(card, vaulted);
        if (change !== undefined && (wanted === 'all' || 'removed' in change)) changes.push(change);
      }
      if (changes.length > 0) await profiles.change(profileId, changes);
      return changes.length;
    });

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
