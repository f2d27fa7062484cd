import * as z from 'zod';
import { Problem } from '../domain/problem.ts';
import type { Seal } from '../domain/seal.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { ClientNetwork } from '../limits/client-network.ts';
import type { RequestLimit } from '../limits/requests.ts';
import { malformedField, requireShape } from '../occ/required-shape.ts';
import { originOf, type SiteFacts } from '../occ/site-facts.ts';
import type { CardFields, SettingsFor } from '../payments/ports.ts';
import { requireStorefrontCaller } from './callers.ts';
import { readJson } from './read-body.ts';
import type { Route } from './route.ts';
import { sendJson } from './send-json.ts';
import type { ShopPages } from './shop-page.ts';

export interface KeysDeps {
  readonly settingsFor: SettingsFor;
  readonly sites: SiteFacts;
  readonly shopPages: ShopPages;
  readonly requestLimit: RequestLimit;
  readonly clientNetwork: ClientNetwork;
  readonly cardFields: CardFields;
  readonly seal: Seal;
  readonly now: () => Date;
}

/** CyberSource: a capture context lives 15 minutes. */
const CONTEXT_LIFE_MS = 15 * 60 * 1000;

const request = z.object({
  targetOrigin: z.string('must be the origin of the page').max(300),
  siteId: z.unknown().optional(),
  channel: z.unknown().optional(),
});

/** A key for the hosted card fields, for pages of the shop only, and its seal, which the payment has to bring back. */
export function keys(deps: KeysDeps): Route {
  const { settingsFor, sites, shopPages, requestLimit, clientNetwork, cardFields, seal, now } = deps;
  return {
    method: 'POST',
    path: '/keys',
    async handle(req, res) {
      const { json } = await readJson(req, res);
      const body = requireShape(request, json, 'body');
      const { site, channel } = requireStorefrontCaller(req, body);
      const settings = await settingsFor(site, channel);
      await shopPages.requireShopPage(req, settings);
      const origin = await requireAllowedOrigin(req.headers.origin, body.targetOrigin, settings);
      await requestLimit.require('keys', site, req);
      const captureContext = await cardFields.captureContext(settings, {
        targetOrigin: origin,
        cardNetworks: await sites.cardNetworks(site),
      });
      const expiresAt = new Date(now().getTime() + CONTEXT_LIFE_MS);
      const network = clientNetwork(req);
      const { iv, encrypted } = seal.seal(
        { purpose: 'capture-context', site, origin, expiresAt, ...(network !== undefined && { network }) },
        captureContext,
      );
      sendJson(res, 200, { captureContext, cipher: { iv, encrypted } });
    },
  };

  /** @throws Problem `not-allowed` for an origin that is not the shop's, or a browser page of another origin. */
  async function requireAllowedOrigin(
    page: string | undefined,
    asked: string,
    settings: GatewaySettings,
  ): Promise<string> {
    const origin = originOf(asked);
    if (origin === undefined || origin !== asked) {
      throw malformedField(
        'body:targetOrigin',
        'must be an origin like https://shop.example, without a path',
      );
    }
    const allowed = await shopPages.origins(settings);
    if (!allowed.includes(origin) || (page ?? origin) !== origin) {
      throw new Problem(
        'not-allowed',
        'Card fields are not offered on this origin: add it to the gateway setting allowedOrigins.',
      );
    }
    return origin;
  }
}
