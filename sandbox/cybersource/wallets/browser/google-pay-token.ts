/** Google Pay's answer to the page: a described card, and the token that only the gateway opens. */
import { describe, EXPIRY, type WalletCard } from './wallet-cards.ts';

/** How a card is in the wallet: as a number that Google keeps, or as a token of this device with a cryptogram. */
export type AuthMethod = 'PAN_ONLY' | 'CRYPTOGRAM_3DS';

/** What Google Pay hands to the page. Google: PaymentData. */
export function toPaymentData(card: WalletCard, authMethod: AuthMethod): object {
  return {
    apiVersion: 2,
    apiVersionMinor: 0,
    paymentMethodData: {
      type: 'CARD',
      description: describe(card),
      info: {
        cardNetwork: card.network,
        cardDetails: card.number.slice(-4),
        assuranceDetails: {
          accountVerified: true,
          cardHolderAuthenticated: authMethod === 'CRYPTOGRAM_3DS',
        },
      },
      tokenizationData: { type: 'PAYMENT_GATEWAY', token: toToken(card, authMethod) },
    },
  };
}

/**
 * Google seals `encryptedMessage` for the gateway. The sandbox has no key of Google's, so here it is only base64 of
 * what would be sealed, which the CyberSource sandbox reads: test cards, on this machine.
 */
function toToken({ number }: WalletCard, authMethod: AuthMethod): string {
  const message = {
    messageExpiration: String(Date.now() + 600_000),
    messageId: randomText(),
    paymentMethod: 'CARD',
    paymentMethodDetails: {
      authMethod,
      pan: number,
      expirationMonth: EXPIRY.month,
      expirationYear: EXPIRY.year,
      ...(authMethod === 'CRYPTOGRAM_3DS' && { cryptogram: randomText(), eciIndicator: '07' }),
    },
  };
  return JSON.stringify({
    protocolVersion: 'ECv2',
    signature: randomText(),
    intermediateSigningKey: { signedKey: '{}', signatures: [randomText()] },
    signedMessage: JSON.stringify({
      encryptedMessage: btoa(JSON.stringify(message)),
      ephemeralPublicKey: randomText(),
      tag: randomText(),
    }),
  });
}

/** Base64 of 20 random bytes: stands where Google has a signature, a key or a cryptogram. */
export function randomText(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(20))));
}
