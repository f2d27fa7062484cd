import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { journalLocation } from '../builders/journal-location.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { storeCard } from '../builders/stored-card-order.ts';
import { createClient } from '../../../sandbox/test/cybersource/client.ts';
import {
  authorizationOf,
  createShop,
  type Shop,
  type ShownGroup,
  type ShownOrder,
} from '../builders/placed-order.ts';

/** The extension between both sandboxes: what the order at OCC shows of its payments, with the setting `writeBack`. */
for (const journal of ['database', 'memory'] as const) {
  describe(`Results at the order in OCC, with a journal in ${journal === 'memory' ? 'memory:' : 'a database'}`, () => {
    let folder: string;
    let machine: BetweenSandboxes;
    let shop: Shop;
    const lines: string[] = [];

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'write-back-'));
      machine = await startBetweenSandboxes({
        environment: {
          JOURNAL: journalLocation(journal, folder),
          CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
          RECONCILE_PACE: '0.02',
        },
        writeLine: (line) => lines.push(line),
      });
      shop = await createShop(machine);
    });
    beforeEach(() => {
      set({ writeBack: true });
      lines.length = 0;
    });
    after(async () => {
      await machine.close();
      rmSync(folder, { recursive: true });
    });

    const set = (values: Readonly<Record<string, unknown>>): void => {
      machine.occ.tenant.settings.write('isv-occ-gateway', 'siteUS', { storefront: values });
    };
    const step = (operation: string, { id, paymentGroups: [group] }: ShownOrder, amount?: number) =>
      shop.operate('POST', `/${operation}`, {
        merchantReferenceNumber: id,
        transactionId: authorizationOf(group!),
        currency: 'USD',
        ...(amount !== undefined && { amount: String(amount).padStart(12, '0') }),
      });
    const isWritten = (): boolean => lines.some((line) => line.includes('"order.written"'));

    async function until(
      orderId: string,
      holds: (order: ShownOrder, group: ShownGroup) => boolean,
    ): Promise<ShownOrder> {
      let order = await shop.read(orderId);
      for (let patience = 200; patience > 0 && !holds(order, order.paymentGroups[0]!); patience -= 1) {
        await delay(25);
        order = await shop.read(orderId);
      }
      expect(holds(order, order.paymentGroups[0]!), JSON.stringify(order)).to.equal(true);
      return order;
    }

    it('a capture settles the payment group, so that OCC refunds it when something comes back', async () => {
      const order = await shop.place();
      const { body } = await step('capture', order, 12575);
      const { paymentGroups } = await until(order.id, (_, { state }) => state === 'SETTLED');
      const [debit] = paymentGroups[0]?.debitStatus ?? [];
      expect(debit).to.include({ amount: 125.75, transactionSuccess: true });
      expect(debit?.statusProps).to.include({ hostTransactionId: body['hostTransactionId'] });
      const returned = await shop.call('POST', `/sandbox/v1/orders/${order.id}/refund`, {
        paymentGroupId: paymentGroups[0]?.id,
        amount: 25.75,
      });
      expect(returned['payments']).to.have.nested.property('[0].success', true);
      await until(order.id, ({ cybersource_payments: text = '' }) => text.includes('refunded 25.75'));
      expect((await shop.read(order.id)).paymentGroups[0]?.creditStatus).to.have.length(1);
    });

    it('captures in parts: authorized until nothing is held any more, one entry for each', async () => {
      const order = await shop.place();
      await step('capture', order, 5000);
      await until(order.id, (_, group) => group.debitStatus.length === 1 && group.state === 'AUTHORIZED');
      await step('capture', order, 7575);
      const { paymentGroups, cybersource_payments: text } = await until(
        order.id,
        (_, { state }) => state === 'SETTLED',
      );
      expect(paymentGroups[0]?.debitStatus.map(({ amount }) => amount)).to.deep.equal([50, 75.75]);
      expect(text).to.include(
        'Captured: authorized 125.75, captured 125.75, refunded 0.00, reversed 0.00 USD',
      );
    });

    it('a refund by the order management is an entry, and a reversal takes the group out of the order', async () => {
      const refunded = await shop.place();
      await step('capture', refunded, 12575);
      expect((await step('refund', refunded, 5000)).body).to.include({ responseCode: '3000' });
      await until(refunded.id, (_, { creditStatus }) => creditStatus[0]?.amount === 50);
      const reversed = await shop.place();
      expect((await shop.operate('POST', '/void', { orderId: reversed.id })).status).to.equal(200);
      await until(
        reversed.id,
        ({ cybersource_payments: text = '' }, { state }) =>
          state === 'REMOVED' && text.includes('AuthorizationVoided'),
      );
    });

    it('a reduction and a release are told in the order’s own text', async () => {
      const order = await shop.place();
      const amount = { minor: 2575, currency: 'USD' };
      await shop.operate('POST', '/reduce', { orderId: order.id, amount });
      await until(order.id, ({ cybersource_payments: text = '' }) => text.includes('reversed 25.75 USD'));
    });

    it('an increment is told in the order’s own text, and captured with all of it', async () => {
      const order = await shop.place();
      const amount = { minor: 2425, currency: 'USD' };
      expect((await shop.operate('POST', '/increment', { orderId: order.id, amount })).status).to.equal(200);
      await until(order.id, ({ cybersource_payments: text = '' }) => text.includes('authorized 150.00'));
      expect((await step('capture', order, 15000)).status).to.equal(200);
      const { paymentGroups } = await until(order.id, (_, { state }) => state === 'SETTLED');
      expect(paymentGroups[0]?.debitStatus.map((debit) => debit.amount)).to.deep.equal([150]);
    });

    it('what /reverse undoes is written: a hold takes the group out of the order, a captured part is credited', async () => {
      const held = await shop.place();
      expect((await shop.operate('POST', '/reverse', { orderId: held.id })).status).to.equal(200);
      await until(held.id, (_, { state }) => state === 'REMOVED');

      const shipped = await shop.place();
      await step('capture', shipped, 5000);
      await until(shipped.id, (_, { debitStatus }) => debitStatus.length === 1);
      const { status, body } = await shop.operate('POST', '/reverse', { orderId: shipped.id });
      expect(status, JSON.stringify(body)).to.equal(200);
      const { paymentGroups } = await until(shipped.id, ({ cybersource_payments: text = '' }) =>
        text.includes('captured 50.00, refunded 50.00, reversed 75.75'),
      );
      expect(paymentGroups[0]?.creditStatus.map((credit) => credit.amount)).to.deep.equal([50]);
    });

    it('a charge of a stored card is told in the text of its order, and refunds of it; OCC’s own payment groups stay as they are', async () => {
      const order = await shop.place();
      const { paymentInstrumentId, networkTransactionId } = await storeCard(machine);
      const charged = await shop.operate('POST', '/charge', {
        orderId: order.id,
        paymentGroupId: 'pg-more',
        amount: { minor: 1200, currency: 'USD' },
        instrument: { paymentInstrumentId },
        networkTransactionId,
        capture: true,
      });
      expect(charged.status, JSON.stringify(charged.body)).to.equal(200);
      const told = await until(order.id, ({ cybersource_payments: text = '' }) =>
        text.includes('pg-more Captured: authorized 12.00, captured 12.00'),
      );
      expect(told.cybersource_payments, 'and of its other payment').to.include('authorized 125.75');
      expect(told.paymentGroups).to.deep.equal(order.paymentGroups);
      await shop.operate('POST', '/reverse', { orderId: order.id, paymentGroupId: 'pg-more' });
      await until(order.id, ({ cybersource_payments: text = '' }) =>
        /pg-more (?:Refunded|CaptureVoided)/.test(text),
      );
      expect((await shop.read(order.id)).paymentGroups).to.deep.equal(order.paymentGroups);
    });

    // Without a database nothing is kept of what was noticed: the next result of the order writes it.
    if (journal === 'database')
      it('what another program did at CyberSource is written when it is noticed', async () => {
        const order = await shop.place();
        const ref = authorizationOf(order.paymentGroups[0]!);
        await createClient(machine.cybersource.url).post(`/pts/v2/payments/${ref}/captures`, {
          clientReferenceInformation: { code: order.id },
          orderInformation: { amountDetails: { totalAmount: '125.75', currency: 'USD' } },
        });
        const noticed = async (): Promise<boolean> => {
          await shop.operate('GET', `/operations/payments?orderId=${order.id}`);
          return (await shop.read(order.id)).paymentGroups[0]?.state === 'SETTLED';
        };
        for (let patience = 100; patience > 0 && !(await noticed()); patience -= 1) await delay(25);
        expect(await noticed()).to.equal(true);
      });

    it('the same result twice changes the order once', async () => {
      const order = await shop.place();
      await step('capture', order, 5000);
      await until(order.id, (_, { debitStatus }) => debitStatus.length === 1);
      await step('capture', order, 5000);
      await delay(300);
      expect((await shop.read(order.id)).paymentGroups[0]?.debitStatus).to.have.length(1);
      expect(lines.filter((line) => line.includes('"order.written"'))).to.have.length(1);
    });

    for (const [fault, says] of [
      ['concurrent', 'Another program was changing the order'],
      ['unavailable', 'OCC gave no usable answer'],
      ['lost', 'does not show what was written'],
    ] as const)
      it(`an update that meets the fault ${fault} is told of, tried again, and not noticed by the caller`, async () => {
        const order = await shop.place();
        machine.occ.tenant.updateFaults.add(fault, 2);
        expect((await step('capture', order, 12575)).status).to.equal(200);
        const { paymentGroups } = await until(order.id, (_, { state }) => state === 'SETTLED');
        expect(paymentGroups[0]?.debitStatus).to.have.length(1);
        const told = lines.filter((line) => line.includes('"order.write-rescheduled"'));
        expect(told).to.have.length(2);
        expect(told[0]).to.include(says).and.include(order.id);
      });

    it('a capture whose answer got lost is written when recovery has found it', async () => {
      const order = await shop.place();
      machine.cybersource.control.orderFault({ fault: 'reset-after-commit', on: 'capture', times: 1 });
      await step('capture', order, 12575);
      await until(order.id, (_, { state }) => state === 'SETTLED');
    });

    it('without the setting OCC’s order stays as it is', async () => {
      set({ writeBack: false });
      const order = await shop.place();
      await step('capture', order, 12575);
      await delay(300);
      const after = await shop.read(order.id);
      expect(after.paymentGroups).to.deep.equal(order.paymentGroups);
      expect(after).not.to.have.property('cybersource_payments');
      expect(isWritten()).to.equal(false);
    });

    it('the answer does not wait for OCC', async () => {
      const order = await shop.place();
      const held = machine.occ.tenant.orders.require(order.id);
      let end: () => void = () => undefined;
      const busy = machine.occ.tenant.orders.exclusively(
        held,
        () => new Promise<void>((done) => (end = done)),
      );
      expect((await step('capture', order, 12575)).status).to.equal(200);
      expect(isWritten()).to.equal(false);
      end();
      await busy;
      await until(order.id, (_, { state }) => state === 'SETTLED');
    });

    if (journal === 'database')
      it('a result that a process did not live to write is written by the next one', async () => {
        const order = await shop.place();
        machine.occ.tenant.updateFaults.add('unavailable', 1);
        await step('capture', order, 12575);
        await machine.restart();
        await until(order.id, (_, { state }) => state === 'SETTLED');
      });
  });
}
