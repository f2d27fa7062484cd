import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import packageJson from '../../package.json' with { type: 'json' };
import { declareRoutes } from '../../src/routes/routes.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { ROUTE_PREFIX } from '../../src/http/route.ts';
import { API, cardProperties, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, startOcc } from '../builders/occ.ts';
import { aWebhook, bytesOf, sign } from '../builders/webhook.ts';

const MOUNT = '/ccstorex/custom';

const routes = declareRoutes(paymentMethods);

describe('addresses', () => {
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

  const misspelt = [
    `${API}/payments?x=1`,
    `${API}/payments?`,
    `${API}/payments/`,
    `${API}/payments//`,
    `${API}//payments`,
    `${API}/Payments`,
    `${API}/PAYMENTS`,
    `${API}/payments/%2e`,
    `${API}/payments/.`,
    `${API}/./payments`,
    `${API}/x/../payments`,
    `${API}/%70ayments`,
    `${API}/payments%20`,
    `${API}/payments%00`,
    `${API}/payments;a=b`,
    `${API}/payments.json`,
    `${API}/payments#x`,
    `${API}\\payments`,
    `${MOUNT}/isv-payment/V2/payments`,
    `${MOUNT}/ISV-payment/v2/payments`,
    `${MOUNT}//isv-payment/v2/payments`,
    '/CCSTOREX/custom/isv-payment/v2/payments',
    '/isv-payment/v2/payments',
  ];
  for (const path of misspelt) {
    it(`knows nothing at ${path}, correctly signed or not`, async () => {
      const body = bytesOf(aWebhook({ customProperties: cardProperties(app) }));
      const signed = {
        'content-type': 'application/json',
        'x-oracle-cc-webhook-signature-sha512': sign(body),
      };
      for (const headers of [signed, { 'content-type': 'application/json' }]) {
        const { status } = await app.call('POST', path, { body, headers });
        expect(status).to.equal(404);
      }
      expect(app.sent).to.be.empty;
    });
  }

  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
    it(`answers ${method} on the webhook with 405 and what is allowed`, async () => {
      const { status, headers } = await app.call(method, `${API}/payments`);
      expect(status).to.equal(405);
      expect(headers).to.have.property('allow', 'POST');
    });
  }

  it('gives every answer protective headers and a request id, and never a stack trace', async () => {
    for (const path of [`${API}/health`, `${API}/nowhere`]) {
      const { headers, text } = await app.call('GET', path);
      expect(headers).to.include({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
      expect(headers['x-request-id']).to.match(/^[0-9a-f-]{36}$/);
      expect(headers).not.to.have.any.keys('x-powered-by', 'etag');
      expect(text).not.to.match(/node_modules|\.ts:/);
    }
  });

  it('are exactly those that the package tells OCC', () => {
    const served = [...new Set(routes.map(({ path }) => MOUNT + ROUTE_PREFIX + path))];
    expect([...packageJson.publicUrls, ...packageJson.authenticatedUrls]).to.have.members(served);
  });

  it('are public, but for those about a shopper’s saved cards', () => {
    expect(packageJson.authenticatedUrls.every((url) => url.includes('/savedCards'))).to.equal(true);
    expect(packageJson.publicUrls.some((url) => url.includes('/savedCards'))).to.equal(false);
  });

  it('are exactly those that the OpenAPI document describes', () => {
    const document = readFileSync(new URL('../../../docs/openapi.yaml', import.meta.url), 'utf8');
    const described: string[] = [];
    let path = '';
    for (const [, name, method] of document.matchAll(/^(?: {2}(\/\S+)| {4}(get|post)):$/gm))
      if (name !== undefined) path = name;
      else described.push(`${method} ${path}`);
    expect(described).to.have.members(routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`));
  });
});
