import * as z from 'zod';
import { present } from '../domain/present.ts';
import { digestOf, type Seal } from '../domain/seal.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { ClientAddress, ClientNetwork } from '../guard/client-network.ts';
import type { RequestLimit } from '../guard/request-limits.ts';
import { malformedField } from '../occ/webhook/required-shape.ts';
import { originOf } from '../occ/orders/origins.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import type { CardFields } from '../payments/ports/ports.ts';
import type { Route } from '../http/route.ts';
import { CAPTURE_CONTEXT_LIFE_MS } from '../checkout/lifetimes.ts';
import { originRefused } from '../checkout/shop-page.ts';
import { sendJson } from '../http/send.ts';
import { requireStorefrontRequest, storefrontBody, type StorefrontDeps } from './storefront-request.ts';

export interface CaptureContextDeps extends StorefrontDeps {
  readonly sites: SiteDetails;
  readonly requestLimit: RequestLimit;
  readonly clientNetwork: ClientNetwork;
  readonly clientAddress: ClientAddress;
  readonly cardFields: CardFields;
  readonly seal: Seal;
  readonly now: () => Date;
}

const request = storefrontBody({
  targetOrigin: z.string('must be the origin of the page').max(300),
});

/** A key for the hosted card fields, for pages of the shop only, and its seal, which the payment has to bring back. */
export function captureContext(deps: CaptureContextDeps): Route {
  const { sites, shopPages, requestLimit, clientNetwork, clientAddress, cardFields, seal, now } = deps;
  return {
    method: 'POST',
    path: '/keys',
    async handle(req, res) {
      const { body, site, settings } = await requireStorefrontRequest(request, req, res, deps);
      const origin = await requireAllowedOrigin(req.headers.origin, body.targetOrigin, settings);
      await requestLimit.require('keys', site, req);
      const captureContext = await cardFields.captureContext(settings, {
        targetOrigin: origin,
        cardNetworks: await sites.cardNetworks(site),
      });
      const expiresAt = new Date(now().getTime() + CAPTURE_CONTEXT_LIFE_MS);
      const asker = present({ network: clientNetwork(req), address: clientAddress(req) });
      const { iv, encrypted } = seal.seal(
        { purpose: 'capture-context', site, origin, expiresAt, ...asker },
        `${digestOf(captureContext)} ${cardFields.verifyingPartOf(captureContext)}`,
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
    if (allowed.includes(origin) && (page ?? origin) === origin) return origin;
    throw originRefused(
      'Card fields are not offered on this origin: add it to the gateway setting allowedOrigins.',
      allowed.includes(origin) ? page : origin,
      settings,
    );
  }
}
