import type { Instrument } from '../../domain/payment/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';

/** What the card to be authenticated is known by before it is paid with. */
export type CardToAuthenticate =
  /** CyberSource: the id (`jti`) of a transient token of the card fields. */
  | { readonly kind: 'transient-token-id'; readonly id: string }
  | Extract<Instrument, { kind: 'saved-card' | 'wallet' }>;

/** What the browser needs for the device data collection that comes before a payment. CyberSource: setup, answer. */
export interface AuthenticationSetup {
  readonly status: string;
  readonly accessToken: string;
  readonly referenceId: string;
  readonly deviceDataCollectionUrl: string;
}

export interface PayerAuthenticationSetup {
  /**
   * Begins payer authentication of a card. Moves no money. Rejects with a Problem `gateway-failure` when CyberSource
   * gives no usable answer, `unprocessable` when it does not know the card.
   *
   * @param reference the order's id where it has one already: what people search for.
   */
  setUp(card: CardToAuthenticate, reference: string, settings: GatewaySettings): Promise<AuthenticationSetup>;
}
