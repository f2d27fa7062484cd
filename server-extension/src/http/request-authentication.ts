import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import { isObject } from '../domain/json/json-object.ts';
import type { SiteId } from '../domain/ids.ts';
import { mayDo, type Operator, type OperatorRight } from '../domain/operator.ts';
import { present } from '../domain/present.ts';
import { Problem, type ProblemContext } from '../domain/problem.ts';
import type { Secret } from '../domain/secret.ts';
import { sha256 } from '../domain/sha256.ts';
import { channels, type GatewaySettings } from '../domain/settings.ts';
import { describeWork } from '../telemetry/log/line-context.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import type { FindOperator } from '../occ/operators/find-operator.ts';
import type { SiteOperatorRoles } from '../occ/operators/operator-roles.ts';
import { requireShape } from '../occ/webhook/shape/required-shape.ts';
import type { RequireSignature } from '../occ/webhook/signature/webhook-signature.ts';
import { requireNotifications } from '../notifications/require-notifications.ts';
import type { NotificationReader } from '../notifications/ports.ts';
import type { SettingsFor } from '../payments/ports/settings-for.ts';
import type {
  CallerIdentities,
  OmsCaller,
  OperatorCaller,
  RouteCaller,
  SiteCaller,
  StorefrontCaller,
} from './callers.ts';
import { readJsonBytes, type ReadJson } from './read-body.ts';
import type { Request } from './route.ts';

/** A request whose caller is not known yet. */
export interface UncheckedRequest {
  readonly req: Request;
  /** Whether the route takes a body, which may name the caller's site and channel. */
  readonly hasBody: boolean;
  /** What the caller's role has to allow, where callers of the route have one. */
  readonly right?: OperatorRight;
  readonly readJson: ReadJson;
}

/** For each kind of caller the one check of its credentials. Each rejects with the Problem that says what is missing. */
export type Authentication = {
  readonly [C in RouteCaller]: (request: UncheckedRequest) => Promise<CallerIdentities[C]>;
};

export interface AuthenticationDeps {
  /** Absent without a webhook secret: then every webhook is refused. */
  readonly requireSignature: RequireSignature | undefined;
  /** Absent without a signing key of CyberSource's: then the route is answered with 404. */
  readonly notificationReader?: NotificationReader;
  readonly settingsFor: SettingsFor;
  readonly originCheck: {
    /** @throws Problem `not-allowed` for a page whose origin is not the shop's. */
    requireShopOrigin(req: Request, settings: GatewaySettings): Promise<void>;
  };
  readonly occ: Pick<OccApi, 'isAdminToken'>;
  readonly findOperator: FindOperator;
  readonly operatorRoles: SiteOperatorRoles;
  /** What a monitoring program may send in the place of an admin token. */
  readonly monitoringToken?: Secret;
}

/** The check of every route's caller. */
export function createAuthentication({
  requireSignature,
  notificationReader,
  settingsFor,
  originCheck,
  monitoringToken,
  ...operators
}: AuthenticationDeps): Authentication {
  /**
   * @throws Problem `malformed-request` without a site, `not-allowed` for a page whose origin is not the shop's. Routes without a
   *   body skip the origin check: a browser does not give their answers to pages of other origins.
   */
  async function storefront({ req, hasBody, readJson }: UncheckedRequest): Promise<StorefrontCaller> {
    const body = hasBody ? (await readJson()).json : undefined;
    const caller = requireStorefrontCaller(req, isObject(body) ? body : {});
    let reading: Promise<GatewaySettings> | undefined;
    const settings = (): Promise<GatewaySettings> => (reading ??= settingsFor(caller.site, caller.channel));
    if (hasBody) await originCheck.requireShopOrigin(req, await settings());
    return { ...caller, settings };
  }

  return {
    /** @throws Problem `not-configured` without a key, `bad-signature`. */
    async 'occ-webhook'({ req }) {
      if (requireSignature === undefined) throw withoutKey();
      const bytes = await readJsonBytes(req);
      await requireSignature(bytes, req.headers);
      return { bytes };
    },
    /** @throws Problem `not-found` without a key, `bad-signature`, `malformed-request`. */
    async gateway({ req }) {
      const reader = requireNotifications(notificationReader);
      // Forged notifications are refused before their bodies are read.
      reader.requireHeader(req.headers);
      const bytes = await readJsonBytes(req);
      return { notifications: await reader.read(bytes, req.headers) };
    },
    storefront,
    /** @throws Problem `not-authenticated` without a token, and as a storefront. OCC itself checks the token with each later call. */
    async shopper(request) {
      const token = shopperToken(request.req);
      if (token === undefined)
        throw new Problem(
          'not-authenticated',
          'This address needs a shopper who has logged in: Authorization: Bearer <OCC token>.',
        );
      return { ...(await storefront(request)), token };
    },
    oms: (request) => requireOms(request, operators),
    operator: (request) => requireOperator(request, operators),
    async monitoring(request) {
      const token = requireToken(request.req);
      if (monitoringToken === undefined || !isSame(token, monitoringToken.reveal()))
        await requireOperator({ ...request, right: 'read' }, operators);
      return undefined;
    },
    anyone: async () => undefined,
  };
}

function withoutKey(): Problem {
  return new Problem(
    'not-configured',
    'The payment webhook has no key: set payments.secret.key (environment: PAYMENTS_SECRET_KEY) to the secret that OCC shows for this webhook.',
    [],
    { details: { setting: 'PAYMENTS_SECRET_KEY' } },
  );
}

const site = lazy(() =>
  z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be a site id')
    .transform((id) => id as SiteId),
);
const channel = lazy(() => z.enum(channels, 'must be agent, preview or storefront'));

const storefrontCaller = lazy(() => z.object({ siteId: site(), channel: channel().default('storefront') }));

/**
 * Which site and channel a storefront request is for: the body's `siteId` and `channel`, else the headers `x-ccsite` and
 * `channel`.
 */
function requireStorefrontCaller(req: Request, body: Readonly<Record<string, unknown>>): SiteCaller {
  const { siteId, channel } = requireShape(
    storefrontCaller(),
    {
      siteId: firstGiven(body['siteId'], req.headers['x-ccsite']),
      channel: firstGiven(body['channel'], req.headers['channel']),
    },
    'header',
  );
  describeWork({ site: siteId });
  return { site: siteId, channel };
}

/** Empty text says nothing. */
function firstGiven(...values: readonly unknown[]): unknown {
  return values.find((value) => value !== undefined && value !== null && value !== '');
}

const omsCaller = lazy(() => z.object({ 'x-ccsite': site(), 'x-ccasset-channel': channel() }));
const operatorCaller = lazy(() => z.object({ 'x-ccsite': site().optional() }));

type OperatorDeps = Pick<AuthenticationDeps, 'occ' | 'findOperator' | 'operatorRoles'>;

/**
 * Which site and channel an OMS speaks for, and that OCC accepts its admin token for that site.
 *
 * @throws Problem `not-authenticated` without or with a bad token, `not-allowed` without site and channel, `role-missing`.
 */
async function requireOms(request: UncheckedRequest, deps: OperatorDeps): Promise<OmsCaller> {
  const { headers } = request.req;
  const token = requireToken(request.req);
  if (headers['x-ccsite'] === undefined || headers['x-ccasset-channel'] === undefined) {
    throw new Problem(
      'not-allowed',
      'Say which site and channel this is for: headers x-ccsite and x-ccasset-channel.',
      (['x-ccsite', 'x-ccasset-channel'] as const)
        .filter((name) => headers[name] === undefined)
        .map((name) => ({ path: `header:${name}`, message: 'is missing', isMissing: true })),
    );
  }
  const { 'x-ccsite': siteId, 'x-ccasset-channel': channel } = requireShape(omsCaller(), headers, 'header');
  describeWork({ site: siteId });
  const operator = await requireRight(token, siteId, request, deps, { site: siteId, channel });
  return { site: siteId, channel, operator };
}

/**
 * Who an operator is, and that OCC accepts their token: for the site that they name, else for every site with the gateway.
 *
 * @throws Problem `not-authenticated` without or with a bad token, `role-missing`, `not-allowed` when it is good for some sites only.
 */
async function requireOperator(request: UncheckedRequest, deps: OperatorDeps): Promise<OperatorCaller> {
  const token = requireToken(request.req);
  const { 'x-ccsite': siteId } = requireShape(operatorCaller(), request.req.headers, 'header');
  if (siteId !== undefined) describeWork({ site: siteId });
  const operator = await requireRight(token, siteId, request, deps, {});
  return { operator, ...present({ site: siteId }) };
}

async function requireRight(
  token: string,
  siteId: SiteId | undefined,
  { right }: UncheckedRequest,
  { occ, findOperator, operatorRoles }: OperatorDeps,
  context: ProblemContext,
): Promise<Operator> {
  if (!(await occ.isAdminToken(token, siteId))) throw notAuthenticated(context);
  const roles =
    siteId === undefined
      ? await operatorRoles.ofAllSites()
      : new Map([[siteId, await operatorRoles.of(siteId)]]);
  if (siteId === undefined && roles.size > 1) await requireEverySite(token, [...roles.keys()], occ);

  const mapped = [...roles.values()];
  const operator = await findOperator(
    token,
    mapped.some(({ size }) => size > 0),
  );
  if (right === undefined || mapped.every((each) => mayDo(operator, right, each))) return operator;
  throw new Problem(
    'role-missing',
    `${describeOperator(operator)} may not do this: it takes the right ${right}, which the gateway setting operatorRoles${siteId === undefined ? ' of each site' : ''} has to give to one of these roles.`,
    [],
    { details: { ...context, setting: 'operatorRoles' } },
  );
}

/** A caller who names no site may read and change what belongs to any site, so OCC has to accept the token for each of them. */
async function requireEverySite(
  token: string,
  sites: readonly SiteId[],
  occ: OperatorDeps['occ'],
): Promise<void> {
  const accepted = await Promise.all(sites.map((each) => occ.isAdminToken(token, each)));
  if (accepted.every(Boolean)) return;
  throw new Problem(
    'not-allowed',
    'OCC accepts this token for some sites only: name the site with the header x-ccsite.',
  );
}

function describeOperator({ kind, name, roles }: Operator): string {
  if (kind === 'application') return `The application ${name}`;
  return `${name} (OCC roles: ${[...roles].join(', ') || 'none'})`;
}

/** Takes as long for a wrong token as for a right one. */
function isSame(token: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(token, 'hex')), Buffer.from(sha256(expected, 'hex')));
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
