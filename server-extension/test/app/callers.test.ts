import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createOrderManagement, type OrderManagement } from '../builders/order-management.ts';
import { authorizationOf, createShop, type Shop, type ShownOrder } from '../builders/placed-order.ts';
import { createClient } from '../../../sandbox/test/cybersource/client.ts';

/** One hold is reversed by each who can: CyberSource does the same, and the journal names the one who asked. */
describe('Whoever reverses what an order holds', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let shop: Shop;
  let oms: OrderManagement;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'callers-'));
    machine = await startBetweenSandboxes({
      environment: { JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`, RECONCILE_PACE: '0.05' },
    });
    shop = await createShop(machine);
    oms = await createOrderManagement(machine, 'unused-');
  });
  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  const refOf = ({ paymentGroups: [group] }: ShownOrder): string => authorizationOf(group!);

  for (const [who, email, reverse, caller] of [
    [
      'OCC by its webhook',
      undefined,
      async ({ id, paymentGroups: [group] }: ShownOrder) => {
        await shop.call('POST', '/ccagent/v1/payment/void', {
          orderId: id,
          payments: [{ paymentGroupId: group?.id }],
        });
      },
      { kind: 'webhook' },
    ],
    [
      'an order management with the token of an application',
      undefined,
      async ({ id }: ShownOrder) => {
        expect((await oms.call('/void', { orderId: id })).status).to.equal(200);
      },
      { kind: 'oms' },
    ],
    [
      'a person of the back office with their own token',
      undefined,
      async ({ id }: ShownOrder) => {
        expect((await shop.operate('POST', '/void', { orderId: id })).status).to.equal(200);
      },
      { kind: 'oms', person: 'admin@example.com' },
    ],
    [
      'a person who rejects a review',
      'review@domain.com',
      async (order: ShownOrder) => {
        const rejected = { transactionId: refOf(order), comment: 'Stolen card' };
        expect((await shop.operate('POST', '/reviews/reject', rejected)).status).to.equal(200);
      },
      { kind: 'operator' },
    ],
    [
      'the extension itself, after Decision Manager has declined',
      'reject@domain.com',
      async () => undefined,
      { kind: 'reconciler' },
    ],
    [
      'another program at CyberSource',
      undefined,
      async (order: ShownOrder) => {
        await createClient(machine.cybersource.url).post(`/pts/v2/payments/${refOf(order)}/reversals`, {
          clientReferenceInformation: { code: order.id },
          reversalInformation: { amountDetails: { totalAmount: '125.75', currency: 'USD' }, reason: 'x' },
        });
      },
      { kind: 'external' },
    ],
  ] as const)
    it(`${who}: one reversal, and the journal says so`, async () => {
      const order = await shop.place([{}], email);
      await reverse(order);
      let named = await callersOf(order.id);
      for (let patience = 200; patience > 0 && named.length === 0; patience -= 1) {
        await delay(25);
        named = await callersOf(order.id);
      }
      expect(named).to.have.length(1);
      expect(named[0]).to.include(caller);
      const [ledger] = machine.cybersource.ledger({ reference: order.id });
      expect(ledger?.transactions.map(({ kind }) => kind)).to.deep.equal(['payment', 'reversal']);
    });

  /** Who has reversed the order's hold, as the operations API tells. */
  async function callersOf(orderId: string): Promise<readonly object[]> {
    const { body } = await shop.operate('GET', `/operations/payments?orderId=${orderId}`);
    const payments = (body['payments'] ?? []) as readonly {
      readonly attempts: readonly {
        readonly operation: string;
        readonly caller: object;
        readonly outcome: string;
      }[];
    }[];
    return payments
      .flatMap(({ attempts }) => attempts)
      .filter(({ operation, outcome }) => operation === 'void' && outcome === 'approved')
      .map(({ caller }) => caller);
  }
});
