import { createHmac } from 'node:crypto';

/** How long a code is shown. */
export const STEP_SECONDS = 30;
const DIGITS = 6;

/** The one-time code of an instant, six digits. RFC 6238 with SHA-1, as authenticator apps make it. */
export function oneTimeCode(secret: Buffer, at: Date): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 1000 / STEP_SECONDS)));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}
