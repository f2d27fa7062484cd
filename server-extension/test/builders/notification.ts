import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose';

/** The shared secret of CyberSource's public sandbox account, which its samples sign with. */
export const NOTIFICATION_KEY = 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=';
export const NOTIFICATION_KEY_ID = '08c94330-f618-42a3-b09d-e1e43be5efda';

export interface SigningOptions {
  readonly at?: Date;
  readonly key?: string;
  readonly keyId?: string;
}

/** `v-c-signature` over a text, as CyberSource writes it. */
export function signatureOver(
  signed: string,
  { at = new Date(), key = NOTIFICATION_KEY, keyId = NOTIFICATION_KEY_ID }: SigningOptions = {},
): string {
  const t = at.getTime();
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(`${t}.${signed}`).digest('base64');
  return `t=${t};keyId=${keyId};sig=${sig}`;
}

/** A notification with its signature over the payload. */
export interface SignedNotification {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs the payload's own bytes and puts them into an envelope. */
export function aNotification(
  eventType: string,
  payload: unknown,
  options: SigningOptions & { readonly envelope?: Readonly<Record<string, unknown>> } = {},
): SignedNotification {
  const text = JSON.stringify(payload);
  const envelope = JSON.stringify({ webhookId: 'w1', requestType: 'NEW', ...options.envelope, eventType });
  return {
    body: Buffer.from(`${envelope.slice(0, -1)},"payload":${text}}`),
    headers: { 'content-type': 'application/json', 'v-c-signature': signatureOver(text, options) },
  };
}

/** The same, encrypted; the signature is over the text within. */
export async function anEncryptedNotification(text: string, key: KeyObject): Promise<SignedNotification> {
  const encData = await new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'k' })
    .encrypt(createPublicKey(key));
  return {
    body: Buffer.from(JSON.stringify({ encData })),
    headers: { 'content-type': 'application/json', 'v-c-signature': signatureOver(text) },
  };
}
