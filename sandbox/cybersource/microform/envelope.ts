/** Opens what the library sends to the token endpoint: a compact JWE around card and capture context. */
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { CapturedDataSchema, type CapturedData } from './cards/captured-card.ts';
import type { MicroformContextSession } from './sessions.ts';
import {
  contextAltered,
  contextNotFound,
  notAnEnvelope,
  notDecryptable,
  notReadable,
} from './cards/token-refusal.ts';

const PlaintextSchema = z.object({ data: CapturedDataSchema, context: z.string(), index: z.number() });

/**
 * Opens an envelope with the one-time key it names.
 * The capture context travels inside the ciphertext and must be, byte for byte, the one issued with that key: so
 * neither a made-up context nor another merchant's can be used.
 * @throws TokenRefusal
 */
export async function openEnvelope(
  jwe: string,
  find: (kid: string) => MicroformContextSession | undefined,
): Promise<{ session: MicroformContextSession; data: CapturedData }> {
  const session = find(keyIdOf(jwe));
  if (!session) throw contextNotFound();
  const { data, context } = parsePlaintext(await decrypt(jwe, session));
  if (context !== session.captureContext) throw contextAltered();
  return { session, data };
}

function keyIdOf(jwe: string): string {
  if (jwe.split('.').length !== 5) throw notAnEnvelope();
  try {
    return decodeProtectedHeader(jwe).kid ?? '';
  } catch {
    throw notAnEnvelope();
  }
}

async function decrypt(jwe: string, { key }: MicroformContextSession): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key.privateKey, {
      keyManagementAlgorithms: ['RSA-OAEP'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return new TextDecoder().decode(plaintext);
  } catch {
    throw notDecryptable();
  }
}

function parsePlaintext(text: string): z.infer<typeof PlaintextSchema> {
  try {
    return PlaintextSchema.parse(JSON.parse(text));
  } catch {
    // The error would quote what was typed, so it is dropped here.
    throw notReadable();
  }
}
