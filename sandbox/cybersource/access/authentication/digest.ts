import { createHash, timingSafeEqual } from 'node:crypto';

/** Base64 of the SHA-256 of the bytes as they arrived. */
export function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64');
}

/** Compares without telling by its duration where two texts differ. */
export function sameText(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Whether a digest is that of the body. CyberSource's client library sends some calls without a body, and signs them with the digest
 * of the word `null`, or with the word `undefined` in place of a digest.
 */
export function isDigestOf(body: Buffer, digest: string | undefined): boolean {
  return digest === sha256(body) || (body.length === 0 && DIGESTS_OF_NOTHING.has(digest));
}

const DIGESTS_OF_NOTHING: ReadonlySet<string | undefined> = new Set([
  'undefined',
  sha256(Buffer.from('null')),
]);
