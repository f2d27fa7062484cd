import type { StorefrontKnockout, Observable } from '../values/knockout.ts';
import type { StorefrontCurrency } from '../values/money.ts';

/** What `GET /ccstore/v1/sites/current` answers. */
export interface SiteData {
  readonly id: string;
  readonly name: string;
  readonly productionURL: string;
  readonly defaultLocale: string;
  readonly currency: StorefrontCurrency;
  /** Public settings only, by gateway id. */
  readonly extensionSiteSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** OCC's site view model, as widgets read it through `widget.site()`. */
export interface SiteViewModel {
  readonly siteInfo: { readonly id: string; readonly repositoryId: string; readonly name: string };
  readonly currency: StorefrontCurrency;
  readonly selectedPriceListGroup: Observable<{ readonly currency: StorefrontCurrency }>;
  readonly extensionSiteSettings: SiteData['extensionSiteSettings'];
}

export function createSite(ko: StorefrontKnockout, data: SiteData): SiteViewModel {
  return {
    siteInfo: { id: data.id, repositoryId: data.id, name: data.name },
    currency: data.currency,
    selectedPriceListGroup: ko.observable({ currency: data.currency }),
    extensionSiteSettings: data.extensionSiteSettings,
  };
}
