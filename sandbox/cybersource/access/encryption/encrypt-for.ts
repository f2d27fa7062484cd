import type { KeyObject } from 'node:crypto';
import { compactDecrypt, CompactEncrypt, type CompactDecryptResult } from 'jose';

/** Whose key a text is encrypted for. */
export interface EncryptionTarget {
  readonly key: KeyObject;
  readonly kid: string;
}

/** A JWE in its compact form. CyberSource: message-level encryption, RSA-OAEP-256 and A256GCM. */
export function encryptFor(
  { key, kid }: EncryptionTarget,
  text: string,
  header: { readonly cty?: string; readonly iat?: number } = {},
): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid, ...header })
    .encrypt(key);
}

/** What was encrypted so for the public half of the key, with its header. Rejects for every other text. */
export function decryptWith(key: KeyObject, jwe: string): Promise<CompactDecryptResult> {
  return compactDecrypt(jwe, key, {
    keyManagementAlgorithms: ['RSA-OAEP-256'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
}
