import { checkoutDigest } from '../domain/checkout-digest.ts';
import type { CheckoutKey, GatewayRef, OrderId } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { within } from '../domain/time/within.ts';
import type {
  AuthorizationSearch,
  FoundAuthorization,
  AuthorizationStatus,
} from '../payments/authorization-reconciliation/authorization-search.ts';

/** An authorization of a checkout that another process made, or this one before a restart. */
export interface CheckoutAuthorization {
  readonly orderId: OrderId;
  readonly ref: GatewayRef;
  readonly isReversed: boolean;
}

/** Looks for a checkout among the gateway's transactions; undefined when there is none. Rejects when they cannot be read in time. */
export type FindCheckoutAuthorization = (
  checkout: CheckoutKey,
  settings: GatewaySettings,
) => Promise<CheckoutAuthorization | undefined>;

/** A page that was loaded again asks within minutes. */
const LOOK_BACK_MS = 30 * 60_000;
/** Transactions are read once for all callers, and the details of each authorization once. */
const READ_EVERY_MS = 5_000;
const DETAILS_READ_MAX = 200;
/** A page waits meanwhile. What was read until then is kept: the next look-up goes on there. */
const LOOK_UP_MS = 4_000;

export function createFindCheckoutAuthorization(
  search: Pick<AuthorizationSearch, 'authorizations' | 'statusOf'>,
  now: () => Date,
): FindCheckoutAuthorization {
  const details = new Map<GatewayRef, Promise<AuthorizationStatus>>();
  const lists = new Map<
    string,
    { readonly at: number; readonly list: Promise<readonly FoundAuthorization[]> }
  >();

  return async (checkout, settings) => {
    let isOver = false;
    const lookingUp = lookUp(checkout, settings, () => isOver).then((found) => ({ found }));
    const looked = await within(lookingUp, LOOK_UP_MS);
    isOver = true;
    if (looked === undefined)
      throw new Problem('gateway-failure', 'CyberSource’s records could not be read in time.');
    return looked.found;
  };

  async function lookUp(
    checkout: CheckoutKey,
    settings: GatewaySettings,
    isOver: () => boolean,
  ): Promise<CheckoutAuthorization | undefined> {
    const digest = checkoutDigest(checkout);
    const latest = (await granted(settings)).toReversed().slice(0, DETAILS_READ_MAX);
    for (const each of latest) {
      if (isOver()) return undefined;
      if ((await detailsOf(each, settings)).checkout !== digest) continue;
      // Not remembered: an authorization may have been reversed since.
      const { isReversed } = await search.statusOf(each, settings);
      return { orderId: each.orderId, ref: each.ref, isReversed };
    }
    return undefined;
  }

  function granted(settings: GatewaySettings): Promise<readonly FoundAuthorization[]> {
    const { host, merchantId } = settings.account;
    const key = `${host} ${merchantId}`;
    const at = now().getTime();
    const known = lists.get(key);
    if (known !== undefined && at - known.at < READ_EVERY_MS) return known.list;
    const list = search.authorizations(settings, { from: new Date(at - LOOK_BACK_MS), to: now() });
    lists.set(key, { at, list });
    return list;
  }

  function detailsOf(each: FoundAuthorization, settings: GatewaySettings): Promise<AuthorizationStatus> {
    const known = details.get(each.ref) ?? search.statusOf(each, settings);
    details.set(each.ref, known);
    known.catch(() => details.delete(each.ref));
    const [oldest] = details.keys();
    if (details.size > 5 * DETAILS_READ_MAX && oldest !== undefined) details.delete(oldest);
    return known;
  }
}
