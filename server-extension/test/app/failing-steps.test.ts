import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
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

/** A call to CyberSource as its ledger has it, and as an answer of the extension names it. */
type Call = readonly [kind: 'payment' | 'capture' | 'reversal' | 'refund', minor: number];

/** What an order management asks for, after what, and the calls that it takes. */
interface Operation {
  readonly name: string;
  /** Captures of 100.00 before. */
  readonly captured: readonly number[];
  readonly isExpired?: true;
  readonly ask: 'reverse' | 'capture' | 'final capture';
  readonly calls: readonly Call[];
  /** In the end, with everything done. */
  readonly end: Readonly<Record<'captured' | 'refunded' | 'reversed' | 'available', number>>;
}

const OPERATIONS: readonly Operation[] = [
  {
    name: 'a capture of a part that releases the rest',
    captured: [],
    ask: 'final capture',
    calls: [['capture', 6_000]],
    end: { captured: 6_000, refunded: 0, reversed: 4_000, available: 0 },
  },
  {
    name: 'the reversal of what is held and the refund of what was captured',
    captured: [6_000],
    ask: 'reverse',
    calls: [
      ['reversal', 4_000],
      ['refund', 6_000],
    ],
    end: { captured: 6_000, refunded: 6_000, reversed: 4_000, available: 0 },
  },
  {
    name: 'a capture that is authorized again first',
    captured: [],
    isExpired: true,
    ask: 'capture',
    calls: [
      ['payment', 6_000],
      ['capture', 6_000],
    ],
    end: { captured: 6_000, refunded: 0, reversed: 0, available: 4_000 },
  },
];

const ALL_VOIDED = { captured: 0, refunded: 0, reversed: 10_000, available: 0 };

const SUMS = ['captured', 'refunded', 'reversed', 'available', 'pending'] as const;
type Sums = Readonly<Record<(typeof SUMS)[number] | 'authorized', number>>;

/** The journal of a merchant's own machine, and that of OCC's, which a restart empties after the failure. */
for (const journal of ['database', 'memory'] as const)
  describe(`A step that fails in the middle of an operation, with a journal in ${journal}`, function () {
    this.timeout(60_000);
    let folder: string;
    let machine: BetweenSandboxes;
    let oms: OrderManagement;
    let card: StoredCard;
    let clockMs = 0;
    let orders = 0;

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'failing-steps-'));
      machine = await startBetweenSandboxes({
        environment: {
          JOURNAL: journalLocation(journal, folder),
          RECONCILE_PACE: '0.02',
        },
        siteSettings: { 'isv-occ-gateway': { '*': { '*': { reauthorize: true, holdDays: 'Visa: 7' } } } },
        now: () => new Date(Date.now() + clockMs),
      });
      machine.cybersource.control.setSearchLagMs(0);
      oms = await createOrderManagement(machine, `o-failing-${journal}-`);
      card = await storeCard(machine);
      // The first payment of a process loads what it needs, which takes a busy machine longer than the fast pace allows.
      await chargeOrder(oms, `o-failing-${journal}-first`, card);
    });

    after(async () => {
      await machine.close();
      rmSync(folder, { recursive: true });
    });

    afterEach(() => {
      machine.cybersource.control.clearFaults();
      machine.cybersource.control.clearTriggers();
    });

    /** For both programs. */
    const pass = (ms: number): void => {
      clockMs += ms;
      machine.cybersource.control.setClock({ offsetMs: clockMs });
    };

    const pause = async (): Promise<void> => {
      if (journal === 'memory') await machine.restart();
    };

    const capture = (
      { orderId, requestId }: PaidOrder,
      minor: number,
      changes: object,
      key: string,
    ): Promise<OmsAnswer> =>
      oms.call(
        '/capture',
        {
          merchantReferenceNumber: orderId,
          transactionId: requestId,
          currency: 'USD',
          amount: String(minor),
          ...changes,
        },
        { 'idempotency-key': key },
      );

    const ask = ({ ask: what }: Operation, order: PaidOrder, nth: string): Promise<OmsAnswer> => {
      const key = `${order.orderId}-${nth}`;
      return what === 'reverse'
        ? oms.call('/reverse', { orderId: order.orderId }, { 'idempotency-key': key })
        : capture(order, 6_000, what === 'capture' ? {} : { isFinal: true }, key);
    };

    /** An order to which everything has happened that the operation presupposes. */
    async function anOrder({ captured, isExpired }: Operation, refused?: Call[0]): Promise<PaidOrder> {
      orders += 1;
      const orderId = `o-failing-${journal}-${orders}`;
      if (refused !== undefined) refuse(orderId, refused);
      const order = await chargeOrder(oms, orderId, card);
      expect(order.requestId, 'it is authorized').to.match(/^\d{22}$/);
      for (const minor of captured)
        expect(await capture(order, minor, {}, `${orderId}-before`)).to.include({ status: 200 });
      if (isExpired) {
        pass(8 * DAY_MS);
        if (refused !== undefined) refuse(orderId, refused);
      }
      await pause();
      return order;
    }

    /** CyberSource refuses that operation on payments that the order makes from now on. */
    function refuse(orderId: string, on: Call[0]): void {
      machine.cybersource.control.addTrigger({
        when: { reference: orderId },
        on,
        outcome: { kind: 'refuse', reason: 'PROCESSOR_UNAVAILABLE' },
        description: 'The processor cannot be reached',
      });
    }

    /** The sums as the operations API shows them; nothing is lost or counted twice, whatever is known so far. */
    async function shown(order: PaidOrder): Promise<{ readonly isPending: boolean; readonly sums: Sums }> {
      const payments = await oms.read(order);
      expect(payments, 'one payment').to.have.length(1);
      const [payment] = payments;
      const minorOf = (name: string): number => (payment![name] as { readonly minor: number }).minor;
      const sums = Object.fromEntries(['authorized', ...SUMS].map((name) => [name, minorOf(name)])) as Sums;
      expect(sums.authorized).to.equal(10_000);
      // What is not captured or reversed is available, or pending.
      expect(sums.captured + sums.reversed + sums.available, JSON.stringify(payment)).to.be.at.most(10_000);
      return { isPending: payment?.['isPending'] === true, sums };
    }

    /** Until recovery, or CyberSource's records, have told how it ended. */
    async function known(order: PaidOrder): Promise<Sums> {
      let now = await shown(order);
      // By then CyberSource's records show everything, and what they do not show was never made.
      if (now.isPending) pass(30_000);
      for (let patience = 300; now.isPending && patience > 0; patience -= 1) {
        await delay(50);
        now = await shown(order);
      }
      expect(now.isPending, 'the outcome is known in the end').to.equal(false);
      expect(now.sums.captured + now.sums.reversed + now.sums.available).to.equal(10_000);
      return now.sums;
    }

    const took = (order: PaidOrder): readonly string[] => [...oms.ledger(order)].sort();

    /** A new request takes a capture back by voiding it, where only the first one had to refund it. */
    const isVoided = (order: PaidOrder): boolean => took(order).some((entry) => entry.startsWith('void'));

    const wordsOf = (calls: readonly Call[]): readonly string[] => calls.map((call) => call.join(' '));

    function expectOneShape({ status, json }: OmsAnswer): void {
      expect(json).to.include({ status });
      expect(json).to.include.keys('message', 'code', 'errorCode', 'errors');
      const errors = json['errors'] as readonly Readonly<Record<string, unknown>>[];
      expect(errors).to.have.length.greaterThan(0);
      for (const error of errors) expect(error).to.include.keys('code', 'message');
    }

    for (const operation of OPERATIONS)
      for (const [nth, [kind]] of operation.calls.entries()) {
        const which = `${kind} of ${operation.name}`;

        for (const [fault, isDone] of [
          ['reset-before-commit', false],
          ['empty-answer', true],
        ] as const)
          for (const key of ['same', 'new'] as const)
            it(`${which}: ${isDone ? 'made, its answer lost' : 'lost on its way'}; asked again under ${key === 'same' ? 'its key' : 'a new key'}`, async () => {
              const order = await anOrder(operation);
              const before = took(order);
              machine.cybersource.control.orderFault({ fault, on: kind });
              const failed = await ask(operation, order, 'first');
              expect(failed.status, 'unknown is neither success nor refusal').to.equal(503);
              expect(failed.json).to.include({ code: 'outcome-unknown' });
              expect(Number(failed.headers.get('retry-after'))).to.be.greaterThan(0);
              expectOneShape(failed);
              const made = operation.calls.slice(0, nth + (isDone ? 1 : 0));
              expect(took(order)).to.deep.equal([...before, ...wordsOf(made)].sort());
              const unknown = await shown(order);
              expect(unknown.isPending, 'the answer is not known yet').to.equal(true);

              await pause();
              await known(order);
              const again = await ask(operation, order, key === 'same' ? 'first' : 'second');
              if (again.status !== 200) expectOneShape(again);
              const sums = await known(order);
              // Under a new key a capture of 60.00 is another capture: there is not as much left.
              const isMore = key === 'new' && isDone && nth === operation.calls.length - 1;
              if (isMore) expect(again.status, 'nothing is left').to.equal(409);
              else expect(again.status, JSON.stringify(again.json)).to.equal(200);
              if (isVoided(order)) expect(sums).to.include(ALL_VOIDED);
              else {
                expect(sums).to.include(operation.end);
                expect(took(order)).to.deep.equal([...before, ...wordsOf(operation.calls)].sort());
              }
            });

        // A payment that is refused is declined: the next test.
        if (kind !== 'payment')
          for (const key of ['same', 'new'] as const)
            it(`${which}: refused; asked again under ${key === 'same' ? 'its key' : 'a new key'}`, async () => {
              const order = await anOrder(operation, kind);
              const before = took(order);
              const refused = await ask(operation, order, 'first');
              expect(refused.status).to.equal(400);
              expect(refused.json).to.include({ code: 'refused', state: 'failed' });
              expectOneShape(refused);
              const made = operation.calls.slice(0, nth);
              expect(took(order)).to.deep.equal([...before, ...wordsOf(made)].sort());
              const steps = refused.json['steps'] as readonly { readonly outcome: string }[] | undefined;
              if (operation.calls.length > 1)
                expect(
                  steps?.map(({ outcome }) => outcome),
                  'each call and how it ended',
                ).to.deep.equal([...made.map(() => 'approved'), 'refused']);
              const after = await known(order);

              await pause();
              const again = await ask(operation, order, key === 'same' ? 'first' : 'second');
              if (isVoided(order)) {
                expect(again.status).to.equal(200);
                expect(await known(order)).to.include(ALL_VOIDED);
                return;
              }
              expect(again.status).to.equal(400);
              expectOneShape(again);
              expect(await known(order), 'nothing was made twice').to.deep.equal(after);
              expect(took(order)).to.deep.equal([...before, ...wordsOf(made)].sort());
            });
      }

    it('a hold that the issuer declines to make again leaves the payment as it was, whoever asks again', async () => {
      const operation = OPERATIONS.find(({ isExpired }) => isExpired) ?? expect.fail();
      const order = await anOrder(operation);
      machine.cybersource.control.addTrigger({
        when: { reference: order.orderId },
        on: 'payment',
        outcome: { kind: 'decline', reason: 'PROCESSOR_DECLINED' },
        description: 'The issuer declines',
      });
      for (const nth of ['first', 'first', 'second']) {
        const declined = await ask(operation, order, nth);
        expect(declined.status).to.equal(400);
        expect(declined.json).to.include({ code: 'declined' });
        expectOneShape(declined);
        expect(await known(order)).to.include({ captured: 0, reversed: 0, available: 10_000 });
        await pause();
      }
      const tries = oms.ledger(order).filter((entry) => entry === 'payment 6000');
      expect(tries, 'once under each key').to.have.length(2);
    });
  });
