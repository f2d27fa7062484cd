/** Notifications, cards and network tokens over the control API. */
import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { parseEnvironment } from '../../../cybersource/environment.ts';
import { startReceiver, type Receiver } from './a-receiver.ts';

const KEY = `k-1:${Buffer.alloc(32, 1).toString('base64')}`;

describe('The control API, on notifications', () => {
  let receiver: Receiver;
  let sandbox: CyberSourceSandbox;
  before(async () => {
    receiver = await startReceiver();
    const { subscription } = parseEnvironment({
      CYBERSOURCE_NOTIFICATION_URL: receiver.url,
      CYBERSOURCE_NOTIFICATION_KEY: KEY,
    });
    sandbox = await startCybersourceSandbox({ controlPort: 0, subscription });
  });
  after(async () => {
    await sandbox.close();
    await receiver.close();
  });

  async function send(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${sandbox.controlUrl ?? ''}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }
  const arrived = async (): Promise<readonly unknown[]> => {
    await sandbox.control.notifications.idle();
    return receiver.received.splice(0).map(({ body }) => body['eventType']);
  };

  it('replaces a card and changes a network token, and shows what was sent without a card number', async () => {
    const instrumentIdentifier = '7010000000008573216';
    const replaced = await send('PUT', 'cards', { instrumentIdentifier, number: '5555555555554444' });
    expect(replaced.status).to.equal(204);
    expect(
      (await send('PUT', 'network-tokens', { id: instrumentIdentifier, state: 'SUSPENDED' })).status,
    ).to.equal(204);
    expect(await arrived()).to.have.members([
      'tms.token.pan_updated',
      'tms.networktoken.updated',
      'tms.networktoken.updated',
    ]);
    const { body } = await send('GET', 'notifications');
    expect((body as readonly { state: string }[]).map(({ state }) => state)).to.deep.equal(
      Array(3).fill('delivered'),
    );
    expect(JSON.stringify(body)).not.to.include('5555555555554444');
  });

  it('says which order it cannot carry out', async () => {
    const unknown = await send('PUT', 'cards', { instrumentIdentifier: '7010000000000000000' });
    expect(unknown).to.deep.equal({
      status: 409,
      body: { message: 'There is no instrument identifier 7010000000000000000 of a card.' },
    });
    expect((await send('PUT', 'network-tokens', { id: 'none', state: 'ACTIVE' })).status).to.equal(409);
    const account = { instrumentIdentifier: 'A7A91A2CA872B272E05340588D0A0699' };
    expect((await send('PUT', 'bank-accounts', account)).status).to.equal(400);
    expect((await send('PUT', 'bank-accounts', { ...account, accountType: 'savings' })).status).to.equal(204);
    expect(await arrived()).to.deep.equal(['tms.token.updated']);
    expect((await send('PUT', 'notifications/mode', { dropPercent: 101 })).status).to.equal(400);
    expect(
      (await send('PUT', 'subscriptions/status', { webhookId: 'none', status: 'BLOCKED' })).status,
    ).to.equal(409);
  });

  it('sends any event, holds them while it is paused, and sends them again', async () => {
    const event = { eventType: 'payments.void.status.rejected', data: { id: '1' } };
    await send('PUT', 'notifications/mode', { isPaused: true });
    await send('POST', 'notifications', event);
    expect(await arrived()).to.deep.equal([]);
    await send('PUT', 'notifications/mode', { isPaused: false });
    expect(await arrived()).to.deep.equal([event.eventType]);
    await sandbox.control.notifications.idle();
    await send('POST', 'notifications/replays');
    expect(await arrived()).to.include(event.eventType);
  });

  it('blocks a subscription: from then on nothing is sent', async () => {
    const { body } = await send('GET', 'subscriptions');
    const [own] = body as readonly { id: string; status: string }[];
    expect(own?.status).to.equal('ACTIVE');
    await send('PUT', 'subscriptions/status', { webhookId: own?.id, status: 'BLOCKED' });
    await send('POST', 'notifications', { eventType: 'payments.void.status.rejected', data: {} });
    expect(await arrived()).to.deep.equal([]);
  });

  it('wants address and key together, and 32 bytes', () => {
    expect(() => parseEnvironment({ CYBERSOURCE_NOTIFICATION_URL: 'http://127.0.0.1:1' })).to.throw(
      'set both',
    );
    expect(() =>
      parseEnvironment({
        CYBERSOURCE_NOTIFICATION_URL: 'http://127.0.0.1:1',
        CYBERSOURCE_NOTIFICATION_KEY: 'k:abc',
      }),
    ).to.throw('32 bytes in base64');
  });

  it('delivers a thousand notifications, doubled, shuffled and dropped, each of the others at least once', async function () {
    this.timeout(60_000);
    const own = await startCybersourceSandbox({
      subscription: { url: receiver.url, keyId: 'k', secret: KEY.slice(4) },
      seed: 'flood',
    });
    try {
      receiver.received.length = 0;
      const { notifications } = own.control;
      notifications.setMode({ duplicatePercent: 30, dropPercent: 10, shuffleMs: 500 });
      for (let index = 0; index < 1000; index += 1)
        notifications.publish({
          merchantId: 'testrest',
          eventType: 'tms.networktoken.updated',
          data: { id: String(index) },
        });
      await notifications.idle();
      const dropped = notifications.sent().filter(({ state }) => state === 'dropped').length;
      const ids = new Set(receiver.received.map(({ text }) => /"id":"(\d+)"/.exec(text)?.[1]));
      expect(ids.size).to.equal(1000 - dropped);
      expect(dropped).to.be.within(60, 140);
    } finally {
      await own.close();
    }
  });
});
