import type * as z from 'zod';
import { Problem } from '../domain/problem.ts';
import type { LimitedRoute, RequestLimit } from '../guard/request-limits.ts';
import { malformed, requireShape, toUnknownField } from '../occ/webhook/shape/required-shape.ts';
import type { Lazy } from '../domain/json/lazy.ts';
import type { OperatorRight } from '../domain/operator.ts';
import { present } from '../domain/present.ts';
import type { RouteCaller, CallerIdentities, RoleCaller, SiteCaller } from './callers.ts';
import { readJson, type ReadJson } from './read-body.ts';
import type { Authentication } from './request-authentication.ts';
import type { RouteBody } from './route-body.ts';
import {
  pathAndQuery,
  type Request,
  type Response,
  type RouteDeclaration,
  type ServedRoute,
} from './route.ts';

/** A request to a route, once everything that the declaration asks for was checked. */
export interface Call<C extends RouteCaller, Body, Query, Headers> {
  readonly req: Request;
  readonly res: Response;
  readonly caller: CallerIdentities[C];
  readonly body: Body;
  /** The JSON body as it was sent. */
  readonly readJson: ReadJson;
  readonly query: Query;
  readonly headers: Headers;
}

/** A route as its file declares it. */
export interface RouteSource<C extends RouteCaller, Body, Query, Headers, Deps> extends Omit<
  RouteDeclaration,
  'limit'
> {
  readonly caller: C;
  /** Counted for the site that the caller names. */
  readonly limit?: CallerIdentities[C] extends SiteCaller ? LimitedRoute : never;
  readonly body?: RouteBody<Body>;
  readonly query?: Lazy<z.ZodObject & z.ZodType<Query>>;
  readonly headers?: Lazy<z.ZodObject & z.ZodType<Headers>>;
  /** What the request is about, where it names something of one shopper's: a card token, a checkout. For the rate limit. */
  readonly limitSubject?: (body: Body) => string | undefined;
  /** The same problem under the name by which the callers of this route know it. */
  readonly nameProblem?: (problem: Problem, req: Request) => Problem;
  /** Makes the handler, which answers a request that was checked. What it throws goes to the one error handler. */
  readonly handler: (deps: Deps) => (call: Call<C, Body, Query, Headers>) => Promise<void>;
}

/** A route of callers with a role names the right that it takes; other callers have none. */
export type RightOf<C extends RouteCaller> = C extends RoleCaller
  ? { readonly right: OperatorRight }
  : { readonly right?: never };

/** What every request goes through before its handler. */
export interface RequestChecks {
  readonly authentication: Authentication;
  readonly requestLimit: RequestLimit;
}

declare const checked: unique symbol;

/** A declared route without its dependencies. {@link defineRoute} alone makes one: no handler runs unchecked. */
export interface Route<Deps> extends RouteDeclaration {
  readonly [checked]: true;
  bind(deps: Deps, checks: RequestChecks): ServedRoute;
}

/**
 * Turns a declaration into a route. In this order each request is checked, and a failed check ends it: the caller's
 * credentials, body, query and headers, rate limit; then the handler answers it.
 */
export function defineRoute<
  C extends RouteCaller,
  Body = undefined,
  Query = undefined,
  Headers = undefined,
  Deps = unknown,
>(source: RouteSource<C, Body, Query, Headers, Deps> & RightOf<C>): Route<Deps> {
  const declared: RouteSource<C, Body, Query, Headers, Deps> = source;
  const { handler, limitSubject, nameProblem, ...declaration } = declared;
  const route: Omit<Route<Deps>, typeof checked> = {
    ...declaration,
    bind(deps, { authentication, requestLimit }) {
      const answer = handler(deps);
      const handle = async (req: Request, res: Response): Promise<void> => {
        const read = once(() => readJson(req));
        const caller = await authentication[source.caller]({
          req,
          readJson: read,
          hasBody: source.body !== undefined,
          ...present({ right: declared.right }),
        });
        const body = (await source.body?.read(req, read)) as Body;
        if (source.query !== undefined && isMerchants(source.caller)) requireKnown(req, source.query());
        const query = parsed(source.query, () => queryOf(req), 'query');
        const headers = parsed(source.headers, () => req.headers, 'header');
        if (source.limit !== undefined)
          await requestLimit.require(source.limit, (caller as SiteCaller).site, req, limitSubject?.(body));
        await answer({ req, res, caller, body, readJson: read, query, headers });
      };
      if (nameProblem === undefined) return { ...declaration, handle };
      return {
        ...declaration,
        handle: (req, res) =>
          handle(req, res).catch((error: unknown) => {
            throw error instanceof Problem ? nameProblem(error, req) : error;
          }),
      };
    },
  };
  return route as Route<Deps>;
}

/** What the declaration makes of it; undefined where it declares none. */
function parsed<Shape>(
  schema: Lazy<z.ZodType<Shape>> | undefined,
  value: () => unknown,
  place: 'query' | 'header',
): Shape {
  return (schema && requireShape(schema(), value(), place)) as Shape;
}

/** The merchant's own programs; pages of the shop may add parameters of their own, against caches for example. */
function isMerchants(caller: RouteCaller): boolean {
  return caller === 'oms' || caller === 'operator';
}

/**
 * A parameter that is spelt otherwise, or comes twice, is not passed over: `?dryrun=true` would move money.
 *
 * @throws Problem `malformed-request` that names each of them.
 */
function requireKnown(req: Request, { shape }: z.ZodObject): void {
  const [, query] = pathAndQuery(req.url);
  const given = [...new URLSearchParams(query).keys()];
  const known = `the parameters here are ${Object.keys(shape).join(', ')}`;
  const wrong = [...new Set(given)].flatMap((name) => {
    if (!Object.hasOwn(shape, name)) return [toUnknownField('query', [name], known)];
    const isGivenTwice = given.indexOf(name) !== given.lastIndexOf(name);
    return isGivenTwice ? [{ path: `query:${name}`, message: 'must be given once' }] : [];
  });
  if (wrong.length > 0) throw malformed(wrong);
}

/** Of a parameter that comes twice the first one counts. */
function queryOf(req: Request): Readonly<Record<string, string>> {
  const [, query] = pathAndQuery(req.url);
  return Object.fromEntries([...new URLSearchParams(query)].reverse());
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
