import { ROUTE_PREFIX, type RouteDeclaration } from '../../../server-extension/src/http/route.ts';

/** Where OCC serves extensions. */
const MOUNT = '/ccstorex/custom';

/** OCC: server-side extensions, `package.json`: which addresses OCC passes on, and for which it wants a shopper's token. */
export interface UrlLists {
  readonly publicUrls: readonly string[];
  readonly authenticatedUrls: readonly string[];
}

/** From who may call each route. An OMS and operators bring tokens that OCC's gate does not know: the route checks them. */
export function urlListsOf(routes: readonly RouteDeclaration[]): UrlLists {
  const urlsOf = (some: readonly RouteDeclaration[]): readonly string[] => [
    ...new Set(some.map(({ path }) => MOUNT + ROUTE_PREFIX + path)),
  ];
  return {
    publicUrls: urlsOf(routes.filter(({ caller }) => caller !== 'shopper')),
    authenticatedUrls: urlsOf(routes.filter(({ caller }) => caller === 'shopper')),
  };
}
