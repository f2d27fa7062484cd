import { createHash } from 'node:crypto';

/** Base64 of the SHA-256 of the body's UTF-8 bytes. CyberSource: HTTP Signature `digest`, JWT claim `digest`. */
export function toDigest(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('base64');
}
