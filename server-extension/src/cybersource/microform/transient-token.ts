import { verify } from 'node:crypto';
import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { Problem } from '../../domain/problem.ts';
import type { TokenDetails } from '../../payments/ports/card-fields.ts';
import { decodeToken } from './json-web-token.ts';
import { rsaJwk, toPem } from './rsa-key.ts';

/** Checks a token against the capture context that the shop sealed for this shopper. */
export type VerifyTransientToken = (transientToken: string, captureContext: string) => TokenDetails;

const contextClaims = lazy(() =>
  z.object({ flx: z.object({ jwk: rsaJwk().extend({ kid: z.string().min(1) }) }) }),
);
const tokenClaims = lazy(() =>
  z.object({ exp: z.number(), jti: z.string().min(1), content: z.unknown().optional() }),
);
const cardContent = lazy(() =>
  z.object({
    paymentInformation: z.object({
      card: z.object({
        number: z.object({
          maskedValue: z.string().max(40),
          detectedCardTypes: z.array(z.string().max(10)).max(5).optional().catch(undefined),
        }),
      }),
    }),
  }),
);

/**
 * A transient token is signed with the one-time key of its capture context (CyberSource: `flx.jwk`). The context itself
 * is taken as it is: it was verified before it was sealed.
 */
export function createVerifyTransientToken(now: () => Date): VerifyTransientToken {
  return (transientToken, captureContext) => {
    const token = decodeToken(transientToken);
    if (token?.header['alg'] !== 'RS256') throw refuse('is no token of the card fields');
    const { id, key } = keyOf(captureContext);
    if (token.header['kid'] !== id) throw refuse('belongs to another capture context');
    if (!verify('sha256', Buffer.from(token.signed), key, token.signature))
      throw refuse('was not signed with the key of its capture context');
    const claims = tokenClaims().safeParse(token.claims);
    if (!claims.success) throw refuse('lacks its expiry or its id');
    if (claims.data.exp * 1000 <= now().getTime()) throw refuse('has expired: let the shopper try again');
    return toFacts(claims.data.content);
  };
}

/** CyberSource: transient tokens, `content`. The expiry date stays out: it is what card testers vary. */
function toFacts(content: unknown): TokenDetails {
  if (content === undefined) return {};
  const { data } = cardContent().safeParse(content);
  if (data === undefined) return {};
  const { maskedValue, detectedCardTypes = [] } = data.paymentInformation.card.number;
  return { card: [maskedValue, ...detectedCardTypes].join(' ') };
}

/** A context with its one-time key alone, in the shape of an unsigned token. */
export function verifyingPartOf(captureContext: string): string {
  const { data: claims } = contextClaims().safeParse(decodeToken(captureContext)?.claims);
  // A capture context without a key cannot verify a token, and is returned as a whole.
  if (claims === undefined) return captureContext;
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.e30`;
}

/** @throws Problem `malformed-request` when the context holds no usable key. */
function keyOf(captureContext: string): { readonly id: string; readonly key: string } {
  const claims = contextClaims().safeParse(decodeToken(captureContext)?.claims);
  if (!claims.success) throw refuse('comes with a capture context that holds no key');
  const { jwk } = claims.data.flx;
  const key = toPem(jwk);
  if (key === undefined) throw refuse('comes with a capture context whose key is too short');
  return { id: jwk.kid, key };
}

function refuse(why: string): Problem {
  const path = 'body:customProperties.transientTokenJwt';
  return new Problem('malformed-request', `The transient token ${why}`, [{ path, message: why }]);
}
