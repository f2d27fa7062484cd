/** Encrypts a card for the token endpoint: compact JWE, RSA-OAEP around a fresh A256GCM key. */
import { toBase64Url } from '../../base64url.ts';
import type { MicroformCaptureContext } from '../../capture-context.ts';
import { microformError } from '../../microform-error.ts';

const TAG_BYTES = 16;

/**
 * Seals card data together with its capture context.
 * @throws MicroformError `BROWSER_ENCRYPTION_FAILED`
 */
export async function sealCard(
  data: Readonly<Record<string, string>>,
  context: MicroformCaptureContext,
): Promise<string> {
  try {
    return await encrypt(JSON.stringify({ data, context: context.jwt, index: context.index }), context);
  } catch {
    throw microformError('BROWSER_ENCRYPTION_FAILED');
  }
}

async function encrypt(plaintext: string, { encryptionKey }: MicroformCaptureContext): Promise<string> {
  const { subtle } = crypto;
  const { kid, n, e } = encryptionKey;
  const header = toBase64Url(utf8(JSON.stringify({ kid, alg: 'RSA-OAEP', enc: 'A256GCM' })));
  // JOSE's RSA-OAEP is the one with SHA-1.
  const oaep = { name: 'RSA-OAEP', hash: 'SHA-1' };
  const wrappingKey = await subtle.importKey('jwk', { kty: 'RSA', n, e }, oaep, false, ['wrapKey']);
  const contentKey = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const gcm = { name: 'AES-GCM', iv, additionalData: utf8(header), tagLength: TAG_BYTES * 8 };
  const sealed = new Uint8Array(await subtle.encrypt(gcm, contentKey, utf8(plaintext)));
  const wrapped = new Uint8Array(await subtle.wrapKey('raw', contentKey, wrappingKey, oaep));
  const parts = [wrapped, iv, sealed.subarray(0, -TAG_BYTES), sealed.subarray(-TAG_BYTES)];
  return [header, ...parts.map(toBase64Url)].join('.');
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
