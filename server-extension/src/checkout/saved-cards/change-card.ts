import type { Address } from '../../domain/address/address.ts';
import type { SiteId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { ProfileLeases } from '../../notifications/cards/profile-leases.ts';
import type { ProfileCardStore } from '../../notifications/ports.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createOwnSavedCard } from '../../occ/cards/own-saved-card.ts';
import type { ShopperCard, ShopperCards } from '../../occ/cards/shopper-cards.ts';
import type { CardVault, UndoCardChange } from '../../payments/ports/card-vault.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';

export interface ChangeCardDeps {
  readonly occ: OccApi;
  readonly shopperCards: ShopperCards;
  readonly cardVault: CardVault;
  readonly profileCards: ProfileCardStore;
  readonly profileLeases: Pick<ProfileLeases, 'changing' | 'writing'>;
  readonly log: Log;
}

/** What a shopper changes of an own card. */
export interface CardChangeRequest {
  readonly token: string;
  readonly site: SiteId;
  readonly settings: GatewaySettings;
  /** OCC's id of the card. */
  readonly card: string;
  readonly inOcc: { readonly nickname?: string; readonly isDefault?: true };
  readonly ofCard: {
    readonly expiryMonth?: string;
    readonly expiryYear?: string;
    readonly billingAddress?: Address;
  };
}

/**
 * Changes a card at the gateway and in OCC: both or neither. Only the shopper's own cards can be named. Where neither can be had, the
 * caller gets OCC's reason, and the log says that the two differ.
 */
export type ChangeCard = (request: CardChangeRequest) => Promise<ShopperCard>;

/** A shopper waits meanwhile. */
const CHANGE_WAIT_MAX_MS = 5_000;

export function createChangeCard({
  occ,
  shopperCards,
  cardVault,
  profileCards,
  profileLeases,
  log,
}: ChangeCardDeps): ChangeCard {
  const ownSavedCard = createOwnSavedCard(occ);
  return async (request) => {
    const profileId = await shopperCards.profileIdOf(request.token, request.site);
    const changed = await profileLeases.changing(
      profileId,
      async () => {
        const undo = await changeInVault(request);
        try {
          await changeInOcc(profileId, request);
        } catch (error) {
          await undo().catch((failure: unknown) => {
            const { site, card: savedCardId } = request;
            log('cards.not-put-back', { site, savedCardId, ...toErrorFields(failure) });
          });
          throw error;
        }
        return shopperCards.read(request.token, request.site, request.card);
      },
      CHANGE_WAIT_MAX_MS,
    );
    if (changed !== undefined) return changed;
    throw new Problem('in-progress', 'The saved cards are being refreshed. Nothing was changed; try again.');
  };

  async function changeInVault({
    token,
    site,
    settings,
    card,
    inOcc: { isDefault },
    ofCard: { expiryMonth: expirationMonth, expiryYear: expirationYear, billingAddress },
  }: CardChangeRequest): Promise<UndoCardChange> {
    const change = present({ expirationMonth, expirationYear, billingAddress, isDefault });
    if (Object.keys(change).length === 0) return nothing;
    const { paymentInstrumentId, customerId } = await ownSavedCard(token, card, site);
    if (paymentInstrumentId === undefined || (isDefault === true && customerId === undefined)) {
      // A card of the earliest plugin is a number alone: it has no expiry date, address or rank at the gateway.
      if (isDefault === true) return nothing;
      throw new Problem('unprocessable', 'This card cannot be changed: save it again with the next order.');
    }
    return cardVault.change({ paymentInstrumentId, ...present({ customerId }) }, change, settings);
  }

  async function changeInOcc(
    profileId: string,
    { token, site, card, inOcc, ofCard }: CardChangeRequest,
  ): Promise<void> {
    if (Object.keys(inOcc).length > 0)
      await profileLeases.writing(profileId, 'one', () => shopperCards.change(token, site, card, inOcc));
    const { expiryMonth: expirationMonth, expiryYear: expirationYear } = ofCard;
    if (expirationMonth === undefined || expirationYear === undefined) return;
    const changed = { kind: 'present', expirationMonth, expirationYear } as const;
    await profileCards.change(profileId, [{ id: card, card: changed }]);
  }
}

async function nothing(): Promise<void> {
  // The gateway keeps none of it.
}
