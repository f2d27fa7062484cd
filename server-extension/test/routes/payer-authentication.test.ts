import { expect } from 'chai';
import type { Authorize, PaymentCommand } from '../../src/domain/payment/command.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import type { CardToAuthenticate } from '../../src/payments/ports/payer-authentication.ts';
import { API, cardProperties, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { aChallenge, approved, declined, resultOf } from '../builders/reported-results.ts';
import { aShopper } from '../builders/shopper.ts';
import { aFollowOn, aWebhook } from '../builders/webhook.ts';

const ID = aChallenge().authenticationTransactionId;
const MINUTE = 60_000;

describe('payer authentication', () => {
  let occ: Occ;
  let app: RunningApp;
  let clock: number;
  let answer: (command: PaymentCommand) => PaymentResult;
  let setUp: CardToAuthenticate[];

  beforeEach(async () => {
    occ = startOcc();
    occ.settings(someSettings({ payerAuthEnabled: true }));
    clock = Date.now();
    answer = (command) =>
      (command as Authorize).authentication?.step === 'enroll' ? resultOf('challenge') : approved();
    setUp = [];
    app = await startApp({
      now: () => new Date(clock),
      settingsTtlMs: 0,
      answer: (command) => answer(command),
      payerAuthentication: {
        async setUp(card) {
          setUp.push(card);
          return {
            status: 'COMPLETED',
            accessToken: 'a.b.c',
            referenceId: 'ref',
            deviceDataCollectionUrl: 'https://collect.test/V1',
          };
        },
      },
    });
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  describe('of a payment', () => {
    it('asks the issuer along with the payment, and hands the challenge to the storefront', async () => {
      const { inner } = await executePayment();
      expect(lastSent().authentication).to.deep.equal({
        step: 'enroll',
        referenceId: 'ref-1',
        returnUrl: 'https://shop.test/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl',
        deviceChannel: 'Browser',
        challengeMandated: false,
      });
      expect(inner).to.include({ responseCode: '10000' });
      expect(inner['additionalProperties']).to.include({
        action: 'validateConsumerAuthentication',
        stepUpUrl: aChallenge().stepUpUrl,
        accessToken: aChallenge().accessToken,
        authenticationTransactionId: ID,
        veresEnrolled: 'Y',
      });
      expect(inner['customPaymentProperties']).to.deep.equal([
        'pareq',
        'action',
        'stepUpUrl',
        'accessToken',
        'pauseRequestId',
      ]);
    });

    it('answers a second delivery of it byte for byte the same', async () => {
      const webhook = aCheckout();
      const [first, second] = [await app.deliver(webhook), await app.deliver(webhook)];
      expect(second.text).to.equal(first.text);
      expect(app.sent).to.have.length(1);
    });

    it('tells what the browser says about itself', async () => {
      await executePayment({
        userAgentBrowserValue: 'A browser',
        httpBrowserColorDepth: '24',
        httpBrowserJavaEnabled: 'false',
        httpBrowserScreenWidth: 'wide',
        acsWindowSize: '03',
      });
      expect(lastSent().order.device.browser).to.deep.equal({
        userAgent: 'A browser',
        colorDepth: '24',
        javaEnabled: false,
      });
      expect(lastSent().authentication).to.include({ windowSize: '03' });
    });

    it('comes from the address that asked for the key of the card fields, whatever the browser claims', async () => {
      const { json } = await aShopper(app, '203.0.113.7').open();
      const { captureContext, cipher } = json as unknown as {
        captureContext: string;
        cipher: { encrypted: string; iv: string };
      };
      await executePayment({
        captureContext,
        captureContextCipherEncrypted: cipher.encrypted,
        captureContextCipherIv: cipher.iv,
        transientTokenJwt: `${captureContext}/token`,
        ipAddress: '8.8.8.8',
      });
      expect(lastSent().order.device.ipAddress).to.equal('203.0.113.7');
    });

    it('tells one Accept header for the other where a storefront sends only one of them', async () => {
      await executePayment({ httpAcceptBrowserValue: 'text/html', httpAcceptContent: ' ' });
      expect(lastSent().order.device.browser).to.include({ accept: 'text/html', acceptContent: 'text/html' });
    });

    it('is not asked for where the setting is off, for agents, or for Apple Pay', async () => {
      await executePayment({}, { channel: 'agent' });
      expect(lastSent().authentication).to.equal(undefined);
      await executePayment(
        {},
        { paymentId: 'pg2', paymentMethod: 'generic', customProperties: wallet('applepay') },
      );
      expect(lastSent().authentication).to.equal(undefined);
      occ.settings(someSettings({ payerAuthEnabled: false }));
      await executePayment({}, { paymentId: 'pg3' });
      expect(lastSent().authentication).to.equal(undefined);
    });

    it('is asked for with Google Pay when the storefront has begun it', async () => {
      const google = { paymentMethod: 'generic', customProperties: wallet('googlepay') };
      await executePayment({}, google);
      expect(lastSent().authentication).to.equal(undefined);
      const begun = { ...wallet('googlepay'), referenceId: 'ref-1' };
      const { flat } = await executePayment({}, { ...google, paymentId: 'pg2', customProperties: begun });
      expect(lastSent().authentication).to.include({ step: 'enroll' });
      expect(flat['response']).to.include({ success: false, code: '10000' });
      expect(flat['externalProperties']).to.include('stepUpUrl');
    });

    it('mandates a challenge when the storefront asks for it, or a card is saved where that needs one', async () => {
      await executePayment({ challengeCode: '04' });
      expect(lastSent().authentication).to.include({ challengeMandated: true });
      const saving = { cardDetails: { ...(aWebhook()['cardDetails'] as object), saveCard: true } };
      await executePayment({}, { paymentId: 'pg2', ...saving });
      expect(lastSent().authentication).to.include({ challengeMandated: false });
      occ.settings(someSettings({ payerAuthEnabled: true, scaEnabled: true }));
      await executePayment({}, { paymentId: 'pg3', ...saving });
      expect(lastSent().authentication).to.include({ challengeMandated: true });
    });

    it('says in the answer that a challenge was asked for, by the storefront or by the site', async () => {
      const saving = { cardDetails: { ...(aWebhook()['cardDetails'] as object), saveCard: true } };
      const asked = async (...how: Parameters<typeof executePayment>): Promise<unknown> => {
        const { inner } = await executePayment(...how);
        const { challengeCode } = inner['additionalProperties'] as Record<string, string>;
        expect((inner['customPaymentProperties'] as string[]).includes('challengeCode')).to.equal(
          challengeCode !== undefined,
        );
        return challengeCode;
      };
      expect(await asked()).to.equal(undefined);
      expect(await asked({ challengeCode: '04' }, { paymentId: 'pg2' })).to.equal('04');
      expect(await asked({}, { paymentId: 'pg3', ...saving })).to.equal(undefined);
      occ.settings(someSettings({ payerAuthEnabled: true, scaEnabled: true }));
      expect(await asked({}, { paymentId: 'pg4', ...saving })).to.equal('04');
    });

    it('asks for a challenge once after a soft decline', async () => {
      answer = () => declined('CUSTOMER_AUTHENTICATION_REQUIRED');
      const first = await executePayment();
      expect(first.inner).to.include({ responseCode: '10000' });
      expect(first.inner['additionalProperties']).to.include({ scaRequired: 'true' });
      const second = await executePayment({ challengeCode: '04' });
      expect(second.inner).to.include({ responseCode: '9000' });
    });

    it('refuses a return address that is not the shop’s', async () => {
      const reply = await app.deliver(aCheckout({ returnUrl: 'https://evil.test/collect' }));
      expect(reply.status).to.equal(400);
      expect(reply.text).to.include('returnUrl');
      expect(app.sent).to.have.length(0);
    });

    for (const [asked, understood] of [
      ['https://shop.test\\@evil.test/back', 'https://shop.test/@evil.test/back'],
      ['https://evil.test@shop.test/back?a=b#c', 'https://shop.test/back?a=b'],
      ['HTTPS://SHOP.TEST:443/back', 'https://shop.test/back'],
    ] as const)
      it(`hands ${asked} on as one address that cannot be read in two ways`, async () => {
        await executePayment({ returnUrl: asked });
        expect(lastSent().authentication).to.include({ returnUrl: understood });
      });

    it('has a return address of its own where the storefront names none', async () => {
      const { returnUrl, ...rest } = enrolment();
      expect(returnUrl).to.be.a('string');
      await app.deliver(aWebhook({ customProperties: { ...cardProperties(app), ...rest } }));
      expect(lastSent().authentication).to.include({ returnUrl });
    });
  });

  describe('after a challenge', () => {
    it('pays once the shopper has answered, whichever payment group OCC asks for now', async () => {
      const first = await challenged();
      const { inner } = await executePayment(answered(first), { paymentId: 'pg-new' });
      expect(lastSent().authentication).to.deep.equal({
        step: 'validate',
        authenticationTransactionId: ID,
      });
      expect(inner).to.include({ responseCode: '1000' });
    });

    it('names the payment that Decision Manager paused, which no browser gets to see', async () => {
      const pausedRequestId = '7000000000000000000004';
      answer = (command) =>
        (command as Authorize).authentication?.step === 'enroll'
          ? { ...resultOf('challenge'), challenge: { ...aChallenge(), pausedRequestId } }
          : approved();
      const first = await challenged();
      expect(first['pauseRequestId']).not.to.include(pausedRequestId);
      await executePayment(answered(first));
      expect(lastSent().authentication).to.include({ pausedRequestId });
    });

    it('gives the first answer to the same challenge delivered twice, at once too', async () => {
      const first = await challenged();
      const answers = await Promise.all(
        ['pg2', 'pg3'].map((paymentId) => executePayment(answered(first), { paymentId })),
      );
      answers.push(await executePayment(answered(first), { paymentId: 'pg4' }));
      for (const { inner } of answers)
        expect(inner).to.include({ responseCode: '1000', hostTransactionId: '7000000000000000000001' });
      expect(validations()).to.equal(1);
    });

    it('gives the first answer when it was a decline, and makes no second call', async () => {
      answer = (command) =>
        (command as Authorize).authentication?.step === 'enroll'
          ? resultOf('challenge')
          : declined('CONSUMER_AUTHENTICATION_FAILED', { status: 'AUTHENTICATION_FAILED' });
      const first = await challenged();
      for (const paymentId of ['pg2', 'pg3']) {
        const { inner } = await executePayment(answered(first), { paymentId });
        expect(inner).to.include({ responseCode: '9000', authCode: 'AUTHENTICATION_FAILED' });
      }
      expect(validations()).to.equal(1);
    });

    it('sends nothing for an answer that comes too late, and says so', async () => {
      const first = await challenged();
      clock += 20 * MINUTE;
      const { inner } = await executePayment(answered(first));
      expect(inner).to.include({ responseCode: '9000', authCode: 'CHALLENGE_EXPIRED' });
      expect(inner['responseDescription']).to.match(/Nothing was charged/);
      expect(validations()).to.equal(0);
    });

    it('tells a shopper who comes back late what has become of the payment', async () => {
      const first = await challenged();
      const properties = answered(first);
      await executePayment(properties);
      clock += 12 * MINUTE;
      const { inner } = await executePayment(properties, { paymentId: 'pg2' });
      expect(inner).to.include({ responseCode: '1000' });
      expect(validations()).to.equal(1);
    });

    it('asks the issuer again when what the answer paid has been reversed', async () => {
      const first = await challenged();
      const { inner } = await executePayment(answered(first));
      const ref = String(inner['hostTransactionId']);
      expect((await app.deliver(aFollowOn('0110', ref))).json).to.have.nested.property(
        'voidResponse.responseCode',
        '2000',
      );
      const again = await executePayment(answered(first), { paymentId: 'pg2' });
      expect(again.inner).to.include({ responseCode: '10000' });
      expect(lastSent().authentication).to.include({ step: 'enroll', challengeMandated: true });
    });

    it('refuses the challenge of another order', async () => {
      const first = await challenged();
      const reply = await app.deliver(aCheckout(answered(first), { orderId: 'o20002' }));
      expect(reply.status).to.equal(403);
      expect(validations()).to.equal(0);
    });

    describe('of a card that is added without an order', () => {
      const addition = { checkoutId: 'c'.repeat(32) };
      const nothing = { amount: '000000000000' };
      let first: Readonly<Record<string, string>>;
      beforeEach(async () => {
        const { inner } = await executePayment(addition, nothing);
        first = inner['additionalProperties'] as Readonly<Record<string, string>>;
      });

      /** The answer comes with the next verification, which has an order id of its own. */
      const answer = (properties: object = {}, overrides: object = {}): Promise<Reply> =>
        app.deliver(
          aCheckout(
            { ...answered(first), ...addition, ...properties },
            { ...nothing, orderId: 'o20002', ...overrides },
          ),
        );

      for (const [brought, properties] of [
        ['with the seal', {}],
        ['without it', { pauseRequestId: '' }],
      ] as const)
        it(`is confirmed by the answer to its challenge, ${brought}`, async () => {
          const reply = await answer(properties);
          expect(reply.json).to.have.nested.property('authorizationResponse.responseCode', '1000');
          expect(validations()).to.equal(1);
          await answer(properties, { orderId: 'o20003' });
          expect(validations(), 'an answer that comes again').to.equal(1);
        });

      it('is not confirmed by the answer of another addition, and pays for nothing', async () => {
        const replies = [
          await answer({ checkoutId: 'd'.repeat(32) }),
          await answer({ checkoutId: '' }),
          await answer({}, { amount: '000000000100' }),
        ];
        expect(replies.map(({ status }) => status)).to.deep.equal([403, 403, 403]);
        expect(validations()).to.equal(0);
      });
    });

    for (const [what, changes] of [
      ['the amount', { amount: '000000000001' }],
      ['the currency', { currencyCode: 'EUR' }],
    ] as const)
      it(`asks the issuer again when ${what} has changed`, async () => {
        const first = await challenged();
        const { inner } = await executePayment(answered(first), changes);
        expect(inner).to.include({ responseCode: '10000' });
        expect(lastSent().authentication).to.include({ step: 'enroll', challengeMandated: true });
      });

    it('asks the issuer again when the card has changed, or the transaction is another', async () => {
      const first = await challenged();
      const card = { token: 'PI2', type: 'visa', expirationMonth: '12', expirationYear: '2031' };
      const { pauseRequestId } = answered(first);
      await executePayment(
        {},
        {
          cardDetails: card,
          customProperties: { ...enrolment(), authenticationTransactionId: ID, pauseRequestId },
        },
      );
      expect(lastSent().authentication).to.include({ step: 'enroll', challengeMandated: true });
      await executePayment({ ...answered(first), authenticationTransactionId: 'somebody-elses' });
      expect(lastSent().authentication).to.include({ step: 'enroll', challengeMandated: true });
      expect(validations()).to.equal(0);
    });

    it('refuses a state that was forged, changed, sealed for another site or long ago', async () => {
      const first = await challenged();
      const sealed = String(first['pauseRequestId']);
      const flipped = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
      const [iv, encrypted] = sealed.split('.');
      const elsewhere = app.seal.seal(
        { purpose: 'challenge', site: 'siteJP', expiresAt: new Date(clock + MINUTE) },
        '{}',
      );
      const longAgo = app.seal.seal(
        { purpose: 'challenge', site: 'siteUS', expiresAt: new Date(clock - MINUTE) },
        '{}',
      );
      const refused: readonly (readonly [string, number, string])[] = [
        [flipped, 401, 'seal-invalid'],
        [`${String(encrypted).slice(0, 16)}.${String(encrypted)}`, 401, 'seal-invalid'],
        [`${String(iv)}.${'A'.repeat(100)}`, 401, 'seal-invalid'],
        [`${elsewhere.iv}.${elsewhere.encrypted}`, 403, 'not-allowed'],
        [`${longAgo.iv}.${longAgo.encrypted}`, 401, 'seal-expired'],
      ];
      for (const [pauseRequestId, status, code] of refused) {
        const reply = await app.deliver(aCheckout({ authenticationTransactionId: ID, pauseRequestId }));
        expect(reply.status, pauseRequestId).to.equal(status);
        expect(reply.json).to.include({ code });
      }
      expect(validations()).to.equal(0);
    });

    it('knows its own challenge without the state, and no other one', async () => {
      await challenged();
      const { inner } = await executePayment({ authenticationTransactionId: ID });
      expect(inner).to.include({ responseCode: '1000' });
      expect(validations()).to.equal(1);
      await executePayment({ authenticationTransactionId: ID }, { orderId: 'o20002', paymentId: 'pg9' });
      expect(lastSent().authentication).to.include({ step: 'enroll' });
      expect(validations()).to.equal(1);
    });
  });

  describe('POST /payerAuth/setup', () => {
    it('sets up a new card, by the id of its token', async () => {
      const reply = await setup({ orderId: 'o10001', transientToken: '1E45CAE6' });
      expect(reply.status).to.equal(200);
      expect(reply.json).to.deep.equal({
        status: 'COMPLETED',
        accessToken: 'a.b.c',
        referenceId: 'ref',
        deviceDataCollectionUrl: 'https://collect.test/V1',
        browser: {},
      });
      expect(setUp).to.deep.equal([{ kind: 'transient-token-id', id: '1E45CAE6' }]);
    });

    it('tells the browser what the issuer wants to know of it and it cannot know itself', async () => {
      const heard = { 'x-forwarded-for': '8.8.8.8, 203.0.113.7:51234', accept: 'text/html, */*' };
      const reply = await setup({ transientToken: '1E45CAE6' }, heard);
      expect(reply.json).to.deep.include({
        browser: { ipAddress: '203.0.113.7', httpAcceptContent: 'text/html, */*' },
      });
    });

    it('sets up Google Pay, with its payload as it came', async () => {
      await setup({ paymentToken: '{"signature":"a"}' });
      expect(setUp).to.deep.equal([
        { kind: 'wallet', wallet: 'googlepay', payload: Buffer.from('{"signature":"a"}').toString('base64') },
      ]);
    });

    it('sets up a saved card of the shopper whose token it is, whatever profile the body claims', async () => {
      occ.shopper('shopper-token', { id: '110000', creditCards: [{ repositoryId: 'card1', token: 'PI1' }] });
      const body = { orderId: 'o10001', savedCardId: 'card1', profileId: '999999' };
      expect((await setup(body)).status).to.equal(401);
      expect((await setup(body, { authorization: 'Bearer somebody-else' })).status).to.equal(401);
      const own = { authorization: 'Bearer shopper-token' };
      expect((await setup({ ...body, savedCardId: 'card2' }, own)).status).to.equal(404);
      expect((await setup(body, own)).status).to.equal(200);
      expect(setUp).to.deep.equal([{ kind: 'saved-card', paymentInstrumentId: 'PI1' }]);
    });

    it('sets up a card whose token is an instrument identifier as such, with its expiry and type', async () => {
      const kept = { token: '7010000000016241111', expiryMonth: 6, expiryYear: 29, cardType: 'visa' };
      occ.shopper('shopper-token', { id: '110000', creditCards: [{ repositoryId: 'card1', ...kept }] });
      await setup({ savedCardId: 'card1' }, { authorization: 'Bearer shopper-token' });
      expect(setUp).to.deep.equal([
        {
          kind: 'saved-card',
          instrumentIdentifierId: '7010000000016241111',
          expirationMonth: '06',
          expirationYear: '2029',
          cardType: '001',
        },
      ]);
    });

    it('refuses no card, two cards, ids that are none, and what is no JSON', async () => {
      for (const body of [
        {},
        { transientToken: 'a', savedCardId: 'b' },
        { transientToken: '"><script>' },
        { paymentToken: 'not a token' },
        { transientToken: 7 },
      ])
        expect((await setup(body)).status, JSON.stringify(body)).to.equal(400);
      const form = await app.call('POST', `${API}/payerAuth/setup`, {
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-ccsite': 'siteUS' },
        body: 'transientToken=a',
      });
      expect(form.status).to.equal(415);
      expect(setUp).to.deep.equal([]);
    });

    it('refuses pages of other origins', async () => {
      const foreign = await setup({ transientToken: 'a' }, { origin: 'https://evil.test' });
      expect(foreign.status).to.equal(403);
      expect(setUp).to.deep.equal([]);
    });

    it('answers on a site that does not authenticate as on any other, and the payment asks no issuer', async () => {
      occ.settings(someSettings({ payerAuthEnabled: false }));
      const { status, json } = await setup({ transientToken: 'a' });
      expect(status).to.equal(200);
      expect(json).to.include.keys('status', 'accessToken', 'referenceId', 'deviceDataCollectionUrl');
      expect(setUp).to.have.length(1);
      await app.deliver(aCheckout({}));
      expect(lastSent()).not.to.have.property('authentication');
    });
  });

  describe('POST /payerAuth/returnUrl', () => {
    it('tells the page around it, on its own origin, and holds nothing else', async () => {
      const { status, headers, text } = await comeBack({ TransactionId: ID, MD: 'channel=storefront' });
      expect(status).to.equal(200);
      expect(headers['content-type']).to.equal('text/html; charset=utf-8');
      const policy = String(headers['content-security-policy']);
      const [, nonce] = /<script nonce="([^"]+)">/.exec(text) ?? [];
      expect(policy).to.equal(
        `default-src 'none'; script-src 'nonce-${String(nonce)}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
      );
      expect(headers['x-frame-options']).to.equal(undefined);
      expect(headers['cache-control']).to.equal('no-store');
      expect(text).to.include(`{"messageType":"transactionValidation","message":"${ID}"}`);
      expect(text).not.to.match(/postMessage\([^)]*['"]\*['"]/);
    });

    it('speaks to the origins of the site that the form names, and of no other', async () => {
      occ.settings(
        someSettings({ payerAuthEnabled: true, allowedOrigins: 'https://a.shop, https://b.shop' }),
      );
      const { headers, text } = await comeBack({ TransactionId: ID, MD: 'site=siteUS&channel=storefront' });
      expect(headers['content-security-policy']).to.match(
        /frame-ancestors 'self' https:\/\/a\.shop https:\/\/b\.shop$/,
      );
      expect(text).to.include('["https://a.shop","https://b.shop"]');
      const unknown = await comeBack({ TransactionId: ID, MD: 'site=unknown' });
      expect(unknown.headers['content-security-policy']).to.match(/frame-ancestors 'self'$/);
    });

    /** What the window around the page gets as `message`. */
    function messageIn({ text }: Reply): unknown {
      const [, notification = ''] = /postMessage\((\{.*?\}), origin\)/.exec(text) ?? [];
      return (JSON.parse(notification) as { readonly message: unknown }).message;
    }

    it('tells the storefront of the replaced plugin in JSON, which parses what it is told', async () => {
      const MD = 'orderId=o10001,channel=storefront';
      expect(JSON.parse(String(messageIn(await comeBack({ TransactionId: ID, MD }))))).to.equal(ID);
      const earlier = await comeBack({ TransactionId: ID }, '/payerAuthReturnUrl');
      expect(earlier.status).to.equal(200);
      expect(JSON.parse(String(messageIn(earlier)))).to.equal(ID);
      for (const other of ['', 'site=siteUS', 'orderId=o10001', 'orderId=o1,channel=storefront&site=siteUS'])
        expect(messageIn(await comeBack({ TransactionId: ID, MD: other })), other).to.equal(ID);
    });

    it('has a new nonce each time', async () => {
      const [a, b] = [await comeBack({ TransactionId: ID }), await comeBack({ TransactionId: ID })];
      expect(a.headers['content-security-policy']).not.to.equal(b.headers['content-security-policy']);
    });

    const payloads = [
      '"><script>alert(1)</script>',
      "'-alert(1)-'",
      '</script><script>alert(1)</script>',
      '\u2028alert(1)',
      'javascript:alert(1)',
      '<img src=x onerror=alert(1)>',
      '${alert(1)}',
      '\\u003cscript\\u003e',
      'a b',
      'a%3Cb',
      'a'.repeat(65),
      '',
      'https://evil.test',
      '*',
    ];
    for (const payload of payloads)
      it(`shows an inert page for ${JSON.stringify(payload.slice(0, 30))}`, async () => {
        const { status, headers, text } = await comeBack({ TransactionId: payload, MD: payload });
        expect(status).to.equal(400);
        expect(headers['content-security-policy']).to.equal(
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        );
        expect(text).not.to.include('script');
        if (payload !== '') expect(text).not.to.include(payload);
      });

    it('writes nothing of what else is in the form', async () => {
      const { text } = await comeBack({
        TransactionId: ID,
        MD: 'site="><script>alert(1)</script>',
        x: 'evil',
      });
      expect(text).not.to.match(/alert|evil/);
    });

    it('takes forms only, by POST only, and no long ones', async () => {
      const path = `${API}/payerAuth/returnUrl`;
      expect((await app.call('POST', path, { body: { TransactionId: ID } })).status).to.equal(415);
      expect((await app.call('GET', path)).status).to.equal(405);
      expect((await comeBack({ TransactionId: ID, MD: 'x'.repeat(20_000) })).status).to.equal(413);
    });
  });

  interface Paid {
    readonly inner: Readonly<Record<string, unknown>>;
    readonly flat: Readonly<Record<string, unknown>>;
  }

  async function executePayment(
    properties: Readonly<Record<string, string>> = {},
    overrides: Readonly<Record<string, unknown>> = {},
  ): Promise<Paid> {
    const reply = await app.deliver(aCheckout(properties, overrides));
    if (reply.status !== 200) throw new Error(reply.text);
    return { inner: reply.json['authorizationResponse'] as unknown as Paid['inner'], flat: reply.json };
  }

  /** Pays, and is challenged: what the storefront gets. */
  async function challenged(): Promise<Readonly<Record<string, string>>> {
    const { inner } = await executePayment(card);
    return inner['additionalProperties'] as Readonly<Record<string, string>>;
  }

  /** What the storefront sends when the shopper has answered. */
  function answered(first: Readonly<Record<string, string>>): Record<string, string> {
    return {
      ...card,
      authenticationTransactionId: first['authenticationTransactionId'] ?? '',
      pauseRequestId: first['pauseRequestId'] ?? '',
    };
  }

  let card: Record<string, string>;
  let deliveries = 0;
  beforeEach(() => {
    card = cardProperties(app);
  });

  function aCheckout(
    properties: Readonly<Record<string, string>> = {},
    overrides: Readonly<Record<string, unknown>> = {},
  ): unknown {
    deliveries += 1;
    return aWebhook({
      transactionId: `o10001-pg10001-${deliveries}`,
      customProperties: { ...card, ...enrolment(), ...properties },
      ...overrides,
    });
  }

  function lastSent(): Authorize {
    const last = app.sent.at(-1);
    if (last?.type !== 'authorize') throw new Error('Nothing was authorized.');
    return last;
  }

  function validations(): number {
    return app.sent.filter((each) => (each as Authorize).authentication?.step === 'validate').length;
  }

  function setup(body: object, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return app.call('POST', `${API}/payerAuth/setup`, {
      headers: { 'x-ccsite': 'siteUS', origin: 'https://shop.test', ...headers },
      body,
    });
  }

  function comeBack(fields: Readonly<Record<string, string>>, path = '/payerAuth/returnUrl'): Promise<Reply> {
    return app.call('POST', `${API}${path}`, {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://centinelapistag.cardinalcommerce.com',
        'sec-fetch-site': 'cross-site',
      },
      body: new URLSearchParams(fields).toString(),
    });
  }
});

function enrolment(): Record<string, string> {
  return {
    referenceId: 'ref-1',
    deviceChannel: 'Browser',
    returnUrl: 'https://shop.test/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl',
  };
}

function wallet(paymentType: string): Record<string, string> {
  return { paymentType, paymentToken: '{"signature":"a"}' };
}
