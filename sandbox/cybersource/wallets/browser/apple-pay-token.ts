/** What the phone hands to the page once the shopper has confirmed. Apple: ApplePayPayment. */
import { randomText } from './google-pay-token.ts';
import { describe, EXPIRY, type WalletCard } from './wallet-cards.ts';
import type { ApplePayRequest } from './apple-pay-request.ts';

/** Apple's names of the networks. */
export const APPLE_NETWORKS: Readonly<Record<WalletCard['network'], string>> = {
  VISA: 'visa',
  MASTERCARD: 'masterCard',
  AMEX: 'amex',
  DISCOVER: 'discover',
};

/**
 * Apple seals `data` for CyberSource. The sandbox has no key of Apple's, so here it is only base64 of what would be
 * sealed, which the CyberSource sandbox reads: test cards, on this machine.
 */
export function toPayment(card: WalletCard, { currencyCode, total }: ApplePayRequest): object {
  const sealed = {
    applicationPrimaryAccountNumber: card.number,
    applicationExpirationDate: `${String(EXPIRY.year).slice(-2)}${String(EXPIRY.month)}31`,
    currencyCode,
    transactionAmount: Math.round(Number(total.amount) * 100),
    deviceManufacturerIdentifier: '040010030273',
    paymentDataType: '3DSecure',
    paymentData: { onlinePaymentCryptogram: randomText(), eciIndicator: '7' },
  };
  const transactionId = [...crypto.getRandomValues(new Uint8Array(32))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return {
    token: {
      paymentData: {
        version: 'EC_v1',
        data: btoa(JSON.stringify(sealed)),
        signature: randomText(),
        header: { ephemeralPublicKey: randomText(), publicKeyHash: randomText(), transactionId },
      },
      paymentMethod: {
        displayName: describe(card).replace(' ••••', ''),
        network: card.network === 'MASTERCARD' ? 'MasterCard' : card.brand.replace(' Express', 'ExpressCard'),
        type: 'credit',
      },
      transactionIdentifier: transactionId,
    },
  };
}
