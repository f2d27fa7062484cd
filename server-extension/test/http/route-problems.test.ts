import { expect } from 'chai';
import * as z from 'zod';
import { lazy } from '../../src/domain/json/lazy.ts';
import { problemCodes } from '../../src/domain/problem.ts';
import type { RouteCaller } from '../../src/http/callers.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { declareRoutes } from '../../src/routes/routes.ts';
import { PROBLEM_MEANINGS, problemsByStatus, problemsOf } from '../../src/http/route-problems.ts';
import type { RouteDeclaration } from '../../src/http/route.ts';

const object = lazy(() => z.object({}));
const route = (caller: RouteCaller, more: Partial<RouteDeclaration> = {}): RouteDeclaration => ({
  method: 'POST',
  path: '/x',
  operationId: 'x',
  summary: 'x',
  answers: {},
  caller,
  ...more,
});

const settings = ['not-found', 'gateway-failure', 'not-configured'];
const adminToken = ['not-authenticated', 'not-allowed', 'role-missing', 'malformed-request', ...settings];

describe('The errors of a route', () => {
  it('are explained each, and no two alike', () => {
    expect(Object.keys(PROBLEM_MEANINGS)).to.have.members(problemCodes);
    const meanings = Object.values(PROBLEM_MEANINGS);
    expect(new Set(meanings)).to.have.length(problemCodes.length);
    for (const meaning of meanings) expect(meaning).to.have.length.greaterThan(20);
  });

  const byCaller: Readonly<Record<RouteCaller, readonly string[]>> = {
    'occ-webhook': ['bad-signature', 'not-configured'],
    gateway: ['not-found', 'bad-signature', 'malformed-request', 'not-configured'],
    storefront: ['malformed-request', ...settings],
    shopper: ['not-authenticated', 'malformed-request', ...settings],
    oms: adminToken,
    operator: adminToken,
    monitoring: adminToken,
    anyone: [],
  };
  for (const [caller, codes] of Object.entries(byCaller) as [RouteCaller, readonly string[]][])
    it(`are for the caller ${caller} those of its check, and a fault of ours`, () => {
      expect([...problemsOf(route(caller))]).to.have.members([...codes, 'internal-failure']);
    });

  const json = { contentType: 'application/json', schema: object } as const;
  const form = { contentType: 'application/x-www-form-urlencoded', schema: object } as const;
  const ofBody = ['malformed-request', 'body-too-large', 'unsupported-media-type'];
  const more: Readonly<Record<string, readonly [RouteDeclaration, readonly string[]]>> = {
    'a body of JSON': [route('anyone', { body: json }), [...ofBody, 'not-configured']],
    'a form': [route('anyone', { body: form }), ofBody],
    'a query': [route('anyone', { query: object }), ['malformed-request']],
    'headers of its own': [route('anyone', { headers: object }), ['malformed-request']],
    'a rate limit': [route('anyone', { limit: 'keys' }), ['too-many-requests']],
    'errors of its own': [route('anyone', { problems: ['conflict', 'not-sent'] }), ['conflict', 'not-sent']],
    'a body from a page of the shop': [
      route('storefront', { body: json }),
      [...byCaller.storefront, ...ofBody, 'not-allowed'],
    ],
    'a body from a shopper': [
      route('shopper', { body: json }),
      [...byCaller.shopper, ...ofBody, 'not-allowed'],
    ],
  };
  for (const [what, [declared, codes]] of Object.entries(more))
    it(`are more with ${what}`, () => {
      expect([...problemsOf(declared)]).to.have.members([...new Set([...codes, 'internal-failure'])]);
    });

  it('are declared where nothing else of the route brings them', () => {
    for (const declared of declareRoutes(paymentMethods)) {
      const implied = problemsOf({ ...declared, problems: [] });
      const twice = (declared.problems ?? []).filter((code) => implied.has(code));
      expect(twice, `${declared.method} ${declared.path}`).to.deep.equal([]);
    }
  });

  it('share a status where they have the same', () => {
    const declared = route('anyone', { problems: ['not-sent', 'conflict', 'in-progress'] });
    expect(Object.fromEntries(problemsByStatus(declared))).to.deep.equal({
      409: ['conflict'],
      500: ['internal-failure'],
      503: ['not-sent', 'in-progress'],
    });
  });
});
