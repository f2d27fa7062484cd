import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BILL_TO, createClient, textAt } from '../../../sandbox/test/cybersource/client.ts';
import { journalLocation } from '../builders/journal-location.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import {
  createOrderManagement,
  type OmsAnswer,
  type OrderManagement,
  type PaidOrder,
} from '../builders/order-management.ts';
import { chargeOrder, type StoredCard, storeCard } from '../builders/stored-card-order.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const usd = (minor: number): object => ({ minor, currency: 'USD' });

/** CyberSource lists a re-authorization as a payment of its own: only its comment says whose hold it took the place of. */
for (const journal of ['database', 'memory'] as const)
  describe(`A payment whose hold has expired and was authorized again, with a journal in ${journal}`, function () {
    this.timeout(60_000);
    let folder: string;
    let machine: BetweenSandboxes;
    let oms: OrderManagement;
    let order: PaidOrder;
    let clockMs = 0;
    let nth = 0;
    let card: StoredCard;

    /** Inside OCC the process may be another one between any two requests. */
    const pause = async (): Promise<void> => {
      if (journal === 'memory') await machine.restart();
    };
    const after8Days = (): void => {
      clockMs += 8 * DAY_MS;
      machine.cybersource.control.setClock({ offsetMs: clockMs });
    };
    const capture = (minor: number, headers = {}, changes = {}): Promise<OmsAnswer> =>
      oms.call(
        '/capture',
        {
          merchantReferenceNumber: order.orderId,
          transactionId: order.requestId,
          currency: 'USD',
          amount: String(minor).padStart(12, '0'),
          ...changes,
        },
        headers,
      );
    const read = async (): Promise<Readonly<Record<string, unknown>>> => {
      const payments = await oms.read(order);
      expect(payments, 'one payment, whatever CyberSource lists').to.have.length(1);
      return payments[0]!;
    };

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'reauthorized-'));
      machine = await startBetweenSandboxes({
        environment: {
          JOURNAL: journalLocation(journal, folder),
        },
        siteSettings: {
          'isv-occ-gateway': { '*': { '*': { reauthorize: true, holdDays: 'Visa: 7' } } },
        },
        now: () => new Date(Date.now() + clockMs),
      });
      machine.cybersource.control.setSearchLagMs(0);
      oms = await createOrderManagement(machine, `o-again-${journal}-`);
      card = await storeCard(machine);
    });

    after(async () => {
      await machine.close();
      rmSync(folder, { recursive: true });
    });

    beforeEach(async () => {
      nth += 1;
      order = await chargeOrder(oms, `o-again-${journal}-${nth}`, card);
      after8Days();
      await pause();
    });

    it('is captured in parts, each authorized again with the stored card, and never for more than there is', async () => {
      const planned = await oms.call('/capture?dryRun=true', {
        merchantReferenceNumber: order.orderId,
        transactionId: order.requestId,
        currency: 'USD',
        amount: '6000',
      });
      const namesOf = ({ json }: OmsAnswer): readonly string[] =>
        (json['steps'] as readonly { readonly operation: string }[]).map(({ operation }) => operation);
      expect(namesOf(planned)).to.deep.equal(['reauthorization', 'capture']);
      await pause();
      const first = await capture(6_000);
      expect(first.status, JSON.stringify(first.json)).to.equal(200);
      expect(namesOf(first)).to.deep.equal(['reauthorization', 'capture']);
      await pause();
      expect(await read()).to.deep.include({
        state: 'PartiallyCaptured',
        authorized: usd(10_000),
        captured: usd(6_000),
        available: usd(4_000),
      });
      expect((await capture(4_001)).status).to.equal(409);
      await pause();
      const rest = await capture(4_000);
      expect(rest.status, JSON.stringify(rest.json)).to.equal(200);
      await pause();
      expect((await capture(1)).status).to.equal(409);
      expect(await read()).to.deep.include({ state: 'Captured', captured: usd(10_000), available: usd(0) });
      expect(oms.ledger(order)).to.deep.equal([
        'payment 10000',
        'payment 6000',
        'capture 6000',
        'payment 4000',
        'capture 4000',
      ]);
    });

    it('is refunded by the id of the payment, or of a capture of the new hold', async () => {
      await capture(6_000);
      await pause();
      const second = await capture(4_000, {}, {});
      await pause();
      const refund = (minor: number, transactionId: unknown): Promise<OmsAnswer> =>
        oms.call('/refund', {
          merchantReferenceNumber: order.orderId,
          transactionId,
          currency: 'USD',
          amount: String(minor),
        });
      expect((await refund(1_500, second.json['hostTransactionId'])).status).to.equal(200);
      await pause();
      expect((await refund(2_501, second.json['hostTransactionId'])).status).to.equal(409);
      expect((await refund(8_500, order.requestId)).status).to.equal(200);
      await pause();
      expect((await refund(1, order.requestId)).status).to.equal(409);
      expect(await read()).to.deep.include({ state: 'Refunded', refunded: usd(10_000) });
      expect(oms.ledger(order)).to.deep.equal([
        'payment 10000',
        ...['payment 6000', 'capture 6000', 'refund 6000'],
        ...['payment 4000', 'capture 4000', 'refund 1500', 'refund 2500'],
      ]);
    });

    it('is reversed hold by hold where the new one was not captured', async () => {
      machine.cybersource.control.orderFault({ fault: 'too-many-requests', on: 'capture' });
      expect((await capture(6_000)).status).to.equal(503);
      await pause();
      const planned = await oms.call('/reverse?dryRun=true', { orderId: order.orderId });
      if (journal === 'memory') {
        // CyberSource's records show no capture: it never came.
        expect(planned.json['steps']).to.have.length(2);
        expect((await oms.call('/reverse', { orderId: order.orderId })).status).to.equal(200);
        await pause();
        expect(await read()).to.deep.include({ state: 'AuthorizationVoided', available: usd(0) });
        expect(oms.ledger(order)).to.deep.equal([
          'payment 10000',
          'reversal 4000',
          'payment 6000',
          'reversal 6000',
        ]);
      } else expect(planned.status, 'the journal does not know yet').to.equal(503);
    });

    it("is authorized again also where CyberSource's records name the card by its number in the vault only", async () => {
      const orderId = `o-number-${journal}`;
      // The program that pays has a clock that is right.
      machine.cybersource.control.setClock({ offsetMs: 0 });
      const { body } = await createClient(machine.cybersource.url).post('/pts/v2/payments', {
        clientReferenceInformation: { code: orderId },
        paymentInformation: {
          instrumentIdentifier: { id: card.instrumentIdentifierId },
          card: { expirationMonth: '12', expirationYear: '2031' },
        },
        orderInformation: {
          amountDetails: { totalAmount: '100.00', currency: 'USD' },
          billTo: { ...BILL_TO, email: 'ada@example.com' },
        },
      });
      order = { orderId, paymentGroupId: 'unknown', requestId: textAt(body, 'id') };
      after8Days();
      await pause();
      const captured = await capture(6_000);
      expect(captured.status, JSON.stringify(captured.json)).to.equal(200);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'payment 6000', 'capture 6000']);
    });

    it('is captured once where the answer to the new hold was lost', async () => {
      const key = { 'idempotency-key': `k-${order.orderId}` };
      machine.cybersource.control.orderFault({ fault: 'empty-answer', on: 'payment' });
      expect((await capture(6_000, key)).status).to.equal(503);
      await pause();
      if (journal === 'memory') {
        expect((await capture(6_000, key)).status).to.equal(200);
        expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'payment 6000', 'capture 6000']);
        await pause();
        expect((await capture(6_000, key)).status).to.equal(200);
      }
      expect(oms.ledger(order).filter((entry) => entry === 'payment 6000')).to.have.length(1);
    });
  });
