import { dig } from '../../values/dig.ts';
import { parseJwtPayload } from '../../values/jwt.ts';

/** What a transient token says about the card in it (CyberSource: Microform, transient token). */
export interface TransientTokenCard {
  /** Last four digits behind a mask: `XXXXXXXXXXXX1111`; empty when the token does not say. */
  readonly maskedNumber: string;
  /** CyberSource's card type code, for instance `001`; empty when it is unknown or more than one fits. */
  readonly cardTypeCode: string;
  /** The token's own id, which stands for it where CyberSource asks for a short one. */
  readonly tokenId: string;
}

/**
 * Reads the token's payload. Nothing is verified here: the extension does that against the sealed capture
 * context, and a wrong answer could only mislabel the shopper's own order. Unreadable tokens throw.
 */
export function parseTransientToken(jwt: string): TransientTokenCard {
  const payload = parseJwtPayload(jwt);
  const id = dig(payload, ['jti']);
  const number = dig(payload, ['content', 'paymentInformation', 'card', 'number']);
  const masked = dig(number, ['maskedValue']);
  const types = dig(number, ['detectedCardTypes']);
  return {
    maskedNumber: typeof masked === 'string' ? maskAllButLastFour(masked) : '',
    cardTypeCode: Array.isArray(types) && types.length === 1 ? String(types[0]) : '',
    tokenId: typeof id === 'string' ? id : '',
  };
}

/** A token that carries more digits than it should does not get them into an order. */
function maskAllButLastFour(masked: string): string {
  return masked.slice(0, -4).replace(/\d/g, 'X') + masked.slice(-4);
}
