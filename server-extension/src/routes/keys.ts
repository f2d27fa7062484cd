import type { Request } from 'express';
import * as z from 'zod';
import { Problem } from '../domain/problem.ts';
import type { Seal } from '../domain/seal.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { malformedField, requireShape } from '../occ/required-shape.ts';
import { originOf, type SiteFacts } from '../occ/site-facts.ts';
import type { CardFields, SettingsFor } from '../payments/ports.ts';
import { requireStorefrontCaller } from './callers.ts';
import { readJson } from './read-body.ts';
import type { Route } from './route.ts';
import { sendJson } from './send-json.ts';

export interface KeysDeps {
  readonly settingsFor: SettingsFor;
  readonly sites: SiteFacts;
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
export function keys({ settingsFor, sites, cardFields, seal, now }: KeysDeps): Route {
  return {
    method: 'POST',
    path: '/keys',
    async handle(req, res) {
      const { json } = await readJson(req, res);
      const body = requireShape(request, json, 'body');
      const { site, channel } = requireStorefrontCaller(req, body);
      const settings = await settingsFor(site, channel);
      const origin = await requireAllowedOrigin(req, body.targetOrigin, settings);
      const captureContext = await cardFields.captureContext(settings, {
        targetOrigin: origin,
        cardNetworks: await sites.cardNetworks(site),
      });
      const expiresAt = new Date(now().getTime() + CONTEXT_LIFE_MS);
      const { iv, encrypted } = seal.seal(
        { purpose: 'capture-context', site, origin, expiresAt },
        captureContext,
      );
      sendJson(res, 200, { captureContext, cipher: { iv, encrypted } });
    },
  };

  /** @throws Problem `not-allowed` for an origin that is not the shop's, or a browser page of another origin. */
  async function requireAllowedOrigin(
    req: Request,
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
    const { allowedOrigins, site } = settings;
    const allowed = allowedOrigins.length > 0 ? allowedOrigins.map(originOf) : await sites.origins(site);
    const page = req.headers.origin ?? origin;
    if (!allowed.includes(origin) || page !== origin) {
      throw new Problem(
        'not-allowed',
        'Card fields are not offered on this origin: add it to the gateway setting allowedOrigins.',
      );
    }
    return origin;
  }
}
