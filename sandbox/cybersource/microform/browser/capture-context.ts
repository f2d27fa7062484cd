/** Reads a capture context. The page trusts it as far as the merchant's server did; the frames verify it. */
import { fromBase64Url } from './base64url.ts';
import { microformError } from './microform-error.ts';

/** What library and frames need of a capture context. */
export interface MicroformCaptureContext {
  /** The context as it was signed. */
  readonly jwt: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** Where cards are sent. */
  readonly tokensUrl: string;
  /** One-time key for the card. */
  readonly encryptionKey: { readonly kid: string; readonly n: string; readonly e: string };
  /** Position of the microform's part in `ctx`. */
  readonly index: number;
  readonly microformOrigin: string;
  /** Pages that may embed the fields. */
  readonly targetOrigins: readonly string[];
  readonly allowedCardNetworks: readonly string[];
}

interface ContextClaims {
  jti: string;
  exp: number;
  flx: { path: string; origin: string; jwk: { kid: string; n: string; e: string } };
  ctx: {
    type: string;
    data: { mfOrigin: string; targetOrigins: string[]; allowedCardNetworks?: string[] };
  }[];
}

/**
 * Parses a capture context.
 * @throws MicroformError `CAPTURE_CONTEXT_INVALID` or `CAPTURE_CONTEXT_EXPIRED`
 */
export function parseCaptureContext(jwt: unknown, nowMs: number): MicroformCaptureContext {
  const context = read(jwt);
  if (context.expiresAt * 1000 <= nowMs) throw microformError('CAPTURE_CONTEXT_EXPIRED');
  return context;
}

function read(jwt: unknown): MicroformCaptureContext {
  try {
    if (typeof jwt !== 'string' || !/^([-\w]+\.){2}[-\w]+$/.test(jwt)) throw new Error('not a JWT');
    const payload = new TextDecoder().decode(fromBase64Url(jwt.split('.')[1] ?? ''));
    const { jti, exp, flx, ctx } = JSON.parse(payload) as ContextClaims;
    const index = ctx.findIndex(({ type }) => type.startsWith('mf-'));
    const part = ctx[index];
    if (!part) throw new Error('not for the microform');
    const { mfOrigin, targetOrigins, allowedCardNetworks = [] } = part.data;
    return {
      jwt,
      jti,
      expiresAt: exp,
      tokensUrl: flx.origin + flx.path,
      encryptionKey: { kid: flx.jwk.kid, n: flx.jwk.n, e: flx.jwk.e },
      index,
      microformOrigin: new URL(mfOrigin).origin,
      targetOrigins: [...targetOrigins],
      allowedCardNetworks: [...allowedCardNetworks],
    };
  } catch {
    throw microformError('CAPTURE_CONTEXT_INVALID');
  }
}
