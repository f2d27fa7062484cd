import type { Authorize, Instrument } from '../../domain/command.ts';
import { type JsonObject, present, section } from './json.ts';

/** What stands for the card. CyberSource: `tokenInformation` for a new card, `paymentInformation` for a saved one. */
export function instrument({ instrument: card }: Authorize): JsonObject {
  return card.kind === 'transient-token'
    ? { tokenInformation: { transientTokenJwt: card.jwt } }
    : { paymentInformation: savedCard(card) };
}

/** The most exact id that we have: the card itself, else the card in the wallet, else the wallet's default card. */
function savedCard(card: Extract<Instrument, { kind: 'saved-card' }>): JsonObject {
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
