import { expect } from 'chai';
import { createOperations, type ComposedCall } from '../../../src/cybersource/client/operations.ts';
import {
  createSubscriptions,
  HANDLED_PRODUCTS,
} from '../../../src/cybersource/notifications/subscriptions.ts';
import { routeOf } from '../../../src/cybersource/notifications/event-types.ts';
import type { GatewayAccount } from '../../../src/domain/settings.ts';
import { refusal } from '../../builders/refusal.ts';

const account = { merchantId: 'testrest', host: 'apitest.cybersource.com' } as GatewayAccount;

describe('subscriptions to notifications', () => {
  let calls: ComposedCall[];
  let answers: Record<string, readonly [status: number, body: unknown]>;

  const subscriptions = createSubscriptions({
    clientFor: () => ({
      async send(compose) {
        const call = compose(createOperations(account));
        calls.push(call);
        const [status, body] = answers[`${call.method} ${call.path.split('?')[0]}`] ?? [404, {}];
        return { kind: 'answered', status, text: JSON.stringify(body) };
      },
    }),
  });

  beforeEach(() => {
    calls = [];
    answers = {};
  });

  const WEBHOOKS = '/notification-subscriptions/v2/webhooks';

  it('are made with the second version of the API, for the account alone', async () => {
    answers[`POST ${WEBHOOKS}`] = [
      201,
      { webhookId: 'w1', status: 'PENDING_REVIEW', webhookUrl: 'https://shop.test/n' },
    ];
    const made = await subscriptions.create(account, {
      name: 'shop',
      url: 'https://shop.test/n',
      products: HANDLED_PRODUCTS,
    });
    expect(made).to.deep.include({ id: 'w1', version: 2, status: 'PENDING_REVIEW' });
    expect(calls[0]?.body).to.deep.include({
      organizationId: 'testrest',
      healthCheckUrl: 'https://shop.test/n',
      notificationScope: 'SELF',
      products: HANDLED_PRODUCTS,
      securityPolicy: { securityType: 'KEY' },
    });
    expect(calls[0]).to.deep.include({ movesMoney: false, repeatable: false });
  });

  it('refuse an address that CyberSource does not notify, before anything is sent', async () => {
    for (const url of ['http://shop.test/n', 'https://shop.test:9443/n', 'no address'])
      expect(
        await refusal(subscriptions.create(account, { name: 'n', url, products: HANDLED_PRODUCTS })),
      ).to.have.property('code', 'malformed-request');
    expect(calls).to.deep.equal([]);
  });

  it('are listed from both versions of the API, each once, with statuses of any spelling', async () => {
    answers[`GET ${WEBHOOKS}`] = [
      200,
      [
        {
          webhookId: 'w2',
          status: 'BLOCKED',
          products: [{ productId: 'p', eventTypes: [{ eventName: 'e' }] }],
        },
        { webhookId: 'both', status: 'Active' },
      ],
    ];
    answers['GET /notification-subscriptions/v1/webhooks'] = [
      200,
      [
        { webhookId: 'both', status: 'ACTIVE' },
        { webhookId: 'w1', status: 'NEWER', productId: 'tokenManagement', eventTypes: ['tms.token.updated'] },
      ],
    ];
    const listed = await subscriptions.list(account);
    expect(listed.map(({ id, version, status }) => [id, version, status])).to.deep.equal([
      ['w2', 2, 'BLOCKED'],
      ['both', 2, 'ACTIVE'],
      ['w1', 1, 'unlisted'],
    ]);
    expect(listed[0]?.products).to.deep.equal([{ productId: 'p', eventTypes: ['e'] }]);
    expect(listed[2]?.products).to.deep.equal([
      { productId: 'tokenManagement', eventTypes: ['tms.token.updated'] },
    ]);
  });

  it('are none where CyberSource knows of none, or the first version has ended', async () => {
    answers['GET /notification-subscriptions/v1/webhooks'] = [410, {}];
    expect(await subscriptions.list(account)).to.deep.equal([]);
  });

  it('are switched and removed; what is gone already is fine', async () => {
    answers[`PUT ${WEBHOOKS}/w1/status`] = [200, {}];
    await subscriptions.setStatus(account, 'w1', 'INACTIVE');
    expect(calls[0]).to.deep.include({ method: 'PUT', body: { status: 'INACTIVE' } });
    await subscriptions.remove(account, 'gone');
    answers[`DELETE ${WEBHOOKS}/w1`] = [403, { reason: 'FORBIDDEN', message: 'not yours' }];
    const problem = await refusal(subscriptions.remove(account, 'w1'));
    expect(problem.message).to.include('FORBIDDEN');
    expect(await refusal(subscriptions.status(account, 'none'))).to.have.property('code', 'not-found');
  });

  it('are tried with a sample, and say what CyberSource says where it is not taken', async () => {
    const TEST = 'POST /notification-subscriptions/v1/webhooks/w1';
    answers[TEST] = [201, {}];
    await subscriptions.test(account, 'w1');
    expect(calls[0]).to.deep.include({ body: {}, movesMoney: false });
    answers[TEST] = [400, { reason: 'WEBHOOK_NOT_DELIVERED', message: 'HTTP 404' }];
    const problem = await refusal(subscriptions.test(account, 'w1'));
    expect(problem.message).to.include('WEBHOOK_NOT_DELIVERED');
  });

  it('get a new signing key, whose text no log shows', async () => {
    answers['POST /kms/egress/v2/keys-sym'] = [
      201,
      {
        status: 'SUCCESS',
        keyInformation: { keyId: 'k1', key: 'c2VjcmV0', expirationDate: '1796083200000' },
      },
    ];
    const key = await subscriptions.rotateKey(account);
    expect(key.keyId).to.equal('k1');
    expect(key.key.reveal()).to.equal('c2VjcmV0');
    expect(JSON.stringify(key)).not.to.include('c2VjcmV0');
    expect(key.expiresAt).to.deep.equal(new Date(1796083200000));
    expect(calls[0]?.headers).to.deep.equal({ 'v-c-sender-organization-id': 'testrest' });
    expect(calls[0]?.body).to.deep.include({ clientRequestAction: 'CREATE' });
  });

  it('have CyberSource try again three times a minute, three more rounds an hour, and never give up', async () => {
    answers[`POST ${WEBHOOKS}`] = [201, { webhookId: 'w1' }];
    const request = { name: 'shop', url: 'https://shop.test/n', products: [] };
    const made = await subscriptions.create(account, {
      ...request,
      healthCheckUrl: 'https://shop.test:8443/health',
    });
    expect(made).to.deep.include({ id: 'w1', status: 'unlisted', products: [] });
    expect(made).not.to.have.any.keys('gatewayStatus', 'name', 'url');
    expect(calls[0]?.body).to.deep.include({
      name: 'shop',
      description: 'shop',
      webhookUrl: 'https://shop.test/n',
      healthCheckUrl: 'https://shop.test:8443/health',
      retryPolicy: {
        algorithm: 'ARITHMETIC',
        firstRetry: 1,
        interval: 1,
        numberOfRetries: 3,
        deactivateFlag: 'false',
        repeatSequenceCount: 3,
        repeatSequenceWaitTime: 60,
      },
    });
  });

  for (const [url, isTaken] of [
    ['https://shop.test/n', true],
    ['https://shop.test:443/n', true],
    ['https://shop.test:8443/n', true],
    ['http://localhost:8080/n', true],
    ['http://127.0.0.1:8080/n', true],
    ['https://shop.test:80/n', false],
    ['http://shop.test:8443/n', false],
    ['http://127.0.0.2/n', false],
  ] as const)
    it(`${isTaken ? 'take' : 'refuse'} ${url} as an address, for the health check as well`, async () => {
      answers[`POST ${WEBHOOKS}`] = [201, { webhookId: 'w1' }];
      for (const request of [{ url }, { url: 'https://shop.test/n', healthCheckUrl: url }]) {
        const made = subscriptions.create(account, { name: 'n', products: [], ...request });
        if (isTaken) expect(await made).to.have.property('id', 'w1');
        else expect(await refusal(made)).to.have.property('code', 'malformed-request');
      }
    });

  for (const [said, status] of [
    ['ACTIVE', 'ACTIVE'],
    ['inactive', 'INACTIVE'],
    [' Suspended ', 'SUSPENDED'],
    ['pending review', 'PENDING_REVIEW'],
    ['Pending-Review', 'PENDING_REVIEW'],
    ['BLOCKED', 'BLOCKED'],
    ['NEWER', 'unlisted'],
  ] as const)
    it(`are ${status} where CyberSource says “${said}”`, async () => {
      answers[`GET ${WEBHOOKS}/w1`] = [200, { webhookId: 'w1', status: said, name: 'n', webhookUrl: 'u' }];
      const { meaning, ...found } = await subscriptions.status(account, 'w1');
      expect(found).to.deep.equal({
        id: 'w1',
        version: 2,
        status,
        gatewayStatus: said,
        name: 'n',
        url: 'u',
        products: [],
      });
      expect(meaning).to.match(/^[A-Z].*\.$/);
    });

  it('may be for these products of the account', async () => {
    answers['GET /notification-subscriptions/v2/products/testrest'] = [
      200,
      [
        { productId: 'payments', eventTypes: ['a', { eventName: 'b' }] },
        { productId: 'none', eventTypes: 7 },
      ],
    ];
    expect(await subscriptions.products(account)).to.deep.equal([
      { productId: 'payments', eventTypes: ['a', 'b'] },
      { productId: 'none', eventTypes: [] },
    ]);
  });

  it('are one where CyberSource lists one without a list, and none where it has another form', async () => {
    answers[`GET ${WEBHOOKS}`] = [200, { webhookId: 'w1', productId: 'p' }];
    answers['GET /notification-subscriptions/v1/webhooks'] = [200, [{ name: 'without an id' }]];
    expect((await subscriptions.list(account)).map(({ id, products }) => [id, products])).to.deep.equal([
      ['w1', [{ productId: 'p', eventTypes: [] }]],
    ]);
  });

  it('of the second version are refused where that has ended: 410 is no empty list', async () => {
    answers[`GET ${WEBHOOKS}`] = [410, {}];
    expect(await refusal(subscriptions.list(account))).to.have.property('code', 'gateway-failure');
  });

  for (const [status, isDone] of [
    [199, false],
    [200, true],
    [299, true],
    [300, false],
    [410, false],
  ] as const)
    it(`are ${isDone ? '' : 'not '}switched where CyberSource answers ${status}`, async () => {
      answers[`PUT ${WEBHOOKS}/w1/status`] = [status, {}];
      const switched = subscriptions.setStatus(account, 'w1', 'ACTIVE');
      if (isDone) await switched;
      else expect((await refusal(switched)).message).to.include(`(HTTP ${status}).`);
    });

  it('that are gone are removed: 410 is as good as 404', async () => {
    answers[`DELETE ${WEBHOOKS}/w1`] = [410, {}];
    await subscriptions.remove(account, 'w1');
  });

  it('repeat no more than 200 characters of CyberSource’s words', async () => {
    answers[`PUT ${WEBHOOKS}/w1/status`] = [400, { reason: 'R', message: 'x'.repeat(500), more: 'y' }];
    const { message } = await refusal(subscriptions.setStatus(account, 'w1', 'ACTIVE'));
    expect(message).to.equal(`CyberSource refused it (HTTP 400, R: ${'x'.repeat(197)}).`);
    answers[`PUT ${WEBHOOKS}/w1/status`] = [400, { message: 'only this' }];
    expect((await refusal(subscriptions.setStatus(account, 'w1', 'ACTIVE'))).message).to.include(
      'HTTP 400, only this',
    );
  });

  for (const [expirationDate, expiresAt] of [
    ['1796083200000', new Date(1796083200000)],
    [1796083200000, new Date(1796083200000)],
    ['2026-12-01T00:00:00Z', new Date('2026-12-01T00:00:00Z')],
    ['soon', undefined],
    [undefined, undefined],
  ] as const)
    it(`have a key that ends with ${expirationDate ?? 'nothing'}`, async () => {
      const keyInformation = { keyId: 'k1', key: 'c2VjcmV0', expirationDate };
      answers['POST /kms/egress/v2/keys-sym'] = [201, { keyInformation }];
      const key = await subscriptions.rotateKey(account);
      expect(key.expiresAt).to.deep.equal(expiresAt);
      expect(Object.hasOwn(key, 'expiresAt')).to.equal(expiresAt !== undefined);
      expect(calls[0]?.body).to.deep.include({
        keyInformation: {
          provider: 'nrtd',
          tenant: 'testrest',
          keyType: 'sharedSecret',
          organizationId: 'testrest',
          expiryDuration: '365',
        },
      });
    });

  it('fail where CyberSource does not answer within fifteen seconds, or without JSON', async () => {
    const waits: number[] = [];
    let reply: object = { kind: 'silent', reached: 'no', cause: 'ETIMEDOUT' };
    const failing = createSubscriptions({
      clientFor: () => ({
        send: async (_compose, deadlineMs) => {
          waits.push(deadlineMs);
          return reply as never;
        },
      }),
    });
    expect((await refusal(failing.status(account, 'w1'))).message).to.include('ETIMEDOUT');
    reply = { kind: 'answered', status: 200, text: '<html>' };
    expect(await refusal(failing.status(account, 'w1'))).to.have.property('code', 'gateway-failure');
    expect(waits).to.deep.equal([15_000, 15_000]);
  });

  it('are for what the extension acts on', () => {
    const [tokens, payments, ...others] = HANDLED_PRODUCTS;
    expect(others).to.deep.equal([]);
    expect(tokens).to.deep.equal({
      productId: 'tokenManagement',
      eventTypes: ['provisioned', 'updated', 'binding'].map((each) => `tms.networktoken.${each}`),
    });
    expect(payments).to.deep.equal({
      productId: 'payments',
      eventTypes: [
        'authorization accepted',
        'authorization reviewed',
        'authorization rejected',
        'authorization partiallyApproved',
        'capture accepted',
        'capture updated',
        'refund accepted',
        'refund updated',
        'credit accepted',
        'credit updated',
        'void accepted',
        'void rejected',
        'reversal accepted',
        'reversal rejected',
      ].map((each) => `payments.${each.replace(' ', '.status.')}`),
    });
  });

  it('name event types that have a handler', () => {
    for (const { eventTypes } of HANDLED_PRODUCTS)
      for (const eventType of eventTypes) expect(routeOf(eventType).topic, eventType).not.to.equal('other');
  });
});
