import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../../domain/problem.ts';
import type { Secret } from '../../../domain/secret.ts';
import type { CurrentSecrets } from './current-secrets.ts';

/** OCC: webhook security. The newer header carries SHA-512, the older one SHA-1 or, in newer releases, SHA-512. */
const SIGNATURE_HEADER = 'x-oracle-cc-webhook-signature';
const SIGNATURE_SHA512_HEADER = 'x-oracle-cc-webhook-signature-sha512';

/** Base64 text as OCC shows it. All of `sha512` are valid, so that a key can be replaced without a gap. */
export interface SignatureKeys {
  readonly sha512: readonly Secret[];
  /** Present only when the merchant still allows SHA-1. */
  readonly sha1?: Secret;
  /** While the secret is being replaced: what OCC signs with now is asked for where none of `sha512` fits. */
  readonly current?: CurrentSecrets;
}

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** @throws Problem `bad-signature` unless the bytes were signed by OCC with one of our keys; says no more than that. */
export type RequireSignature = (bytes: Buffer, headers: RequestHeaders) => Promise<void>;

const SHA512_BYTES = 64;
const SHA1_BYTES = 20;
const BASE64 = /^[A-Za-z0-9+/]{27,86}={1,2}$/;

/** @returns undefined when there is no key: then nothing can be verified and nothing may be accepted. */
export function createSignatureCheck(keys: SignatureKeys): RequireSignature | undefined {
  const sha512 = keys.sha512.map(toKey);
  const sha1 = keys.sha1 === undefined ? [] : [toKey(keys.sha1)];
  const { current } = keys;
  if (sha512.length + sha1.length === 0 && current === undefined) return undefined;

  async function isSignedNow(bytes: Buffer, headers: RequestHeaders): Promise<boolean> {
    if (current === undefined || !hasSha512Signature(headers)) return false;
    const isSigned = (secrets: readonly Secret[]): boolean =>
      isSignedWith(bytes, headers, { sha512: secrets.map(toKey), sha1: [] });
    return isSigned(current.known()) || isSigned(await current.read());
  }

  return async (bytes, headers) => {
    if (isSignedWith(bytes, headers, { sha512, sha1 }) || (await isSignedNow(bytes, headers))) return;
    throw new Problem('bad-signature', 'The webhook is not signed with a key of this extension.', [], {
      details: { setting: 'PAYMENTS_SECRET_KEY' },
    });
  };
}

/** What carries no signature that could be one of OCC's is refused without asking OCC. */
function hasSha512Signature(headers: RequestHeaders): boolean {
  return [headers[SIGNATURE_SHA512_HEADER], headers[SIGNATURE_HEADER]].some(
    (header) => signatureBytes(header, [SHA512_BYTES]) !== undefined,
  );
}

interface Keys {
  readonly sha512: readonly KeyObject[];
  readonly sha1: readonly KeyObject[];
}

/** The newer header decides when it is there: a wrong one is not excused by an older, weaker one. */
function isSignedWith(bytes: Buffer, headers: RequestHeaders, { sha512, sha1 }: Keys): boolean {
  const newer = headers[SIGNATURE_SHA512_HEADER];
  if (newer !== undefined) return isHmac('sha512', bytes, signatureBytes(newer, [SHA512_BYTES]), sha512);

  const signature = signatureBytes(headers[SIGNATURE_HEADER], [SHA512_BYTES, SHA1_BYTES]);
  return signature?.length === SHA512_BYTES
    ? isHmac('sha512', bytes, signature, sha512)
    : isHmac('sha1', bytes, signature, sha1);
}

function isHmac(
  algorithm: 'sha512' | 'sha1',
  bytes: Buffer,
  signature: Buffer | undefined,
  keys: readonly KeyObject[],
): boolean {
  if (signature === undefined) return false;
  return keys.some((key) => timingSafeEqual(createHmac(algorithm, key).update(bytes).digest(), signature));
}

function signatureBytes(header: RequestHeaders[string], lengths: readonly number[]): Buffer | undefined {
  if (typeof header !== 'string' || !BASE64.test(header)) return undefined;
  const bytes = Buffer.from(header, 'base64');
  return lengths.includes(bytes.length) ? bytes : undefined;
}

/** The key is base64 text; OCC signs with the bytes behind it. */
function toKey(secret: Secret): KeyObject {
  return createSecretKey(Buffer.from(secret.reveal(), 'base64'));
}
