import type { Authorize, Instrument } from '../../domain/payment/command.ts';
import { present } from '../../domain/present.ts';
import { type JsonObject, section } from './json.ts';

/** What stands for the card. CyberSource: `tokenInformation` for a new card, `paymentInformation` for a saved one. */
export function instrument({ instrument: card, isBrandChosen }: Authorize): JsonObject {
  switch (card.kind) {
    case 'transient-token':
      return {
        ...(isBrandChosen === true && { paymentInformation: { card: BRAND_CHOSEN } }),
        tokenInformation: { transientTokenJwt: card.jwt },
      };
    case 'saved-card':
      return {
        paymentInformation: isBrandChosen === true ? withBrandChosen(savedCard(card)) : savedCard(card),
        // Holds the security code and nothing else: the number stays in CyberSource's vault.
        ...section('tokenInformation', { transientTokenJwt: card.securityCodeToken }),
      };
    case 'wallet':
      return { paymentInformation: { fluidData: fluidData(card) } };
  }
}

/** CyberSource: `card.typeSelectionIndicator`. The brand was chosen by the cardholder, not by the acquirer's default. */
const BRAND_CHOSEN = { typeSelectionIndicator: '1' } as const;

/** Beside the card's number only: what stands for a whole card has its brand with it. */
function withBrandChosen(card: JsonObject): JsonObject {
  const { instrumentIdentifier, card: details } = card;
  if (instrumentIdentifier === undefined) return card;
  return { ...card, card: { ...(details as JsonObject | undefined), ...BRAND_CHOSEN } };
}

/** CyberSource: a wallet's payload and which wallet it is from, where nothing else is said about a payment. */
export function walletPayment(card: Wallet): JsonObject {
  return {
    processingInformation: { paymentSolution: PAYMENT_SOLUTION[card.wallet] },
    paymentInformation: { fluidData: fluidData(card) },
  };
}

type Wallet = Extract<Instrument, { kind: 'wallet' }>;

/** CyberSource: `paymentSolution`. */
export const PAYMENT_SOLUTION = { applepay: '001', googlepay: '012' } as const;

/** CyberSource: the name of Apple Pay's format, "FID=COMMON.APPLE.INAPP.PAYMENT". Google Pay needs none. */
const APPLE_PAY_FORMAT = 'RklEPUNPTU1PTi5BUFBMRS5JTkFQUC5QQVlNRU5U';

/** CyberSource: `fluidData`, the wallet's payload as it came: only CyberSource has the key to it. */
function fluidData({ wallet, payload }: Wallet): JsonObject {
  return { value: payload, ...(wallet === 'applepay' && { descriptor: APPLE_PAY_FORMAT }) };
}

/** The most exact id that we have: the card itself, else the card in the wallet, else the wallet's default card. */
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
