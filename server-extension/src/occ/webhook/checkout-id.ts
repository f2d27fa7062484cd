import type { CheckoutKey, SiteId } from '../../domain/ids.ts';
import { sha256 } from '../../domain/sha256.ts';

/** As the widget makes it: 128 random bits, then a digest of the cart and its total. Other storefronts may make it otherwise. */
export const CHECKOUT_ID = /^[\w.:-]{22,128}$/;

/** What stands for a checkout in the journal. */
export function checkoutKeyOf(site: SiteId, checkoutId: string): CheckoutKey {
  return sha256(`${site} ${checkoutId}`, 'base64url') as CheckoutKey;
}

/**
 * The same of what a storefront says. Undefined where it names none, or one that is too short to be unguessable: then it is
 * paid as if there were none.
 */
export function namedCheckout(site: SiteId, checkoutId: string | undefined): CheckoutKey | undefined {
  return checkoutId !== undefined && CHECKOUT_ID.test(checkoutId)
    ? checkoutKeyOf(site, checkoutId)
    : undefined;
}
