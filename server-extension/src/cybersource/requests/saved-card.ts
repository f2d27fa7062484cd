import type { Instrument } from '../../domain/payment/command.ts';
import { present } from '../../domain/present.ts';
import { type JsonObject, section } from '../fields/json.ts';

/**
 * CyberSource: `paymentInformation` of a card in its vault. The most exact id that is known: the card itself, else the card
 * in the customer's wallet, else the wallet's default card.
 */
export function savedCard(card: Extract<Instrument, { kind: 'saved-card' }>): JsonObject {
  const { instrumentIdentifierId, paymentInstrumentId, customerId } = card;
  if (instrumentIdentifierId !== undefined)
    return {
      instrumentIdentifier: { id: instrumentIdentifierId },
      // An instrument identifier is a card number only: the rest has to come with it.
      ...section('card', {
        expirationMonth: card.expirationMonth,
        expirationYear: card.expirationYear,
        type: card.cardType,
      }),
    };
  return present({
    ...(paymentInstrumentId !== undefined && { paymentInstrument: { id: paymentInstrumentId } }),
    ...(customerId !== undefined && { customer: { id: customerId } }),
  });
}
