import type { Notification } from '../ports.ts';

/** The event type of our own notification that a card was deleted. */
export const CARD_DELETED = 'saved-card.deleted';

/** Tells the inbox that a shopper has deleted a card at the gateway, so that the shop's entry goes as well. */
export function cardDeletion(paymentInstrumentId: string, at: Date): Notification {
  return {
    id: `deleted-${paymentInstrumentId}`,
    eventType: CARD_DELETED,
    topic: 'card',
    signedAt: at,
    content: { paymentInstruments: [{ id: paymentInstrumentId }] },
  };
}
