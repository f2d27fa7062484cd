import type { SiteId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createOwnSavedCard } from '../../occ/cards/own-saved-card.ts';
import type { CardVault, CardBillingAddress } from '../../payments/ports/card-vault.ts';

export interface CardAddressDeps {
  readonly occ: Pick<OccApi, 'currentProfile' | 'profile'>;
  readonly cardVault: Pick<CardVault, 'billingAddressOf'>;
}

export interface CardAddressRequest {
  readonly token: string;
  readonly site: SiteId;
  readonly settings: GatewaySettings;
  /** OCC's id of the card. */
  readonly card: string;
}

/** Where the bills of one of the shopper's own cards go: OCC does not keep that, the gateway does. */
export type ReadCardAddress = (request: CardAddressRequest) => Promise<CardBillingAddress>;

export function createReadCardAddress({ occ, cardVault }: CardAddressDeps): ReadCardAddress {
  const ownSavedCard = createOwnSavedCard(occ);
  return async ({ token, site, settings, card }) => {
    const { paymentInstrumentId, customerId } = await ownSavedCard(token, card, site);
    // A card of the earliest plugin is a number alone.
    if (paymentInstrumentId === undefined) return {};
    const vaulted = { paymentInstrumentId, ...present({ customerId }) };
    return cardVault.billingAddressOf(vaulted, settings);
  };
}
