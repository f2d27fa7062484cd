/** The three parts of a compact JSON Web Token, decoded. Nothing is verified yet. */
export interface UnverifiedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** A capture context is about 2 KB, a transient token about 1 KB. */
const MAX_LENGTH = 16_384;
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Takes a compact token apart; undefined when it is none. */
export function decodeToken(token: string): UnverifiedToken | undefined {
  if (token.length > MAX_LENGTH) return undefined;
  const [, header = '', claims = '', signature = ''] = COMPACT.exec(token) ?? [];
  const decodedHeader = decode(header);
  const decodedClaims = decode(claims);
  return decodedHeader && decodedClaims
    ? {
        header: decodedHeader,
        claims: decodedClaims,
        signed: `${header}.${claims}`,
        signature: Buffer.from(signature, 'base64url'),
      }
    : undefined;
}

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
