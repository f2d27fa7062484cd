import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { journalLocation } from '../builders/journal-location.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createOrderManagement, type OmsAnswer, type OrderManagement } from '../builders/order-management.ts';
import { type StoredCard, storeCard } from '../builders/stored-card-order.ts';

interface Charge {
  readonly orderId: string;
  readonly paymentGroupId: string;
}

/** Inside OCC a restart, or another node, has an empty journal: only CyberSource's records tell what was charged. */
for (const journal of ['database', 'memory'] as const)
  describe(`A payment group that is charged again after a restart, with a journal in ${journal}`, function () {
    this.timeout(60_000);
    let folder: string;
    let machine: BetweenSandboxes;
    let oms: OrderManagement;
    let card: StoredCard;
    let group: Charge;
    let nth = 0;

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'charged-once-'));
      machine = await startBetweenSandboxes({
        environment: {
          JOURNAL: journalLocation(journal, folder),
        },
      });
      oms = await createOrderManagement(machine, `o-once-${journal}-`);
      card = await storeCard(machine);
    });

    after(async () => {
      await machine.close();
      rmSync(folder, { recursive: true });
    });

    beforeEach(() => {
      machine.cybersource.control.setSearchLagMs(0);
      nth += 1;
      group = { orderId: `o-once-${journal}-${nth}`, paymentGroupId: `pg-once-${nth}` };
    });

    const charge = (
      minor: number,
      key: string | undefined,
      changes: Readonly<Record<string, unknown>> = {},
      path = '/charge',
    ): Promise<OmsAnswer> =>
      oms.call(
        path,
        {
          ...group,
          amount: { minor, currency: 'USD' },
          instrument: { paymentInstrumentId: card.paymentInstrumentId },
          networkTransactionId: card.networkTransactionId,
          capture: true,
          ...changes,
        },
        key === undefined ? {} : { 'idempotency-key': `${group.orderId}-${key}` },
      );

    it('is not charged another amount under another key', async () => {
      expect(await charge(1_200, 'first')).to.include({ status: 200 });
      await machine.restart();
      const refused = await charge(900, 'other');
      expect(refused).to.include({ status: 409 });
      expect(refused.json['message']).to.contain('cannot be authorized for 9.00 USD');
      expect(await charge(1_200, 'other', { capture: false })).to.include({ status: 409 });
      expect(oms.ledger(group)).to.deep.equal(['payment 1200']);
    });

    it('is planned by a dry run as it would be carried out, and nothing is sent', async () => {
      const planned = (minor: number, key: string): Promise<OmsAnswer> =>
        charge(minor, key, {}, '/charge?dryRun=true');
      expect((await planned(1_200, 'first')).json['steps']).to.have.length(1);
      expect(oms.ledger(group)).to.deep.equal([]);
      await charge(1_200, 'first');
      await machine.restart();
      const refused = await planned(900, 'other');
      expect(refused).to.include({ status: 409 });
      expect(refused.json['message']).to.contain('cannot be authorized for 9.00 USD');
      for (const key of ['first', 'other']) {
        const stands = await planned(1_200, key);
        expect(stands).to.include({ status: 200 });
        expect(stands.json['steps']).to.deep.equal([]);
      }
      expect(oms.ledger(group)).to.deep.equal(['payment 1200']);
    });

    it('answers the same charge under another key with the first one, and without a key with 409 that shows it', async () => {
      const first = await charge(1_200, 'first');
      await machine.restart();
      const again = await charge(1_200, 'other');
      expect(again).to.include({ status: 200 });
      expect(again.json['requestId']).to.equal(first.json['requestId']);
      await machine.restart();
      const unnamed = await charge(1_200, undefined);
      expect(unnamed).to.include({ status: 409 });
      expect(unnamed.json['first']).to.include({ requestId: first.json['requestId'] });
      expect(oms.ledger(group)).to.deep.equal(['payment 1200']);
    });

    it('answers the same key with its first result, also when that was taken back since, and with another body 409', async () => {
      const first = await charge(1_200, 'first', { capture: false });
      await machine.restart();
      expect(await charge(900, 'first', { capture: false })).to.include({ status: 409 });
      expect(await charge(1_200, 'first', { capture: false, networkTransactionId: '123456789' })).to.include({
        status: 409,
      });
      const { orderId } = group;
      await oms.call('/reverse', { orderId, requestId: first.json['requestId'] });
      await machine.restart();
      const again = await charge(1_200, 'first', { capture: false });
      expect(again).to.include({ status: 200 });
      expect(again.json['requestId']).to.equal(first.json['requestId']);
      expect(oms.ledger(group)).to.deep.equal(['payment 1200', 'reversal 1200']);
    });

    it('is charged anew once the first charge was taken back or declined', async () => {
      expect(await charge(150_000, 'declined')).to.include({ status: 400 });
      await machine.restart();
      const first = await charge(1_200, 'first', { capture: false });
      expect(first).to.include({ status: 200 });
      await machine.restart();
      await oms.call('/reverse', { orderId: group.orderId, requestId: first.json['requestId'] });
      await machine.restart();
      const second = await charge(900, 'second', { capture: false });
      expect(second.status, JSON.stringify(second.json)).to.equal(200);
      await machine.restart();
      expect(await charge(800, 'third')).to.include({ status: 409 });
      expect(oms.ledger(group)).to.deep.equal([
        'payment 150000',
        'payment 1200',
        'reversal 1200',
        'payment 900',
      ]);
    });

    it('does not hinder another payment group of the order', async () => {
      await charge(1_200, 'first');
      await machine.restart();
      group = { ...group, paymentGroupId: 'pg-instalment-2' };
      expect(await charge(1_200, 'second')).to.include({ status: 200 });
      expect(oms.ledger(group)).to.deep.equal(['payment 1200', 'payment 1200']);
    });

    it('is captured and refunded as every other payment after it', async () => {
      const { json } = await charge(1_200, 'first', { capture: false });
      const { orderId } = group;
      const capture = {
        merchantReferenceNumber: orderId,
        transactionId: json['requestId'],
        currency: 'USD',
        amount: '1200',
      };
      await machine.restart();
      expect(await oms.call('/capture', capture)).to.include({ status: 200 });
      await machine.restart();
      expect(await oms.call('/refund', { ...capture, amount: '500' })).to.include({ status: 200 });
      await machine.restart();
      expect(await charge(900, 'other')).to.include({ status: 409 });
      expect(oms.ledger(group)).to.deep.equal(['payment 1200', 'capture 1200', 'refund 500']);
    });

    it('is found where the answer to its charge was lost, also when it is asked for again after a restart', async () => {
      machine.cybersource.control.orderFault({ fault: 'reset-after-commit', on: 'payment', times: 1 });
      const first = await charge(1_200, 'first');
      expect(first.status, JSON.stringify(first.json)).to.equal(200);
      await machine.restart();
      const again = await charge(1_200, 'first');
      expect(again).to.include({ status: 200 });
      expect(again.json['requestId']).to.equal(first.json['requestId']);
      expect(oms.ledger(group)).to.deep.equal(['payment 1200']);
    });

    if (journal === 'memory') {
      it('is not sent while CyberSource’s records cannot be read: 503, to be asked for again', async () => {
        machine.cybersource.control.orderFault({ fault: 'empty-answer', on: 'search' });
        const waits = await charge(1_200, 'first');
        machine.cybersource.control.clearFaults();
        expect(waits).to.include({ status: 503 });
        expect(waits.json).to.include({ code: 'wait-for-result' });
        expect(waits.headers.get('retry-after')).to.match(/^\d+$/);
        expect(oms.ledger(group)).to.deep.equal([]);
        expect(await charge(1_200, 'first')).to.include({ status: 200 });
      });

      it('waits, with 503 and nothing sent, while the records do not show its first payment yet', async () => {
        const first = await charge(1_200, 'first');
        await machine.restart();
        machine.cybersource.control.setSearchLagMs(60_000);
        const { orderId } = group;
        const firstPayment = { orderId, requestId: first.json['requestId'] };
        const next = { paymentGroupId: 'pg-next', instrument: undefined, firstPayment };
        const early = await charge(900, 'next', next);
        expect(early).to.include({ status: 503 });
        expect(early.json).to.include({ code: 'wait-for-result' });
        machine.cybersource.control.setSearchLagMs(0);
        expect(await charge(900, 'next', next)).to.include({ status: 200 });
        const unknown = { ...firstPayment, requestId: '6000000000000000000001' };
        expect(await charge(900, 'other', { ...next, firstPayment: unknown })).to.include({ status: 404 });
        expect(oms.ledger(group)).to.deep.equal(['payment 1200', 'payment 900']);
      });

      it('is not charged twice while CyberSource’s records lag behind: the second charge hears that nothing is known yet', async () => {
        machine.cybersource.control.setSearchLagMs(60_000);
        expect(await charge(1_200, 'first')).to.include({ status: 200 });
        await machine.restart();
        const early = await charge(900, 'other');
        expect(early).to.include({ status: 503 });
        expect(early.headers.get('retry-after')).to.match(/^\d+$/);
        expect(oms.ledger(group)).to.deep.equal(['payment 1200']);
        machine.cybersource.control.setSearchLagMs(0);
        await machine.restart();
        expect(await charge(900, 'other')).to.include({ status: 409 });
        expect(await charge(1_200, 'another')).to.include({ status: 200 });
        expect(oms.ledger(group)).to.deep.equal(['payment 1200']);
      });
    }
  });
