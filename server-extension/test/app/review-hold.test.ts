import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { NOTIFICATION_KEY, NOTIFICATION_KEY_ID } from '../builders/notification.ts';
import { authorizationOf, createShop, type Shop, type ShownOrder } from '../builders/placed-order.ts';

/** What orders at OCC show of a review, between both sandboxes: with the setting `writeBack`, and with `reviewHold` beside it. */
describe('An order whose payment is under review', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let shop: Shop;
  const lines: string[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'review-hold-'));
    machine = await startBetweenSandboxes({
      environment: {
        JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
        CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
        NOTIFICATIONS_KEYS: `${NOTIFICATION_KEY_ID}:${NOTIFICATION_KEY}`,
        // No round reads decisions here: what is heard of them, a notification has told.
        REVIEWS_SECS: '3600',
        RECONCILE_PACE: '0.05',
      },
      writeLine: (line) => lines.push(line),
    });
    shop = await createShop(machine);
    await machine.cybersource.control.notifications.subscribe({
      merchantId: 'testrest',
      url: `${machine.api}/notifications`,
      keyId: NOTIFICATION_KEY_ID,
      secret: NOTIFICATION_KEY,
    });
  });
  beforeEach(() => {
    set({ writeBack: true, reviewHold: true });
  });
  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  const set = (values: Readonly<Record<string, unknown>>): void => {
    machine.occ.tenant.settings.write('isv-occ-gateway', 'siteUS', { storefront: values });
  };
  const place = (): Promise<ShownOrder> => shop.place([{}], 'review@domain.com');
  const refOf = ({ paymentGroups }: ShownOrder): string => authorizationOf(paymentGroups[0]!);
  const decide = (order: ShownOrder, how: 'accept' | 'reject') =>
    shop.operate('POST', `/reviews/${how}`, { transactionId: refOf(order), comment: 'Called the customer' });

  async function until(id: string, holds: (order: ShownOrder) => boolean): Promise<ShownOrder> {
    let order = await shop.read(id);
    for (let patience = 200; patience > 0 && !holds(order); patience -= 1) {
      await delay(25);
      order = await shop.read(id);
    }
    expect(holds(order), JSON.stringify(order)).to.equal(true);
    return order;
  }
  const held = async (): Promise<ShownOrder> => {
    const { id } = await place();
    return until(id, ({ state }) => state === 'PENDING_MERCHANT_ACTION');
  };

  it('is kept pending, marked, and released with its history when a reviewer accepts', async () => {
    const order = await held();
    expect(order.cybersource_attention).to.equal(`review-pending ${order.paymentGroups[0]?.id}`);
    expect(order.cybersource_payments).to.include('waits for a review');
    expect((await decide(order, 'accept')).status).to.equal(200);
    const released = await until(order.id, ({ state }) => state === 'SUBMITTED');
    expect(released.cybersource_attention).to.equal('');
    expect(released.cybersource_payments).to.match(/review accepted by .+ at .+\(Called the customer\)/);
  });

  it('is cancelled with the reason when a reviewer rejects, and nothing is held any more', async () => {
    const order = await held();
    expect((await decide(order, 'reject')).status).to.equal(200);
    const cancelled = await until(order.id, ({ state }) => state === 'REMOVED');
    expect(cancelled.cancelReason).to.equal('The payment was rejected in its review.');
    expect(cancelled.paymentGroups[0]?.state).to.equal('REMOVED');
    expect(cancelled.cybersource_payments)
      .to.include('AuthorizationVoided')
      .and.include('review rejected by');
    expect(cancelled.cybersource_attention).to.equal('');
  });

  for (const [decision, state] of [
    ['ACCEPT', 'SUBMITTED'],
    ['REJECT', 'REMOVED'],
  ] as const)
    it(`is ${state} after a reviewer’s ${decision} in the Business Center, of which a notification tells`, async () => {
      const order = await held();
      lines.length = 0;
      machine.cybersource.control.decideCase('testrest', refOf(order), {
        newDecision: decision,
        reviewer: 'jane',
      });
      const decided = await until(order.id, (each) => each.state === state);
      expect(decided.cybersource_payments).to.include('by jane');
      const line = lines.find((each) => each.includes('"review.decided"')) ?? '';
      expect(line).to.include('"notification"').and.include('jane');
    });

  it('shows its shopper that it waits, until a notification tells of the decision', async () => {
    const seen = async (id: string): Promise<unknown> => {
      const answered = await fetch(`${machine.occ.url}/ccstore/v1/orders/${id}`, {
        headers: { 'x-ccsite': 'siteUS' },
      });
      return ((await answered.json()) as { readonly state: unknown }).state;
    };
    const { id, ...order } = await held();
    expect(await seen(id)).to.equal('PENDING_MERCHANT_ACTION');
    machine.cybersource.control.decideCase('testrest', refOf({ id, ...order }), {
      newDecision: 'ACCEPT',
      reviewer: 'jane',
    });
    await until(id, ({ state }) => state === 'SUBMITTED');
    expect(await seen(id)).to.equal('SUBMITTED');
  });

  it('is released at once without reviewHold, and shows the review all the same', async () => {
    set({ reviewHold: false });
    const { id } = await place();
    const order = await until(id, ({ cybersource_attention: attention = '' }) => attention !== '');
    expect(order.state).to.equal('SUBMITTED');
    await decide(order, 'reject');
    const rejected = await until(id, ({ paymentGroups: [group] }) => group?.state === 'REMOVED');
    expect(rejected.state).to.equal('SUBMITTED');
    expect(rejected.cybersource_payments).to.include('review rejected by');
  });

  it('is left alone when somebody has decided about the order meanwhile', async () => {
    const order = await held();
    await shop.call('PUT', `/ccadmin/v1/orders/${order.id}`, { state: 'PROCESSING' });
    await decide(order, 'accept');
    const decided = await until(order.id, ({ cybersource_attention: attention }) => attention === '');
    expect(decided.state).to.equal('PROCESSING');
  });
});
