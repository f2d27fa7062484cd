import type { GatewaySettings } from '../../domain/settings.ts';
import { CARD_DELETED } from './card-deletion.ts';
import type { CardSource, HandleNotification, ProfileCardStore } from '../ports.ts';
import type { RefreshProfile } from './refresh-profile.ts';

export interface CardNotificationsDeps {
  readonly source: CardSource;
  readonly profiles: ProfileCardStore;
  readonly refreshProfile: RefreshProfile;
  /** Settings of every site and channel. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly now: () => Date;
}

/**
 * A notification about a card only says that something changed: the vault's latest state is read, so that copies, the order and
 * what is in the notification do not matter.
 */
export function createCardNotifications({
  source,
  profiles,
  refreshProfile,
  allSettings,
  now,
}: CardNotificationsDeps): HandleNotification {
  return async (notification) => {
    const notified = source.identify(notification);
    const named = [...notified.paymentInstrumentIds, ...notified.instrumentIdentifierIds];
    if (named.length === 0 && notified.customerIds.length === 0)
      return { parked: 'It names no token of a card.' };
    const isDeletion = notification.eventType === CARD_DELETED;
    const accounts = accountsIn(await allSettings(), isDeletion);
    if (accounts.length === 0)
      return { processed: 'The setting networkTokenUpdates is off: saved cards stay as they are.' };
    const behind = await Promise.all(
      accounts.map((settings) => source.paymentInstrumentsOf(notified, settings)),
    );
    const tokens = new Set([...named, ...behind.flat()]);
    const found = await Promise.all([...tokens].map((token) => profiles.find(token)));
    const profileIds = new Set(found.flat());
    if (profileIds.size === 0) return { processed: 'No profile has the card.' };
    let changed = 0;
    for (const profileId of profileIds) {
      const count = await refreshProfile(profileId, accounts, isDeletion ? 'deleted' : 'all');
      if (count === undefined)
        return { waiting: 'The cards of the profile are being written.', runAt: now() };
      changed += count;
    }
    return { processed: `${changed} saved cards changed.` };
  };
}

/**
 * One settings value for each merchant account whose sites want their cards refreshed.
 *
 * @param every also those whose sites do not.
 */
export function accountsIn(all: readonly GatewaySettings[], every = false): readonly GatewaySettings[] {
  const accounts = new Map<string, GatewaySettings>();
  for (const settings of all) {
    const { merchantId, host } = settings.account;
    if ((every || settings.networkTokenUpdates) && !accounts.has(`${host} ${merchantId}`))
      accounts.set(`${host} ${merchantId}`, settings);
  }
  return [...accounts.values()];
}
