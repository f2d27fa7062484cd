import { createPrivateKey } from 'node:crypto';
import { compactDecrypt } from 'jose';
import { isObject } from '../../domain/json/json-object.ts';
import { Problem } from '../../domain/problem.ts';
import type { ReadKeyFile } from '../keys/key-files.ts';

/** Opens an encrypted notification; undefined for one that is not encrypted. */
export type DecryptNotification = (json: unknown) => Promise<Buffer | undefined>;

/**
 * CyberSource: webhooks with message-level encryption, `{"encData":"<JWE>"}`, encrypted for the key that was uploaded with
 * `POST /kms/egress/v2/keys-asym`.
 *
 * @param keyFile name of the file with the private key in PEM; without one nothing encrypted can be read.
 */
export function createDecryptNotification(
  readKeyFile: ReadKeyFile,
  keyFile: string | undefined,
): DecryptNotification {
  return async (json) => {
    const token = encryptedIn(json);
    if (token === undefined) return undefined;
    if (keyFile === undefined)
      throw new Problem(
        'not-configured',
        'The notification is encrypted: set notifications.decryptionKeyFile to the PEM file of its private key.',
      );
    const key = createPrivateKey(await readKeyFile(keyFile).catch(unreadable));
    try {
      const { plaintext } = await compactDecrypt(token, key, {
        keyManagementAlgorithms: ['RSA-OAEP-256'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return Buffer.from(plaintext);
    } catch {
      throw new Problem('bad-signature', 'The notification is not encrypted for the key of this extension.');
    }
  };
}

function unreadable(): never {
  throw new Problem(
    'not-configured',
    'The private key for encrypted notifications cannot be read: see notifications.decryptionKeyFile.',
  );
}

/** In the place of the body, or of its payload. */
function encryptedIn(json: unknown): string | undefined {
  if (!isObject(json)) return undefined;
  const { encData, payload } = json;
  if (typeof encData === 'string') return encData;
  return isObject(payload) && typeof payload['encData'] === 'string' ? payload['encData'] : undefined;
}
