import type { Instrument } from '../../domain/payment/command.ts';
import { toSavedCard } from '../../occ/cards/saved-card.ts';
import { malformedField } from '../../occ/webhook/shape/required-shape.ts';
import { isGiven, type Webhook, type WebhookReading } from '../../occ/webhook/webhook.ts';

/** OCC: a card payment, new or saved. */
export const cardWebhook: WebhookReading = {
  arrivesAs: 'card',
  read: (webhook, initiation) => ({
    instrument: readInstrument(webhook, initiation.by === 'merchant'),
    ...(isGiven(webhook.cardDetails?.type) && { isBrandChosen: true }),
  }),
  asksIssuer: () => true,
  // OCC runs schedules with saved cards only (OCC: scheduled orders).
  mayBeScheduled: namesSavedCard,
};

/** OCC: `cardDetails.token`, the card that the shopper picked among those that OCC keeps. */
function namesSavedCard({ cardDetails }: Webhook): boolean {
  return isGiven(cardDetails?.token);
}

/**
 * A saved card's ids (and the token that the card fields made of its security code, where the shopper has typed one for
 * this payment), or the token that they made of a new card.
 */
function readInstrument(webhook: Webhook, isScheduledRun: boolean): Instrument {
  const jwt = webhook.customProperties.get('transientTokenJwt');
  if (namesSavedCard(webhook)) {
    const isTyped = isGiven(jwt) && !isScheduledRun;
    return { ...readSavedCard(webhook), ...(isTyped && { securityCodeToken: jwt }) };
  }
  if (!isGiven(jwt)) {
    throw malformedField(
      'body:customProperties.transientTokenJwt',
      'is missing: pay with the payment widget or a saved card',
    );
  }
  return { kind: 'transient-token', jwt, save: webhook.cardDetails?.saveCard === true };
}

function readSavedCard({ cardDetails }: Webhook): Extract<Instrument, { kind: 'saved-card' }> {
  const saved = cardDetails?.additionalSavedCardProperties;
  return toSavedCard({
    token: cardDetails?.token ?? '',
    instrumentId: saved?.instrumentId,
    customerId: saved?.customerId,
    expiryMonth: cardDetails?.expirationMonth,
    expiryYear: cardDetails?.expirationYear,
    type: cardDetails?.type,
  });
}
