import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createShop, type Shop, type ShownOrder } from '../builders/placed-order.ts';

/** Cards of the sandbox. */
const DECLINED = { pan: '4000000000009995' };
const NEVER_REVERSED = { pan: '4000000000000259' };

/** The extension between both sandboxes: orders that are paid in several parts, one of which fails. */
describe('An order with several payments, one of which fails', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let shop: Shop;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'several-payments-'));
    machine = await startBetweenSandboxes({
      environment: {
        JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
        CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
        RECONCILE_PACE: '0.05',
      },
    });
    shop = await createShop(machine);
    machine.occ.tenant.settings.write('isv-occ-gateway', 'siteUS', { storefront: { writeBack: true } });
  });
  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  interface Payment {
    readonly paymentGroupId: string;
    readonly state: string;
    readonly next?: { readonly task: string };
  }

  async function payments({
    id,
  }: ShownOrder): Promise<{ compensation?: string; payments: readonly Payment[] }> {
    const { body } = await shop.operate('GET', `/operations/payments?orderId=${id}`);
    return body as never;
  }

  async function until(id: string, holds: (order: ShownOrder) => boolean): Promise<ShownOrder> {
    let order = await shop.read(id);
    for (let patience = 200; patience > 0 && !holds(order); patience -= 1) {
      await delay(25);
      order = await shop.read(id);
    }
    expect(holds(order), JSON.stringify(order)).to.equal(true);
    return order;
  }

  it('is kept as cancelled: its first payment is voided, and the order tells of both', async () => {
    const order = await shop.place([{ amount: 25.75 }, { amount: 100, ...DECLINED }]);
    const { paymentGroups } = order;
    expect(paymentGroups.map(({ state }) => state)).to.deep.equal(['REMOVED', 'AUTHORIZE_FAILED']);
    const told = await payments(order);
    expect(told.compensation).to.equal('done');
    expect(told.payments.map(({ state }) => state)).to.deep.equal(['AuthorizationVoided', 'Created']);
    const { cybersource_payments: text, cybersource_attention: attention = '' } = await until(
      order.id,
      ({ cybersource_payments: written = '' }) => written !== '',
    );
    expect(text).to.include(`${paymentGroups[0]?.id} AuthorizationVoided`);
    expect(text).to.include(`${paymentGroups[1]?.id} Created`);
    expect(attention).to.equal('');
  });

  it('has a state of its own when the first payment cannot be voided, and the order is marked', async () => {
    const order = await shop.place([
      { amount: 20, ...NEVER_REVERSED },
      { amount: 5.75 },
      { amount: 100, ...DECLINED },
    ]);
    const [first, second] = order.paymentGroups;
    const told = await payments(order);
    expect(told.compensation).to.equal('failed');
    expect(told.payments.map(({ state }) => state)).to.deep.equal([
      'AuthorizationVoidFailed',
      'AuthorizationVoided',
      'Created',
    ]);
    const marked = await until(order.id, ({ cybersource_attention: attention = '' }) => attention !== '');
    expect(marked.cybersource_attention).to.equal(`compensation-failed ${first?.id}`);
    expect(second?.state).to.equal('REMOVED');
  });

  it('is not taken for cancelled when a shopper pays in another way after a decline', async () => {
    const declined = await shop.place([DECLINED]);
    expect((await payments(declined)).compensation).to.equal(undefined);
  });
});
