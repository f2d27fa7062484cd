/** Seals card data as the browser library does, with another implementation of JOSE. */
import { CompactEncrypt, decodeJwt, importJWK, type JWK } from 'jose';

/** Card data of a good Visa card. */
export const A_CARD = {
  number: '4111111111111111',
  type: '001',
  securityCode: '123',
  expirationMonth: '12',
  expirationYear: '2031',
};

/** Claims of a capture context that tests look at. */
export interface ContextClaims {
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly flx: {
    readonly path: string;
    readonly data: string;
    readonly origin: string;
    readonly jwk: JWK & { kid: string; n: string };
  };
  readonly ctx: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
}

/** Reads a capture context without checking it. */
export function claimsOf(captureContext: string): ContextClaims {
  return decodeJwt(captureContext);
}

/** A compact JWE around a card and a capture context, sealed with `keyFrom`'s one-time key. */
export async function anEnvelope(
  captureContext: string,
  data: Readonly<Record<string, unknown>> = A_CARD,
  { keyFrom = captureContext, alg = 'RSA-OAEP' } = {},
): Promise<string> {
  return sealText(JSON.stringify({ data, context: captureContext, index: 0 }), keyFrom, alg);
}

/** A compact JWE around any text. */
export async function sealText(text: string, captureContext: string, alg = 'RSA-OAEP'): Promise<string> {
  const { jwk } = claimsOf(captureContext).flx;
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ kid: jwk.kid, alg, enc: 'A256GCM' })
    .encrypt(await importJWK(jwk, alg));
}
