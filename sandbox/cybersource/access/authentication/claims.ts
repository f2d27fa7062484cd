/** Whether a token whose signature is good was made for this request, now, by this merchant. */
import { z } from 'zod';
import type { Merchant } from '../merchants/merchants.ts';
import { isDigestOf } from './digest.ts';
import type { ReplayGuard } from './replay-guard.ts';
import { carriesBody, type ReceivedRequest, type VerifierDeps } from './authentication-verdict.ts';

/** CyberSource's own limit, and what its SDK sends. */
const LIFETIME_SECONDS = 120;

const claimsSchema = z.looseObject({
  iat: z.int(),
  exp: z.int(),
  iss: z.string(),
  jti: z.string().min(1).max(128),
  'request-host': z.string(),
  'request-resource-path': z.string(),
  'request-method': z.string(),
  'v-c-jwt-version': z.literal('2'),
  'v-c-merchant-id': z.string(),
  digest: z.string().optional(),
  'digest-algorithm': z.string().optional(),
});

const olderClaimsSchema = z.looseObject({
  iat: z.string(),
  digest: z.string().optional(),
  digestAlgorithm: z.string().optional(),
});

/** Version 2: what is wrong with the claims, or undefined. Remembers the token's id when nothing is. */
export function doubtAboutClaims(
  claims: unknown,
  merchant: Merchant,
  request: ReceivedRequest,
  deps: VerifierDeps & { readonly replays: ReplayGuard },
): string | undefined {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success)
    return `the claim ${parsed.error.issues[0]?.path.join('.') ?? ''} is missing or malformed`;
  const claim = parsed.data;
  const nowSeconds = deps.now().getTime() / 1000;

  if (claim['v-c-merchant-id'] !== merchant.id || claim.iss !== merchant.id)
    return 'the key belongs to another merchant';
  if (!deps.publicNames.includes(claim['request-host']))
    return 'the claim request-host is not our public name';
  if (claim['request-method'] !== request.method.toLowerCase())
    return 'the token was made for another method';
  if (!isPathOf(claim['request-resource-path'], request)) return 'the token was made for another path';
  if (claim.exp <= claim.iat || claim.exp - claim.iat > LIFETIME_SECONDS)
    return 'the token lives longer than 120 s';
  if (claim.exp < nowSeconds) return 'the token has expired';
  if (claim.iat > nowSeconds + deps.clockSkewMs / 1000) return 'the token was issued in the future';
  const doubt = doubtAboutDigest(claim.digest, claim['digest-algorithm'], request);
  if (doubt) return doubt;
  // CyberSource publishes no rule. A download that is asked for again with the same token moves nothing.
  const isFirst = deps.replays.firstUse(`${merchant.id} ${claim.jti}`, claim.exp);
  if (!isFirst && request.method.toUpperCase() !== 'GET') return 'the token was used before';
  return undefined;
}

/** The older certificate form: a digest and a date, bound to nothing else. */
export function doubtAboutOlderClaims(
  claims: unknown,
  request: ReceivedRequest,
  { now, clockSkewMs }: VerifierDeps,
): string | undefined {
  const parsed = olderClaimsSchema.safeParse(claims);
  if (!parsed.success)
    return `the claim ${parsed.error.issues[0]?.path.join('.') ?? ''} is missing or malformed`;
  const { iat, digest, digestAlgorithm } = parsed.data;
  const age = Math.abs(now().getTime() - Date.parse(iat));
  if (!(age <= clockSkewMs)) return 'the token was not issued now';
  return doubtAboutDigest(digest, digestAlgorithm, request);
}

/** The certificate that the answer is to be encrypted for, where the token asks for that. */
export function responseKidOf(claims: unknown): string | undefined {
  return z.looseObject({ 'v-c-response-mle-kid': z.string().min(1) }).safeParse(claims).data?.[
    'v-c-response-mle-kid'
  ];
}

// The SDK kept the query string out of the claim until 0.0.78 and has kept it in since.
function isPathOf(claimed: string, { target }: ReceivedRequest): boolean {
  return claimed === target || claimed === target.split('?')[0];
}

function doubtAboutDigest(
  digest: string | undefined,
  algorithm: string | undefined,
  { method, body }: ReceivedRequest,
): string | undefined {
  if (!carriesBody(method)) return undefined;
  return isDigestOf(body, digest) && algorithm === 'SHA-256'
    ? undefined
    : 'the digest is not that of the body';
}
