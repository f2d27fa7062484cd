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
   * Changes a card. Rejects with a Problem: `not-found` for a card that is gone, `unprocessable` for what the gateway refuses,
   * `gateway-failure` when it did not answer.
   *
   * @returns how to take the change back, for a caller whose own part of it fails.
   */
  change(card: VaultedCard, change: VaultedCardChange, settings: GatewaySettings): Promise<UndoCardChange>;
}
