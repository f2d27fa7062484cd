import type { ShopRequestContext } from '../payment/payment-api.ts';
import type { OccWidget } from './occ-widget.ts';

/** Where OCC's storefront keeps the shopper's token. */
const TOKEN_KEY = 'oauth_token_secret-storefrontUI';

/** The site and channel that the widget is shown in, and the shopper's token. */
export function toShop(
  widget: Pick<OccWidget, 'site' | 'isPreview'>,
  stores: readonly (() => Pick<Storage, 'getItem'>)[] = [],
): ShopRequestContext {
  const { siteInfo } = widget.site();
  return {
    siteId: siteInfo.id ?? siteInfo.repositoryId,
    channel: widget.isPreview() ? 'preview' : 'storefront',
    token: stores.map(readToken).find((token) => token !== undefined),
  };
}

/** Depending on OCC's release, the token stands there as it is or as JSON. */
function readToken(store: () => Pick<Storage, 'getItem'>): string | undefined {
  try {
    const kept = store().getItem(TOKEN_KEY)?.replace(/^"|"$/g, '') ?? '';
    return kept === '' || kept === 'null' ? undefined : kept;
  } catch {
    // Blocked in this browser: then OCC keeps no token there either.
    return undefined;
  }
}
