import { base64url, decodeJwt, decodeProtectedHeader } from 'jose';

/** The three parts of a compact JSON Web Token, decoded. Nothing is verified yet. */
export interface UnverifiedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Uint8Array;
}

/** A capture context is about 2 KB, a transient token about 1 KB. */
const TOKEN_CHARACTERS_MAX = 16_384;

/** Takes a compact token apart; undefined for text that is not a token, or longer than CyberSource's tokens are. */
export function decodeToken(token: string): UnverifiedToken | undefined {
  if (token.length > TOKEN_CHARACTERS_MAX) return undefined;
  const end = token.lastIndexOf('.');
  try {
    return {
      header: decodeProtectedHeader(token),
      claims: decodeJwt(token),
      signed: token.slice(0, end),
      signature: base64url.decode(token.slice(end + 1)),
    };
  } catch {
    return undefined;
  }
}
