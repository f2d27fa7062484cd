import { gzipSync } from 'node:zlib';

/** The script of a card payment, in the widgets' unpacked extension. */
export const CARD_SCRIPT = 'widget/cybersourcePayment/js/cybersource-payment.js';

/** What a card payment may load from the shop, gzipped. */
const MOST_CARD_BYTES = 12 * 1024;

/** The gzipped size of the card payment's script. Throws above the limit. */
export function weigh(script: Uint8Array): number {
  const bytes = gzipSync(script).byteLength;
  if (bytes <= MOST_CARD_BYTES) return bytes;
  throw new Error(
    `A card payment would load ${bytes} bytes from the shop, gzipped; ${MOST_CARD_BYTES} at most.`,
  );
}
