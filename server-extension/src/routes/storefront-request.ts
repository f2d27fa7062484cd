import * as z from 'zod';
import type { SiteId } from '../domain/ids.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { requireShape } from '../occ/webhook/required-shape.ts';
import type { SettingsFor } from '../payments/ports/ports.ts';
import { requireStorefrontCaller } from '../http/request-authentication.ts';
import { readJson } from '../http/read-body.ts';
import type { ShopPages } from '../checkout/shop-page.ts';
import type { Request, Response } from '../http/route.ts';

export interface StorefrontDeps {
  readonly settingsFor: SettingsFor;
  readonly shopPages: ShopPages;
}

/** What a page of the shop asks for, and for which site. */
export interface StorefrontRequest<Body> {
  readonly body: Body;
  readonly site: SiteId;
  readonly settings: GatewaySettings;
}

/** The shape of a body that may name site and channel too, as the earlier plugin's storefront does. */
export function storefrontBody<Fields extends z.core.$ZodLooseShape>(
  fields: Fields,
): z.ZodObject<Fields & typeof callerFields> {
  return z.object({ ...fields, ...callerFields });
}

const callerFields = { siteId: z.unknown().optional(), channel: z.unknown().optional() };

/**
 * Reads a request that only pages of the shop may make.
 *
 * @throws Problem `malformed-request` for a body of another shape, `not-allowed` for a page that is not the shop's.
 */
export async function requireStorefrontRequest<Body extends Readonly<Record<string, unknown>>>(
  shape: z.ZodType<Body>,
  req: Request,
  res: Response,
  { settingsFor, shopPages }: StorefrontDeps,
): Promise<StorefrontRequest<Body>> {
  const { json } = await readJson(req, res);
  const body = requireShape(shape, json, 'body');
  const { site, channel } = requireStorefrontCaller(req, body);
  const settings = await settingsFor(site, channel);
  await shopPages.requireShopPage(req, settings);
  return { body, site, settings };
}
