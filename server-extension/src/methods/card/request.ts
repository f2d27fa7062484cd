import type { MethodRequest } from '../../cybersource/requests/method-request.ts';
import { type JsonObject, section } from '../../cybersource/fields/json.ts';
import { savedCard } from '../../cybersource/requests/saved-card.ts';

/** CyberSource: `tokenInformation` for a new card, `paymentInformation` for a saved one. */
export const cardRequest: MethodRequest = {
  paysWith(instrument, isBrandChosen) {
    switch (instrument.kind) {
      case 'transient-token':
        return {
          ...(isBrandChosen === true && { paymentInformation: { card: BRAND_CHOSEN } }),
          tokenInformation: { transientTokenJwt: instrument.jwt },
        };
      case 'saved-card':
        return {
          paymentInformation:
            isBrandChosen === true ? withBrandChosen(savedCard(instrument)) : savedCard(instrument),
          // Holds the security code and nothing else: the number stays in CyberSource's vault.
          ...section('tokenInformation', { transientTokenJwt: instrument.securityCodeToken }),
        };
      case 'wallet':
      case 'reference':
        throw new RangeError(`A card is not paid with an instrument of the kind ${instrument.kind}`);
    }
  },
};

/** CyberSource: `card.typeSelectionIndicator`. The brand was chosen by the cardholder, not by the acquirer's default. */
const BRAND_CHOSEN = { typeSelectionIndicator: '1' } as const;

/** Beside the card's number only: what stands for a whole card has its brand with it. */
function withBrandChosen(card: JsonObject): JsonObject {
  const { instrumentIdentifier, card: details } = card;
  if (instrumentIdentifier === undefined) return card;
  return { ...card, card: { ...(details as JsonObject | undefined), ...BRAND_CHOSEN } };
}
