import type { GatewaySettings } from '../../domain/settings.ts';

/** A saved card by the gateway's ids. */
export interface VaultedCard {
  readonly paymentInstrumentId: string;
  readonly customerId?: string;
}

/** The gateway's store of saved cards. */
export interface CardVault {
  /**
   * Deletes a card; one that is gone already is fine. Rejects with a Problem `gateway-failure` when it may still be there:
   * the same request can be made again.
   */
  forget(card: VaultedCard, settings: GatewaySettings): Promise<void>;
}
