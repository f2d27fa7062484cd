/**
 * Message-level encryption (CyberSource: message-level encryption): `{"encryptedRequest":"<JWE>"}` on the way in,
 * `{"encryptedResponse":"<JWE>"}` on the way out. Both go with a JSON Web Token only, never with HTTP Signature.
 */
import type { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../authentication/authentication-verdict.ts';
import type { MerchantDirectory } from '../merchants/merchant-directory.ts';
import { decryptWith, encryptFor } from './encrypt-for.ts';
import type { CertifiedKey } from './identity.ts';

/** Turns the text of an answer into the text that goes out. */
export type EncryptResponse = (text: string) => Promise<string>;

/** What a call carries once it can be read, and how its answer is to be sealed. */
export type DecryptedMessage =
  | {
      readonly ok: true;
      readonly body: Buffer;
      readonly wasEncrypted: boolean;
      readonly seal?: EncryptResponse;
    }
  /** `field` is what CyberSource would complain about. */
  | { readonly ok: false; readonly field: 'encryptedRequest' | 'v-c-response-mle-kid' };

/** What opening and sealing need. */
export interface MessageDeps {
  /** The gateway's key, made when the first message needs it. */
  readonly gateway: () => Promise<CertifiedKey>;
  readonly merchants: MerchantDirectory;
  readonly now: () => Date;
  readonly clockSkewMs: number;
}

const envelope = z.strictObject({ encryptedRequest: z.string() });
const protectedHeader = z.looseObject({ kid: z.string(), iat: z.int().optional() });

/** Builds the step between the signature, which covers the envelope, and the routes, which read what is inside. */
export function createMessages(
  deps: MessageDeps,
): (body: Buffer, caller: AuthenticatedRequest) => Promise<DecryptedMessage> {
  return async (body, { merchant, scheme, responseKid }) => {
    const jwe = envelopeOf(body);
    if (jwe !== undefined && scheme === 'http_signature') return { ok: false, field: 'encryptedRequest' };
    const plain = jwe === undefined ? body : await opened(jwe, deps);
    if (!plain) return { ok: false, field: 'encryptedRequest' };

    const receiver = responseKid === undefined ? undefined : deps.merchants.byCertificateId(responseKid);
    if (responseKid !== undefined && receiver?.merchant.id !== merchant.id) {
      return { ok: false, field: 'v-c-response-mle-kid' };
    }
    return {
      ok: true,
      body: plain,
      wasEncrypted: jwe !== undefined,
      ...(receiver && { seal: sealFor(receiver.certificate, responseKid ?? '') }),
    };
  };
}

function envelopeOf(body: Buffer): string | undefined {
  try {
    return envelope.safeParse(JSON.parse(body.toString('utf8'))).data?.encryptedRequest;
  } catch {
    return undefined;
  }
}

async function opened(jwe: string, { gateway, now, clockSkewMs }: MessageDeps): Promise<Buffer | undefined> {
  const { kid, privateKey } = await gateway();
  try {
    const { plaintext, protectedHeader: header } = await decryptWith(privateKey, jwe);
    const said = protectedHeader.parse(header);
    const isRecent = said.iat === undefined || Math.abs(now().getTime() - said.iat * 1000) <= clockSkewMs;
    return said.kid === kid && isRecent ? Buffer.from(plaintext) : undefined;
  } catch {
    return undefined;
  }
}

function sealFor(certificate: X509Certificate, kid: string): EncryptResponse {
  return async (text) => {
    const receiver = { key: certificate.publicKey, kid };
    const encryptedResponse = await encryptFor(receiver, text, { cty: 'JWT' });
    return JSON.stringify({ encryptedResponse });
  };
}
