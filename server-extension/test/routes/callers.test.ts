import { expect } from 'chai';
import { paymentMethods } from '../../src/methods/methods.ts';
import { declareRoutes } from '../../src/routes/routes.ts';
import { API, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { adminToken, type Occ, otherSitesToken, someSettings, startOcc } from '../builders/occ.ts';
import { operatorRights } from '../../src/domain/operator.ts';

const routes = declareRoutes(paymentMethods);
/** Who is known by credentials. */
const CREDENTIALS = new Set(['occ-webhook', 'shopper', 'oms', 'operator', 'monitoring']);

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

  const ask = (route: (typeof routes)[number], headers: Readonly<Record<string, string>>): Promise<Reply> =>
    askAt(app, route, headers);

  const askAt = (
    asked: RunningApp,
    { method, path, body }: (typeof routes)[number],
    headers: Readonly<Record<string, string>>,
  ): Promise<Reply> =>
    asked.call(method, API + path, {
      headers: { 'x-ccsite': 'siteUS', 'x-ccasset-channel': 'storefront', ...headers },
      ...(body !== undefined && { body: Object.values(body.examples ?? { none: {} })[0] as object }),
    });

  /** With settings of its own: an app remembers those that it has read. */
  const withApp = async (work: (fresh: RunningApp) => Promise<void>): Promise<void> => {
    const fresh = await startApp();
    try {
      await work(fresh);
    } finally {
      await fresh.close();
    }
  };

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

  const operatorRoutes = routes.filter(({ caller }) => caller === 'oms' || caller === 'operator');

  it('are people and programs of the merchant for captures, refunds and everything about operations', () => {
    const paths = operatorRoutes.map(({ path }) => path);
    expect(paths).to.include.members(['/capture', '/refund', '/operations/journal', '/operations/attention']);
    const ofMonitoring = ['/operations/metrics', '/operations/status'];
    expect(routes.filter(({ caller }) => caller === 'monitoring').map(({ path }) => path)).to.deep.equal(
      ofMonitoring,
    );
    expect(
      routes.filter(({ path }) => path.startsWith('/operations/')).map(({ path }) => path),
    ).to.have.members([...paths.filter((path) => path.startsWith('/operations/')), ...ofMonitoring]);
  });

  for (const route of operatorRoutes) {
    const name = `${route.method} ${route.path}`;
    const refused: Readonly<Record<string, readonly [token: string | undefined, status: number]>> = {
      'no caller without a token': [undefined, 401],
      'no shopper': ['token-of-a-shopper', 401],
      'no token that OCC does not accept': ['not-a-token-of-occ', 401],
      'no administrator of another site': [otherSitesToken, 401],
    };
    for (const [whom, [token, status]] of Object.entries(refused)) {
      it(`is ${whom}, and nothing reaches the gateway: ${name}`, async () => {
        occ.shopper('token-of-a-shopper', { id: '110001', creditCards: [] });
        const reply = await ask(route, token === undefined ? {} : { authorization: `Bearer ${token}` });
        expect(reply.status).to.equal(status);
        expect(app.sent).to.deep.equal([]);
      });
    }

    it(`is no user whose role has every right but the one that it takes: ${name}`, async () => {
      const others = operatorRights.filter((right) => right !== route.right);
      occ.settings({ ...someSettings(), operatorRoles: `clerkRole: ${others.join(' ')}` });
      occ.adminUser('token-of-a-clerk', { roles: ['clerkRole'] });
      await withApp(async (restricted) => {
        const reply = await askAt(restricted, route, { authorization: 'Bearer token-of-a-clerk' });
        expect(reply.status).to.equal(403);
        expect(reply.json).to.include({ code: 'role-missing' });
        expect(String(reply.json['message'])).to.include('clerkRole').and.to.include(route.right);
        expect(restricted.sent).to.deep.equal([]);
      });
    });

    it(`is a user whose role has the right that it takes: ${name}`, async () => {
      occ.settings({ ...someSettings(), operatorRoles: `clerkRole: ${route.right}` });
      occ.adminUser('token-of-a-clerk', { roles: ['clerkRole'] });
      await withApp(async (restricted) => {
        const { status } = await askAt(restricted, route, { authorization: 'Bearer token-of-a-clerk' });
        expect(status).not.to.be.oneOf([401, 403]);
      });
    });
  }

  it('takes the right of what it does: only those that send or decide something take more than reading', () => {
    const pathsOf = (right: string): readonly string[] =>
      operatorRoutes.filter((route) => route.right === right).map(({ path }) => path);
    expect(pathsOf('move-money')).to.have.members([
      ...['/capture', '/refund', '/void', '/reverse', '/reduce', '/increment', '/charge'],
      ...['/operations/notifications/process', '/operations/sweep'],
    ]);
    expect(pathsOf('decide-reviews')).to.have.members([
      ...['/reviews/accept', '/reviews/reject', '/operations/manual-review/settle'],
      ...['/settlement', '/settlement/close'],
    ]);
    for (const { method, path } of operatorRoutes.filter(({ right }) => right === 'read'))
      expect(method, path).to.equal('GET');
  });

  it('is every administrator while no role is mapped, whatever OCC says of their roles', async () => {
    occ.settings(someSettings());
    occ.adminUser('token-of-a-clerk', { roles: [] });
    await withApp(async (open) => {
      for (const route of operatorRoutes) {
        const { status } = await askAt(open, route, { authorization: 'Bearer token-of-a-clerk' });
        expect(status, route.path).not.to.be.oneOf([401, 403]);
      }
    });
  });

  it('has to name the site where the token is good for some sites only', async () => {
    occ.settings(someSettings());
    const journal = '/operations/journal?orderId=o1';
    await withApp(async (open) => {
      const headers = { authorization: `Bearer ${otherSitesToken}` };
      expect((await open.call('GET', API + journal, { headers })).status).to.equal(403);
      const named = { ...headers, 'x-ccsite': 'siteJP' };
      expect((await open.call('GET', API + journal, { headers: named })).status).to.equal(200);
    });
  });

  it('needs the right at every site where the request names none', async () => {
    occ.settings({ ...someSettings(), operatorRoles: 'clerkRole: read' });
    await withApp(async (restricted) => {
      const headers = { authorization: `Bearer ${adminToken}` };
      const { status } = await restricted.call('GET', `${API}/operations/attention`, { headers });
      expect(status).to.equal(403);
    });
  });

  it('is no operator where the setting makes no sense', async () => {
    occ.settings({ ...someSettings(), operatorRoles: 'adminRole: everything' });
    await withApp(async (restricted) => {
      const headers = { authorization: `Bearer ${adminToken}` };
      const reply = await restricted.call('GET', `${API}/operations/attention`, { headers });
      expect(reply.status).to.equal(503);
      expect(String(reply.json['message'])).to.include('operatorRoles');
    });
  });

  it('is said by every route, and only health checks and the return from a challenge are for anyone', () => {
    const open = routes.filter(({ caller }) => caller === 'anyone').map(({ path }) => path);
    const healthChecks = ['/notifications', '/webhook/tokenUpdate', '/health', '/ready'];
    expect(open).to.have.members(['/payerAuth/returnUrl', '/payerAuthReturnUrl', ...healthChecks]);
  });
});
