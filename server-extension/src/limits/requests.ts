import type { IncomingMessage } from 'node:http';
import type { SiteId } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { ClientNetwork } from './client-network.ts';
import type { CounterFor } from './counters.ts';

/** Routes that a browser may call without an account, and that cost work or a call to somebody else. */
export type LimitedRoute = 'keys' | 'payer-authentication' | 'applepay' | 'checkout';

export interface RequestLimit {
  /** @throws Problem `too-many-requests`, with the seconds to wait, above the limit of the asker's network or the site. */
  require(route: LimitedRoute, site: SiteId, req: IncomingMessage): Promise<void>;
}

const WINDOW_SECONDS = 60;
/** A shopper needs one or two a minute; a company behind one address has several shoppers. */
const FROM_ONE_NETWORK = 30;
/** A page that waits for its order asks every few seconds. */
const CHECKOUT_FROM_ONE_NETWORK = 120;
/** Where the asker's network is not known, all of a site together. */
const FROM_UNKNOWN = 600;

/** Counts calls by network, so that nobody harvests keys for cards that are not theirs. */
export function createRequestLimit(counterFor: CounterFor, networkOf: ClientNetwork): RequestLimit {
  const calls = counterFor('calls', WINDOW_SECONDS);
  return {
    async require(route, site, req) {
      const network = networkOf(req);
      const { count, endsInMs } = await calls.add(`${route} ${network ?? `unknown ${site}`}`);
      const mostOfOne = route === 'checkout' ? CHECKOUT_FROM_ONE_NETWORK : FROM_ONE_NETWORK;
      if (count <= (network === undefined ? FROM_UNKNOWN : mostOfOne)) return;
      throw new Problem('too-many-requests', 'Too many requests. Wait a little, then try again.', [], {
        retryAfter: Math.max(1, Math.ceil(endsInMs / 1000)),
      });
    },
  };
}
