import { sha256 } from '../../domain/sha256.ts';

/** Base64 of the SHA-256 of the body's UTF-8 bytes. CyberSource: HTTP Signature `digest`, JWT claim `digest`. */
export function toDigest(body: string): string {
  return sha256(body, 'base64');
}
