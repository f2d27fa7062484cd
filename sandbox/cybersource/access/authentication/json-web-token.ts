/**
 * JSON Web Tokens of CyberSource's REST API: version 2 with a shared secret or a certificate, and the older
 * certificate form that carries its certificate along (CyberSource: authentication).
 */
import { createSecretKey, X509Certificate, type KeyObject } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import type { Merchant } from '../merchants/merchants.ts';
import { doubtAboutClaims, doubtAboutOlderClaims, responseKidOf } from './claims.ts';
import type { ReplayGuard } from './replay-guard.ts';
import {
  refused,
  type ReceivedRequest,
  type SignatureScheme,
  type AuthenticationVerdict,
  type VerifierDeps,
} from './authentication-verdict.ts';

interface Signer {
  readonly merchant: Merchant;
  readonly key: KeyObject;
  readonly algorithm: 'HS256' | 'RS256';
  readonly scheme: SignatureScheme;
  readonly older: boolean;
}

/** Verifies a bearer token: signature first, then that it was made for this very request, once. */
export async function verifyJsonWebToken(
  token: string,
  request: ReceivedRequest,
  deps: VerifierDeps & { readonly replays: ReplayGuard },
): Promise<AuthenticationVerdict> {
  const header = headerOf(token);
  if (!header) return refused('the token does not parse');
  const signer = signerOf(header, deps);
  if (!signer) return refused("the token's key or certificate is not known");

  const claims = await verifiedClaims(token, signer);
  if (claims === undefined) return refused("the token's signature does not match");

  if (signer.older) {
    const doubt =
      header['v-c-merchant-id'] === signer.merchant.id
        ? doubtAboutOlderClaims(claims, request, deps)
        : 'the certificate belongs to another merchant';
    return doubt ? refused(doubt) : accepted(signer, claims);
  }
  const doubt = doubtAboutClaims(claims, signer.merchant, request, deps);
  return doubt ? refused(doubt) : accepted(signer, claims);
}

function accepted({ merchant, scheme }: Signer, claims: unknown): AuthenticationVerdict {
  const responseKid = responseKidOf(claims);
  return { ok: true, merchant, scheme, ...(responseKid !== undefined && { responseKid }) };
}

function signerOf(header: Header, { merchants }: VerifierDeps): Signer | undefined {
  const { alg, kid, x5c } = header;
  if (alg === 'HS256' && typeof kid === 'string') {
    const owner = merchants.bySharedSecret(kid);
    if (!owner) return undefined;
    const key = createSecretKey(owner.secret);
    return { merchant: owner.merchant, key, algorithm: alg, scheme: 'jwt_shared_secret', older: false };
  }
  if (alg !== 'RS256') return undefined;
  const owner =
    typeof kid === 'string' && !x5c ? merchants.byCertificateId(kid) : ownerOfCertificate(x5c, merchants);
  if (!owner) return undefined;
  const key = owner.certificate.publicKey;
  return {
    merchant: owner.merchant,
    key,
    algorithm: alg,
    scheme: 'jwt_certificate',
    older: x5c !== undefined,
  };
}

// Any caller can put a certificate into a token: only the very certificate that was registered counts.
function ownerOfCertificate(
  x5c: unknown,
  merchants: VerifierDeps['merchants'],
): { merchant: Merchant; certificate: X509Certificate } | undefined {
  const leaf: unknown = Array.isArray(x5c) ? x5c[0] : undefined;
  if (typeof leaf !== 'string') return undefined;
  try {
    const certificate = new X509Certificate(Buffer.from(leaf, 'base64'));
    const merchant = merchants.byCertificate(certificate);
    return merchant && { merchant, certificate };
  } catch {
    return undefined;
  }
}

type Header = Readonly<Partial<Record<string, unknown>>>;

function headerOf(token: string): Header | undefined {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}

async function verifiedClaims(token: string, { key, algorithm }: Signer): Promise<unknown> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [algorithm] });
    return JSON.parse(new TextDecoder().decode(payload)) as unknown;
  } catch {
    return undefined;
  }
}
