/** Subscriptions, keys and deliveries: through the API classes of CyberSource's client library where it has them. */
import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { compactDecrypt } from 'jose';
import { createIdentity } from '../../../cybersource/access/encryption/identity.ts';
import { toSignature } from '../../../cybersource/notifications/message.ts';
import { retryMinutes, DEFAULT_RETRY_POLICY } from '../../../cybersource/notifications/subscription.ts';
import { parseWebhookUrl } from '../../../cybersource/notifications/webhook-url.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { anAmount, aPayment, aReversal, at, createClient, textAt, type Client } from '../client.ts';
import { aModel, createOfficialClient, type OfficialClient, type SdkAnswer } from '../library-calls.ts';
import { isSigned, startReceiver, type ReceivedNotification, type Receiver } from './a-receiver.ts';
import { aSubscription } from './a-subscription.ts';

const V2 = '/notification-subscriptions/v2/webhooks';
const V1 = '/notification-subscriptions/v1/webhooks';

describe('Notifications', () => {
  let sandbox: CyberSourceSandbox;
  let receiver: Receiver;
  let call: OfficialClient;
  let client: Client;
  let otherMerchant: Client;
  beforeEach(async () => {
    receiver = await startReceiver();
    sandbox = await startCybersourceSandbox({
      probeEveryMs: 20,
      merchants: [
        { id: 'other_shop', sharedSecrets: new Map([['other', Buffer.from('x')]]), certificates: [] },
      ],
    });
    sandbox.control.notifications.setMode({ minuteMs: 5 });
    call = createOfficialClient(sandbox.url);
    client = createClient(sandbox.url);
    otherMerchant = createClient(sandbox.url, { merchantId: 'other_shop', keyId: 'other', secret: 'eA==' });
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });

  const products = [
    {
      productId: 'payments',
      eventTypes: [
        'payments.authorization.status.accepted',
        'payments.authorization.status.rejected',
        'payments.authorization.status.reviewed',
        'payments.capture.status.accepted',
        'payments.capture.status.updated',
        'payments.refund.status.accepted',
        'payments.refund.status.updated',
        'payments.reversal.status.accepted',
        'payments.void.status.accepted',
      ],
    },
    { productId: 'decisionManager', eventTypes: ['risk.casemanagement.decision.accept'] },
    {
      productId: 'tokenManagement',
      eventTypes: [
        'tms.networktoken.provisioned',
        'tms.networktoken.updated',
        'tms.token.created',
        'tms.token.updated',
        'tms.token.pan_updated',
      ],
    },
  ];
  const ours = (more: object = {}): object => aSubscription(receiver.url, { products, ...more });
  const subscribe = async (more: object = {}): Promise<SdkAnswer> =>
    call('CreateNewWebhooksApi', 'notificationSubscriptionsV2WebhooksPost', {
      createWebhook: aModel('CreateWebhook', ours(more)),
    });
  const createKey = async (): Promise<{ keyId: string; key: string }> => {
    const created = await call('CreateNewWebhooksApi', 'saveSymEgressKey', {
      vCSenderOrganizationId: 'testrest',
      vCPermissions: 'KeyMgmtPermission',
      saveSymEgressKey: aModel('SaveSymEgressKey', {
        clientRequestAction: 'CREATE',
        keyInformation: {
          provider: 'nrtd',
          tenant: 'testrest',
          keyType: 'sharedSecret',
          organizationId: 'testrest',
          expiryDuration: '365',
        },
      }),
    });
    expect([created.status, at(created.body, 'status')]).to.deep.equal([201, 'SUCCESS']);
    return {
      keyId: textAt(created.body, 'keyInformation.keyId'),
      key: textAt(created.body, 'keyInformation.key'),
    };
  };
  const pay = async (parts: Parameters<typeof aPayment>[0] = {}): Promise<string> =>
    textAt((await client.post('/pts/v2/payments', aPayment(parts))).body, 'id');
  const idle = (): Promise<void> => sandbox.control.notifications.idle();
  const types = (): readonly unknown[] => receiver.received.map(({ body }) => body['eventType']);
  const payloadOf = ({ text }: ReceivedNotification): string =>
    text.slice(text.indexOf('"payload":') + 10, -1);

  it('signs as the known vector says', () => {
    const payload = JSON.stringify([
      { data: { reason: 'PROVISIONED', id: 'abc', type: 'tokenizedCardEnrollments', version: '1.0' } },
    ]);
    const key = { id: 'key', secret: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=' };
    expect(toSignature(payload, key, new Date(1764547200000))).to.equal(
      't=1764547200000;keyId=key;sig=ejtIMJhNTqCeqPI19ObWyn6cOyTnE9gs9xLgV2JgivI=',
    );
  });

  it('names the products and their events', async () => {
    const { status, body } = await call('CreateNewWebhooksApi', 'findProductsToSubscribe', 'testrest');
    expect(status).to.equal(200);
    const found = (body as readonly object[]).find((product) => at(product, 'productId') === 'payments');
    expect(at(found, 'eventTypes.0')).to.deep.include({
      eventName: 'payments.authorization.status.accepted',
      payloadEncryption: true,
    });
  });

  it('subscribes, shows, changes, stops and deletes', async () => {
    const created = await subscribe();
    expect([created.status, at(created.body, 'status')]).to.deep.equal([201, 'ACTIVE']);
    const id = textAt(created.body, 'webhookId');
    const manage = (operation: string, ...input: unknown[]): Promise<SdkAnswer> =>
      call('ManageWebhooksApi', operation, ...input);
    const read = await manage('getWebhookSubscriptionById', id);
    expect(read.body).to.deep.include({ products, organizationId: 'testrest', notificationScope: 'SELF' });
    const list = await manage('getWebhookSubscriptionsByOrg', 'testrest', {
      productId: 'tokenManagement',
      eventType: 'tms.token.updated',
    });
    expect(list.body).to.have.length(1);
    expect(
      (await manage('getWebhookSubscriptionsByOrg', 'testrest', { productId: 'payByLink' })).status,
    ).to.equal(404);
    const changed = await manage('notificationSubscriptionsV2WebhooksWebhookIdPatch', id, {
      updateWebhook: aModel('UpdateWebhook', { name: 'renamed', products: products.slice(0, 1) }),
    });
    expect(changed.body).to.deep.include({
      name: 'renamed',
      products: products.slice(0, 1),
      status: 'ACTIVE',
    });
    const stopped = await manage('notificationSubscriptionsV2WebhooksWebhookIdStatusPut', id, {
      updateStatus: aModel('UpdateStatus', { status: 'INACTIVE' }),
    });
    expect([stopped.status, at(stopped.body, 'status')]).to.deep.equal([200, 'INACTIVE']);
    expect((await manage('deleteWebhookSubscription', id)).status).to.equal(204);
    expect((await manage('getWebhookSubscriptionById', id)).status).to.equal(404);
  });

  it('takes version 1, and shows both versions the same subscription', async () => {
    const flat = { ...ours({ products: undefined }), ...products[2] };
    const created = await client.post(V1, flat);
    expect(created.status).to.equal(201);
    expect(created.body).to.deep.include(products[2]);
    const id = textAt(created.body, 'webhookId');
    const patched = await client.patch(`${V1}/${id}`, { status: 'INACTIVE', name: 'v1' });
    expect(patched.body).to.include({ status: 'INACTIVE', name: 'v1' });
    expect((await client.get(`${V2}/${id}`)).body).to.include({ name: 'v1' });
    expect((await client.get(`${V1}?organizationId=testrest`)).body).to.have.length(1);
  });

  it('refuses what is no subscription, and names the field', async () => {
    const fieldOf = async (more: object): Promise<unknown> => {
      const { status, body } = await client.post(V2, ours(more));
      return [status, at(body, 'details.0.location')];
    };
    expect(await fieldOf({ webhookUrl: 'http://shop.example.com/hook' })).to.deep.equal([400, 'webhookUrl']);
    expect(await fieldOf({ webhookUrl: 'https://shop.example.com:9443/hook' })).to.deep.equal([
      400,
      'webhookUrl',
    ]);
    expect(await fieldOf({ webhookUrl: undefined })).to.deep.equal([400, 'webhookUrl']);
    expect(await fieldOf({ products: [{ productId: 'nothing', eventTypes: ['a'] }] })).to.deep.equal([
      400,
      'products.0.productId',
    ]);
    expect(
      await fieldOf({ products: [{ productId: 'payments', eventTypes: ['tms.token.updated'] }] }),
    ).to.deep.equal([400, 'products.0.eventTypes']);
    expect(await fieldOf({ securityPolicy: { securityType: 'oAuth' } })).to.deep.equal([
      400,
      'securityPolicy.config.oAuthURL',
    ]);
  });

  it('takes HTTPS on 443 and 8443, and HTTP on this machine alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), fc.domain(), (port, host) => {
        expect(parseWebhookUrl(`http://127.0.0.1:${port}/a`)).not.to.equal(undefined);
        expect(parseWebhookUrl(`http://${host}/a`)).to.equal(undefined);
        expect(parseWebhookUrl(`https://${host}:${port}/a`) !== undefined).to.equal(
          port === 443 || port === 8443,
        );
      }),
    );
    expect(parseWebhookUrl('https://MyWebhookServer.com:8443:/simulateClient')?.pathname).to.equal(
      '/simulateClient',
    );
    expect(parseWebhookUrl('https://user:secret@shop.example.com/a')).to.equal(undefined);
  });

  it('sends nothing to other machines unless it is told to', async () => {
    const created = await subscribe({
      webhookUrl: 'https://MyWebhookServer.com:8443/simulateClient',
      healthCheckUrl: 'https://MyWebhookServer.com:8443/simulateClientHealthCheck',
    });
    expect([created.status, at(created.body, 'status')]).to.deep.equal([201, 'SUSPENDED']);
  });

  it('tells of payments and what follows on them, signed over the bytes of the payload', async () => {
    const { key, keyId } = await createKey();
    await subscribe();
    const paid = await pay({ code: 'order-7' });
    const captured = textAt(
      (await client.post(`/pts/v2/payments/${paid}/captures`, anAmount('10.00'))).body,
      'id',
    );
    const refunded = textAt(
      (await client.post(`/pts/v2/captures/${captured}/refunds`, anAmount('4.00'))).body,
      'id',
    );
    const reversed = await pay();
    await client.post(`/pts/v2/payments/${reversed}/reversals`, aReversal('10.00'));
    const sale = await pay({ capture: true });
    await client.post(`/pts/v2/payments/${sale}/voids`, {});
    await pay({ card: '4000000000000002' });
    sandbox.control.closeBatch();
    await idle();
    expect(types()).to.have.members([
      'payments.authorization.status.accepted',
      'payments.capture.status.accepted',
      'payments.refund.status.accepted',
      'payments.authorization.status.accepted',
      'payments.reversal.status.accepted',
      'payments.authorization.status.accepted',
      'payments.capture.status.accepted',
      'payments.void.status.accepted',
      'payments.reversal.status.accepted',
      'payments.authorization.status.rejected',
      'payments.capture.status.updated',
      'payments.refund.status.updated',
    ]);
    for (const each of receiver.received) {
      expect(isSigned(each, payloadOf(each), key)).to.equal(true);
      expect(each.headers['v-c-signature']).to.include(`;keyId=${keyId};`);
    }
    const ofType = (type: string): ReceivedNotification | undefined =>
      receiver.received.find(({ body }) => body['eventType'] === type);
    const first = ofType('payments.authorization.status.accepted');
    expect(first?.headers).to.include({
      'v-c-request-type': 'NEW',
      'v-c-retry-count': '0',
      'v-c-product-name': 'payments',
    });
    expect(at(first?.body, 'payload.data')).to.include({ id: paid, status: 'AUTHORIZED' });
    expect(at(first?.body, 'payload.data.clientReferenceInformation.code')).to.equal('order-7');
    expect(at(ofType('payments.capture.status.updated')?.body, 'payload.data')).to.include({
      id: captured,
      status: 'BATCHED',
    });
    expect(at(ofType('payments.refund.status.updated')?.body, 'payload.data')).to.include({
      id: refunded,
      status: 'BATCHED',
    });
  });

  it('tells of a reviewer’s decision', async () => {
    await createKey();
    await subscribe();
    const id = await pay({ billTo: { email: 'review@domain.com' }, code: 'order-9' });
    sandbox.control.decideCase('testrest', id, { newDecision: 'ACCEPT', reviewer: 'Ada' });
    await idle();
    const accepted = receiver.received.find(
      ({ body }) => body['eventType'] === 'risk.casemanagement.decision.accept',
    );
    expect(at(accepted?.body, 'payload.data')).to.include({ id, referenceNumber: 'order-9' });
  });

  it('tells of tokens when a card is saved, replaced or closed, and of network tokens', async () => {
    await createKey();
    await subscribe();
    const identifier = '7010000000008573216';
    const token = textAt(
      (await client.get(`/tms/v1/instrumentidentifiers/${identifier}`)).body,
      'tokenizedCard.id',
    );
    sandbox.control.issuer.replaceCard('testrest', identifier, {
      number: '5555555555554444',
      expirationMonth: '01',
      expirationYear: '2036',
    });
    sandbox.control.issuer.changeNetworkToken('testrest', identifier, { state: 'SUSPENDED' });
    sandbox.control.issuer.replaceCard('testrest', identifier, { isClosed: true });
    await client.post('/tms/v1/instrumentidentifiers', {
      type: 'enrollable card',
      card: { number: '4111111111111111' },
    });
    await idle();
    expect(types()).to.have.members([
      'tms.token.pan_updated',
      'tms.networktoken.updated',
      'tms.networktoken.updated',
      'tms.token.updated',
      'tms.networktoken.updated',
      'tms.token.created',
      'tms.networktoken.provisioned',
    ]);
    const updated = receiver.received.filter(({ body }) => body['eventType'] === 'tms.networktoken.updated');
    expect(
      updated.map(({ body }) => at(body, 'payload.data._links.tokenized-cards.0.state')),
    ).to.have.members(['ACTIVE', 'SUSPENDED', 'DELETED']);
    expect(at(updated[0]?.body, 'payload.data')).to.include({
      type: 'tokenizedCardUpdates',
      reason: 'TOKEN_STATUS_UPDATED',
    });
    expect(at(updated[0]?.body, 'payload.data._links.tokenized-cards.0.href')).to.equal(
      `/tms/v2/tokenized-cards/${token}`,
    );
    const { body } = await client.get(`/tms/v1/instrumentidentifiers/${identifier}`);
    expect([at(body, 'state'), at(body, 'card.number'), at(body, 'tokenizedCard.state')]).to.deep.equal([
      'CLOSED',
      '555555XXXXXX4444',
      'DELETED',
    ]);
    expect(at(body, 'tokenizedCard.card')).to.deep.include({ suffix: '4444', expirationYear: '2036' });
  });

  it('signs with the newest key only', async () => {
    const old = await createKey();
    await subscribe();
    const young = await createKey();
    await pay();
    await idle();
    const [first] = receiver.received;
    if (!first) throw new Error('Nothing arrived.');
    expect([
      isSigned(first, payloadOf(first), young.key),
      isSigned(first, payloadOf(first), old.key),
    ]).to.deep.equal([true, false]);
  });

  it('sends nothing without a key', async () => {
    await subscribe();
    await pay();
    await idle();
    expect(receiver.received).to.deep.equal([]);
    expect(sandbox.control.notifications.sent()[0]?.state).to.equal('unsigned');
  });

  it('encrypts payments for the merchant’s certificate, and signs what it encrypts', async () => {
    const { key } = await createKey();
    const identity = await createIdentity({ commonName: 'shop', serialNumber: '1' }, new Date());
    const pub = identity.certificate.raw.toString('base64');
    const stored = await call(
      'ManageWebhooksApi',
      'saveAsymEgressKey',
      aModel('SaveAsymEgressKey', {
        clientRequestAction: 'STORE',
        keyInformation: {
          provider: 'nrtd',
          tenant: 'testrest',
          keyType: 'publickey',
          organizationId: 'testrest',
          pub,
          expiryDuration: '365',
        },
      }),
      { vCSenderOrganizationId: 'testrest', vCPermissions: 'KeyMgmtPermission' },
    );
    expect(stored.status).to.equal(201);
    await subscribe();
    await pay();
    await idle();
    const [first] = receiver.received;
    if (!first) throw new Error('Nothing arrived.');
    const jwe = textAt(first.body, 'encData');
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, identity.privateKey);
    const text = new TextDecoder().decode(plaintext);
    expect(protectedHeader.kid).to.equal(at(stored.body, 'keyInformation.keyId'));
    expect(at(JSON.parse(text), 'payload.data.status')).to.equal('AUTHORIZED');
    expect(isSigned(first, text, key)).to.equal(true);
  });

  it('refuses a key that is none', async () => {
    const keyInformation = {
      provider: 'nrtd',
      tenant: 'a',
      keyType: 'publickey',
      organizationId: 'a',
      pub: 'AAAA',
    };
    const wrong = await client.post('/kms/egress/v2/keys-asym', {
      clientRequestAction: 'STORE',
      keyInformation,
    });
    expect([wrong.status, at(wrong.body, 'details.0.location')]).to.deep.equal([400, 'keyInformation.pub']);
    const empty = await client.post('/kms/egress/v2/keys-sym', { clientRequestAction: 'CREATE' });
    expect([empty.status, at(empty.body, 'details.0.location')]).to.deep.equal([400, 'keyInformation']);
  });

  it('asks the receiver’s token endpoint first where the subscription says so', async () => {
    await createKey();
    const keyInformation = {
      provider: 'nrtd',
      tenant: 'testrest',
      keyType: 'oAuthClientCredentials',
      organizationId: 'testrest',
      clientKeyId: 'client username',
      key: 'client secret',
      expiryDuration: '365',
    };
    await client.post('/kms/egress/v2/keys-sym', { clientRequestAction: 'STORE', keyInformation });
    const config = { oAuthURL: `${receiver.url}/token`, oAuthTokenType: 'Bearer', oAuthTokenExpiry: '365' };
    const { body } = await subscribe({ securityPolicy: { securityType: 'oAuth', config } });
    await pay();
    await idle();
    expect(receiver.received[0]?.headers.authorization).to.equal('Bearer let-me-in');
    expect(Object.fromEntries(receiver.tokenRequests[0] ?? [])).to.deep.equal({
      grant_type: 'client_credentials',
      client_id: 'client username',
      client_secret: 'client secret',
    });
    const additionalConfig = { aud: 'idp.example.com', clientId: 'shop', keyId: 'k1', scope: 'write' };
    await client.patch(`${V2}/${textAt(body, 'webhookId')}`, {
      securityPolicy: { securityType: 'oAuth_JWT', config: { ...config, additionalConfig } },
    });
    await pay();
    await idle();
    const assertion = receiver.tokenRequests.at(-1)?.get('client_assertion') ?? '';
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).to.include({ iss: 'shop', sub: 'shop', aud: 'idp.example.com' });
  });

  it('tries again as the policy says, under a new trace id, and then gives up', async () => {
    await createKey();
    await subscribe();
    receiver.statuses.push(500, 503, 302, 404);
    await pay();
    await idle();
    expect(receiver.received.map(({ body }) => [body['retryNumber'], body['requestType']])).to.deep.equal([
      [0, 'NEW'],
      [1, 'RETRY'],
      [2, 'RETRY'],
      [3, 'RETRY'],
    ]);
    expect(new Set(receiver.received.map(({ body }) => body['transactionTraceId'])).size).to.equal(4);
    expect(new Set(receiver.received.map(payloadOf)).size).to.equal(1);
    expect(sandbox.control.notifications.sent()[0]).to.include({ state: 'failed', answer: '404' });
  });

  it('spaces retries arithmetically or geometrically, and repeats the sequence', () => {
    const policy = { ...DEFAULT_RETRY_POLICY, firstRetry: 10, interval: 30 };
    expect(retryMinutes(policy)).to.deep.equal([10, 40, 70]);
    expect(retryMinutes({ ...policy, algorithm: 'GEOMETRIC' })).to.deep.equal([10, 300, 9000]);
    expect(
      retryMinutes({
        ...policy,
        interval: 0,
        numberOfRetries: 2,
        repeatSequenceCount: 1,
        repeatSequenceWaitTime: 5,
      }),
    ).to.deep.equal([10, 10, 25, 25]);
  });

  it('suspends a subscription whose receiver is gone, keeps what happens, and sends it when the receiver is back', async () => {
    await createKey();
    receiver.health = 500;
    const created = await subscribe({ retryPolicy: { deactivateFlag: 'true' } });
    expect(at(created.body, 'status')).to.equal('SUSPENDED');
    await pay();
    await idle();
    expect([receiver.received.length, sandbox.control.notifications.sent()[0]?.state]).to.deep.equal([
      0,
      'withheld',
    ]);
    receiver.health = 200;
    await new Promise((resolve) => setTimeout(resolve, 200));
    await idle();
    expect(types()).to.deep.equal(['payments.authorization.status.accepted']);
    const { body } = await client.get(`${V2}/${textAt(created.body, 'webhookId')}`);
    expect(body['status']).to.equal('ACTIVE');
  });

  it('waits for the review of URLs, and stays blocked when they are refused', async () => {
    await createKey();
    sandbox.control.notifications.setMode({ reviewsUrls: true });
    const created = await subscribe();
    expect(at(created.body, 'status')).to.equal('PENDING_REVIEW');
    const id = textAt(created.body, 'webhookId');
    const activate = (): Promise<SdkAnswer> =>
      call('ManageWebhooksApi', 'notificationSubscriptionsV2WebhooksWebhookIdStatusPut', id, {
        updateStatus: { status: 'ACTIVE' },
      });
    expect((await activate()).status).to.equal(409);
    sandbox.control.notifications.review(id, 'BLOCKED');
    expect((await activate()).status).to.equal(409);
    await pay();
    await idle();
    expect(receiver.received).to.deep.equal([]);
    sandbox.control.notifications.review(id, 'INACTIVE');
    expect((await activate()).body).to.deep.equal({ status: 'ACTIVE' });
  });

  it('sends a sample on request, and the past once more', async () => {
    await createKey();
    const id = textAt((await subscribe()).body, 'webhookId');
    const tested = await call('ManageWebhooksApi', 'notificationSubscriptionsV1WebhooksWebhookIdPost', id);
    expect(tested.status).to.equal(201);
    expect(tested.body).to.deep.include({ webhookId: id, retryNumber: 0, requestType: 'NEW' });
    expect(at(receiver.received[0]?.body, 'payload.data.testPayload.message')).to.be.a('string');
    await pay();
    await idle();
    const traceId = receiver.received[1]?.body['transactionTraceId'];
    const replay = (body: object, path = `${V1}/${id}`): Promise<{ status: number }> =>
      client.post(path, body);
    expect((await replay({ byTransactionTraceIdentifiers: [traceId] })).status).to.equal(202);
    await idle();
    expect(types().slice(1)).to.deep.equal(Array(2).fill('payments.authorization.status.accepted'));
    expect(
      (
        await replay(
          { byDeliveryStatus: { status: 'FAILED', hoursBack: 24 } },
          `/nrtf/v1/webhooks/${id}/replays`,
        )
      ).status,
    ).to.equal(202);
    await idle();
    expect(receiver.received).to.have.length(3);
  });

  it('doubles, drops, delays and shuffles on command, and loses nothing else', async () => {
    await createKey();
    await subscribe();
    const { notifications } = sandbox.control;
    notifications.setMode({
      duplicatePercent: 30,
      dropPercent: 10,
      shuffleMs: 50,
      payloadShape: 'array',
      signs: 'body',
    });
    const sent = Array.from({ length: 400 }, (_, index) => `event-${index}`);
    for (const id of sent)
      notifications.publish({ merchantId: 'testrest', eventType: 'tms.networktoken.updated', data: { id } });
    await idle();
    const arrived = receiver.received.map(({ body }) => textAt(body, 'payload.0.data.id'));
    const dropped = notifications.sent().filter(({ state }) => state === 'dropped');
    expect(dropped.length).to.be.within(15, 75);
    expect(new Set(arrived).size).to.equal(400 - dropped.length);
    expect(arrived.length - new Set(arrived).size).to.be.within(60, 160);
    expect(arrived).not.to.deep.equal(
      [...arrived].sort((one, other) => sent.indexOf(one) - sent.indexOf(other)),
    );
    const twice = receiver.received.map(({ headers }) => headers['v-c-transaction-trace-id']);
    expect(new Set(twice).size).to.equal(new Set(arrived).size);
  });

  it('knows nothing of another merchant’s subscriptions, and sends it nothing', async () => {
    await createKey();
    const id = textAt((await subscribe()).body, 'webhookId');
    for (const reply of [
      await otherMerchant.get(`${V2}/${id}`),
      await otherMerchant.delete(`${V2}/${id}`),
      await otherMerchant.patch(`${V2}/${id}`, { webhookUrl: 'http://127.0.0.1:1/' }),
      await otherMerchant.post(`${V1}/${id}`, {}),
      await otherMerchant.get(`${V2}?organizationId=testrest`),
    ])
      expect(reply.status).to.equal(404);
    await otherMerchant.post('/pts/v2/payments', aPayment());
    await idle();
    expect(receiver.received).to.deep.equal([]);
  });

  it('subscribes every merchant at the start where it is told to, and outlives a reset', async () => {
    const secret = generateKeyPairSync('ed25519')
      .publicKey.export({ type: 'spki', format: 'der' })
      .subarray(-32)
      .toString('base64');
    const own = await startCybersourceSandbox({
      subscription: { url: receiver.url, keyId: 'k-1', secret },
      probeEveryMs: 20,
    });
    try {
      own.control.reset();
      await createClient(own.url).post('/pts/v2/payments', aPayment());
      await own.control.notifications.idle();
      const [first] = receiver.received;
      if (!first) throw new Error('Nothing arrived.');
      expect(isSigned(first, payloadOf(first), secret)).to.equal(true);
    } finally {
      await own.close();
    }
  });
});
