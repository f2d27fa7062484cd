import { expect } from 'chai';
import type { CurrencyCode } from '../../../src/domain/money/currency.ts';
import type { OrderId } from '../../../src/domain/ids.ts';
import { money } from '../../../src/domain/money/money.ts';
import {
  API,
  type AppOptions,
  cardProperties,
  type Reply,
  type RunningApp,
  startApp,
} from '../../builders/app.ts';
import { adminToken, type Occ, startOcc } from '../../builders/occ.ts';
import { approved, declined, resultOf } from '../../builders/reported-results.ts';
import { recordsOf } from '../../builders/records.ts';
import { aWebhook } from '../../builders/webhook.ts';

const AUTHORIZATION = '7000000000000000000001';
const oms = {
  authorization: `Bearer ${adminToken}`,
  'x-ccsite': 'siteUS',
  'x-ccasset-channel': 'storefront',
};
const capture = {
  merchantReferenceNumber: 'o10001',
  transactionId: AUTHORIZATION,
  currency: 'USD',
  amount: '000000001000',
};

describe('POST /capture and /refund', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(() => {
    occ = startOcc();
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  /** Each call to the gateway gets its own id: …001 for the authorization, …002 and so on for what follows. */
  async function startWithAuthorization(options: AppOptions = {}): Promise<void> {
    const { answer = (_command, nth) => approved(`700000000000000000000${nth}`) } = options;
    app = await startApp({
      ...options,
      answer: (command, nth) =>
        command.type === 'authorize' ? approved(AUTHORIZATION) : answer(command, nth),
    });
    await app.deliver(aWebhook({ customProperties: cardProperties(app) }));
  }

  function ask(
    path: '/capture' | '/refund',
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    return app.call('POST', API + path, { body, headers: { ...oms, ...headers } });
  }

  it('captures and answers with the fields that an OMS knows', async () => {
    await startWithAuthorization();
    const { status, json } = await ask('/capture', capture);
    expect(status).to.equal(200);
    expect(json).to.deep.include({
      amount: '000000001000',
      hostTransactionId: '7000000000000000000002',
      hostTransactionTimestamp: '2026-01-31T10:22:21Z',
      merchantTransactionId: 'o10001',
      responseCode: '11000',
      responseReason: 'AUTHORIZED',
    });
    expect(json['merchantTransactionTimestamp']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(app.sent[1]).to.deep.include({ type: 'capture', caller: 'oms', original: AUTHORIZATION });
  });

  for (const length of [1, 64, 65, 128])
    it(`takes the id of every order that was authorized: ${length} characters`, async () => {
      await startWithAuthorization();
      const orderId = 'o'.repeat(length);
      const authorized = await app.deliver(
        aWebhook({ orderId, transactionId: `t-${length}`, customProperties: cardProperties(app) }),
      );
      expect(authorized.json).to.have.nested.property('authorizationResponse.responseCode', '1000');
      const { status, json } = await ask('/capture', { ...capture, merchantReferenceNumber: orderId });
      expect(json).to.include({ merchantTransactionId: orderId });
      expect(status).to.equal(200);
      const released = await app.call('POST', `${API}/reverse`, {
        body: { orderId },
        headers: { ...oms, 'idempotency-key': 'k1' },
      });
      expect(released.status).to.equal(200);
    });

  it('captures part by part as the OMS numbers them', async () => {
    await startWithAuthorization();
    const { status } = await ask('/capture', {
      ...capture,
      captureSequenceNumber: 1,
      totalCaptureCount: 2,
      isFinal: false,
    });
    expect(status).to.equal(200);
    expect(app.sent[1]).to.deep.include({ sequence: { number: 1, total: 2 }, isFinal: false });
    expect(
      (await ask('/capture', { ...capture, captureSequenceNumber: 3, totalCaptureCount: 2 })).status,
    ).to.equal(400);
  });

  it('refunds what was captured, by the id of the capture or of its authorization', async () => {
    await startWithAuthorization();
    await ask('/capture', capture);
    for (const [nth, transactionId] of ['7000000000000000000002', AUTHORIZATION].entries()) {
      const { status, json } = await ask(
        '/refund',
        { ...capture, transactionId, amount: '000000000100' },
        { 'idempotency-key': `r${nth}` },
      );
      expect(status).to.equal(200);
      expect(json).to.include({ responseCode: '3000' });
      expect(app.sent.at(-1)).to.include({
        type: 'refund',
        of: 'capture',
        original: '7000000000000000000002',
      });
    }
  });

  it('refuses more than was authorized, and more than was captured, without a call', async () => {
    await startWithAuthorization();
    expect((await ask('/capture', { ...capture, amount: '000000004251' })).status).to.equal(409);
    await ask('/capture', { ...capture, amount: '000000001000' });
    expect((await ask('/refund', { ...capture, amount: '000000001001' })).status).to.equal(409);
    expect(app.sent).to.have.length(2);
  });

  it('waits with a refund while CyberSource’s records show no capture yet: another instance may have made one', async () => {
    await startWithAuthorization();
    const { status, json } = await ask('/refund', capture);
    expect(status).to.equal(503);
    expect(JSON.stringify(json)).to.contain('wait-for-result');
    expect(app.sent).to.have.length(1);
  });

  describe('what CyberSource refuses', () => {
    const code = { capture: '12000', refund: '7000' } as const;
    const results = { declined: declined('PROCESSOR_DECLINED'), refused: resultOf('refused') } as const;
    for (const operation of ['capture', 'refund'] as const) {
      for (const outcome of ['declined', 'refused'] as const) {
        it(`is HTTP 400 with the whole answer: a ${operation} that was ${outcome}`, async () => {
          await startWithAuthorization({
            answer: ({ type }, nth) =>
              type === operation ? results[outcome] : approved(`700000000000000000000${nth}`),
          });
          if (operation === 'refund') await ask('/capture', capture);
          const key = { 'idempotency-key': 'the-same' };
          const first = await ask(`/${operation}`, capture, key);
          expect(first.status).to.equal(400);
          expect(first.json).to.deep.include({
            status: 400,
            code: outcome,
            errorCode: outcome,
            amount: '000000001000',
            merchantTransactionId: 'o10001',
            hostTransactionTimestamp: '2026-01-31T10:22:21Z',
            responseCode: code[operation],
            responseReason: outcome === 'declined' ? 'DECLINED' : 'INVALID_REQUEST',
          });
          expect(first.json['message']).to.match(
            /^CyberSource refused the (capture|refund)\. .*CyberSource: HTTP/,
          );
          expect(first.json['merchantTransactionTimestamp']).to.match(/Z$/);
          expect(await ask(`/${operation}`, capture, key)).to.include({ status: 400, text: first.text });
        });
      }
    }
  });

  for (const outcome of ['unknown', 'not-sent'] as const) {
    it(`answers 503, never a decline, when a capture was ${outcome}, and says when to ask again`, async () => {
      await startWithAuthorization({ answer: () => resultOf(outcome) });
      const { status, text, headers } = await ask('/capture', capture);
      expect(status).to.equal(503);
      expect(text).to.contain(outcome === 'unknown' ? 'outcome-unknown' : 'not-sent');
      expect(Number(headers['retry-after'])).to.be.within(1, 60);
    });
  }

  describe('callers', () => {
    const refused: readonly (readonly [string, Readonly<Record<string, string>>, number, string])[] = [
      ['no token', { 'x-ccsite': 'siteUS', 'x-ccasset-channel': 'storefront' }, 401, 'AUTH_REQUIRED'],
      [
        'a token that OCC does not accept',
        { ...oms, authorization: 'Bearer a-shoppers-token' },
        401,
        'AUTH_INVALID',
      ],
      ['something that is no token', { ...oms, authorization: 'Basic abc:def' }, 401, 'AUTH_INVALID'],
      ['an empty token', { ...oms, authorization: '' }, 401, 'AUTH_REQUIRED'],
      [
        'no site',
        { authorization: oms.authorization, 'x-ccasset-channel': 'storefront' },
        403,
        'INVALID_CONTEXT',
      ],
      ['no channel', { authorization: oms.authorization, 'x-ccsite': 'siteUS' }, 403, 'INVALID_CONTEXT'],
      ['a site that is no id', { ...oms, 'x-ccsite': 'site US' }, 400, 'INVALID_CONTEXT'],
      ['a channel of its own', { ...oms, 'x-ccasset-channel': 'shop' }, 400, 'INVALID_CONTEXT'],
    ];
    for (const [what, headers, expected, name] of refused) {
      it(`are refused with ${expected} ${name} for ${what}`, async () => {
        await startWithAuthorization();
        for (const operation of ['capture', 'refund'] as const) {
          const { status, json } = await app.call('POST', `${API}/${operation}`, { body: capture, headers });
          expect(status).to.equal(expected);
          expect(json).to.include({ status: expected, errorCode: `${operation.toUpperCase()}_${name}` });
          expect(json).to.include.keys('message', 'code', 'requestId');
          expect('moreInfo' in json).to.equal(name === 'AUTH_INVALID');
          if (name === 'INVALID_CONTEXT')
            expect(JSON.stringify(json['errors'])).to.match(
              /"o:errorPath":"header:x-cc(site|asset-channel)"/,
            );
        }
        expect(app.sent).to.have.length(1);
      });
    }

    it('are named in the log by site and channel when OCC refuses their token', async () => {
      await startWithAuthorization();
      const headers = { ...oms, authorization: 'Bearer a-shoppers-token' };
      await app.call('POST', `${API}/capture`, { body: capture, headers });
      expect(JSON.parse(app.lines.at(-1) ?? '{}')).to.include({
        event: 'request.refused',
        problemCode: 'not-authenticated',
        site: 'siteUS',
        channel: 'storefront',
      });
      expect(app.lines.join()).not.to.contain('a-shoppers-token');
    });

    it('may send the token in x-occ-authentication', async () => {
      await startWithAuthorization();
      const { status } = await app.call('POST', `${API}/capture`, {
        body: capture,
        headers: {
          'x-occ-authentication': adminToken,
          'x-ccsite': 'siteUS',
          'x-ccasset-channel': 'storefront',
        },
      });
      expect(status).to.equal(200);
    });

    it('are asked about at OCC every time', async () => {
      await startWithAuthorization();
      await ask('/capture', capture);
      await ask('/capture', capture);
      expect(occ.asked.get('verify')).to.equal(2);
    });

    it('get nothing of another site or order', async () => {
      await startWithAuthorization();
      expect((await ask('/capture', capture, { 'x-ccsite': 'siteJP' })).status).to.equal(404);
      expect((await ask('/capture', { ...capture, merchantReferenceNumber: 'o99999' })).status).to.equal(404);
      expect(app.sent).to.have.length(1);
    });
  });

  it('names wrong fields as OCC does', async () => {
    await startWithAuthorization();
    const { status, json } = await ask('/capture', { ...capture, amount: '10.00', currency: 'XXX' });
    expect(status).to.equal(400);
    expect(json).to.include({ status: 400, code: 'malformed-request', errorCode: 'CAPTURE_INVALID_AMOUNT' });
    expect(json).to.have.property('errors').that.has.length(2);
    expect(
      (json['errors'] as unknown as Record<string, string>[]).map((error) => error['o:errorPath']),
    ).to.have.members(['body:amount', 'body:currency']);
  });

  const amounts: readonly (readonly [written: unknown, read: string | undefined])[] = [
    ['000000012575', '000000012575'],
    ['12575', '000000012575'],
    [12575, '000000012575'],
    ['1', '000000000001'],
    [1, '000000000001'],
    ['999999999999', '999999999999'],
    [999_999_999_999, '999999999999'],
    ['000000000000', undefined],
    ['0', undefined],
    [0, undefined],
    [-1, undefined],
    ['-12575', undefined],
    ['125.75', undefined],
    [125.75, undefined],
    ['0000000012575', undefined],
    [1_000_000_000_000, undefined],
    ['1e3', undefined],
    [' 12575', undefined],
    ['', undefined],
    [null, undefined],
    [true, undefined],
    [['12575'], undefined],
    [undefined, undefined],
  ];
  for (const [written, read] of amounts) {
    it(`reads the amount ${JSON.stringify(written)} as ${read ?? 'none, and says so'}`, async () => {
      await startOnItsOwn(() => new Date());
      for (const operation of ['capture', 'refund'] as const) {
        const { status, json } = await ask(`/${operation}`, { ...capture, amount: written });
        expect(status).to.equal(read === undefined ? 400 : 200);
        if (read === undefined)
          expect(json).to.include({ errorCode: `${operation.toUpperCase()}_INVALID_AMOUNT` });
        else expect(json).to.include({ amount: read });
      }
      expect(app.sent.map(({ amount }) => amount.minor)).to.deep.equal(
        read === undefined ? [] : [Number(read), Number(read)],
      );
    });
  }

  it('takes one amount for one request, however it is written', async () => {
    await startWithAuthorization();
    expect((await ask('/capture', { ...capture, amount: '1000' })).status).to.equal(200);
    for (const amount of ['000000001000', 1000])
      expect((await ask('/capture', { ...capture, amount })).status).to.equal(409);
    expect(app.sent).to.have.length(2);
  });

  it('names a wrong id of the gateway as the earlier plugin does', async () => {
    await startWithAuthorization();
    for (const transactionId of ['short', `${AUTHORIZATION}/voids`, undefined])
      expect((await ask('/refund', { ...capture, transactionId })).json).to.include({
        status: 400,
        errorCode: 'REFUND_INVALID_TRANSACTION_ID',
      });
  });

  describe('the same request again', () => {
    it('gets 409 and the first result when the OMS sends no key of its own', async () => {
      await startWithAuthorization();
      const first = await ask('/capture', capture);
      const again = await ask('/capture', capture);
      expect(again.status).to.equal(409);
      expect(again.json).to.deep.include({ code: 'conflict', errorCode: 'conflict', first: first.json });
      expect(app.sent).to.have.length(2);
    });

    it('counts as the same for 24 hours, over midnight, and then as a new one', async () => {
      let now = new Date('2026-03-01T23:00:00Z');
      await startOnItsOwn(() => now);
      expect((await ask('/capture', capture)).status).to.equal(200);
      now = new Date('2026-03-02T22:59:00Z');
      expect((await ask('/capture', capture)).status).to.equal(409);
      now = new Date('2026-03-02T23:01:00Z');
      expect((await ask('/capture', capture)).status).to.equal(200);
      expect(app.sent.filter(({ type }) => type === 'capture')).to.have.length(2);
    });

    it('is answered byte for byte the same under an Idempotency-Key', async () => {
      await startWithAuthorization();
      const key = { 'idempotency-key': 'shipment-1' };
      const first = await ask('/capture', capture, key);
      const again = await ask('/capture', capture, key);
      expect(again).to.include({ status: 200, text: first.text });
      expect(app.sent).to.have.length(2);
    });

    it('is another one under another key: equal partial captures are legal', async () => {
      await startWithAuthorization();
      await ask('/capture', capture, { 'idempotency-key': 'shipment-1' });
      expect((await ask('/capture', capture, { 'idempotency-key': 'shipment-2' })).status).to.equal(200);
      expect(app.sent).to.have.length(3);
    });

    it('is refused under the same key with another amount', async () => {
      await startWithAuthorization();
      const key = { 'idempotency-key': 'shipment-1' };
      await ask('/capture', capture, key);
      expect((await ask('/capture', { ...capture, amount: '000000000999' }, key)).status).to.equal(409);
      expect((await ask('/capture', capture, { 'idempotency-key': 'with space' })).status).to.equal(400);
      expect(app.sent).to.have.length(2);
    });

    it('goes out once when it arrives eight times at the same moment', async () => {
      await startWithAuthorization({
        answer: async () => (await pause(30), approved('7000000000000000000002')),
      });
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask('/capture', capture)));
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
      expect(answers.filter(({ status }) => status === 409)).to.have.length(7);
      expect(app.sent).to.have.length(2);
    });
  });

  it('is refused with dryRun in its body or misspelt in its address, where it would move money', async () => {
    await startWithAuthorization();
    const inBody = await ask('/capture', { ...capture, dryRun: true });
    expect(inBody.status).to.equal(400);
    expect(inBody.text).to.include('?dryRun=true');
    for (const query of ['dryrun=true', 'dryRun=true&dryRun=false', 'x=1', 'toString=1']) {
      const { status, json } = await app.call('POST', `${API}/capture?${query}`, {
        body: capture,
        headers: oms,
      });
      expect(status, query).to.equal(400);
      const field = query.split('=', 1)[0];
      expect(json).to.have.nested.property('errors[0].o:errorPath', `query:${field}`);
    }
    expect(app.sent).to.have.length(1);
    const planned = await app.call('POST', `${API}/capture?dryRun=true`, { body: capture, headers: oms });
    expect(planned.status).to.equal(200);
    expect(app.sent).to.have.length(1);
  });

  /** A capture whose authorization this journal never saw, at a time of the test's choosing. */
  async function startOnItsOwn(now: () => Date): Promise<void> {
    const records = recordsOf(() => ({ amount: money(999_999_999_999, 'USD' as CurrencyCode) }));
    app = await startApp({
      now,
      records,
      answer: (_command, nth) => approved(`700000000000000000000${nth + 1}`),
    });
  }
});

describe('GET /operations/journal', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp({ answer: (_command, nth) => approved(`700000000000000000000${nth}`) });
    await app.deliver(aWebhook({ customProperties: cardProperties(app) }));
    await app.call('POST', `${API}/capture`, { body: capture, headers: oms });
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  it('tells an operator what happened to an order, oldest first', async () => {
    const { status, json } = await app.call('GET', `${API}/operations/journal?orderId=o10001`, {
      headers: oms,
    });
    expect(status).to.equal(200);
    const [authorization, second] = json as unknown as Record<string, unknown>[];
    expect(authorization).to.include({
      type: 'authorize',
      caller: 'webhook',
      site: 'siteUS',
      amount: '42.50',
      currency: 'USD',
      outcome: 'approved',
      state: 'PartiallyCaptured',
      gatewayId: AUTHORIZATION,
      status: 'AUTHORIZED',
    });
    expect(second).to.include({ type: 'capture', caller: 'oms', amount: '10.00', original: AUTHORIZATION });
    expect(authorization?.['merchantTransactionId']).to.match(/^[A-Z0-9]{30}$/);
  });

  it('says why a capture was declined', async () => {
    await app.close();
    app = await startApp({
      answer: ({ type }) => (type === 'capture' ? declined('EXPIRED_CARD') : approved(AUTHORIZATION)),
    });
    await app.deliver(aWebhook({ customProperties: cardProperties(app) }));
    await app.call('POST', `${API}/capture`, { body: capture, headers: oms });
    const { json } = await app.call('GET', `${API}/operations/journal?orderId=o10001`, { headers: oms });
    const [authorization, second] = json as unknown as Record<string, unknown>[];
    expect(authorization).to.include({ outcome: 'approved' }).and.not.have.property('declineReason');
    expect(second).to.include({ outcome: 'declined', declineReason: 'expired-card' });
  });

  it('answers no other caller, and requires an order', async () => {
    const path = `${API}/operations/journal`;
    expect((await app.call('GET', `${path}?orderId=o10001`)).status).to.equal(401);
    expect((await app.call('GET', path, { headers: oms })).status).to.equal(400);
    expect((await app.call('GET', `${path}?orderId=`, { headers: oms })).status).to.equal(400);
    const unknown = await app.call('GET', `${path}?orderId=o1`, { headers: oms });
    expect(unknown).to.include({ status: 200, text: '[]' });
  });

  it('lists what waits for a person, to an operator only', async () => {
    const path = `${API}/operations/attention`;
    expect((await app.call('GET', path)).status).to.equal(401);
    expect(await app.call('GET', path, { headers: oms })).to.include({ status: 200, text: '[]' });
    app.journal.manualReviews = async () => app.journal.ofOrder('o10001' as OrderId);
    const { json } = await app.call('GET', path, { headers: oms });
    expect((json as unknown as Record<string, unknown>[])[0]).to.include({
      orderId: 'o10001',
      type: 'authorize',
      gatewayId: AUTHORIZATION,
    });
  });

  it('says of its health no more than that it is well', async () => {
    expect(await app.call('GET', `${API}/health`)).to.include({ status: 200, text: '{"status":"ok"}' });
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
