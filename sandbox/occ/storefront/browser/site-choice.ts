import type { StorageArea } from './occ-modules/storage.ts';

/** The parameter with which OCC's own storefront chooses a site. */
const PARAMETER = 'occsite';

/** The site of this browser tab: the address decides, then what the session remembers; empty is the default site. */
export function chosenSite(search: string, storage: StorageArea): string {
  const asked = new URLSearchParams(search).get(PARAMETER);
  if (asked !== null) storage.saveToSessionStorage(PARAMETER, asked);
  return storage.readFromSessionStorage(PARAMETER) ?? '';
}

/** Another site has other prices, settings and a bag of its own, so the document starts anew. */
export function chooseSite(siteId: string, storage: StorageArea, location: Location): void {
  storage.saveToSessionStorage(PARAMETER, siteId);
  location.assign(`/?${PARAMETER}=${encodeURIComponent(siteId)}`);
}
