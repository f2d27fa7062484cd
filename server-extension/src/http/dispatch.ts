import { Problem } from '../domain/problem.ts';
import { pathAndQuery, type Request, type Response, ROUTE_PREFIX, type ServedRoute } from './route.ts';

/** Where OCC mounts extensions. Express compares mount paths without regard to case; we do not. */
const MOUNT = '/ccstorex/custom';

const NO_SUCH_ADDRESS = 'There is no such address. Paths are spelt exactly as documented, without a query.';

/** CyberSource's plugin of 2020 to 2022, whose Knockout widget may still be in a layout. */
const KNOCKOUT_PLUGIN = '/isv-payment/v1/';
const KNOCKOUT_PLUGIN_ENDED =
  'Version 1 of these addresses ended with CyberSource’s Knockout widget: replace that widget in the layout, and point the payment webhook to /isv-payment/v2/payments.';

/** OCC: webhook security, both of its headers. */
const WEBHOOK_SIGNATURE = 'x-oracle-cc-webhook-signature';
const WEBHOOK_MISADDRESSED =
  'There is no such address. The payment webhook in OCC has to end in /ccstorex/custom/isv-payment/v2/payments, without a slash at the end.';
const WEBHOOK = { details: { setting: 'Generic Payment webhook' } };

/** What is needed of a route to reach it. */
export type ReachableRoute = Pick<ServedRoute, 'method' | 'path' | 'query' | 'handle'>;

/** @throws Problem (by rejecting) `not-found`, `method-not-allowed`, and whatever the route throws. */
export type Dispatch = (req: Request, res: Response) => Promise<void>;

/**
 * Hands each request to its route, and reaches it by one spelling only: no other case, no trailing or doubled slash, no
 * escapes, no parameters, and a query only where the route takes one. Another method on a known path gets what is
 * allowed.
 */
export function createDispatch(routes: readonly ReachableRoute[]): Dispatch {
  const known = new Map<string, ReachableRoute[]>();
  for (const route of routes) {
    const path = ROUTE_PREFIX + route.path;
    known.set(path, [...(known.get(path) ?? []), route]);
  }

  return async (req, res) => {
    const [path, query] = pathAndQuery(req.url);
    const candidates = isMountedAsExpected(req) ? (known.get(path) ?? []) : [];
    const reachable = candidates.filter((route) => query === undefined || route.query !== undefined);
    const route = reachable.find(({ method }) => method === req.method);
    if (route !== undefined) {
      res.route = route.path;
      return route.handle(req, res);
    }
    if (reachable.length === 0) throw unknownAddress(req, path);
    res.setHeader('Allow', reachable.map(({ method }) => method).join(', '));
    throw new Problem('method-not-allowed', 'This address takes another method: see the header Allow.');
  };
}

/** OCC signs nothing but webhooks: a signed request that no route knows is one whose address is wrong. */
function unknownAddress({ headers }: Request, path: string): Problem {
  if (path.startsWith(KNOCKOUT_PLUGIN)) return new Problem('not-found', KNOCKOUT_PLUGIN_ENDED, [], WEBHOOK);
  const isWebhook = Object.keys(headers).some((name) => name.startsWith(WEBHOOK_SIGNATURE));
  return isWebhook
    ? new Problem('not-found', WEBHOOK_MISADDRESSED, [], WEBHOOK)
    : new Problem('not-found', NO_SUCH_ADDRESS);
}

function isMountedAsExpected({ baseUrl = '' }: Request): boolean {
  return baseUrl === MOUNT || baseUrl.toLowerCase() !== MOUNT;
}
