import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { NOTIFICATION_KEY, NOTIFICATION_KEY_ID } from '../builders/notification.ts';
import { authorizationOf, createShop, type Shop, type ShownOrder } from '../builders/placed-order.ts';
import { createClient, type Client } from '../../../sandbox/test/cybersource/client.ts';

/** CyberSource tells of everything, and nothing of it arrives: the records are read all the same. */
describe('With every notification lost', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let shop: Shop;
  let elsewhere: Client;
  let aheadMs = 0;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'missed-notifications-'));
    machine = await startBetweenSandboxes({
      cybersource: { clockSkewMs: 1e13 },
      now: () => new Date(Date.now() + aheadMs),
      environment: {
        JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
        NOTIFICATIONS_KEYS: `${NOTIFICATION_KEY_ID}:${NOTIFICATION_KEY}`,
        REVIEWS_SECS: '1',
        SETTLEMENT_SECS: '0',
        RECONCILE_PACE: '0.05',
      },
    });
    shop = await createShop(machine);
    elsewhere = createClient(machine.cybersource.url);
    const { notifications } = machine.cybersource.control;
    await notifications.subscribe({
      merchantId: 'testrest',
      url: `${machine.api}/notifications`,
      keyId: NOTIFICATION_KEY_ID,
      secret: NOTIFICATION_KEY,
    });
    notifications.setMode({ dropPercent: 100 });
  });
  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  const refOf = ({ paymentGroups: [group] }: ShownOrder): string => authorizationOf(group!);
  const take = (order: ShownOrder): ReturnType<Shop['operate']> =>
    shop.operate('POST', '/capture', {
      merchantReferenceNumber: order.id,
      transactionId: refOf(order),
      currency: 'USD',
      amount: '000000012575',
    });

  async function untilState(orderId: string, state: string): Promise<void> {
    let text = '';
    for (let patience = 200; patience > 0 && !text.includes(`"state":"${state}"`); patience -= 1) {
      await delay(25);
      text = JSON.stringify((await shop.operate('GET', `/operations/payments?orderId=${orderId}`)).body);
    }
    expect(text).to.include(`"state":"${state}"`);
  }

  it('a capture whose answer was lost as well is found', async () => {
    const order = await shop.place();
    machine.cybersource.control.orderFault({ fault: 'reset-after-commit', on: 'capture', times: 1 });
    await take(order);
    await untilState(order.id, 'Captured');
  });

  it('a decision of a reviewer in the Business Center is carried out', async () => {
    const order = await shop.place([{}], 'review@domain.com');
    machine.cybersource.control.decideCase('testrest', refOf(order), {
      newDecision: 'REJECT',
      reviewer: 'jane',
    });
    await untilState(order.id, 'AuthorizationVoided');
  });

  it('a capture and a refund made in the Business Center are noticed', async () => {
    const order = await shop.place();
    const amount = (totalAmount: string): object => ({
      clientReferenceInformation: { code: order.id },
      orderInformation: { amountDetails: { totalAmount, currency: 'USD' } },
    });
    const captured = await elsewhere.post(`/pts/v2/payments/${refOf(order)}/captures`, amount('125.75'));
    await untilState(order.id, 'Captured');
    await elsewhere.post(`/pts/v2/captures/${String(captured.body['id'])}/refunds`, amount('125.75'));
    await untilState(order.id, 'Refunded');
  });

  it('the closing of a batch, and a refund that nobody has looked at, are found by the comparison of the day', async () => {
    const order = await shop.place();
    await take(order);
    const returned = await shop.place();
    const { body: captured } = await take(returned);
    await elsewhere.post(`/pts/v2/captures/${String(captured['hostTransactionId'])}/refunds`, {
      clientReferenceInformation: { code: returned.id },
      orderInformation: { amountDetails: { totalAmount: '3.00', currency: 'USD' } },
    });
    const date = new Date().toISOString().slice(0, 10);
    machine.cybersource.control.closeBatch();
    aheadMs = 86_400_000;
    try {
      const { body } = await shop.operate('POST', '/settlement', { date });
      const cases = body['cases'] as readonly { readonly difference: string; readonly orderId: string }[];
      const ofReturned = cases.filter(({ orderId }) => orderId === returned.id);
      expect(ofReturned.map(({ difference }) => difference)).to.deep.equal(['not-in-journal']);
    } finally {
      aheadMs = 0;
    }
    await untilState(order.id, 'Settled');
  });

  it('none of them has arrived', () => {
    const states = machine.cybersource.control.notifications.sent().map(({ state }) => state);
    expect(new Set(states)).to.deep.equal(new Set(['dropped']));
  });
});
