import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import express4 from 'express4';
import type { CurrencyCode } from '../../src/domain/money/currency.ts';
import { money } from '../../src/domain/money/money.ts';
import type { Authorize } from '../../src/domain/payment/command.ts';
import { digestOf, type SealPurpose } from '../../src/domain/seal.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { PaymentRecords } from '../../src/payments/ports/payment-records.ts';
import { API, type AppOptions, cardProperties, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { recordsOf } from '../builders/records.ts';
import { aReport, aRef, approved, declined, resultOf } from '../builders/reported-results.ts';
import {
  aFollowOn,
  anOrder,
  aWebhook,
  occTime,
  olderWebhookKey,
  sha1WebhookKey,
  sign,
  webhookKey,
} from '../builders/webhook.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const REF = '7000000000000000000001';

function aWalletPayment(
  wallet: 'googlepay' | 'applepay',
  paymentToken: string,
  overrides: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return aWebhook({
    paymentMethod: 'generic',
    cardDetails: undefined,
    customProperties: { paymentType: wallet, paymentToken },
    ...overrides,
  });
}

/** The gateway's records of a payment that another journal knows. */
function madeBefore(captureNow = false): PaymentRecords {
  return recordsOf(() => ({ amount: money(4_250, 'USD' as CurrencyCode), captureNow }));
}

describe('POST /payments', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(() => {
    occ = startOcc();
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  async function start(options: AppOptions = {}): Promise<RunningApp> {
    app = await startApp(options);
    return app;
  }

  function anAuthorization(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return aWebhook({ customProperties: cardProperties(app), ...overrides });
  }

  describe('a card payment', () => {
    it('answers an approved authorization with 1000 and echoes what OCC sent', async () => {
      await start();
      const webhook = anAuthorization();
      const { status, json } = await app.deliver(webhook);

      expect(status).to.equal(200);
      const { authorizationResponse, ...envelope } = json as Record<string, Record<string, unknown>>;
      expect(envelope).to.deep.equal({
        orderId: 'o10001',
        channel: 'storefront',
        locale: 'en',
        transactionType: '0100',
        currencyCode: 'USD',
        siteId: 'siteUS',
      });
      expect(authorizationResponse).to.include({
        transactionId: webhook['transactionId'],
        transactionTimestamp: webhook['transactionTimestamp'],
        paymentId: 'pg10001',
        paymentMethod: 'card',
        gatewayId: 'isv-occ-gateway',
        amount: '000000004250',
        responseCode: '1000',
        responseReason: 'AUTHORIZED',
        authCode: 'AUTHORIZED',
        hostTransactionId: REF,
      });
      expect(app.sent).to.have.length(1);
    });

    for (const [what, overrides, isChosen] of [
      ['named', {}, true],
      ['absent', { cardDetails: { number: '411111xxxxxx1111' } }, false],
      ['empty', { cardDetails: { type: '' } }, false],
      ['null', { cardDetails: { type: null } }, false],
    ] as const)
      it(`says that the brand of the card was chosen where OCC names it: ${what}`, async () => {
        await start();
        expect((await app.deliver(anAuthorization(overrides))).status).to.equal(200);
        expect((app.sent[0] as Authorize).isBrandChosen).to.equal(isChosen ? true : undefined);
      });

    it('hands the gateway the token, the amount and the order', async () => {
      await start();
      await app.deliver(anAuthorization());
      expect(app.sent[0]).to.deep.include({
        type: 'authorize',
        caller: 'webhook',
        orderId: 'o10001',
        paymentGroupId: 'pg10001',
        amount: money(4250, 'USD' as never),
        captureNow: false,
        instrument: { kind: 'transient-token', jwt: cardProperties(app)['transientTokenJwt'], save: false },
      });
    });

    it('restores the equals signs that OCC drops', async () => {
      await start();
      const context = 'context==';
      const expiresAt = new Date(Date.now() + 60_000);
      const { iv, encrypted } = app.seal.seal(
        { purpose: 'capture-context', site: 'siteUS', expiresAt },
        digestOf(context),
      );
      const { status } = await app.deliver(
        anAuthorization({
          customProperties: {
            captureContext: 'context~W!C@O#n~W!C@O#n',
            transientTokenJwt: 'context~W!C@O#n~W!C@O#n/token',
            captureContextCipherEncrypted: encrypted,
            captureContextCipherIv: iv,
          },
        }),
      );
      expect(status).to.equal(200);
      expect(app.sent[0]).to.have.nested.property('instrument.jwt', 'context==/token');
    });

    it('answers a sale with 4000 when the site takes cards at once', async () => {
      await start();
      occ.settings(someSettings({ saleEnabled: 'card' }));
      const { json } = await app.deliver(anAuthorization());
      expect(app.sent[0]).to.include({ captureNow: true });
      expect((json as Record<string, unknown>)['authorizationResponse']).to.deep.include({
        responseCode: '4000',
        responseReason: 'SALE_COMPLETE',
        customPaymentProperties: ['sale'],
      });
    });

    it('answers a decline with 9000 and tells the shopper what to do', async () => {
      await start({ answer: () => declined('INSUFFICIENT_FUND') });
      const { json } = await app.deliver(anAuthorization());
      const answer = (json as Record<string, Record<string, string>>)['authorizationResponse'];
      expect(answer).to.include({ responseCode: '9000', authCode: 'DECLINED' });
      expect(answer?.['responseReason']).to.match(/Use another card/);
      expect(answer?.['responseDescription']).to.match(/Use another card/);
    });

    for (const [result, declineReason] of [
      [declined('INSUFFICIENT_FUND'), 'insufficient-funds'],
      [approved(), undefined],
    ] as const)
      it(`writes the decline reason of a payment that was ${result.outcome} to the log: ${declineReason ?? 'none'}`, async () => {
        await start({ answer: () => result });
        await app.deliver(anAuthorization());
        const line = app.lines
          .map((text) => JSON.parse(text) as Record<string, unknown>)
          .find(({ event }) => event === 'payment.completed');
        expect(line).to.include({ outcome: result.outcome });
        expect(line?.['declineReason']).to.equal(declineReason);
      });

    for (const outcome of ['not-sent', 'unknown'] as const) {
      it(`answers 9000, never an approval, when the authorization was ${outcome}`, async () => {
        await start({ answer: () => resultOf(outcome) });
        const { status, json } = await app.deliver(anAuthorization());
        expect(status).to.equal(200);
        expect(json).to.have.nested.property('authorizationResponse.responseCode', '9000');
      });
    }

    it('answers voids, captures and refunds in their own envelopes', async () => {
      const refs = ['7000000000000000000001', '7000000000000000000002', '7000000000000000000003'];
      await start({ answer: (_command, nth) => approved(refs[nth - 1]) });
      await app.deliver(anAuthorization());
      const capture = await app.deliver(aFollowOn('0200', REF));
      expect(capture.json).to.have.nested.property('captureResponse.responseCode', '11000');
      const refund = await app.deliver(aFollowOn('0400', refs[1] ?? ''));
      expect(refund.json).to.have.nested.property('creditResponse.responseCode', '3000');
    });

    it('voids an authorization moments after it was made', async () => {
      await start();
      await app.deliver(anAuthorization());
      const { json } = await app.deliver(aFollowOn('0110', REF));
      expect(json).to.have.nested.property('voidResponse.responseCode', '2000');
      expect(app.sent[1]).to.include({ type: 'void', original: REF });
    });

    for (const [transactionType, name] of [
      ['0110', 'void'],
      ['0200', 'capture'],
      ['0400', 'refund'],
    ] as const) {
      for (const outcome of ['unknown', 'not-sent'] as const) {
        it(`answers 503 and no decline code when a ${name} was ${outcome}`, async () => {
          await start({ answer: () => resultOf(outcome), records: madeBefore(transactionType === '0400') });
          const { status, text } = await app.deliver(aFollowOn(transactionType, REF));
          expect(status).to.equal(503);
          expect(text).not.to.match(/"responseCode"/);
        });
      }
    }

    it('asks the order for the reference when OCC does not send it', async () => {
      await start({ records: madeBefore() });
      occ.order({
        paymentGroups: [
          {
            id: 'pg10001',
            state: 'AUTHORIZED',
            authorizationStatus: [{ transactionSuccess: true, statusProps: { hostTransactionId: REF } }],
          },
        ],
      });
      const { status } = await app.deliver(aFollowOn('0110', REF, { referenceInfo: undefined }));
      expect(status).to.equal(200);
      expect(app.sent[0]).to.include({ original: REF });
    });

    for (const [what, order] of [
      ['OCC does not show the order yet', undefined],
      ['the order in OCC does not tell yet that it was paid', { paymentGroups: [{ id: 'pg10001' }] }],
    ] as const)
      it(`goes by the journal without a reference, where ${what}`, async () => {
        await start();
        await app.deliver(anAuthorization());
        occ.order(order);
        const webhook = aFollowOn('0110', REF, { referenceInfo: undefined });
        const { status, text } = await app.deliver(webhook);
        expect(status).to.equal(200);
        expect(app.sent[1]).to.include({ type: 'void', original: REF });
        expect(await app.deliver(webhook)).to.include({ status, text });
        expect(app.sent).to.have.length(2);
        const other = await app.deliver({ ...webhook, transactionId: 't2', paymentId: 'pg9' });
        expect(other.status).to.equal(order === undefined ? 404 : 422);
      });

    it('waits for the authorization that a void without a reference is about', async () => {
      await start({ answer: () => resultOf('unknown') });
      await app.deliver(anAuthorization());
      const { status, json } = await app.deliver(
        aFollowOn('0110', REF, { referenceInfo: { hostTransactionId: ' ' } }),
      );
      expect(status).to.equal(503);
      expect(json).to.include({ code: 'wait-for-result' });
    });

    it('refuses a void that nothing identifies', async () => {
      await start();
      occ.order({ paymentGroups: [] });
      const { status } = await app.deliver(aFollowOn('0110', REF, { referenceInfo: undefined }));
      expect(status).to.equal(422);
      expect(app.sent).to.be.empty;
    });

    it('pays with a saved card by its ids, without a token from the fields', async () => {
      await start();
      const { status } = await app.deliver(
        anAuthorization({
          customProperties: {},
          cardDetails: {
            token: 'instrument-1',
            type: 'visa',
            cvv: '123',
            expirationMonth: '03',
            expirationYear: '2031',
            additionalSavedCardProperties: { instrumentId: 'identifier-1', customerId: 'customer-1' },
          },
        }),
      );
      expect(status).to.equal(200);
      expect(app.sent[0]).to.have.property('instrument').that.deep.equals({
        kind: 'saved-card',
        paymentInstrumentId: 'instrument-1',
        instrumentIdentifierId: 'identifier-1',
        customerId: 'customer-1',
        expirationMonth: '03',
        expirationYear: '2031',
        cardType: '001',
      });
    });
  });

  it('pays with a card that an early release of the replaced plugin saved, by what its token is', async () => {
    await start();
    await app.deliver(
      anAuthorization({
        cardDetails: {
          token: '7010000000016241111',
          type: 'discover',
          expirationMonth: 6,
          expirationYear: '29',
        },
      }),
    );
    expect(app.sent[0]).to.have.property('instrument').that.deep.include({
      kind: 'saved-card',
      instrumentIdentifierId: '7010000000016241111',
      expirationMonth: '06',
      expirationYear: '2029',
      cardType: '004',
    });
    expect(app.sent[0]).not.to.have.nested.property('instrument.paymentInstrumentId');
  });

  describe('the same webhook again', () => {
    it('is answered byte for byte the same, with one call to the gateway', async () => {
      await start();
      const webhook = anAuthorization();
      const first = await app.deliver(webhook);
      const again = await Promise.all([1, 2, 3, 4].map(() => app.deliver(webhook)));
      expect(again.map(({ text }) => text)).to.deep.equal(Array(4).fill(first.text));
      expect(app.sent).to.have.length(1);
    });

    it('is sent once when copies arrive at the same moment', async () => {
      await start({ answer: async () => (await pause(30), approved()) });
      const webhook = anAuthorization();
      const answers = await Promise.all(Array.from({ length: 8 }, () => app.deliver(webhook)));
      expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
      expect(answers[0]?.status).to.equal(200);
      expect(app.sent).to.have.length(1);
    });

    it('that fails inside the gateway’s adapter is kept under the id that its caller reads', async () => {
      await start({
        answer: () => {
          throw new Error('a fault of ours');
        },
      });
      const { headers } = await app.deliver(anAuthorization());
      const [attempt] = await app.journal.ofOrder('o10001' as never);
      expect(attempt?.result).to.include({
        outcome: 'unknown',
        internalFailure: headers['x-request-id'],
      });
    });

    it('is refused with 409 when its body has changed', async () => {
      await start();
      const webhook = anAuthorization();
      await app.deliver(webhook);
      const { status } = await app.deliver({ ...webhook, amount: '000000000001' });
      expect(status).to.equal(409);
      expect(app.sent).to.have.length(1);
    });

    it('is answered days later, although its token has long expired', async () => {
      let now = new Date();
      await start({ now: () => now });
      const webhook = anAuthorization();
      const first = await app.deliver(webhook);
      now = new Date(now.getTime() + 3 * DAY_MS);
      const later = await app.deliver(webhook);
      expect(later).to.include({ status: 200, text: first.text });
      expect(app.sent).to.have.length(1);
    });

    it('is answered although the site does not take its method any more, and nothing else is paid', async () => {
      await start({ settingsTtlMs: 0 });
      for (const [webhook, others] of [
        [anAuthorization(), 'googlepay'],
        [aWalletPayment('googlepay', '{}', { orderId: 'o2', transactionId: 't2' }), 'card'],
      ] as const) {
        const first = await app.deliver(webhook);
        const sent = app.sent.length;
        occ.settings(someSettings({ paymentOptions: others }));
        expect(await app.deliver(webhook)).to.include({ status: 200, text: first.text });
        const another = await app.deliver({ ...webhook, transactionId: 't3' });
        expect(another.text).to.include('NOT_SUPPORTED');
        expect(app.sent).to.have.length(sent);
        occ.settings(someSettings());
      }
    });

    it('is refused when it is old and unknown', async () => {
      await start();
      for (const age of [DAY_MS + 60_000, -DAY_MS - 60_000]) {
        const { status } = await app.deliver(
          anAuthorization({ transactionTimestamp: occTime(new Date(Date.now() - age)) }),
        );
        expect(status).to.equal(400);
      }
      expect(app.sent).to.be.empty;
    });

    it('is sent again when it certainly was not sent the first time', async () => {
      await start({
        answer: (_command, nth) => (nth === 1 ? resultOf('not-sent') : approved()),
        records: madeBefore(),
      });
      const webhook = aFollowOn('0110', REF);
      await app.deliver(webhook);
      const { json } = await app.deliver(webhook);
      expect(json).to.have.nested.property('voidResponse.responseCode', '2000');
      expect(app.sent).to.have.length(2);
    });
  });

  describe('amounts', () => {
    for (const [currencyCode, minor] of [
      ['JPY', 1000],
      ['USD', 1000],
      ['KWD', 1000],
    ] as const) {
      it(`reads 000000001000 as ${minor} minor units of ${currencyCode}`, async () => {
        await start();
        await app.deliver(anAuthorization({ currencyCode, amount: '000000001000' }));
        expect(app.sent[0]?.amount).to.deep.equal({ minor, currency: currencyCode });
      });
    }

    it('reads hundredths in every currency when the site says so', async () => {
      await start();
      occ.settings(someSettings({ amountConvention: 'two-digits' }));
      await app.deliver(anAuthorization({ currencyCode: 'JPY', amount: '000000100000' }));
      expect(app.sent[0]?.amount).to.deep.equal({ minor: 1000, currency: 'JPY' });
    });

    for (const amount of [
      '12.50',
      '-5',
      '1e3',
      '',
      '0000000012500',
      '０００００００１２５０',
      null,
      12.5,
      -1,
    ]) {
      it(`refuses ${JSON.stringify(amount)}`, async () => {
        await start();
        const { status, json } = await app.deliver(anAuthorization({ amount }));
        expect(status).to.equal(400);
        expect(json).to.have.nested.property('errors[0].o:errorPath', 'body:amount');
        expect(app.sent).to.be.empty;
      });
    }

    it('takes zero for an authorization only: it verifies the card', async () => {
      await start();
      expect((await app.deliver(anAuthorization({ amount: '000000000000' }))).status).to.equal(200);
      for (const type of ['0110', '0200', '0400'] as const) {
        const { status } = await app.deliver(aFollowOn(type, REF, { amount: '000000000000' }));
        expect(status).to.equal(400);
      }
      expect(app.sent).to.have.length(1);
    });
  });

  describe('signatures', () => {
    it('accepts the newer header, the older one with SHA-512, and the previous key', async () => {
      await start({ webhookKeys: { sha512: [new Secret(webhookKey), new Secret(olderWebhookKey)] } });
      const body = Buffer.from(JSON.stringify(anAuthorization()));
      const headers = { 'content-type': 'application/json' };
      const signatures = [
        { 'x-oracle-cc-webhook-signature-sha512': sign(body) },
        { 'x-oracle-cc-webhook-signature': sign(body) },
        { 'x-oracle-cc-webhook-signature-sha512': sign(body, olderWebhookKey) },
      ];
      for (const signature of signatures) {
        const { status } = await app.call('POST', `${API}/payments`, {
          body,
          headers: { ...headers, ...signature },
        });
        expect(status).to.equal(200);
      }
    });

    it('accepts SHA-1 only where the merchant still allows it', async () => {
      const webhookKeys = { sha512: [new Secret(webhookKey)], sha1: new Secret(sha1WebhookKey) };
      for (const [keys, expected] of [
        [{ sha512: webhookKeys.sha512 }, 401],
        [webhookKeys, 200],
      ] as const) {
        await start({ webhookKeys: keys });
        const body = Buffer.from(JSON.stringify(anAuthorization()));
        const { status } = await app.call('POST', `${API}/payments`, {
          body,
          headers: {
            'content-type': 'application/json',
            'x-oracle-cc-webhook-signature': sign(body, sha1WebhookKey, 'sha1'),
          },
        });
        expect(status).to.equal(expected);
        await app.close();
      }
      await start();
    });

    it('answers 503 while it has no key', async () => {
      await start({ webhookKeys: { sha512: [] } });
      const { status, json } = await app.deliver(anAuthorization());
      expect(status).to.equal(503);
      expect(json)
        .to.have.property('message')
        .that.matches(/payments\.secret\.key/);
      expect((await app.call('GET', `${API}/health`)).status).to.equal(200);
      expect(app.sent).to.be.empty;
    });

    const wrong: readonly (readonly [string, (body: Buffer) => Record<string, string>])[] = [
      ['none at all', () => ({})],
      ['that of another body', () => ({ 'x-oracle-cc-webhook-signature-sha512': sign('{}') })],
      [
        'one with another key',
        (body) => ({ 'x-oracle-cc-webhook-signature-sha512': sign(body, olderWebhookKey) }),
      ],
      ['an empty one', () => ({ 'x-oracle-cc-webhook-signature-sha512': '' })],
      ['text that is no base64', () => ({ 'x-oracle-cc-webhook-signature-sha512': '*'.repeat(88) })],
      ['a shortened one', (body) => ({ 'x-oracle-cc-webhook-signature-sha512': sign(body).slice(0, 44) })],
      [
        'a SHA-1 in the newer header',
        (body) => ({ 'x-oracle-cc-webhook-signature-sha512': sign(body, webhookKey, 'sha1') }),
      ],
      [
        'a wrong newer one beside a right older one',
        (body) => ({
          'x-oracle-cc-webhook-signature-sha512': sign('{}'),
          'x-oracle-cc-webhook-signature': sign(body),
        }),
      ],
    ];
    for (const [what, signature] of wrong) {
      it(`refuses ${what}`, async () => {
        await start();
        const body = Buffer.from(JSON.stringify(anAuthorization()));
        const { status, text } = await app.call('POST', `${API}/payments`, {
          body,
          headers: { 'content-type': 'application/json', ...signature(body) },
        });
        expect(status).to.equal(401);
        expect(text).to.contain('bad-signature');
        expect(app.sent).to.be.empty;
      });
    }

    it('refuses a body with any one bit flipped', async () => {
      await start();
      const body = Buffer.from(JSON.stringify(anAuthorization()));
      for (const place of [0, 7, Math.floor(body.length / 2), body.length - 1]) {
        const changed = Buffer.from(body);
        changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
        const { status } = await app.deliver(changed, { 'x-oracle-cc-webhook-signature-sha512': sign(body) });
        expect(status).to.equal(401);
      }
    });
  });

  describe('what is not paid through us', () => {
    it('refuses a transaction type or payment method that OCC does not know', async () => {
      await start();
      for (const wrong of [
        { transactionType: '0999' },
        { paymentMethod: '../../x' },
        { transactionType: 100 },
      ]) {
        expect((await app.deliver(anAuthorization(wrong))).status).to.equal(400);
      }
    });

    it('answers a known type that cards do not support in the shape of a card', async () => {
      await start();
      const { status, json } = await app.deliver(anAuthorization({ transactionType: '0600' }));
      expect(status).to.equal(200);
      expect(json).to.have.nested.property('inquireBalanceResponse.responseCode', '6000');
      expect(app.sent).to.be.empty;
    });

    it('answers what wallets have no step for in the flat shape', async () => {
      await start();
      for (const transactionType of ['0800', '0900', '0600']) {
        const { status, json } = await app.deliver(aWalletPayment('googlepay', '{}', { transactionType }));
        expect(status).to.equal(200);
        expect(json).to.have.property('response').that.deep.includes({ success: false });
        expect(json).not.to.have.property('authorizationResponse');
      }
      expect(app.sent).to.be.empty;
    });

    it('does not pay with a wallet where the site takes none', async () => {
      await start();
      occ.settings(someSettings({ paymentOptions: 'card,applepay' }));
      const { json } = await app.deliver(aWalletPayment('googlepay', '{}'));
      expect(json).to.have.nested.property('response.code', '9000');
      expect(app.sent).to.be.empty;
    });

    it('keeps the shape of the payment method whatever the browser claims', async () => {
      await start();
      const { json } = await app.deliver(
        aWebhook({
          paymentMethod: 'generic',
          customProperties: cardProperties(app, { paymentType: 'card' }),
        }),
      );
      expect(json).to.have.nested.property('response.success', true);
      expect(json).to.have.nested.property('response.code', '1000');
    });

    it('does not pay with a card where the site takes none', async () => {
      await start();
      occ.settings(someSettings({ paymentOptions: 'googlepay' }));
      const { json } = await app.deliver(anAuthorization());
      expect(json).to.have.nested.property('authorizationResponse.responseCode', '9000');
      expect(app.sent).to.be.empty;
    });
  });

  describe('wallets', () => {
    const token = JSON.stringify({ protocolVersion: 'ECv2', signedMessage: 'a=b+c/d' });
    const base64 = Buffer.from(token).toString('base64');

    for (const wallet of ['googlepay', 'applepay'] as const) {
      it(`hands ${wallet}'s payload on and answers in the flat shape`, async () => {
        await start();
        const { json } = await app.deliver(aWalletPayment(wallet, token));
        expect(app.sent[0]).to.deep.include({
          paymentType: wallet,
          instrument: { kind: 'wallet', wallet, payload: base64 },
          initiation: { by: 'shopper' },
          captureNow: false,
        });
        expect(json).to.deep.include({ hostTransactionId: REF });
        expect(json).to.have.property('response').that.includes({ success: true, code: '1000' });
      });
    }

    it('takes the payload in base64 as well, without its equals signs', async () => {
      await start();
      await app.deliver(aWalletPayment('googlepay', base64.replaceAll('=', '~W!C@O#n')));
      expect(app.sent[0]).to.have.nested.property('instrument.payload', base64);
    });

    it('sells at once where the site does that for the wallet', async () => {
      await start();
      occ.settings(someSettings({ saleEnabled: 'applepay' }));
      await app.deliver(aWalletPayment('googlepay', token));
      const { json } = await app.deliver(
        aWalletPayment('applepay', token, { paymentId: 'pg10002', transactionId: 'o10001-pg10002-1' }),
      );
      expect(app.sent.map((command) => 'captureNow' in command && command.captureNow)).to.deep.equal([
        false,
        true,
      ]);
      expect(json).to.have.property('response').that.includes({ code: '4000' });
    });

    for (const payload of [
      '',
      'not base64!',
      Buffer.from('no json').toString('base64'),
      '[]',
      `{${'x'.repeat(16_000)}`,
    ]) {
      it(`refuses ${payload.slice(0, 12)} as a payload`, async () => {
        await start();
        const { status, text } = await app.deliver(aWalletPayment('applepay', payload));
        expect(status).to.equal(400);
        expect(text).to.contain('body:customProperties.paymentToken');
        expect(app.sent).to.be.empty;
      });
    }
  });

  describe('who starts a payment', () => {
    const saved = { token: 'PI1', additionalSavedCardProperties: { instrumentId: 'II1' }, saveCard: false };

    it('is an agent in the agent console', async () => {
      await start();
      await app.deliver(anAuthorization({ channel: 'agent' }));
      expect(app.sent[0]).to.deep.include({ initiation: { by: 'agent' } });
    });

    it('is the merchant in a scheduled order, whatever the channel', async () => {
      await start();
      const order = anOrder({ originOfOrder: 'scheduledOrder' });
      for (const [nth, customProperties] of [undefined, null, {}].entries()) {
        const paymentId = `pg${nth}`;
        await app.deliver(
          anAuthorization({
            channel: 'agent',
            customProperties,
            cardDetails: saved,
            order,
            paymentId,
            transactionId: paymentId,
          }),
        );
      }
      expect(app.sent).to.have.length(3);
      for (const command of app.sent) {
        expect(command).to.deep.include({ initiation: { by: 'merchant' } });
        expect(command).to.have.nested.property('instrument.instrumentIdentifierId', 'II1');
      }
    });

    it("names the network's id of the payment that saved the card, and what it was for", async () => {
      const savedCard = { paymentInstrumentId: 'PI1', customerId: 'C1' };
      await start({
        answer: (_, nth) => ({
          ...approved(`700000000000000000000${nth}`, { networkTransactionId: `network-${nth}` }),
          ...(nth === 1 && { savedCard }),
        }),
      });
      await app.deliver(anAuthorization());
      for (const [nth, token] of ['PI1', 'PI-of-another'].entries()) {
        const orderId = `o2000${nth}`;
        await app.deliver(
          anAuthorization({
            orderId,
            transactionId: orderId,
            customProperties: null,
            cardDetails: { ...saved, token },
            order: anOrder({ originOfOrder: 'scheduledOrder' }),
          }),
        );
      }
      expect(app.sent.slice(1).map((command) => 'initiation' in command && command.initiation)).to.deep.equal(
        [
          {
            by: 'merchant',
            previousNetworkTransactionId: 'network-1',
            originalAmount: { minor: 4_250, currency: 'USD' },
          },
          { by: 'merchant' },
        ],
      );
    });

    it('types the security code of a saved card where the site asks for it', async () => {
      await start();
      occ.settings(someSettings({ isCVVRequiredForSavedCards: true }));
      const without = await app.deliver(
        anAuthorization({ cardDetails: saved, customProperties: { paymentType: 'card' } }),
      );
      expect(without.status).to.equal(200);
      expect(without.json).to.have.nested.property('authorizationResponse.responseCode', '9000');
      expect(without.text).to.contain('isCVVRequiredForSavedCards');
      await app.deliver(anAuthorization({ cardDetails: saved, transactionId: 'with-the-code' }));
      expect(app.sent).to.have.length(1);
      expect(app.sent[0]).to.have.nested.property(
        'instrument.securityCodeToken',
        cardProperties(app)['transientTokenJwt'],
      );
      await app.deliver(
        anAuthorization({
          cardDetails: saved,
          customProperties: {},
          order: anOrder({ originOfOrder: 'scheduledOrder' }),
          paymentId: 'pg2',
          transactionId: 'scheduled',
        }),
      );
      expect(app.sent).to.have.length(2);
    });

    it('cannot hand in a security code that our fields did not make', async () => {
      await start();
      const customProperties = cardProperties(app, { transientTokenJwt: 'context:other/token' });
      expect((await app.deliver(anAuthorization({ cardDetails: saved, customProperties }))).status).to.equal(
        400,
      );
      expect(app.sent).to.be.empty;
    });
  });

  it('verifies a card without selling anything, although the site sells at once', async () => {
    await start();
    occ.settings(someSettings({ saleEnabled: 'card' }));
    const { json } = await app.deliver(anAuthorization({ amount: '000000000000' }));
    expect(app.sent[0]).to.include({ captureNow: false });
    expect(json).to.have.nested.property('authorizationResponse.responseCode', '1000');
  });

  describe('card data and tokens', () => {
    it('refuses a full card number and a CVV without a saved card, and takes a masked number', async () => {
      await start();
      for (const cardDetails of [
        { number: '4111111111111111' },
        { number: '4111 1111 1111 1111' },
        { cvv: '123' },
      ]) {
        const { status, text } = await app.deliver(anAuthorization({ cardDetails }));
        expect(status).to.equal(400);
        expect(text).not.to.contain('4111');
      }
      expect(
        (await app.deliver(anAuthorization({ cardDetails: { number: '411111xxxxxx1111' } }))).status,
      ).to.equal(200);
      expect(app.sent).to.have.length(1);
    });

    const forged: readonly (readonly [
      what: string,
      properties: (app: RunningApp) => Record<string, string>,
      status: number,
      code: string,
    ])[] = [
      ['no token', () => ({}), 400, 'malformed-request'],
      [
        'a token of another context',
        () => cardProperties(app, { transientTokenJwt: 'context:other/token' }),
        400,
        'malformed-request',
      ],
      [
        'another context than the sealed one',
        () =>
          cardProperties(app, { captureContext: 'context:other', transientTokenJwt: 'context:other/token' }),
        401,
        'seal-invalid',
      ],
      ['a seal with a changed byte', () => withChangedSeal(cardProperties(app)), 401, 'seal-invalid'],
      ['no seal', () => ({ ...cardProperties(app), captureContextCipherIv: '' }), 401, 'seal-invalid'],
      ['a seal of another site', () => sealedFor('siteJP', 60_000), 403, 'not-allowed'],
      ['an expired seal', () => sealedFor('siteUS', -1), 401, 'seal-expired'],
      [
        'a seal for something else',
        () => sealedFor('siteUS', 60_000, { purpose: 'device-fingerprint' }),
        401,
        'seal-invalid',
      ],
      [
        'a seal that was given to a page which is not the shop’s',
        () => sealedFor('siteUS', 60_000, { origin: 'https://evil.test' }),
        403,
        'not-allowed',
      ],
    ];
    for (const [what, properties, expected, code] of forged) {
      it(`refuses ${what} with ${expected} ${code}`, async () => {
        await start();
        const { status, json } = await app.deliver(anAuthorization({ customProperties: properties(app) }));
        expect(status).to.equal(expected);
        expect(json).to.include({ code, errorCode: code });
        expect(app.sent).to.be.empty;
      });
    }

    it('names the page in the log, and the setting that would make it one of the shop’s', async () => {
      await start();
      const customProperties = sealedFor('siteUS', 60_000, { origin: 'https://evil.test' });
      await app.deliver(anAuthorization({ customProperties }));
      expect(JSON.parse(app.lines.at(-1) ?? '{}')).to.include({
        pageOrigin: 'https://evil.test',
        setting: 'allowedOrigins',
        site: 'siteUS',
        channel: 'storefront',
      });
    });

    const fingerprints: readonly (readonly [
      what: string,
      changed: (site: string, lifeMs: number) => Record<string, string>,
      site: string,
      lifeMs: number,
      status: number,
      code: string,
    ])[] = [
      [
        'changed',
        (...of) => ({ ...fingerprint(...of), deviceFingerprintSessionId: 'x' }),
        'siteUS',
        60_000,
        401,
        'seal-invalid',
      ],
      ['another site’s', (...of) => fingerprint(...of), 'siteJP', 60_000, 403, 'not-allowed'],
      ['expired', (...of) => fingerprint(...of), 'siteUS', -1, 401, 'seal-expired'],
      [
        'half there',
        (...of) => ({ ...fingerprint(...of), deviceFingerprintCipherIv: 'AA' }),
        'siteUS',
        60_000,
        401,
        'seal-invalid',
      ],
    ];
    for (const [what, changed, site, lifeMs, expected, code] of fingerprints) {
      it(`refuses a device fingerprint that is ${what} with ${expected} ${code}`, async () => {
        await start();
        occ.settings(someSettings({ deviceFingerprintEnabled: true }));
        const customProperties = { ...cardProperties(app), ...changed(site, lifeMs) };
        const { status, json } = await app.deliver(anAuthorization({ customProperties }));
        expect(status).to.equal(expected);
        expect(json).to.include({ code });
        expect(app.sent).to.be.empty;
      });
    }

    function fingerprint(site: string, lifeMs: number): Record<string, string> {
      const { iv, encrypted } = app.seal.seal(
        { purpose: 'device-fingerprint', site, expiresAt: new Date(Date.now() + lifeMs) },
        digestOf('testrest-a-session'),
      );
      return {
        deviceFingerprintSessionId: 'testrest-a-session',
        deviceFingerprintCipherEncrypted: encrypted,
        deviceFingerprintCipherIv: iv,
      };
    }

    it('takes the seal of the key for the card fields without the key, as storefronts of the earlier plugin send it', async () => {
      await start();
      const reply = await app.call('POST', `${API}/keys`, {
        headers: { 'x-ccsite': 'siteUS' },
        body: { targetOrigin: 'https://shop.test' },
      });
      const { captureContext, cipher } = reply.json as unknown as {
        captureContext: string;
        cipher: { iv: string; encrypted: string };
      };
      const sealed = {
        captureContextCipherEncrypted: cipher.encrypted,
        captureContextCipherIv: cipher.iv,
      };
      const transientTokenJwt = `${captureContext}/token`;
      for (const [nth, more] of [{}, { captureContext: '' }, { captureContext }].entries()) {
        const customProperties = { transientTokenJwt, ...sealed, ...more };
        const paid = await app.deliver(anAuthorization({ customProperties, orderId: `o${nth}` }));
        expect(paid.status).to.equal(200);
      }
      expect(app.sent).to.have.length(3);
      const foreign = { transientTokenJwt: 'context:other/token', ...sealed };
      expect(
        (await app.deliver(anAuthorization({ customProperties: foreign, orderId: 'o9' }))).status,
      ).to.equal(400);
      const alone = { transientTokenJwt };
      expect(
        (await app.deliver(anAuthorization({ customProperties: alone, orderId: 'o9' }))).status,
      ).to.equal(400);
      expect(app.sent).to.have.length(3);
    });

    it('takes a device fingerprint only with its seal, without the merchant id in front', async () => {
      await start();
      occ.settings(someSettings({ deviceFingerprintEnabled: true }));
      const offered = await app.call('GET', `${API}/paymentMethods`, { headers: { 'x-ccsite': 'siteUS' } });
      const { deviceFingerprintData } =
        (offered.json as Record<string, Record<string, Fingerprint>>)['deviceFingerprint'] ?? {};
      const { sessionId = '', cipher } = deviceFingerprintData ?? {};
      const ours = {
        deviceFingerprintSessionId: sessionId,
        deviceFingerprintCipherEncrypted: cipher?.encrypted ?? '',
        deviceFingerprintCipherIv: cipher?.iv ?? '',
      };
      const none = Object.fromEntries(Object.keys(ours).map((name) => [name, '']));
      const empty = anAuthorization({ customProperties: { ...cardProperties(app), ...none }, orderId: 'o9' });
      expect((await app.deliver(empty)).status).to.equal(200);
      expect(app.sent.pop()).not.to.have.nested.property('order.device.fingerprintSessionId');
      const tampered = await app.deliver(
        anAuthorization({
          customProperties: { ...cardProperties(app), ...ours, deviceFingerprintSessionId: 'another' },
        }),
      );
      expect(tampered.status).to.equal(401);
      await app.deliver(anAuthorization({ customProperties: { ...cardProperties(app), ...ours } }));
      expect(app.sent[0]).to.have.nested.property(
        'order.device.fingerprintSessionId',
        sessionId.replace(/^testrest/, ''),
      );
    });

    function withChangedSeal(properties: Record<string, string>): Record<string, string> {
      const bytes = Buffer.from(properties['captureContextCipherEncrypted'] ?? '', 'base64url');
      bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
      return { ...properties, captureContextCipherEncrypted: bytes.toString('base64url') };
    }

    it('takes a seal that was given to a page of the shop', async () => {
      await start();
      const customProperties = sealedFor('siteUS', 60_000, { origin: 'https://shop.test' });
      expect((await app.deliver(anAuthorization({ customProperties }))).status).to.equal(200);
    });

    function sealedFor(
      site: string,
      lifeMs: number,
      more: { readonly purpose?: SealPurpose; readonly origin?: string } = {},
    ): Record<string, string> {
      const properties = cardProperties(app);
      const expiresAt = new Date(Date.now() + lifeMs);
      const sealed = app.seal.seal(
        { purpose: 'capture-context', site, expiresAt, ...more },
        digestOf(properties['captureContext'] ?? ''),
      );
      return {
        ...properties,
        captureContextCipherEncrypted: sealed.encrypted,
        captureContextCipherIv: sealed.iv,
      };
    }
  });

  describe('bodies', () => {
    const malformed: readonly (readonly [string, Buffer | string, number])[] = [
      ['no JSON', 'hello', 400],
      ['half a body', '{"transactionId":"o1', 400],
      ['a list', '[]', 400],
      ['nothing', '', 400],
      ['30,000 levels of nesting', '['.repeat(30_000) + ']'.repeat(30_000), 400],
      [
        'a key named __proto__',
        JSON.stringify(aWebhook()).replace('{', '{"__proto__":{"polluted":true},'),
        400,
      ],
      [
        'the same key in escapes',
        JSON.stringify(aWebhook()).replace('{', '{"\\u005f_proto__":{"polluted":true},'),
        400,
      ],
      [
        'a way to a prototype by the constructor',
        JSON.stringify(aWebhook()).replace('{', '{"constructor":{"prototype":{"polluted":true}},'),
        400,
      ],
      ['the amount twice', JSON.stringify(aWebhook()).replace('{', '{"amount":"000000000001",'), 400],
      ['more than 256 KB', JSON.stringify(aWebhook({ order: 'x'.repeat(256 * 1024) })), 413],
    ];
    for (const [what, body, expected] of malformed) {
      it(`refuses ${what} with ${expected}`, async () => {
        await start();
        const { status } = await app.deliver(Buffer.from(body));
        expect(status).to.equal(expected);
        expect(app.sent).to.be.empty;
        expect({}).not.to.have.property('polluted');
      });
    }

    it('refuses anything but JSON, and compressed JSON', async () => {
      await start();
      expect((await app.deliver(anAuthorization(), { 'content-type': 'text/plain' })).status).to.equal(415);
      const compressed = gzipSync(JSON.stringify(anAuthorization()));
      expect((await app.deliver(compressed, { 'content-encoding': 'gzip' })).status).to.equal(415);
    });

    it('names every wrong field', async () => {
      await start();
      const { json } = await app.deliver(
        aWebhook({ orderId: undefined, currencyCode: 'usd', channel: 'kiosk' }),
      );
      const paths = (json as Record<string, Record<string, string>[]>)['errors']?.map(
        (error) => error['o:errorPath'],
      );
      expect(paths).to.have.members(['body:orderId', 'body:currencyCode', 'body:channel']);
    });

    it('takes both documented shapes of gatewaySettings and believes neither', async () => {
      await start();
      const evil = { merchantID: 'evil', merchantsecretKey: 'evil', filteredFields: ['merchantID'] };
      for (const [nth, gatewaySettings] of [evil, [{ name: 'merchantID', value: 'evil' }]].entries()) {
        const { status } = await app.deliver(
          anAuthorization({ gatewaySettings, paymentId: `pg2000${nth}`, transactionId: `t${nth}` }),
        );
        expect(status).to.equal(200);
      }
    });

    for (const host of ['gives bytes', 'gives text'] as const) {
      it(`verifies the body when the host ${host}`, async () => {
        await start({ host });
        expect((await app.deliver(anAuthorization())).status).to.equal(200);
        const wrong = { 'x-oracle-cc-webhook-signature-sha512': sign('{}') };
        expect((await app.deliver(anAuthorization(), wrong)).status).to.equal(401);
        const large = anAuthorization({ order: 'x'.repeat(256 * 1024) });
        expect((await app.deliver(large)).status).to.equal(413);
      });
    }

    it('believes nothing when the host has lost the bytes', async () => {
      await start({ host: 'loses the bytes' });
      expect((await app.deliver(anAuthorization())).status).to.equal(503);
    });

    it('runs in a host with Express 4 just the same', async () => {
      await start({
        hostExpress: express4,
        host: 'gives bytes',
      });
      expect((await app.deliver(anAuthorization())).status).to.equal(200);
    });
  });

  describe('settings', () => {
    it('reads them once for many payments, and logs in once', async () => {
      await start();
      await Promise.all(
        [1, 2, 3, 4, 5].map((nth) =>
          app.deliver(anAuthorization({ transactionId: `t${nth}`, paymentId: `pg${nth}` })),
        ),
      );
      expect(occ.asked.get('sitesettings')).to.equal(1);
      expect(occ.asked.get('login')).to.equal(1);
    });

    it('reads them anew for each payment when the cache is off', async () => {
      await start({ settingsTtlMs: 0 });
      await app.deliver(anAuthorization({ paymentId: 'pg1', transactionId: 't1' }));
      occ.settings(someSettings({ saleEnabled: ['card'] }));
      await app.deliver(anAuthorization({ paymentId: 'pg2', transactionId: 't2' }));
      expect(app.sent.map((command) => command.type === 'authorize' && command.captureNow)).to.deep.equal([
        false,
        true,
      ]);
    });

    it('are those that OCC gave last while it does not answer, and the log says so', async () => {
      await start({ settingsTtlMs: 0 });
      const webhook = anAuthorization();
      const first = await app.deliver(webhook);
      occ.unanswered('sitesettings');
      expect(await app.deliver(webhook)).to.include({ status: 200, text: first.text });
      const another = await app.deliver(anAuthorization({ paymentId: 'pg2', transactionId: 't2' }));
      expect(another.json).to.have.nested.property('authorizationResponse.responseCode', '1000');
      expect(app.lines.filter((line) => line.includes('settings.not-read'))).to.have.length(1);
      const agent = await app.deliver(
        anAuthorization({ channel: 'agent', transactionId: 't3', paymentId: 'pg3' }),
      );
      expect(agent.status).to.equal(502);
    });

    it('says which setting is missing, and calls neither OCC nor CyberSource', async () => {
      await start();
      occ.settings(someSettings({ merchantsecretKey: '' }));
      const { status, json } = await app.deliver(anAuthorization());
      expect(status).to.equal(503);
      expect(json)
        .to.have.property('message')
        .that.matches(/merchantsecretKey.*siteUS.*storefront/);
    });

    it('are those of the headers’ site and channel, where the body names neither', async () => {
      await start();
      const unnamed = anAuthorization({ siteId: undefined, channel: undefined });
      expect((await app.deliver(unnamed)).status).to.equal(400);
      expect((await app.deliver(unnamed, { 'x-ccsite': 'siteUS' })).status).to.equal(200);
      expect(app.sent[0]).to.include({ site: 'siteUS', channel: 'storefront' });
    });

    it('refuses a site that OCC does not know', async () => {
      await start();
      expect((await app.deliver(anAuthorization({ siteId: 'nobody' }))).status).to.equal(404);
    });
  });

  it('keeps the result of the first authorization when the shopper asks a second time for the same', async () => {
    await start();
    await app.deliver(anAuthorization());
    const { json } = await app.deliver(anAuthorization({ transactionId: 'o10001-pg10001-2' }));
    expect(json).to.have.nested.property('authorizationResponse.hostTransactionId', REF);
    expect(json).to.have.nested.property('authorizationResponse.transactionId', 'o10001-pg10001-2');
    expect(app.sent).to.have.length(1);
  });

  it('tells the OMS and OCC when a payment waits for review', async () => {
    const ref = aRef(REF);
    const amount = money(4250, 'USD' as never);
    const gateway = aReport({ status: 'AUTHORIZED_PENDING_REVIEW' });
    await start({ answer: () => ({ outcome: 'pending', because: 'review', ref, amount, gateway }) });
    const { json } = await app.deliver(anAuthorization());
    expect(json).to.have.nested.property('authorizationResponse.responseCode', '1000');
    expect(json).to.have.nested.property('authorizationResponse.additionalProperties.reviewPending', 'true');
  });
});

interface Fingerprint {
  readonly sessionId: string;
  readonly cipher: { readonly iv: string; readonly encrypted: string };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
