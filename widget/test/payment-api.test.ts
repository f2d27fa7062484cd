import { expect } from 'chai';
import { createSavedCardApi } from '../src/saved-cards/saved-card-api.ts';
import { createPaymentApi, isShopFault } from '../src/payment/payment-api.ts';

const KEYS = { captureContext: 'jwt', cipher: { encrypted: 'e', iv: 'i' } };

describe("The extension's routes", () => {
  let token: string | undefined;
  const asked: { url: string; init: RequestInit }[] = [];

  function apiThatAnswers(body: unknown, status = 200): ReturnType<typeof createPaymentApi> {
    asked.length = 0;
    return createPaymentApi({
      fetch: async (url, init) => {
        asked.push({ url, init });
        return Response.json(body, { status });
      },
      shop: () => ({ siteId: 'siteJP', channel: 'preview', token }),
    });
  }

  const rejects = async (call: Promise<unknown>): Promise<boolean> =>
    call.then(
      () => false,
      () => true,
    );

  it('are asked for the site and channel of the shopper', async () => {
    const methods = {
      paymentMethods: [{ type: 'card', config: {} }, { type: 'googlepay' }],
      deviceFingerprint: { deviceFingerprintEnabled: true, deviceFingerprintOrgId: 'org' },
    };
    expect(await apiThatAnswers(methods).offer()).to.deep.equal({
      methods: [
        { type: 'card', config: {} },
        { type: 'googlepay', config: {} },
      ],
      fingerprint: { deviceFingerprintEnabled: true, deviceFingerprintOrgId: 'org' },
    });
    for (const deviceFingerprint of [
      undefined,
      { deviceFingerprintEnabled: true, deviceFingerprintOrgId: '' },
    ])
      expect((await apiThatAnswers({ ...methods, deviceFingerprint }).offer()).fingerprint).to.be.oneOf([
        undefined,
        '',
      ]);
    expect(asked[0]).to.have.nested.property('url', '/ccstorex/custom/isv-payment/v2/paymentMethods');
    expect(asked[0]!.init.headers).to.include({ channel: 'preview', 'x-ccsite': 'siteJP' });
  });

  it('are asked in JSON, with a body where there is one', async () => {
    await apiThatAnswers(KEYS).captureContext('https://shop.example');
    expect(asked[0]!.init).to.include({ method: 'POST' });
    expect(asked[0]!.init.headers).to.include({ 'content-type': 'application/json' });
    await apiThatAnswers({}).call('/health');
    expect(asked[0]!.init).to.include({ method: 'GET' }).and.not.have.property('body');
    expect(asked[0]!.init.signal).to.be.instanceOf(AbortSignal);
  });

  it('are given fifteen seconds to answer, unless a call says otherwise', async () => {
    const waits: unknown[] = [];
    const { setTimeout: original } = globalThis;
    globalThis.setTimeout = ((callback: () => void, ms?: number) => {
      waits.push(ms);
      return original(callback, ms);
    }) as typeof setTimeout;
    try {
      await apiThatAnswers({}).call('/health');
      await apiThatAnswers({}).call('/health', {}, 3_000);
    } finally {
      globalThis.setTimeout = original;
    }
    expect(waits).to.deep.equal([15_000, 3_000]);
  });

  it('give a sealed capture context for the page that asks', async () => {
    expect(await apiThatAnswers(KEYS).captureContext('https://shop.example')).to.deep.equal(KEYS);
    expect(asked[0]!.url).to.equal('/ccstorex/custom/isv-payment/v2/keys');
    expect(asked[0]!.init.body).to.equal('{"targetOrigin":"https://shop.example"}');
  });

  it('hear who the shopper is from OCC’s token, and nothing of a guest', async () => {
    const cards = {
      items: [
        { id: 'c1', type: 'amex', last4: '0005', status: 'valid' },
        { id: 'c2', type: 'visa' },
      ],
    };
    expect(
      (await createSavedCardApi(apiThatAnswers(cards)).savedCards()).map(({ brand }) => brand),
    ).to.deep.equal(['American Express', 'Visa']);
    expect(asked[0]!.init).to.have.property('method', 'GET');
    expect(asked[0]!.init.headers).not.to.have.property('authorization');
    token = 'occ-token';
    await createSavedCardApi(apiThatAnswers(cards)).savedCards();
    expect(asked[0]!.init.headers).to.include({ authorization: 'Bearer occ-token' });
    token = undefined;
  });

  it('change and delete a saved card by its id', async () => {
    await createSavedCardApi(apiThatAnswers({})).updateSavedCard('c1', { nickname: 'Work' });
    expect(asked[0]).to.have.nested.property('url', '/ccstorex/custom/isv-payment/v2/savedCards/update');
    expect(asked[0]!.init.body).to.equal('{"id":"c1","nickname":"Work"}');
    await createSavedCardApi(apiThatAnswers({})).deleteSavedCard('c1');
    expect(asked[0]).to.have.nested.property('url', '/ccstorex/custom/isv-payment/v2/savedCards/delete');
    expect(asked[0]!.init.body).to.equal('{"id":"c1"}');
  });

  it('set payer authentication up, completely or not at all', async () => {
    const setup = {
      accessToken: 'a',
      referenceId: 'r',
      deviceDataCollectionUrl: 'https://d.example/',
      status: 'x',
      browser: { ipAddress: '203.0.113.7' },
    };
    expect(await apiThatAnswers(setup).setUpAuthentication({ transientToken: 't' })).to.deep.equal({
      accessToken: 'a',
      referenceId: 'r',
      deviceDataCollectionUrl: 'https://d.example/',
      browser: { ipAddress: '203.0.113.7' },
    });
    expect(asked[0]!.url).to.equal('/ccstorex/custom/isv-payment/v2/payerAuth/setup');
    expect(asked[0]!.init.body).to.equal('{"transientToken":"t"}');
    for (const missing of ['accessToken', 'deviceDataCollectionUrl'])
      expect(
        await rejects(apiThatAnswers({ ...setup, [missing]: undefined }).setUpAuthentication({})),
      ).to.equal(true);
    expect(await rejects(apiThatAnswers({ ...setup, referenceId: '' }).setUpAuthentication({}))).to.equal(
      true,
    );
  });

  it('hand on unread what is asked for on demand', async () => {
    const answer = await apiThatAnswers({ sealed: 1 }).call('/applepay/validate', { validationUrl: 'v' });
    expect(answer).to.deep.equal({ sealed: 1 });
    expect(asked[0]!.init.body).to.equal('{"validationUrl":"v"}');
  });

  for (const [what, body, status] of [
    ['an error', KEYS, 500],
    ['no cipher', { captureContext: 'jwt' }, 200],
    ['an empty context', { ...KEYS, captureContext: '' }, 200],
    ['a number', 1, 200],
    ['null', null, 200],
  ] as const) {
    it(`give no capture context when they answer ${what}`, async () => {
      expect(await rejects(apiThatAnswers(body, status).captureContext('https://shop.example'))).to.equal(
        true,
      );
    });
  }

  it('offer nothing when their list is no list', async () => {
    const problem: unknown = await apiThatAnswers({ paymentMethods: 'card' })
      .offer()
      .catch((error: unknown) => error);
    expect(isShopFault(problem)).to.equal(true);
  });

  it('are given up after the time limit', async () => {
    const api = createPaymentApi({
      fetch: (_url, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
      shop: () => ({ siteId: undefined, channel: 'storefront' }),
      timeoutMs: 1,
    });
    expect(await rejects(api.offer())).to.equal(true);
  });

  it('gives up sooner where less time is given', async () => {
    const api = createPaymentApi({
      fetch: (_url, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
      shop: () => ({ siteId: undefined, channel: 'storefront' }),
    });
    expect(await rejects(api.call('/address/check', {}, 1))).to.equal(true);
  });
});
