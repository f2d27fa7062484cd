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

  it('name event types that have a handler', () => {
    for (const { eventTypes } of HANDLED_PRODUCTS)
      for (const eventType of eventTypes) expect(routeOf(eventType).topic, eventType).not.to.equal('other');
  });
});
