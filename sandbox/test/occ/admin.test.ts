import { expect } from 'chai';
import { aCardOrder, type Answer, startRig, type Rig } from './rig.ts';

describe('OCC’s admin API', () => {
  let rig: Rig;
  let clock: Date;

  beforeEach(async () => {
    clock = new Date('2026-01-01T00:00:00Z');
    rig = await startRig({ now: () => clock, environment: { JOURNAL: 'memory:' } });
  });
  afterEach(() => rig.close());

  const login = async (form: Record<string, string>, headers = {}): Promise<Response> =>
    fetch(`${rig.occ.url}/ccadmin/v1/login`, { method: 'POST', headers, body: new URLSearchParams(form) });
  const application = { authorization: 'Bearer sandbox-application-key' };

  it('gives an application five minutes and a person fifteen', async () => {
    const byKey = await login({ grant_type: 'client_credentials' }, application);
    expect(await byKey.json()).to.include({ token_type: 'bearer', expires_in: 300 });
    const byPassword = await login({
      grant_type: 'password',
      username: 'admin@example.com',
      password: 'admin',
    });
    expect(await byPassword.json()).to.include({ expires_in: 900 });
  });

  const unknownCallers: readonly [string, Record<string, string>, Record<string, string>][] = [
    ['without an application key', { grant_type: 'client_credentials' }, {}],
    ['with a wrong application key', { grant_type: 'client_credentials' }, { authorization: 'Bearer no' }],
    ['with a wrong password', { grant_type: 'password', username: 'admin@example.com', password: 'x' }, {}],
    [
      'with a shopper’s password',
      { grant_type: 'password', username: 'shopper@example.com', password: 'shopper' },
      {},
    ],
  ];
  for (const [name, form, headers] of unknownCallers) {
    it(`refuses a login ${name}`, async () => {
      expect((await login(form, headers)).status).to.equal(401);
    });
  }

  const guarded = [
    'GET /ccadmin/v1/orders',
    'GET /ccadmin/v1/orders/o10001',
    'PUT /ccadmin/v1/orders/o10001',
    'GET /ccadmin/v1/orderTypes/order',
    'PUT /ccadmin/v1/orderTypes/order',
    'GET /ccadmin/v1/sites/siteUS',
    'GET /ccadmin/v1/sitesettings',
    'GET /ccadmin/v1/sitesettings/isv-occ-gateway',
    'PUT /ccadmin/v1/sitesettings/isv-occ-gateway',
    'GET /ccadmin/v1/merchant/paymentTypes',
    'PUT /ccadmin/v1/merchant/paymentTypes',
    'GET /ccadmin/v1/layouts',
    'PUT /ccadmin/v1/layouts/checkoutLayout/structure',
    'GET /ccadmin/v1/widgetDescriptors/instances',
    'GET /ccadmin/v1/profiles/110001/creditCards',
    'GET /ccadmin/v1/functionWebhooks/production-genericPayment?includeSecretKeys=true',
    'POST /ccadmin/v1/functionWebhooks/production-genericPayment',
    'GET /ccadmin/v1/extensionEnvironmentVariables',
    'POST /ccadmin/v1/refresh',
    'POST /ccadmin/v1/verify',
    'GET /ccadmin/v1/adminProfiles/current',
    'POST /ccagent/v1/payment/void',
    'PUT /ccagent/v1/orders/submitCancelOrder',
    'GET /ccapp/v1/profiles',
    'GET /sandbox/v1/webhooks',
    'POST /sandbox/v1/webhooks/wh1/resend',
    'POST /sandbox/v1/orders/o10001/refund',
    'POST /sandbox/v1/orderUpdateFaults',
  ];
  for (const route of guarded) {
    it(`keeps ${route} from shoppers and unknown callers`, async () => {
      await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
      const [method = '', path = ''] = route.split(' ');
      for (const headers of [{}, await rig.login('ccstore'), application, { authorization: 'Bearer x' }]) {
        const { status, body } = await rig.call(method, path, method === 'GET' ? undefined : {}, headers);
        expect(status).to.equal(401);
        expect(body).to.include({ status: '401' }).and.to.have.property('errorCode');
      }
    });
  }

  it('does not take the agent API’s token, nor the other way round', async () => {
    const [admin, agent] = await Promise.all([rig.login('ccadmin'), rig.login('ccagent')]);
    expect(await rig.call('GET', '/ccadmin/v1/orders', undefined, agent)).to.have.property('status', 401);
    expect(await rig.call('POST', '/ccagent/v1/payment/void', {}, admin)).to.have.property('status', 401);
  });

  it('verifies a token until it expires, and refreshes it before', async () => {
    const token = await rig.login('ccadmin');
    const verify = async (headers: Record<string, string>): Promise<number> =>
      (await rig.call('POST', '/ccadmin/v1/verify', {}, headers)).status;
    expect((await rig.call('POST', '/ccadmin/v1/verify', {}, token)).body).to.deep.equal({ success: true });
    clock = new Date(clock.getTime() + 899_000);
    const refreshed = await rig.call('POST', '/ccadmin/v1/refresh', {}, token);
    clock = new Date(clock.getTime() + 1000);
    expect(await verify(token)).to.equal(401);
    expect(await verify({ authorization: `Bearer ${String(refreshed.body['access_token'])}` })).to.equal(200);
  });

  it('shows users their own profile with their roles, and an application none', async () => {
    const profileOf = async (headers: Record<string, string>): Promise<Answer> =>
      rig.call('GET', '/ccadmin/v1/adminProfiles/current', undefined, headers);
    expect((await profileOf(await rig.login('ccadmin'))).body).to.deep.include({
      email: 'admin@example.com',
      roles: [{ repositoryId: 'adminRole' }],
    });
    expect((await profileOf(await rig.login('ccadmin', 'support@example.com'))).body).to.deep.include({
      email: 'support@example.com',
      roles: [{ repositoryId: 'csAgentRole' }],
    });
    const byKey = await login({ grant_type: 'client_credentials' }, application);
    const { access_token: token } = (await byKey.json()) as { access_token: string };
    expect(await profileOf({ authorization: `Bearer ${token}` })).to.have.property('status', 404);
  });

  it('gives tokens that say who they are for and until when', async () => {
    const claimsOf = (authorization: string): unknown =>
      JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString());
    expect(claimsOf((await rig.login('ccadmin', 'finance@example.com')).authorization)).to.deep.equal({
      iss: 'adminUI',
      sub: 'iuser10002',
      iat: clock.getTime() / 1000,
      exp: clock.getTime() / 1000 + 900,
      'com.oracle.atg.cloud.commerce.roles': ['financeRole'],
    });
    const byKey = await login({ grant_type: 'client_credentials' }, application);
    const { access_token: token } = (await byKey.json()) as { access_token: string };
    expect(claimsOf(token)).to.include({ iss: 'applicationAuth', sub: 'sandbox-application' });
  });

  it('keeps a user who administers one site from the others', async () => {
    const japan = await rig.login('ccadmin', 'japan@example.com');
    const verify = async (site: string): Promise<number> =>
      (await rig.call('POST', '/ccadmin/v1/verify', {}, { ...japan, 'x-ccsite': site })).status;
    expect(await verify('siteJP')).to.equal(200);
    expect(await verify('siteUS')).to.equal(403);
  });

  it('lists orders newest first and finds them by what they are', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), { 'x-ccsite': 'siteJP' });
    const admin = await rig.login('ccadmin');
    const ids = async (query: string): Promise<unknown> => {
      const { body } = await rig.call('GET', `/ccadmin/v1/orders${query}`, undefined, admin);
      return (body['items'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await ids('')).to.deep.equal(['o10002', 'o10001']);
    expect(await ids('?limit=1&offset=1')).to.deep.equal(['o10001']);
    const find = (q: string): Promise<unknown> => ids(`?q=${encodeURIComponent(q)}`);
    expect(await find('siteId eq "siteJP" and state eq "SUBMITTED"')).to.deep.equal(['o10002']);
    expect(await find('paymentGroups.id eq "pg10001"')).to.deep.equal(['o10001']);
    const wrong = await rig.call('GET', '/ccadmin/v1/orders?q=state%20is%20good', undefined, admin);
    expect(wrong.status).to.equal(400);
  });

  it('leaves of a profile or an order what fields names, and always its ids', async () => {
    const headers = await rig.login('ccapp');
    const profile = await rig.call('GET', '/ccapp/v1/profiles/110001?fields=email', undefined, headers);
    expect(profile.body).to.deep.equal({
      id: '110001',
      repositoryId: '110001',
      email: 'shopper@example.com',
    });
    const shopper = await rig.login('ccstore');
    await rig.call(
      'POST',
      '/ccstore/v1/profiles/current/creditCards',
      { cardType: 'visa', cardNumber: '411111xxxxxx1111', expiryMonth: '03', expiryYear: '2031' },
      shopper,
    );
    const cards = '/ccapp/v1/profiles/110001?fields=creditCards.cardProps,creditCards.token';
    const { body } = await rig.call('GET', cards, undefined, headers);
    expect(body).to.have.keys('id', 'repositoryId', 'creditCards');
    for (const card of body['creditCards'] as object[])
      expect(card).to.have.keys('savedCardId', 'repositoryId', 'cardProps', 'token');
    const list = await rig.call('GET', '/ccapp/v1/profiles?fields=items.firstName', undefined, headers);
    expect((list.body['items'] as object[])[0]).to.have.keys('id', 'repositoryId', 'firstName');

    const placed = await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    const admin = await rig.login('ccadmin');
    const order = `/ccadmin/v1/orders/${String(placed.body['id'])}?fields=state,paymentGroups.state`;
    const shown = await rig.call('GET', order, undefined, admin);
    expect(shown.body).to.have.keys('id', 'state', 'paymentGroups');
    expect((shown.body['paymentGroups'] as object[])[0]).to.have.keys('id', 'state');
  });

  it('knows each site’s address and answers 404 for one that is not there', async () => {
    const admin = await rig.login('ccadmin');
    const site = await rig.call('GET', '/ccadmin/v1/sites/siteKW', undefined, admin);
    expect(site.body).to.deep.include({
      id: 'siteKW',
      productionURL: rig.occ.url,
      currency: { currencyCode: 'KWD', fractionalDigits: 3, symbol: 'KD' },
    });
    expect(await rig.call('GET', '/ccadmin/v1/sites/siteXX', undefined, admin)).to.have.property(
      'status',
      404,
    );
  });

  it('keeps the extension’s variables, the sandbox’s own among them', async () => {
    const admin = await rig.login('ccadmin');
    const path = '/ccadmin/v1/extensionEnvironmentVariables';
    const { body } = await rig.call('GET', path, undefined, admin);
    const names = (body['items'] as { name: string }[]).map(({ name }) => name);
    expect(names).to.deep.equal([
      'PAYMENTS_SECRET_KEY',
      'CRYPTO_SERVICE_KEY',
      'CACHE_GATEWAYSETTINGS_TTL_SECS',
      'JOURNAL',
    ]);
    const made = await rig.call('POST', path, { name: 'COLOUR', value: 'blue' }, admin);
    expect(made).to.have.property('status', 201);
    expect(await rig.call('POST', path, { name: 'COLOUR', value: 'red' }, admin)).to.have.property(
      'status',
      400,
    );
    expect(await rig.call('POST', path, { name: 'not a name', value: '' }, admin)).to.have.property(
      'status',
      400,
    );
    const own = `${path}/${String(made.body['id'])}`;
    expect((await rig.call('PUT', own, { value: 'red' }, admin)).body).to.include({
      name: 'COLOUR',
      value: 'red',
    });
    expect(await rig.call('DELETE', own, undefined, admin)).to.have.property('status', 204);
    expect(await rig.call('GET', own, undefined, admin)).to.have.property('status', 404);
  });

  it('says in OCC’s shape what is wrong with a body', async () => {
    const response = await fetch(`${rig.occ.url}/ccstore/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"half":',
    });
    expect(response.status).to.equal(400);
    expect(await response.json()).to.include({ status: '400' });
    const named = await rig.call('POST', '/ccstore/v1/orders', aCardOrder({}, { type: 'cheque' }));
    expect(named.body).to.have.nested.property('o:errorDetails[0].o:errorPath', 'body:payments.0.type');
  });
});
