/** The sandbox's CyberSource tells the extension of payments and tokens, as `npm start` sets both up. */
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import {
  startBetweenSandboxes,
  type BetweenSandboxes,
} from '../../server-extension/test/builders/between-sandboxes.ts';
import { aPayment, createClient } from './cybersource/client.ts';

const KEY = { keyId: 'sandbox-key', secret: Buffer.alloc(32, 5).toString('base64') };

describe('A shop in the sandbox', () => {
  let world: BetweenSandboxes;
  before(async () => {
    world = await startBetweenSandboxes({
      environment: {
        NOTIFICATIONS_KEYS: `${KEY.keyId}:${KEY.secret}`,
        JOURNAL: `sqlite:${path.join(await mkdtemp(path.join(os.tmpdir(), 'notified-')), 'journal.sqlite')}`,
      },
    });
  });
  after(() => world.close());

  it('is healthy, and takes the notifications of payments and of tokens', async () => {
    const { notifications } = world.cybersource.control;
    const url = `${world.api}/notifications`;
    const subscription = await notifications.subscribe({ merchantId: 'testrest', url, ...KEY });
    expect(subscription.status).to.equal('ACTIVE');
    const client = createClient(world.cybersource.url);
    await client.post('/pts/v2/payments', aPayment());
    world.cybersource.control.issuer.changeNetworkToken('testrest', '7010000000008573216', {
      card: { last4: '4242', expirationMonth: '11', expirationYear: '2037' },
    });
    await notifications.idle();
    expect(
      notifications.sent().map(({ eventType, state, answer }) => [eventType, state, answer]),
    ).to.deep.equal([
      ['payments.authorization.status.accepted', 'delivered', '200'],
      ['tms.networktoken.updated', 'delivered', '200'],
    ]);
  });
});
