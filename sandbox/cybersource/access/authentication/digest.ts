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
