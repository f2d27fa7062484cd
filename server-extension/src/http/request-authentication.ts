import * as z from 'zod';
import type { SiteId } from '../domain/ids.ts';
import { Problem, type ProblemContext } from '../domain/problem.ts';
import { type Channel, channels } from '../domain/settings.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import { requireShape } from '../occ/webhook/required-shape.ts';
import type { Request } from './route.ts';

export interface StorefrontCaller {
  readonly site: SiteId;
  readonly channel: Channel;
}

const site = z
  .string('is missing')
  .regex(/^[\w-]{1,64}$/, 'must be a site id')
  .transform((id) => id as SiteId);
const channel = z.enum(channels, 'must be agent, preview or storefront');

const storefrontCaller = z.object({ siteId: site, channel: channel.default('storefront') });

/**
 * Which site and channel a storefront request is for: the body's `siteId` and `channel`, else the headers `x-ccsite` and
 * `channel`.
 */
export function requireStorefrontCaller(
  req: Request,
  body: Readonly<Record<string, unknown>> = {},
): StorefrontCaller {
  const { siteId, channel } = requireShape(
    storefrontCaller,
    {
      siteId: firstGiven(body['siteId'], req.headers['x-ccsite']),
      channel: firstGiven(body['channel'], req.headers['channel']),
    },
    'header',
  );
  return { site: siteId, channel };
}

/** Empty text says nothing. */
function firstGiven(...values: readonly unknown[]): unknown {
  return values.find((value) => value !== undefined && value !== null && value !== '');
}

const omsCaller = z.object({ 'x-ccsite': site, 'x-ccasset-channel': channel });

/**
 * Which site and channel an OMS speaks for, and that OCC accepts its admin token for that site.
 *
 * @throws Problem `not-authenticated` without or with a bad token, `not-allowed` without site and channel.
 */
export async function requireOms(req: Request, api: OccApi): Promise<StorefrontCaller> {
  const token = requireToken(req);
  if (req.headers['x-ccsite'] === undefined || req.headers['x-ccasset-channel'] === undefined) {
    throw new Problem(
      'not-allowed',
      'Say which site and channel this is for: headers x-ccsite and x-ccasset-channel.',
    );
  }
  const { 'x-ccsite': siteId, 'x-ccasset-channel': channel } = requireShape(omsCaller, req.headers, 'header');
  await requireAdmin(api, token, { site: siteId, channel });
  return { site: siteId, channel };
}

/** @throws Problem `not-authenticated` unless OCC accepts the caller's admin token. */
export async function requireOperator(req: Request, api: Pick<OccApi, 'isAdminToken'>): Promise<void> {
  await requireAdmin(api, requireToken(req));
}

async function requireAdmin(
  api: Pick<OccApi, 'isAdminToken'>,
  token: string,
  caller?: StorefrontCaller,
): Promise<void> {
  if (!(await api.isAdminToken(token, caller?.site))) throw notAuthenticated({ ...caller });
}

/** The OCC token of the shopper whose browser asks; undefined for a guest. */
export function shopperToken({ headers }: Request): string | undefined {
  return TOKEN.exec(headers.authorization ?? '')?.[1];
}

const TOKEN = /^(?:Bearer )?([\w.~+/=-]{8,8192})$/i;

/** Whether the caller sent an admin token, good or bad. */
export function hasAdminToken(req: Request): boolean {
  const header = adminTokenHeader(req);
  return header !== undefined && header !== '';
}

/** OCC's storefront keeps `Authorization` for its shoppers, so an OMS may use a header of its own. */
function adminTokenHeader({ headers }: Request): string | string[] | undefined {
  return headers['x-occ-authentication'] ?? headers.authorization;
}

function requireToken(req: Request): string {
  const header = adminTokenHeader(req);
  const token = typeof header === 'string' ? TOKEN.exec(header)?.[1] : undefined;
  if (token === undefined) throw notAuthenticated();
  return token;
}

function notAuthenticated(details: ProblemContext = {}): Problem {
  return new Problem(
    'not-authenticated',
    'Send a valid OCC admin token: Authorization: Bearer <token>, or x-occ-authentication.',
    [],
    { details },
  );
}
