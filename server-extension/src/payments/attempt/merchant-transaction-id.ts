import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { MerchantTransactionId } from '../../domain/ids.ts';
import type { Secret } from '../../domain/secret.ts';
import type { MerchantTransactionIdFor } from '../ports/claim.ts';

const VERSION = 'V1';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const DIGITS = 28;

/**
 * Names attempts by a keyed hash: every instance gives the same attempt the same merchant transaction id, so CyberSource
 * refuses the second of two, and outsiders cannot guess one. 30 letters and digits: two for the version of this rule
 * and 28 base32 digits (140 bits).
 */
export function createMerchantTransactionIds(secret: Secret): MerchantTransactionIdFor {
  const derived = hkdfSync('sha256', secret.reveal(), '', 'occ-cybersource merchant transaction id v1', 32);
  const key = createSecretKey(Buffer.from(derived));
  return (command, attempt) => {
    const digest = createHmac('sha256', key).update(`${command}\n${attempt}`).digest();
    return (VERSION + base32(digest, DIGITS)) as MerchantTransactionId;
  };
}

/** The first digits of the bytes in base32 (RFC 4648 alphabet, no padding). */
function base32(bytes: Buffer, digits: number): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < digits) {
      bits -= 5;
      text += ALPHABET.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
    if (text.length === digits) break;
  }
  return text;
}
