import { expect } from 'chai';
import { paymentMethods } from '../../src/methods/methods.ts';
import { declareRoutes } from '../../src/routes/routes.ts';
import { API, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, startOcc } from '../builders/occ.ts';

const routes = declareRoutes(paymentMethods);
/** Who is known by credentials. */
const CREDENTIALS = new Set(['occ-webhook', 'shopper', 'oms', 'operator']);

describe('Who may call a route', () => {
  let occ: Occ;
  let app: RunningApp;

  before(async () => {
    occ = startOcc();
    app = await startApp();
  });

  after(async () => {
    await app.close();
    occ.stop();
  });

  const ask = (
    { method, path, body }: (typeof routes)[number],
    headers: Readonly<Record<string, string>>,
  ): Promise<Reply> =>
    app.call(method, API + path, {
      headers: { 'x-ccsite': 'siteUS', 'x-ccasset-channel': 'storefront', ...headers },
      ...(body !== undefined && { body: Object.values(body.examples ?? { none: {} })[0] as object }),
    });

  for (const route of routes.filter(({ caller }) => CREDENTIALS.has(caller))) {
    it(`is checked without a word in the route’s file: ${route.method} ${route.path}`, async () => {
      expect((await ask(route, {})).status).to.equal(401);
    });
  }

  for (const route of routes.filter(({ caller, body }) => caller === 'storefront' && body !== undefined)) {
    it(`is no page of another origin: ${route.method} ${route.path}`, async () => {
      expect((await ask(route, { origin: 'https://evil.test' })).status).to.equal(403);
    });
  }

  for (const route of routes.filter(({ caller }) => caller === 'oms' || caller === 'operator')) {
    it(`is not a token that OCC does not accept: ${route.method} ${route.path}`, async () => {
      expect((await ask(route, { authorization: 'Bearer not-a-token-of-occ' })).status).to.equal(401);
    });
  }

  it('is said by every route, and only health checks and the return from a challenge are for anyone', () => {
    const open = routes.filter(({ caller }) => caller === 'anyone').map(({ path }) => path);
    expect(open).to.have.members(['/payerAuth/returnUrl', '/health', '/ready']);
  });
});
