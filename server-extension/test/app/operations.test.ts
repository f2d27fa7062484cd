import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { journalLocation } from '../builders/journal-location.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createOrderManagement, type OrderManagement, type PaidOrder } from '../builders/order-management.ts';

const usd = (minor: number): object => ({ minor, currency: 'USD' });

/** The journal of a merchant's own machine, and that of OCC's, which a restart empties. */
for (const journal of ['database', 'memory'] as const)
  describe(`What an order management does to a payment, with a journal in ${journal}`, function () {
    this.timeout(60_000);
    let folder: string;
    let machine: BetweenSandboxes;
    let oms: OrderManagement;
    let order: PaidOrder;
    /** Inside OCC the process may be another one between any two requests. */
    const pause = async (): Promise<void> => {
      if (journal === 'memory') await machine.restart();
    };
    const named = ({ orderId, requestId }: PaidOrder): object => ({ orderId, requestId });
    const capture = (minor: number, changes: object = {}): ReturnType<OrderManagement['call']> =>
      oms.call('/capture', {
        merchantReferenceNumber: order.orderId,
        transactionId: order.requestId,
        currency: 'USD',
        amount: String(minor).padStart(12, '0'),
        ...changes,
      });
    const refund = (minor: number, transactionId = order.requestId): ReturnType<OrderManagement['call']> =>
      oms.call('/refund', {
        merchantReferenceNumber: order.orderId,
        transactionId,
        currency: 'USD',
        amount: String(minor).padStart(12, '0'),
      });

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'operations-'));
      const location = journalLocation(journal, folder);
      machine = await startBetweenSandboxes({ environment: { JOURNAL: location } });
      machine.cybersource.control.setSearchLagMs(0);
      oms = await createOrderManagement(machine, `o-${journal}-`);
    });

    after(async () => {
      await machine.close();
      rmSync(folder, { recursive: true });
    });

    beforeEach(async () => {
      order = await oms.order();
      await pause();
    });

    it('reduces what is held: a capture of more is refused, of what is left accepted', async () => {
      const reduced = await oms.call('/reduce', { ...named(order), amount: usd(2_000) });
      expect(reduced.status).to.equal(200);
      expect(reduced.json).to.deep.include({ state: 'completed', errors: [], warnings: [] });
      expect(reduced.json['payment']).to.deep.include({ state: 'Authorized', available: usd(8_000) });
      await pause();
      const tooMuch = await capture(8_100);
      expect(tooMuch.status).to.equal(409);
      expect(tooMuch.json['payment']).to.deep.include({ available: usd(8_000) });
      expect(tooMuch.json['allowed']).to.deep.include({ operation: 'capture', upTo: usd(8_000) });
      expect((await capture(8_000)).status).to.equal(200);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'reversal 2000', 'capture 8000']);
    });

    it('increments what is held, and captures all of it', async () => {
      const more = await oms.call('/increment', { ...named(order), amount: usd(2_500) });
      expect(more.status).to.equal(200);
      expect(more.json['payment']).to.deep.include({ authorized: usd(12_500), available: usd(12_500) });
      // CyberSource lists what holds more as an authorization of its own: it is no payment of its own.
      for (const again of [async () => undefined, pause]) {
        await again();
        const shown = await oms.read(order);
        expect(shown).to.have.length(1);
        expect(shown[0]).to.deep.include({ authorized: usd(12_500), available: usd(12_500) });
      }
      expect((await capture(12_500)).status).to.equal(200);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'increment 2500', 'capture 12500']);
    });

    it('takes back all that is left of a payment that OCC cancels, whatever was added, reduced or sent back', async () => {
      await oms.call('/increment', { ...named(order), amount: usd(2_500) });
      await pause();
      const cancelled = await oms.cancel(order);
      expect(cancelled).to.deep.include({ status: 200 });
      expect(cancelled.json).to.deep.include({ amount: '000000010000' });
      expect(cancelled.json['response']).to.deep.include({ success: true, code: '2000' });
      await pause();
      expect((await oms.cancel(order)).json['response']).to.deep.equal(cancelled.json['response']);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'increment 2500', 'reversal 12500']);

      order = await oms.order();
      await oms.call('/reduce', { ...named(order), amount: usd(3_000) });
      await capture(2_000);
      await refund(500);
      await pause();
      expect((await oms.cancel(order)).json['response']).to.deep.include({ success: true, code: '2000' });
      expect(oms.ledger(order).slice(4)).to.deep.equal(['reversal 5000', 'refund 1500']);
    });

    it('voids what is held, also named by its payment group', async () => {
      const { orderId, paymentGroupId } = order;
      const voided = await oms.call('/void', { orderId, paymentGroupId });
      expect(voided.status).to.equal(200);
      expect(voided.json['payment']).to.deep.include({ state: 'AuthorizationVoided' });
      await pause();
      expect((await capture(1)).status).to.equal(409);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'reversal 10000']);
    });

    it('voids a capture that is not settled, and says to refund one that is', async () => {
      await capture(10_000);
      await pause();
      const voided = await oms.call('/void', named(order));
      expect(voided.json['payment']).to.deep.include({ state: 'CaptureVoided' });
      expect(oms.ledger(order).slice(0, 3)).to.deep.equal(['payment 10000', 'capture 10000', 'void 10000']);

      order = await oms.order();
      await capture(10_000);
      machine.cybersource.control.closeBatch();
      await pause();
      const late = await oms.call('/void', named(order));
      expect(late.status).to.equal(400);
      expect(late.json).to.include({ state: 'failed', code: 'refused' });
      expect(late.json['message']).to.match(/NOT_VOIDABLE.*refund it instead/i);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'capture 10000']);
    });

    it('does not say to refund what was never captured', async () => {
      const held = await oms.order({
        customProperties: {
          paymentType: 'googlepay',
          paymentToken: aGooglePayPayload({ pan: '4000000000000259' }),
        },
      });
      const refused = await oms.call('/void', named(held));
      expect(refused.status).to.equal(400);
      expect(refused.json).to.include({ state: 'failed', code: 'refused' });
      expect(refused.json['message'])
        .to.match(/CyberSource/)
        .and.not.to.match(/refund/i);
      expect(refused.json['allowed']).to.deep.include({ operation: 'void', upTo: usd(10_000) });
    });

    it('reverses a hold, refunds a settled capture, and does both for a part', async () => {
      expect((await oms.call('/reverse', named(order))).status).to.equal(200);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'reversal 10000']);

      order = await oms.order();
      await capture(10_000);
      machine.cybersource.control.closeBatch();
      await pause();
      expect((await oms.call('/reverse', named(order))).status).to.equal(200);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'capture 10000', 'refund 10000']);

      order = await oms.order();
      await capture(6_000);
      await pause();
      const planned = await oms.call('/reverse?dryRun=true', named(order));
      const both = await oms.call('/reverse', named(order));
      const namesOf = (answer: typeof both): readonly string[] =>
        (answer.json['steps'] as readonly { readonly operation: string }[]).map(({ operation }) => operation);
      expect(namesOf(both)).to.deep.equal(['reversal', 'refund']);
      expect(namesOf(planned), 'as the dry run names them').to.deep.equal(namesOf(both));
      expect(oms.ledger(order)).to.deep.equal([
        'payment 10000',
        'capture 6000',
        'reversal 4000',
        'refund 6000',
      ]);
    });

    it('captures 60 and 40 of 100 with their numbers, and refuses one more without a call', async () => {
      expect((await capture(6_000)).status).to.equal(200);
      await pause();
      expect((await capture(4_000)).status).to.equal(200);
      await pause();
      const more = await capture(1);
      expect(more.status).to.equal(409);
      expect(more.json['payment']).to.deep.include({ state: 'Captured', available: usd(0) });
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'capture 6000', 'capture 4000']);
    });

    it('reverses the rest with a final capture', async () => {
      expect((await capture(6_000, { isFinal: true })).status).to.equal(200);
      await pause();
      const more = await capture(1);
      expect(more.status).to.equal(409);
      expect(more.json['payment']).to.deep.include({
        state: 'Captured',
        captured: usd(6_000),
        reversed: usd(4_000),
        available: usd(0),
      });
    });

    it('refunds 30 and 70 of 100, and names what is left when more is asked for', async () => {
      await capture(10_000);
      await pause();
      expect((await refund(3_000)).status).to.equal(200);
      await pause();
      expect((await refund(7_000)).status).to.equal(200);
      await pause();
      const more = await refund(1);
      expect(more.status).to.equal(409);
      expect(more.json['message']).to.match(/0\.00 USD is left to refund/);
    });

    it('refunds a line from the capture that it was shipped with, also in several captures, and no more of it', async () => {
      const first = await capture(6_000, { lines: [{ lineId: 'ci1', quantity: 2 }] });
      await pause();
      const second = await capture(4_000, {
        lines: [
          { lineId: 'ci1', quantity: 1 },
          { lineId: 'ci2', quantity: 1 },
        ],
      });
      const [one, two] = [first, second].map(({ json }) => json['hostTransactionId']);
      await pause();
      const returned = (minor: number, lines: readonly object[]): object => ({
        merchantReferenceNumber: order.orderId,
        transactionId: order.requestId,
        currency: 'USD',
        amount: String(minor),
        lines,
      });
      const asked = returned(4_500, [
        { lineId: 'ci1', quantity: 3, amount: 3_500 },
        { lineId: 'ci2', quantity: 1, amount: '1000' },
      ]);
      const planned = await oms.call('/refund?dryRun=true', asked);
      expect(planned.json['steps']).to.deep.equal([
        { operation: 'refund', amount: usd(2_333), requestId: one, lines: [{ lineId: 'ci1', quantity: 2 }] },
        {
          operation: 'refund',
          amount: usd(2_167),
          requestId: two,
          lines: [
            { lineId: 'ci1', quantity: 1 },
            { lineId: 'ci2', quantity: 1 },
          ],
        },
      ]);
      await pause();
      const done = await oms.call('/refund', asked);
      expect(done.status).to.equal(200);
      expect(done.json['steps']).to.have.length(2);
      expect(done.json['steps']).to.have.nested.property('[0].of', one);
      expect(done.json['steps']).to.have.nested.property('[1].of', two);
      await pause();
      const again = await oms.call('/refund', returned(100, [{ lineId: 'ci2', quantity: 1 }]));
      expect(again.status).to.equal(409);
      expect(again.json['message']).to.match(/line ci2.*refunded before/);
      expect(oms.ledger(order)).to.deep.equal([
        'payment 10000',
        'capture 6000',
        'capture 4000',
        'refund 2333',
        'refund 2167',
      ]);
    });

    it('refunds from the capture that is named, and says what is left of it when more is asked for', async () => {
      await capture(6_000);
      await pause();
      const second = await capture(4_000);
      const captureRequestId = second.json['hostTransactionId'];
      await pause();
      const from = (minor: number, named: unknown = captureRequestId): ReturnType<OrderManagement['call']> =>
        oms.call('/refund', {
          merchantReferenceNumber: order.orderId,
          transactionId: order.requestId,
          currency: 'USD',
          amount: String(minor),
          captureRequestId: named,
        });
      const tooMuch = await from(4_001);
      expect(tooMuch.status).to.equal(409);
      expect(tooMuch.json['message']).to.match(/40\.00 USD is left to refund of/);
      await pause();
      const refunded = await from(3_900);
      expect(refunded.json['steps']).to.have.nested.property('[0].of', captureRequestId);
      await pause();
      expect((await from(200)).json['message']).to.match(/1\.00 USD is left to refund of/);
      expect((await from(100, order.requestId)).json['message']).to.match(/is no capture of this payment/);
      expect(oms.ledger(order)).to.deep.equal([
        'payment 10000',
        'capture 6000',
        'capture 4000',
        'refund 3900',
      ]);
    });

    it('names what is wrong with the lines of a refund', async () => {
      const refundWith = (changes: object): ReturnType<OrderManagement['call']> =>
        oms.call('/refund', {
          merchantReferenceNumber: order.orderId,
          transactionId: order.requestId,
          currency: 'USD',
          amount: '1000',
          ...changes,
        });
      const [a, b] = ['ci1', 'ci2'].map((lineId) => ({ lineId, quantity: 1 }));
      for (const [lines, message] of [
        [[a, b], /lines\.0\.amount.*is needed of each line/],
        [
          [
            { ...a, amount: 400 },
            { ...b, amount: 500 },
          ],
          /lines.*add up to the amount/,
        ],
        [[a, a], /lines.*each line once/],
        [[{ ...a, quantity: 0 }], /quantity.*1 to 999999/],
      ] as const) {
        const wrong = await refundWith({ lines });
        expect(wrong.status).to.equal(400);
        expect(JSON.stringify(wrong.json)).to.match(message);
      }
      expect((await capture(100, { captureRequestId: order.requestId })).status).to.equal(400);
      expect(oms.ledger(order)).to.deep.equal(['payment 10000']);
    });

    it('answers a dry run with the steps, and sends and writes nothing', async () => {
      await capture(6_000);
      await pause();
      const before = oms.ledger(order);
      const planned = await oms.call('/reverse?dryRun=true', named(order));
      expect(planned.status).to.equal(200);
      expect(planned.json).to.deep.include({
        state: 'planned',
        steps: [
          { operation: 'reversal', amount: usd(4_000), requestId: order.requestId },
          {
            operation: 'refund',
            amount: usd(6_000),
            requestId: machine.cybersource
              .ledger({ reference: order.orderId })
              .flatMap(({ transactions }) => transactions)
              .find(({ kind }) => kind === 'capture')?.id,
          },
        ],
      });
      const numbered = await oms.call('/capture?dryRun=true', {
        merchantReferenceNumber: order.orderId,
        transactionId: order.requestId,
        currency: 'USD',
        amount: '4000',
      });
      expect(numbered.json['steps']).to.deep.equal([
        {
          operation: 'capture',
          amount: usd(4_000),
          requestId: order.requestId,
          captureSequenceNumber: 2,
        },
      ]);
      expect(oms.ledger(order)).to.deep.equal(before);
      expect((await oms.call('/reverse', named(order))).status).to.equal(200);
    });

    it('does the same key once, refuses another body under it, and a repeat without a key', async () => {
      const body = { ...named(order), amount: usd(1_000) };
      const key = { 'idempotency-key': `k-${order.orderId}` };
      const first = await oms.call('/reduce', body, key);
      await pause();
      const again = await oms.call('/reduce', body, key);
      expect([first.status, again.status]).to.deep.equal([200, 200]);
      expect(again.json['requestId']).to.equal(first.json['requestId']);
      expect((await oms.call('/reduce', { ...body, amount: usd(999) }, key)).status).to.equal(409);

      expect((await oms.call('/reduce', body)).status).to.equal(200);
      await pause();
      const repeat = await oms.call('/reduce', body);
      expect(repeat.status).to.equal(409);
      expect(repeat.json).to.have.property('first');
      expect(oms.ledger(order)).to.deep.equal(['payment 10000', 'reversal 1000', 'reversal 1000']);
    });

    it('does not know a payment that neither journal nor CyberSource know', async () => {
      const unknown = '1000000000000000000001';
      const { orderId } = order;
      for (const name of ['/void', '/reverse'])
        expect((await oms.call(name, { orderId, requestId: unknown })).status).to.equal(404);
      expect((await capture(100, { transactionId: unknown })).status).to.equal(404);
      expect((await refund(100, unknown)).status).to.equal(404);
      const nobody = await oms.call('/void', { orderId: 'o-nobody' });
      expect(nobody.status).to.equal(404);
      expect(nobody.json['errors']).to.have.nested.property('[0].code', 'not-found');
    });

    it('moves nothing for a parameter that is misspelt or comes twice: it could be a dry run', async () => {
      const more = { ...named(order), amount: usd(100) };
      const asked = {
        merchantReferenceNumber: order.orderId,
        transactionId: order.requestId,
        currency: 'USD',
      };
      const charge = {
        orderId: order.orderId,
        paymentGroupId: 'pg-more',
        amount: usd(100),
        instrument: { customerId: 'C1' },
      };
      for (const [path, body] of [
        ['/increment', more],
        ['/reduce', more],
        ['/void', named(order)],
        ['/reverse', named(order)],
        ['/capture', { ...asked, amount: 100 }],
        ['/refund', { ...asked, amount: 100 }],
        ['/charge', charge],
      ] as const)
        for (const [query, field] of [
          ['dryrun=true', 'dryrun'],
          ['dry_run=true&dryRun=false', 'dry_run'],
          ['dryRun=false&dryRun=true', 'dryRun'],
          ['dryRun=True', 'dryRun'],
        ] as const) {
          const refused = await oms.call(`${path}?${query}`, body);
          expect(refused.status, path + query).to.equal(400);
          expect(refused.json['errors']).to.have.nested.property('[0].field', field);
        }
      for (const path of ['/capture', '/refund']) {
        const refused = await oms.call(path, { ...asked, amount: 100, dryRun: true });
        expect(refused.status, path).to.equal(400);
        expect(refused.json['errors']).to.have.nested.property('[0].field', 'dryRun');
      }
      expect(oms.ledger(order)).to.deep.equal(['payment 10000']);
    });

    it('knows a payment by anything that followed on it, and takes back no capture where less is to be held', async () => {
      const captured = await capture(6_000);
      const requestId = captured.json['hostTransactionId'] as string;
      await pause();
      const byCapture = { orderId: order.orderId, requestId };
      const wrong = await oms.call('/reduce', { ...byCapture, amount: usd(6_000) });
      expect(wrong.status).to.equal(409);
      expect(wrong.json['message']).to.match(/^Not reduced: .*40\.00 USD is still held/);
      await pause();
      expect((await oms.call('/increment', { ...byCapture, amount: usd(500) })).status).to.equal(200);
      await pause();
      expect((await oms.call('/reduce', { ...byCapture, amount: usd(1_500) })).status).to.equal(200);
      await pause();
      expect((await capture(3_000, { transactionId: requestId })).status).to.equal(200);
      expect(oms.ledger(order)).to.deep.equal([
        'payment 10000',
        'capture 6000',
        'increment 500',
        'reversal 1500',
        'capture 3000',
      ]);
    });

    it('refuses a payment that is named twice, and differently', async () => {
      const { paymentGroupId } = order;
      const both = { ...named(order), amount: usd(100) };
      const other = await oms.call('/reduce', { ...both, paymentGroupId: 'pg-other' });
      expect(other.status).to.equal(404);
      expect(other.json['message']).to.match(new RegExp(`${paymentGroupId}, not pg-other.*Nothing was sent`));
      expect(oms.ledger(order)).to.deep.equal(['payment 10000']);
      expect((await oms.call('/reduce', { ...both, paymentGroupId })).status).to.equal(200);
    });

    it('refuses what is asked of a declined payment by its state: it is known', async () => {
      const { orderId } = await oms.order({ amount: '000000150000' });
      for (const [path, body] of [
        ['/void', {}],
        ['/reverse', {}],
        ['/reduce', { amount: usd(1) }],
        ['/increment', { amount: usd(1) }],
      ] as const) {
        const refused = await oms.call(path, { orderId, ...body });
        expect(refused.status, path).to.equal(409);
        expect(refused.json['payment']).to.deep.include({ state: 'Created', available: usd(0) });
        expect(refused.json['allowed']).to.deep.equal([]);
      }
    });

    it('names every field that is wrong', async () => {
      const wrong = await oms.call('/increment', { orderId: ' ', amount: { minor: 0.5, currency: 'usd' } });
      expect(wrong.status).to.equal(400);
      const fields = (wrong.json['errors'] as { code: string; field: string }[]).map(
        ({ code, field }) => `${field} ${code}`,
      );
      expect(fields).to.have.members([
        'orderId invalid-field',
        'amount.minor invalid-field',
        'amount.currency invalid-field',
      ]);
      for (const path of ['/increment', '/reduce', '/charge'])
        for (const minor of [0, -100, 1_000_000_000_000]) {
          const amount = { minor, currency: 'USD' };
          const refused = await oms.call(path, {
            orderId: order.orderId,
            amount,
            ...(path === '/charge' && { paymentGroupId: 'pg-x', instrument: { paymentInstrumentId: 'PI1' } }),
          });
          expect(refused.status, `${path} ${minor}`).to.equal(400);
          expect(refused.json['errors']).to.have.nested.property('[0].field', 'amount.minor');
        }
      const unknown = await oms.call('/increment', {
        orderId: order.orderId,
        amount: { ...usd(100), value: 1 },
        amout: 5,
        lines: [],
      });
      expect(unknown.json['errors']).to.have.length(3);
      for (const field of ['amout', 'lines', 'amount.value'])
        expect(unknown.json['errors']).to.deep.include({
          code: 'invalid-field',
          field,
          message: 'is not known here: correct its name, or leave it out',
          'o:errorPath': `body:${field}`,
        });
      expect(oms.ledger(order)).to.deep.equal(['payment 10000']);
      const missing = await oms.call('/reduce', { requestId: order.requestId });
      expect(missing.json['errors']).to.deep.include({
        code: 'missing-field',
        field: 'amount',
        message: 'must be an object with minor and currency',
        'o:errorPath': 'body:amount',
      });
    });
  });
