import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Authorize } from '../../src/domain/payment/command.ts';
import { API, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { aWebhook } from '../builders/webhook.ts';

interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: object;
  };
  readonly expects: Readonly<Record<string, unknown>>;
}

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/storefront/${name}.json`, import.meta.url), 'utf8');
}

/** A shop that has switched and kept its storefront. */
describe("the earlier plugin's storefront", () => {
  let occ: Occ;
  let app: RunningApp;
  const settings = someSettings({
    payerAuthEnabled: true,
    deviceFingerprintEnabled: true,
    deviceFingerprintOrgId: 'an-org',
    applePayMerchantId: 'merchant.com.example.shop',
    applePayDisplayName: 'A Shop',
  });

  beforeEach(async () => {
    occ = startOcc();
    occ.settings(settings);
    app = await startApp({
      validateMerchant: async () => ({ merchantSessionIdentifier: 'SSH1' }),
      payerAuthentication: {
        setUp: async () => ({
          status: 'COMPLETED',
          accessToken: 'a.token',
          referenceId: 'a-reference',
          deviceDataCollectionUrl: 'https://centinelapistag.cardinalcommerce.com/V1/Cruise/Collect',
        }),
      },
    });
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  async function exchange(name: string): Promise<{ readonly wanted: object; readonly got: object }> {
    const { request, expects } = JSON.parse(fixture(name)) as Exchange;
    const { headers, body } = request;
    const { status, json } = await app.call(request.method, API + request.path, {
      headers,
      ...(body && { body }),
    });
    expect(status).to.equal(200);
    const got = Object.entries(expects).map(([path, wanted]) => {
      const value = valueAt(json, path);
      return [path, wanted === true && typeof value === 'string' ? value !== '' : value];
    });
    return { wanted: expects, got: Object.fromEntries(got) as object };
  }

  for (const name of ['payment-methods', 'keys', 'apple-pay-validation', 'payer-authentication-setup']) {
    it(`hears what it expects: ${name}`, async () => {
      const { wanted, got } = await exchange(name);
      expect(got).to.deep.equal(wanted);
    });
  }

  it('does not stumble over a shop without device fingerprint', async () => {
    occ.settings({ ...settings, deviceFingerprintEnabled: false });
    const fresh = await startApp({ settingsTtlMs: 0 });
    const { json } = await fresh.call('GET', `${API}/paymentMethods`, { headers: { 'x-ccsite': 'siteUS' } });
    await fresh.close();
    for (const path of ['sessionId', 'cipher.encrypted', 'cipher.iv'])
      expect(valueAt(json, `deviceFingerprint.deviceFingerprintData.${path}`)).to.equal('');
  });

  /** Fills what earlier answers gave into a payment, as that storefront does, `=` and all. */
  async function payment(name: string): Promise<Record<string, unknown>> {
    const headers = { 'x-ccsite': 'siteUS', channel: 'storefront' };
    const methods = await app.call('GET', `${API}/paymentMethods`, { headers });
    const keys = await app.call('POST', `${API}/keys`, {
      headers,
      body: { targetOrigin: 'https://shop.test' },
    });
    const fingerprint = 'deviceFingerprint.deviceFingerprintData';
    const given: readonly (readonly [string, unknown])[] = [
      ['$captureContext', valueAt(keys.json, 'captureContext')],
      ['$encrypted', valueAt(keys.json, 'cipher.encrypted')],
      ['$iv', valueAt(keys.json, 'cipher.iv')],
      ['$sessionId', valueAt(methods.json, `${fingerprint}.sessionId`)],
      ['$fingerprintEncrypted', valueAt(methods.json, `${fingerprint}.cipher.encrypted`)],
      ['$fingerprintIv', valueAt(methods.json, `${fingerprint}.cipher.iv`)],
    ];
    const filled = given.reduce(
      (text, [name, value]) => text.replaceAll(name, String(value).replaceAll('=', '~W!C@O#n')),
      fixture(name),
    );
    return aWebhook(JSON.parse(filled) as Record<string, unknown>);
  }

  function sent(): Authorize {
    expect(app.sent).to.have.length(1);
    return app.sent[0] as Authorize;
  }

  it('pays by card, every = as it was', async () => {
    const { json } = await app.deliver(await payment('card-payment'));
    expect(valueAt(json, 'authorizationResponse.responseCode')).to.equal('1000');
    const { instrument, order } = sent();
    expect(instrument).to.include({ kind: 'transient-token' });
    expect(order).to.deep.include({ couponCode: 'SPRING=5', subTotal: '42.50' });
    expect(order.lineItems).to.have.length(1);
    expect(order.device).to.include({ ipAddress: '203.0.113.7' });
    expect(order.device.fingerprintSessionId).to.match(/^[0-9a-f-]{36}$/);
  });

  it('pays again after a challenge, with the digits that it puts where OCC wants a security code', async () => {
    const { json } = await app.deliver(await payment('payment-after-challenge'));
    expect(valueAt(json, 'authorizationResponse.responseCode')).to.equal('1000');
    expect(JSON.stringify(app.sent)).not.to.contain('"cvv"');
  });

  it('is refused those digits beside anything else: they could be a real security code', async () => {
    const webhook = await payment('payment-after-challenge');
    const first = { ...(webhook['customProperties'] as Record<string, string>) };
    delete first['authenticationTransactionId'];
    for (const wrong of [
      { customProperties: first },
      { customProperties: { ...first, transientTokenJwt: '', challengeCode: '04' } },
      { cardDetails: { ...(webhook['cardDetails'] as object), cvv: '124' } },
    ]) {
      expect((await app.deliver({ ...webhook, ...wrong })).status).to.equal(400);
    }
    expect(app.sent).to.deep.equal([]);
  });

  for (const [name, wallet] of [
    ['google-pay-payment', 'googlepay'],
    ['apple-pay-payment', 'applepay'],
  ] as const) {
    it(`pays: ${name}`, async () => {
      const { json } = await app.deliver(await payment(name));
      expect(valueAt(json, 'response')).to.deep.include({ success: true, code: '1000' });
      const { instrument } = sent();
      expect(instrument).to.include({ kind: 'wallet', wallet });
      expect(
        JSON.parse(Buffer.from('payload' in instrument ? instrument.payload : '', 'base64').toString()),
      ).to.be.an('object');
    });
  }

  it('chooses no saved card by a custom property: only OCC names one, from the shopper’s own profile', async () => {
    const claims = {
      token: 'SOMEBODY-ELSES',
      paymentInstrumentId: 'SOMEBODY-ELSES',
      instrumentId: 'SOMEBODY-ELSES',
      customerId: 'SOMEBODY-ELSES',
      savedCardId: 'SOMEBODY-ELSES',
      'cardDetails.token': 'SOMEBODY-ELSES',
    };
    const webhook = await payment('card-payment');
    const customProperties = { ...(webhook['customProperties'] as object), ...claims };
    await app.deliver({ ...webhook, customProperties });
    expect(sent().instrument).to.have.keys('kind', 'jwt', 'save');
  });
});

function valueAt(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], json);
}
