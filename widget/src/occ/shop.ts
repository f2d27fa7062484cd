import type { Shop } from '../payment-api.ts';
import type { OccWidget } from './occ-widget.ts';

/** The site and channel that the widget is shown in. */
export function toShop(widget: Pick<OccWidget, 'site' | 'isPreview'>): Shop {
  const { siteInfo } = widget.site();
  return {
    siteId: siteInfo?.id ?? siteInfo?.repositoryId,
    channel: widget.isPreview?.() === true ? 'preview' : 'storefront',
  };
}
