import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import { present } from '../domain/present.ts';
import { digestOf, type Seal } from '../domain/seal.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { ClientAddress, ClientNetwork } from '../guard/client-network.ts';
import { malformedField } from '../occ/webhook/shape/required-shape.ts';
import { originOf } from '../domain/network/origins.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import type { CardFields } from '../payments/ports/card-fields.ts';
import { CAPTURE_CONTEXT_LIFE_MS } from '../checkout/lifetimes.ts';
import { originRefused, type OriginCheck } from '../checkout/origin-check.ts';
import { defineRoute } from '../http/define-route.ts';
import { jsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import { cipher } from './cipher.ts';
import { storefrontBody } from './storefront-body.ts';

export interface CaptureContextDeps {
  readonly sites: SiteDetails;
  readonly originCheck: Pick<OriginCheck, 'origins'>;
  readonly clientNetwork: ClientNetwork;
  readonly clientAddress: ClientAddress;
  readonly cardFields: CardFields;
  readonly seal: Seal;
  readonly now: () => Date;
}

/** A key for the hosted card fields, for pages of the shop only, and its seal, which the payment has to bring back. */
export const captureContext = defineRoute({
  method: 'POST',
  path: '/keys',
  operationId: 'keys',
  summary: 'A capture context for the hosted card fields',
  description:
    'For the origins in the gateway setting `allowedOrigins`, by default the site’s own URL. The cipher seals what the context ' +
    'is known by; the payment has to bring both back. Valid for 15 minutes.',
  caller: 'storefront',
  limit: 'keys',
  body: jsonBody(
    lazy(() =>
      storefrontBody({
        targetOrigin: z
          .string('must be the origin of the page')
          .max(300)
          .meta({ description: 'The origin of the page with the card fields, without a path' }),
      }),
    ),
    { shop: { targetOrigin: 'https://shop.example' } },
  ),
  answers: {
    200: {
      description: 'The context and its seal',
      schema: lazy(() =>
        z.strictObject({
          captureContext: z.string().meta({ description: 'A JWT of CyberSource’s' }),
          cipher: cipher(),
        }),
      ),
      examples: {
        context: {
          captureContext: 'eyJraWQiOiJqNCIsImFsZyI6IlJTMjU2In0.eyJmbHgiOnt9fQ.c2lnbmF0dXJl',
          cipher: { iv: 'b2pWc1NnQ2w0ZkE9', encrypted: 'c2VhbGVkIGJ5IHRoZSBleHRlbnNpb24=' },
        },
      },
    },
  },
  handler: (deps: CaptureContextDeps) => {
    const { sites, originCheck, clientNetwork, clientAddress, cardFields, seal, now } = deps;
    return async ({ req, res, body, caller }) => {
      const settings = await caller.settings();
      const { site } = caller;
      const allowed = await originCheck.origins(settings);
      const origin = requireAllowedOrigin(req.headers.origin, body.targetOrigin, settings, allowed);
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
    };
  },
});

/** @throws Problem `not-allowed` for an origin that is not the shop's, or a browser page of another origin. */
function requireAllowedOrigin(
  page: string | undefined,
  asked: string,
  settings: GatewaySettings,
  allowed: readonly string[],
): string {
  const origin = originOf(asked);
  if (origin === undefined || origin !== asked) {
    throw malformedField('body:targetOrigin', 'must be an origin like https://shop.example, without a path');
  }
  if (allowed.includes(origin) && (page ?? origin) === origin) return origin;
  throw originRefused(
    'Card fields are not offered on this origin: add it to the gateway setting allowedOrigins.',
    allowed.includes(origin) ? page : origin,
    settings,
  );
}
