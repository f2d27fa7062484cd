import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { objectIn } from '../../domain/json/json-object.ts';
import { Problem } from '../../domain/problem.ts';
import type { OrderId, SiteId } from '../../domain/ids.ts';
import { createOccCalls, type OccCallsOptions, reasonIn, requireDone, requireOk } from './occ-calls.ts';

/** OCC's REST APIs, as far as we read them. Answers are raw JSON: untrusted until they are parsed. */
export interface OccApi {
  /** `GET /ccadmin/v1/sitesettings/{gatewayId}`. Rejects with `not-found` for a site that OCC does not know. */
  siteSettings(gatewayId: string, site: SiteId): Promise<unknown>;
  /** `GET /ccadmin/v1/sites/{id}`. */
  site(site: SiteId): Promise<unknown>;
  /** `GET /ccadmin/v1/sites`. */
  sites(): Promise<unknown>;
  /** `GET /ccadmin/v1/orders/{id}`. */
  order(orderId: OrderId, site: SiteId): Promise<unknown>;
  /**
   * `PUT /ccadmin/v1/orders/{id}`: what the change does not have stays; a list that it has replaces the order's. Rejects with
   * `not-found`, with `conflict` while another program changes the order, and with `unprocessable` and OCC's reason where OCC
   * refuses the change.
   */
  updateOrder(orderId: OrderId, site: SiteId, change: object): Promise<void>;
  /** `GET /ccadmin/v1/orderTypes/order`: the properties that administrators have added to orders. */
  orderType(): Promise<unknown>;
  /** `PUT /ccadmin/v1/orderTypes/order`: adds properties to all orders. */
  addOrderProperties(properties: Readonly<Record<string, object>>): Promise<void>;
  /** `GET /ccstore/v1/payment/types`, public. */
  paymentTypes(site: SiteId): Promise<unknown>;
  /** `GET /ccstore/v1/profiles/current` with a shopper's token: who that is. Undefined for a token that OCC refuses. */
  currentProfile(token: string, site: SiteId): Promise<unknown>;
  /** `GET /ccadmin/v1/profiles/{id}`: a shopper with their saved cards, tokens included. */
  profile(profileId: string, site: SiteId): Promise<unknown>;
  /** `GET /ccapp/v1/profiles`: those that have a saved card with this token. */
  profilesWithCard(token: string): Promise<unknown>;
  /** `GET /ccapp/v1/profiles`: so many from there on, saved cards included. */
  profiles(offset: number, limit: number): Promise<unknown>;
  /** `GET /ccapp/v1/profiles/{id}`: a shopper with their saved cards, tokens and properties included. */
  profileCards(profileId: string): Promise<unknown>;
  /** `PUT /ccapp/v1/profiles/{id}`: replaces the whole list of saved cards; one that it does not name is gone. */
  replaceProfileCards(profileId: string, creditCards: readonly object[]): Promise<void>;
  /**
   * A call of the store API with a shopper's token: OCC decides what the shopper may see and change. Rejects with
   * `not-authenticated` for a token that it refuses, `not-found` for what is not the shopper's, and with `unprocessable` and OCC's
   * reason where OCC refuses the change. A removal resolves only where OCC says that it is done.
   */
  asShopper(token: string, site: SiteId, call: ShopperCall): Promise<unknown>;
  /** `GET /ccadmin/v1/functionWebhooks`. */
  functionWebhooks(): Promise<unknown>;
  /** `GET /ccadmin/v1/functionWebhooks/{id}` with its secrets. */
  functionWebhook(id: string): Promise<unknown>;
  /**
   * `POST /ccstore/v1/profiles/current/creditCards` with a shopper's token: OCC has the card verified by the payment webhook, with an
   * amount of zero, before it answers. Rejects with `not-authenticated`, or `gateway-failure` where it does not answer.
   */
  addShopperCard(token: string, site: SiteId, card: object): Promise<ShopperCardReply>;
  /** `POST /ccadmin/v1/verify`: whether OCC accepts this token on its admin API, now. */
  isAdminToken(token: string, site: SiteId | undefined): Promise<boolean>;
  /** `GET /ccadmin/v1/adminProfiles/current` with a token that OCC has accepted: which user that is, with their roles. */
  currentAdminProfile(token: string): Promise<AdminProfileResponse>;
}

/** OCC's answer to a card that a shopper adds. */
export type ShopperCardReply =
  | { readonly is: 'answered'; readonly body: unknown }
  /** The payment webhook declined it, or gave no token. The sentence is for the shopper. */
  | { readonly is: 'refused'; readonly message: string }
  | { readonly is: 'silent' };

/** OCC's answer about the user behind a token. */
export type AdminProfileResponse =
  | { readonly is: 'found'; readonly profile: unknown }
  /** OCC has no user behind it. */
  | { readonly is: 'absent' }
  /** OCC does not show it to this token. */
  | { readonly is: 'withheld' };

/** Below the store's address; `path` is ours, ids in it escaped. */
export interface ShopperCall {
  readonly method?: 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly json?: object;
}

const ORDER_TYPE = '/ccadmin/v1/orderTypes/order';

/** OCC waits for the payment webhook meanwhile, 25 seconds at most. */
const CARD_ADDITION_MS = 28_000;
/** All calls end in time and follow no redirect. Rejects with Problem `gateway-failure` when OCC gives no usable answer. */
export function createOccApi(options: OccCallsOptions): OccApi {
  const { storeUrl, adminUrl } = options;
  const { call, asAdmin, asApplication } = createOccCalls(options);

  async function readAsAdmin(path: string, site: SiteId, missing: string): Promise<unknown> {
    const answer = await asAdmin(path, site);
    if (answer.status === 400 || answer.status === 404) throw new Problem('not-found', missing);
    return requireOk(answer, path.split('/')[3] ?? path);
  }

  return {
    siteSettings: (gatewayId, site) =>
      readAsAdmin(
        `/ccadmin/v1/sitesettings/${encodeURIComponent(gatewayId)}`,
        site,
        'OCC knows no such site, or the payment gateway is not installed on it.',
      ),
    site: (site) =>
      readAsAdmin(`/ccadmin/v1/sites/${encodeURIComponent(site)}`, site, 'OCC knows no such site.'),
    sites: async () => requireOk(await asAdmin('/ccadmin/v1/sites', undefined), 'sites'),
    order: (orderId, site) =>
      readAsAdmin(`/ccadmin/v1/orders/${encodeURIComponent(orderId)}`, site, 'OCC knows no such order.'),
    updateOrder: async (orderId, site, change) => {
      const path = `/ccadmin/v1/orders/${encodeURIComponent(orderId)}`;
      const answer = await asAdmin(path, site, { method: 'PUT', json: change });
      if (answer.status === 404) throw new Problem('not-found', 'OCC knows no such order.');
      if (answer.status === 409)
        throw new Problem('conflict', 'Another program was changing the order in OCC at the same time.');
      if (answer.status >= 400 && answer.status < 500)
        throw new Problem('unprocessable', `OCC refused to change the order: ${reasonIn(answer)}`);
      requireOk(answer, 'order');
    },
    orderType: async () => requireOk(await asAdmin(ORDER_TYPE, undefined), 'order type'),
    addOrderProperties: async (properties) => {
      const change = { method: 'PUT', json: { properties }, language: 'en' } as const;
      const answer = await asAdmin(ORDER_TYPE, undefined, change);
      if (answer.status >= 400 && answer.status < 500)
        throw new Problem(
          'unprocessable',
          `OCC refused to add the order properties ${Object.keys(properties).join(', ')}: ${reasonIn(answer)}`,
        );
      requireOk(answer, 'order type');
    },
    paymentTypes: async (site) =>
      requireOk(await call(`${storeUrl}/ccstore/v1/payment/types`, { site }), 'payment types'),
    currentProfile: async (presented, site) => {
      const answer = await call(`${storeUrl}/ccstore/v1/profiles/current`, { token: presented, site });
      if (answer.status === 401 || answer.status === 403) return undefined;
      return requireOk(answer, 'current profile');
    },
    profile: (profileId, site) =>
      readAsAdmin(
        `/ccadmin/v1/profiles/${encodeURIComponent(profileId)}`,
        site,
        'OCC knows no such shopper.',
      ),
    profilesWithCard: async (cardToken) => {
      const query = new URLSearchParams({
        useAdvancedQParser: 'true',
        q: `creditCards.token eq "${cardToken.replace(/["\\]/g, '')}"`,
      });
      return requireOk(await asApplication(`/ccapp/v1/profiles?${query.toString()}`), 'profiles');
    },
    profiles: async (offset, limit) =>
      requireOk(await asApplication(`/ccapp/v1/profiles?offset=${offset}&limit=${limit}`), 'profiles'),
    profileCards: async (profileId) => requireOk(await asApplication(profilePath(profileId)), 'profile'),
    replaceProfileCards: async (profileId, creditCards) => {
      requireOk(
        await asApplication(profilePath(profileId), { method: 'PUT', json: { creditCards } }),
        'saved cards',
      );
    },
    asShopper: async (presented, site, { method = 'GET', path, json }) => {
      const answer = await call(`${storeUrl}${path}`, {
        method,
        token: presented,
        site,
        ...(json && { json }),
      });
      if (answer.status === 401 || answer.status === 403)
        throw new Problem('not-authenticated', 'Log in again: OCC does not accept this shopper’s token.');
      if (answer.status === 400 && method === 'PUT')
        throw new Problem('unprocessable', `OCC refused to change the saved card: ${reasonIn(answer)}`);
      if (answer.status === 400 || answer.status === 404)
        throw new Problem('not-found', 'There is no such saved card.');
      if (method !== 'DELETE') return requireOk(answer, 'saved cards');
      requireDone(answer, 'saved cards');
      return undefined;
    },
    functionWebhooks: async () =>
      requireOk(await asAdmin('/ccadmin/v1/functionWebhooks', undefined), 'function webhooks'),
    functionWebhook: async (id) =>
      requireOk(
        await asAdmin(
          `/ccadmin/v1/functionWebhooks/${encodeURIComponent(id)}?includeSecretKeys=true`,
          undefined,
        ),
        'function webhook',
      ),
    addShopperCard: async (presented, site, card) => {
      const answer = await call(`${storeUrl}/ccstore/v1/profiles/current/creditCards`, {
        method: 'POST',
        token: presented,
        site,
        json: card,
        timeoutMs: CARD_ADDITION_MS,
      });
      if (answer.status === 401 || answer.status === 403)
        throw new Problem('not-authenticated', 'Log in again: OCC does not accept this shopper’s token.');
      if (answer.status !== 400) return { is: 'answered', body: requireOk(answer, 'saved cards') };
      return { is: 'refused', message: shownRefusal().parse(objectIn(answer.text) ?? {}).message };
    },
    isAdminToken: async (presented, site) => {
      const answer = await call(`${adminUrl}/ccadmin/v1/verify`, {
        method: 'POST',
        token: presented,
        site,
        form: {},
      });
      if (answer.status === 401 || answer.status === 403 || answer.status === 400) return false;
      const body = requireOk(answer, 'verify');
      return typeof body === 'object' && body !== null && 'success' in body && body.success === true;
    },
    currentAdminProfile: async (presented) => {
      const answer = await call(`${adminUrl}/ccadmin/v1/adminProfiles/current`, { token: presented });
      if (answer.status === 404) return { is: 'absent' };
      if (answer.status === 400 || answer.status === 401 || answer.status === 403) return { is: 'withheld' };
      return { is: 'found', profile: requireOk(answer, 'current admin profile') };
    },
  };
}

/** OCC: application API, profiles. */
function profilePath(profileId: string): string {
  return `/ccapp/v1/profiles/${encodeURIComponent(profileId)}`;
}

/** What OCC says to the shopper, empty where it says nothing. */
const shownRefusal = lazy(() => z.object({ message: z.string().max(500).catch('') }));
