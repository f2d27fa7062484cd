import { expect } from 'chai';
import { startRig, type Rig } from './rig.ts';

/** Each path with what OCC takes there. */
const PATHS = `
  POST /ccstore/v1/login
  GET /ccstore/v1/sites
  GET /ccstore/v1/sites/current
  GET /ccstore/v1/products/p1
  GET /ccstore/v1/payment/types
  GET /ccstore/v1/profiles/current
  GET POST /ccstore/v1/profiles/current/creditCards
  GET PUT DELETE /ccstore/v1/profiles/current/creditCards/1
  POST /ccstore/v1/orders
  GET PUT /ccstore/v1/orders/o1
  GET /ccstore/v1/paymentGroups/pg1
  POST /ccadmin/v1/login
  POST /ccadmin/v1/verify
  GET /ccadmin/v1/sites/siteUS
  GET /ccadmin/v1/orders
  GET PUT /ccadmin/v1/orders/o1
  GET /ccadmin/v1/sitesettings
  GET PUT /ccadmin/v1/sitesettings/isv-occ-gateway
  GET /ccadmin/v1/profiles
  GET PUT /ccadmin/v1/profiles/110001
  GET /ccadmin/v1/profiles/110001/creditCards
  GET PUT POST /ccadmin/v1/functionWebhooks/production-genericPayment
  GET POST /ccadmin/v1/extensionEnvironmentVariables
  GET PUT DELETE /ccadmin/v1/extensionEnvironmentVariables/1
  POST /ccagent/v1/payment/void
  PUT /ccagent/v1/orders/submitCancelOrder
  GET PUT /ccapp/v1/profiles/110001
  GET /sandbox/v1/webhooks
  POST /sandbox/v1/orders/o1/refund
`
  .trim()
  .split('\n')
  .map((line) => {
    const words = line.trim().split(' ');
    return { path: words.at(-1) ?? '', methods: words.slice(0, -1) };
  });

describe('A method that a path of OCC does not have', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  async function tokenFor(path: string): Promise<string> {
    const root = path.startsWith('/sandbox') ? 'ccadmin' : (path.split('/')[1] ?? '');
    const people = root === 'ccstore' ? ['shopper@example.com', 'shopper'] : ['admin@example.com', 'admin'];
    const [username = '', password = ''] = people;
    const response = await fetch(`${rig.occ.url}/${root}/v1/login`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', username, password }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  for (const { path, methods } of PATHS) {
    it(`${path}: 405 with the methods that it has`, async () => {
      const headers = { authorization: `Bearer ${await tokenFor(path)}` };
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
        (each) => !methods.includes(each),
      )) {
        const answer = await fetch(rig.occ.url + path, { method, headers });
        expect(answer.status, method).to.equal(405);
        expect(answer.headers.get('allow')?.split(', '), method).to.include.members(methods);
        expect(await answer.json(), method).to.deep.include({
          status: '405',
          message: `${path} does not take ${method}.`,
        });
      }
    });
  }

  it('a path that OCC does not have stays a 404', async () => {
    expect((await fetch(`${rig.occ.url}/ccstore/v1/nothing`, { method: 'DELETE' })).status).to.equal(404);
  });
});
