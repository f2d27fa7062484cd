import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What the header `v-c-signature` says. CyberSource: webhooks, `t=<milliseconds>;keyId=<id>;sig=<base64>`. */
export interface NotificationSignature {
  /** When it was signed. */
  readonly signedAt: Date;
  readonly keyId: string;
  readonly signature: Buffer;
  /** The milliseconds as they were signed. */
  readonly t: string;
}

const SIGNATURE = /^\s*t=(\d{10,16})\s*;\s*keyId=([\w-]{1,64})\s*;\s*sig=([A-Za-z0-9+/]{43}=)\s*;?\s*$/;
const HEADER_CHARACTERS_MAX = 512;

/** Undefined for a header that has another form. */
export function parseSignature(header: string): NotificationSignature | undefined {
  if (header.length > HEADER_CHARACTERS_MAX) return undefined;
  const [, t, keyId, sig] = SIGNATURE.exec(header) ?? [];
  if (t === undefined || keyId === undefined || sig === undefined) return undefined;
  return { t, keyId, signedAt: new Date(Number(t)), signature: Buffer.from(sig, 'base64') };
}

/** CyberSource: webhooks, HMAC-SHA256 over the milliseconds, a full stop and the signed text. */
export function isSignedBy(key: KeyObject, { t, signature }: NotificationSignature, signed: Buffer): boolean {
  const expected = createHmac('sha256', key).update(`${t}.`).update(signed).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}
