import type { Address } from '../../domain/address/address.ts';
import type { GatewaySettings } from '../../domain/settings.ts';

/** A saved card by the gateway's ids. */
export interface VaultedCard {
  readonly paymentInstrumentId: string;
  readonly customerId?: string;
}

/** What its owner may change of a saved card. */
export interface VaultedCardChange {
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  readonly billingAddress?: Address;
  readonly isDefault?: true;
}

/** Where a card's bills go, without the person there. */
export type CardBillingAddress = Pick<
  Address,
  'address1' | 'address2' | 'city' | 'state' | 'postalCode' | 'country'
>;

/** Puts a card back as it was before a change. Rejects as the change. */
export type UndoCardChange = () => Promise<void>;

/** The gateway's store of saved cards. */
export interface CardVault {
  /**
   * Deletes a card; one that is gone already is fine. Rejects with a Problem `gateway-failure` when it may still be there:
   * the same request can be made again.
   */
  forget(card: VaultedCard, settings: GatewaySettings): Promise<void>;
  /**
   * A card's billing address; empty where the gateway has none. Rejects with a Problem: `not-found` for a card that is gone,
   * `gateway-failure` when the gateway did not answer.
   */
  billingAddressOf(card: VaultedCard, settings: GatewaySettings): Promise<CardBillingAddress>;
  /**
   * Changes a card. Another billing address keeps the person of the one before, unless it names one. Rejects with a Problem:
   * `not-found` for a card that is gone, `unprocessable` for what the gateway refuses, `gateway-failure` when it did not answer.
   *
   * @returns how to take the change back, for a caller whose own part of it fails.
   */
  change(card: VaultedCard, change: VaultedCardChange, settings: GatewaySettings): Promise<UndoCardChange>;
}
