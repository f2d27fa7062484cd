import type { IncomingMessage } from 'node:http';
import type { SiteId } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { ClientNetwork } from './client-network.ts';
import type { CounterFor } from './counters.ts';
import { shopperTraitsOf } from './shopper-traits.ts';

/** Routes that a browser may call, most of them without an account, and that cost work or a call to another system. */
export type LimitedRoute =
  'keys' | 'payer-authentication' | 'merchant-validation' | 'checkout' | 'address' | 'card-addition';

export interface RequestLimit {
  /**
   * @param subject what the request is about, where it names something of one shopper's: a card token, a checkout
   * @throws Problem `too-many-requests`, with the seconds to wait, above the limit of the client's network or of the site.
   */
  require(route: LimitedRoute, site: SiteId, req: IncomingMessage, subject?: string): Promise<void>;
}

const WINDOW_SECONDS = 60;
/** A shopper needs one or two a minute; a company behind one address has several shoppers. */
const NETWORK_REQUESTS_MAX = 30;
/** A page that waits for its order asks every few seconds. */
const NETWORK_CHECKOUT_REQUESTS_MAX = 120;
/**
 * Where the client’s network is unknown: requests a minute of one route and site that are admitted without further conditions, all
 * clients together.
 */
const SITE_REQUESTS_MAX = 600;
/**
 * Above that: requests a minute of one route and site from clients that have sent fewer than a network may. No shop has so many shoppers
 * in a minute.
 */
const INFREQUENT_REQUESTS_MAX = 3_000;

/** Counts calls by network, so that a program cannot harvest keys for cards that are not its own. */
export function createRequestLimit(counterFor: CounterFor, networkOf: ClientNetwork): RequestLimit {
  const calls = counterFor('calls', WINDOW_SECONDS);

  /**
   * Where the network is unknown: admits every client up to the limit of the site, and above it the clients that have sent few
   * requests themselves.
   */
  async function requireInfrequent(
    route: LimitedRoute,
    site: SiteId,
    traits: readonly string[],
    most: number,
  ): Promise<void> {
    const [all, ...shares] = await Promise.all([
      calls.add(`${route} unknown ${site}`),
      ...traits.map((trait) => calls.add(`${route} ${site} ${trait}`)),
    ]);
    if (all.count <= SITE_REQUESTS_MAX) return;
    const isInfrequent = shares.some(({ count }) => count <= most);
    if (isInfrequent && (await calls.add(`${route} modest ${site}`)).count <= INFREQUENT_REQUESTS_MAX) return;
    throw tooMany(all.endsInMs);
  }

  return {
    async require(route, site, req, subject) {
      const network = networkOf(req);
      const most = route === 'checkout' ? NETWORK_CHECKOUT_REQUESTS_MAX : NETWORK_REQUESTS_MAX;
      if (network === undefined) return requireInfrequent(route, site, shopperTraitsOf(req, subject), most);
      const { count, endsInMs } = await calls.add(`${route} ${network}`);
      if (count > most) throw tooMany(endsInMs);
    },
  };
}

function tooMany(endsInMs: number): Problem {
  return new Problem('too-many-requests', 'Too many requests. Wait a little, then try again.', [], {
    retryAfter: Math.max(1, Math.ceil(endsInMs / 1000)),
  });
}
