import type { CheckoutKey } from './ids.ts';

/** What names a checkout in the gateway's records: the first 22 characters (132 bits) of its key. */
export function checkoutDigest(checkout: CheckoutKey): string {
  return checkout.slice(0, 22);
}
