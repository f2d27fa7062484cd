import { CompactEncrypt, compactDecrypt } from 'jose';
import type { TransportResult } from './transport.ts';
import type { GatewayKey, MerchantKey } from '../keys/key-files.ts';

/** CyberSource: message-level encryption, bodies that only the other side can read, inside of TLS. */
export interface MessageEncryption {
  /** Names the key that the answer is to be encrypted for; without one answers stay readable. */
  readonly responseKeyId?: string;
  /** `{"encryptedRequest":"…"}`: what is signed and sent instead of the body. */
  encrypt(body: string, at: Date): Promise<string>;
  /** The answer as it was before CyberSource encrypted it. One that cannot be opened stays as it came. */
  decrypt(reply: TransportResult): Promise<TransportResult>;
}

const ALGORITHMS = { alg: 'RSA-OAEP-256', enc: 'A256GCM' } as const;

/** @param own the merchant's key, where answers are to be encrypted as well. */
export function createMessageEncryption(gateway: GatewayKey, own?: MerchantKey): MessageEncryption {
  return {
    ...(own && { responseKeyId: own.keyId }),
    async encrypt(body, at) {
      const encryptedRequest = await new CompactEncrypt(Buffer.from(body))
        .setProtectedHeader({
          ...ALGORITHMS,
          cty: 'JWT',
          kid: gateway.keyId,
          iat: Math.floor(at.getTime() / 1000),
        })
        .encrypt(gateway.publicKey);
      return JSON.stringify({ encryptedRequest });
    },
    async decrypt(reply) {
      if (reply.kind === 'silent' || own === undefined) return reply;
      const token = encryptedResponseIn(reply.text);
      if (token === undefined) return reply;
      const opened = await compactDecrypt(token, own.privateKey, {
        keyManagementAlgorithms: [ALGORITHMS.alg],
        contentEncryptionAlgorithms: [ALGORITHMS.enc],
      }).catch(() => undefined);
      return opened
        ? { ...reply, text: Buffer.from(opened.plaintext).toString('utf8'), wasEncrypted: true }
        : reply;
    },
  };
}

/** Refusals of a signature are not encrypted: CyberSource does not know for whom. */
function encryptedResponseIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('encryptedResponse' in body)) return undefined;
    return typeof body.encryptedResponse === 'string' ? body.encryptedResponse : undefined;
  } catch {
    return undefined;
  }
}
