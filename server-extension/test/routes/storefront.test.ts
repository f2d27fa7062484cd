import { expect } from 'chai';
import { digestOf } from '../../src/domain/seal.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { API, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';

const headers = { 'x-ccsite': 'siteUS', channel: 'storefront' };

describe('GET /paymentMethods', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp();
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  it('offers what is enabled and allowed, and no other value of the settings', async () => {
    occ.settings(
      someSettings({
        googlePayMerchantName: 'A Shop',
        applePayDisplayName: 'A Shop',
        payerAuthEnabled: true,
        keyPass: 'secret-passphrase',
      }),
    );
    const { json, text } = await app.call('GET', `${API}/paymentMethods`, { headers });
    expect(json).to.deep.equal({
      paymentMethods: [
        {
          type: 'card',
          config: {
            payerAuthEnabled: true,
            securityCode: { newCards: true, savedCards: false, scheduledOrders: false },
            cardNetworks: ['VISA', 'MASTERCARD'],
          },
        },
        {
          type: 'googlepay',
          config: {
            googlePaySdkUrl: 'https://pay.google.com/gp/p/js/pay.js',
            googlePayEnvironment: 'TEST',
            googlePayGateway: 'cybersource',
            googlePayGatewayMerchantId: '',
            googlePayMerchantId: '',
            googlePayMerchantName: 'A Shop',
            googlePaySupportedNetworks: 'AMEX,DISCOVER,INTERAC,JCB,MASTERCARD,VISA',
            countryCode: 'US',
          },
        },
        {
          type: 'applepay',
          config: {
            applePayDisplayName: 'A Shop',
            applePaySupportedNetworks: 'visa,masterCard,amex,discover',
            countryCode: 'US',
          },
        },
      ],
      // The earlier plugin's storefront stops working where session and seal are missing.
      deviceFingerprint: {
        deviceFingerprintEnabled: false,
        deviceFingerprintData: { sessionId: '', cipher: { iv: '', encrypted: '' } },
      },
    });
    expect(text).not.to.match(/secret|a-key-id/);
  });

  for (const [isCVVRequiredForSavedCards, isCVVRequiredForScheduledOrders, savedCards, scheduledOrders] of [
    [false, false, false, false],
    [false, true, false, true],
    [true, false, true, true],
    [true, true, true, true],
  ])
    it(`says when a security code is needed, with the settings ${isCVVRequiredForSavedCards} and ${isCVVRequiredForScheduledOrders}`, async () => {
      occ.settings(someSettings({ isCVVRequiredForSavedCards, isCVVRequiredForScheduledOrders }));
      const { json } = await app.call('GET', `${API}/paymentMethods`, { headers });
      expect(json).to.have.nested.property('paymentMethods[0].config.securityCode').that.deep.equals({
        newCards: true,
        savedCards,
        scheduledOrders,
      });
    });

  it('offers cards without their brands where OCC cannot be asked for them', async () => {
    occ.stop();
    occ = startOcc({ isWithoutPaymentTypes: true });
    const fresh = await startApp({ settingsTtlMs: 0 });
    const { status, json } = await fresh.call('GET', `${API}/paymentMethods`, { headers });
    await fresh.close();
    expect(status).to.equal(200);
    expect(json).to.have.nested.property('paymentMethods[0].type', 'card');
    expect(json).not.to.have.nested.property('paymentMethods[0].config.cardNetworks');
  });

  it('takes the script of the device fingerprint from a stand-in on a developer’s machine', async () => {
    const urlOf = async (running: RunningApp): Promise<unknown> => {
      const { json } = await running.call('GET', `${API}/paymentMethods`, { headers });
      return (json as Record<string, Record<string, unknown>>)['deviceFingerprint']?.['deviceFingerprintUrl'];
    };
    occ.settings(someSettings({ deviceFingerprintEnabled: true, deviceFingerprintOrgId: 'org' }));
    const atHome = await startApp({ walletScriptOrigin: 'http://127.0.0.1:8081' });
    expect(await urlOf(atHome)).to.equal('http://127.0.0.1:8081/fp/tags');
    await atHome.close();
    expect(await urlOf(app)).to.equal('https://h.online-metrix.net/fp/tags');
  });

  it('tells wallets the country of the setting before that of the site, and never one that it does not know', async () => {
    const countries = async (): Promise<readonly unknown[]> => {
      const fresh = await startApp({ settingsTtlMs: 0 });
      const { json } = await fresh.call('GET', `${API}/paymentMethods`, { headers });
      await fresh.call('GET', `${API}/paymentMethods`, { headers });
      const reportedResult = fresh.lines.filter((line) => line.includes('wallet.country-missing'));
      await fresh.close();
      const { paymentMethods } = json as unknown as {
        paymentMethods: { config: { countryCode?: string } }[];
      };
      return [...paymentMethods.map(({ config }) => config.countryCode), reportedResult.length];
    };
    occ.settings(someSettings({ merchantCountry: 'nl' }));
    expect(await countries()).to.deep.equal([undefined, 'NL', 'NL', 0]);
    occ.settings(someSettings());
    expect(await countries()).to.deep.equal([undefined, 'US', 'US', 0]);
    occ.site({ id: 'siteUS', productionURL: 'https://shop.test' });
    expect(await countries()).to.deep.equal([undefined, undefined, undefined, 1]);
  });

  it('takes the wallets’ scripts from a stand-in on a developer’s machine', async () => {
    const origin = 'http://127.0.0.1:8081';
    const atHome = await startApp({ walletScriptOrigin: origin });
    const { json } = await atHome.call('GET', `${API}/paymentMethods`, { headers });
    await atHome.close();
    const { paymentMethods } = json as unknown as { paymentMethods: { config: { scriptUrl?: string } }[] };
    expect(paymentMethods.map(({ config }) => config.scriptUrl)).to.deep.equal([
      undefined,
      `${origin}/wallets/google-pay.js`,
      `${origin}/wallets/apple-pay.js`,
    ]);
  });

  it('says of a method why it is not offered for the order, and offers the others', async () => {
    const elsewhere = await startApp({
      methods: paymentMethods.map((method) =>
        method.type === 'googlepay' ? { ...method, appliesTo: () => 'country' } : method,
      ),
    });
    const { json } = await elsewhere.call('GET', `${API}/paymentMethods`, { headers });
    await elsewhere.close();
    const typesOf = (name: string): readonly string[] =>
      (json[name] as unknown as readonly { readonly type: string }[]).map(({ type }) => type);
    expect(typesOf('paymentMethods')).to.deep.equal(['card', 'applepay']);
    expect(json, 'as the earlier plugin answers').not.to.have.property('notOffered');
    const line = elsewhere.lines.find((each) => each.includes('method.not-offered')) ?? '';
    expect(line).to.include('googlepay').and.include('country');
  });

  it('leaves the wallets out where the site allows cards only', async () => {
    occ.settings(someSettings({ paymentMethodTypes: ['card'] }));
    const { json } = await app.call('GET', `${API}/paymentMethods`, { headers });
    expect(json).to.have.property('paymentMethods').with.length(1);
  });

  it('seals the session of the device fingerprint', async () => {
    occ.settings(someSettings({ deviceFingerprintEnabled: true, deviceFingerprintOrgId: 'org' }));
    const { json } = await app.call('GET', `${API}/paymentMethods`, { headers });
    const { deviceFingerprintData: data } =
      (json as Record<string, Record<string, SealedSession>>)['deviceFingerprint'] ?? {};
    expect(data?.sessionId).to.match(/^testrest[0-9a-f-]{36}$/);
    const opened = app.seal.open(
      { purpose: 'device-fingerprint', site: 'siteUS' },
      data?.cipher ?? { iv: '', encrypted: '' },
      new Date(),
    );
    expect(opened.value).to.equal(digestOf(data?.sessionId ?? ''));
  });

  it('wants a site, and a channel that exists', async () => {
    expect((await app.call('GET', `${API}/paymentMethods`)).status).to.equal(400);
    for (const wrong of [{ 'x-ccsite': '../x' }, { 'x-ccsite': 'siteUS', channel: 'kiosk' }]) {
      expect((await app.call('GET', `${API}/paymentMethods`, { headers: wrong })).status).to.equal(400);
    }
  });
});

describe('POST /keys', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp();
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  function ask(targetOrigin: unknown, more: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return app.call('POST', `${API}/keys`, { headers: { ...headers, ...more }, body: { targetOrigin } });
  }

  it("gives a capture context for the site's own URL with the site's card brands, and its seal", async () => {
    const { status, json, headers: answered } = await ask('https://shop.test');
    expect(status).to.equal(200);
    expect(answered).to.have.property('cache-control', 'no-store');
    const { captureContext, cipher } = json as unknown as {
      captureContext: string;
      cipher: SealedSession['cipher'];
    };
    expect(captureContext).to.match(/^context:testrest:https:\/\/shop\.test:VISA\+MASTERCARD:\d+$/);
    const opened = app.seal.open({ purpose: 'capture-context', site: 'siteUS' }, cipher, new Date());
    expect(opened).to.have.property('origin', 'https://shop.test');
    expect(opened.value.split(' ')[0]).to.equal(digestOf(captureContext));
  });

  it('is for the origins that the settings list, where they list any', async () => {
    occ.settings(someSettings({ allowedOrigins: 'https://one.test, https://two.test:8443' }));
    expect((await ask('https://two.test:8443')).status).to.equal(200);
    expect((await ask('https://shop.test')).status).to.equal(403);
  });

  for (const origin of [
    'https://evil.test',
    'https://shop.test.evil.test',
    'http://shop.test',
    'https://shop.test:444',
  ]) {
    it(`is not for ${origin}`, async () => {
      expect((await ask(origin)).status).to.equal(403);
    });
  }

  it('is not for a page of another origin that claims ours', async () => {
    expect((await ask('https://shop.test', { origin: 'https://evil.test' })).status).to.equal(403);
    expect((await ask('https://shop.test', { origin: 'https://shop.test' })).status).to.equal(200);
  });

  it('is not for a page of the shop that asks for another one', async () => {
    occ.settings(someSettings({ allowedOrigins: 'https://one.test, https://two.test' }));
    expect((await ask('https://two.test', { origin: 'https://one.test' })).status).to.equal(403);
    expect((await ask('https://two.test', { origin: 'https://two.test' })).status).to.equal(200);
  });

  for (const origin of [
    'https://shop.test/path',
    'shop.test',
    '',
    7,
    null,
    'https://user@shop.test',
    'javascript:alert(1)',
  ]) {
    it(`refuses ${JSON.stringify(origin)}: no origin`, async () => {
      expect((await ask(origin)).status).to.equal(400);
    });
  }

  it('is not for a page of another site that hides its origin', async () => {
    expect((await ask('https://shop.test', { 'sec-fetch-site': 'cross-site' })).status).to.equal(403);
    expect((await ask('https://shop.test', { 'sec-fetch-site': 'same-origin' })).status).to.equal(200);
  });

  const pages: readonly (readonly [
    what: string,
    asked: string,
    headers: Record<string, string>,
    named: string,
  ])[] = [
    ['an origin that is not the shop’s', 'https://evil.test', {}, 'https://evil.test'],
    ['a page that claims ours', 'https://shop.test', { origin: 'https://evil.test' }, 'https://evil.test'],
    ['a page that hides its origin', 'https://shop.test', { 'sec-fetch-site': 'cross-site' }, 'not named'],
    ['a sandboxed frame', 'https://shop.test', { origin: 'null' }, 'null'],
  ];
  for (const [what, asked, more, origin] of pages) {
    it(`names in the log which page was refused, and the setting: ${what}`, async () => {
      expect((await ask(asked, more)).status).to.equal(403);
      expect(JSON.parse(app.lines.at(-1) ?? '{}')).to.include({
        event: 'request.refused',
        pageOrigin: origin,
        setting: 'allowedOrigins',
        site: 'siteUS',
        channel: 'storefront',
      });
    });
  }

  it('takes JSON only, so that no form of another page can call it', async () => {
    const { status } = await app.call('POST', `${API}/keys`, {
      headers: { ...headers, 'content-type': 'text/plain' },
      body: '{"targetOrigin":"https://shop.test"}',
    });
    expect(status).to.equal(415);
  });
});

interface SealedSession {
  readonly sessionId: string;
  readonly cipher: { readonly iv: string; readonly encrypted: string };
}

describe('POST /address/check', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp();
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const check = (body: object, origin = 'https://shop.test', more: Record<string, string> = {}) =>
    app.call('POST', `${API}/address/check`, { headers: { 'x-ccsite': 'siteUS', origin, ...more }, body });

  it('names the parts that do not fit the country, and writes no address into the log', async () => {
    const { status, json } = await check({ country: 'US', state: 'TX', postalCode: 'SW1A 1AA' });
    expect([status, json]).to.deep.equal([200, { wrong: ['postalCode'] }]);
    expect((await check({ country: 'US', state: 'TX', postalCode: '78704' })).json).to.deep.equal({
      wrong: [],
    });
    expect((await check({})).json).to.deep.equal({ wrong: ['country'] });
    expect(app.lines.join('')).not.to.match(/SW1A|78704/);
    expect(app.sent).to.deep.equal([]);
  });

  it('answers pages of the shop only, and only what is text', async () => {
    expect((await check({ country: 'US' }, 'https://evil.test')).status).to.equal(403);
    expect((await check({ country: 7 })).status).to.equal(400);
  });

  it('is answered no more often than shoppers need', async () => {
    const answers = [];
    for (let asked = 0; asked < 31; asked += 1)
      answers.push(await check({ country: 'US' }, 'https://shop.test', { 'x-forwarded-for': '203.0.113.9' }));
    expect(answers.slice(0, 30).every(({ status }) => status === 200)).to.equal(true);
    expect(answers[30]?.status).to.equal(429);
  });
});
