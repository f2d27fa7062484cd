import type { TokenizedCard } from './fields/card-fields.ts';

/** The token and its sealed capture context, as our webhook expects them. */
export function toTokenProperties({ transientToken, sealed }: TokenizedCard): Record<string, string> {
  return {
    paymentType: 'card',
    transientTokenJwt: transientToken,
    captureContext: sealed.captureContext,
    captureContextCipherEncrypted: sealed.cipher.encrypted,
    captureContextCipherIv: sealed.cipher.iv,
  };
}
