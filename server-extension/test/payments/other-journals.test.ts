import { expect } from 'chai';
import fc from 'fast-check';
import type { Capture, PaymentCommand, Refund, Void } from '../../src/domain/payment/command.ts';
import type { CommandKey, GatewayRef, OrderId, SiteId } from '../../src/domain/ids.ts';
import { isApprovedOrPending, gatewayRefOf } from '../../src/domain/payment/reported.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { ExecutePayment } from '../../src/payments/execute-payment.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { PaymentRecords } from '../../src/payments/ports/payment-records.ts';
import { holdExpiry } from '../../src/domain/payment/hold-expiry.ts';
import { RECOVERY_TIMINGS } from '../../src/payments/recovery/recovery-task.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../builders/command.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { createPayments } from '../builders/payments.ts';
import { aRememberingGateway, noRecords, recordsOf, type RememberingGateway } from '../builders/records.ts';
import { refusal } from '../builders/refusal.ts';
import { aRef, notSent, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

interface Instance {
  readonly executePayment: ExecutePayment;
  readonly journal: Journal;
}

/** An instance that begins with an empty journal of its own. */
function anInstance(
  gateway: RememberingGateway,
  records: PaymentRecords = gateway,
  options: Partial<Parameters<typeof createPayments>[0]> = {},
): Instance {
  const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
  const { executePayment } = createPayments({ gateway, records, journal, deadlineMs: 50, ...options });
  return { executePayment, journal };
}

/** What the gateway carried out, as `capture 6000`. */
function moved({ ledger }: RememberingGateway): string[] {
  return ledger.map(({ command }) => `${command.type} ${command.amount.minor}`);
}

describe('a follow-on whose payment another journal knows', () => {
  let gateway: RememberingGateway;
  let original: GatewayRef;
  beforeEach(async () => {
    gateway = aRememberingGateway();
    original = await authorized();
  });

  async function authorized(captureNow = false): Promise<GatewayRef> {
    const { result } = await anInstance(gateway).executePayment(anAuthorization({ captureNow }), settings);
    return gatewayRefOf(result)!;
  }
  const capture = (minor: number, changes: Partial<Capture> = {}): Capture =>
    aCapture({ original, amount: usd(minor), ...changes });
  const refund = (minor: number, changes: Partial<Refund> = {}): Refund =>
    aRefund({ original, amount: usd(minor), ...changes });

  it('captures no more than the gateway says is left, after a restart between two captures', async () => {
    await anInstance(gateway).executePayment(capture(6_000), settings);
    const problem = await refusal(anInstance(gateway).executePayment(capture(6_000), settings));
    expect(problem).to.include({ code: 'conflict', status: 409 });
    expect(problem.message).to.contain('40.00 USD is left to capture');
    await anInstance(gateway).executePayment(capture(4_000), settings);
    expect(moved(gateway)).to.deep.equal(['authorize 10000', 'capture 6000', 'capture 4000']);
  });

  it('refunds no more than was taken, after a restart between two refunds', async () => {
    await anInstance(gateway).executePayment(capture(6_000), settings);
    await anInstance(gateway).executePayment(refund(4_000), settings);
    const problem = await refusal(anInstance(gateway).executePayment(refund(4_000), settings));
    expect(problem).to.include({ code: 'conflict', status: 409 });
    expect(problem.message).to.contain('20.00 USD is left to refund');
    await anInstance(gateway).executePayment(refund(2_000), settings);
    expect(moved(gateway).slice(2)).to.deep.equal(['refund 4000', 'refund 2000']);
  });

  it('is judged by the records also where this journal made the payment: another instance may have used it', async () => {
    const first = anInstance(gateway);
    const { result } = await first.executePayment(anAuthorization(), settings);
    original = gatewayRefOf(result)!;
    await first.executePayment(capture(3_000), settings);
    await anInstance(gateway).executePayment(capture(6_000), settings);
    const problem = await refusal(first.executePayment(capture(2_000), settings));
    expect(problem.message).to.contain('10.00 USD is left to capture');
    await first.executePayment(capture(1_000), settings);
  });

  it('cancels what is left, and refunds what was taken, by the id of either', async () => {
    await anInstance(gateway).executePayment(capture(6_000), settings);
    const taken = gatewayRefOf(gateway.ledger[1]?.result)!;
    await anInstance(gateway).executePayment(aVoid({ original }), settings);
    expect(moved(gateway).slice(2)).to.deep.equal(['void 4000', 'refund 6000']);
    expect(gateway.ledger.at(-1)?.command).to.include({ original: taken });
    await refusal(anInstance(gateway).executePayment(refund(1, { original: taken }), settings));
  });

  it('is not carried out again under its own key: it is answered with what the records show', async () => {
    const command = capture(6_000);
    const first = await anInstance(gateway).executePayment(command, settings);
    const again = await anInstance(gateway).executePayment(command, settings);
    expect(again).to.deep.include({ replayed: true });
    expect(gatewayRefOf(again.result)).to.equal(gatewayRefOf(first.result));
    expect(moved(gateway)).to.have.length(2);
  });

  it('asks whether a review speaks against it with the authorization of the records, and only for what is still to be sent', async () => {
    const command = capture(6_000);
    const first = await anInstance(gateway).executePayment(command, settings);
    const asked: (GatewayRef | undefined)[] = [];
    const strict = anInstance(gateway, gateway, {
      requireAccepted: async ({ result }) => {
        asked.push(gatewayRefOf(result));
        throw new Problem('conflict', 'under review');
      },
    });
    const again = await strict.executePayment(command, settings);
    expect(gatewayRefOf(again.result)).to.equal(gatewayRefOf(first.result));
    expect(asked).to.deep.equal([]);
    expect(await refusal(strict.executePayment(capture(1_000), settings))).to.include({ code: 'conflict' });
    expect(asked).to.deep.equal([original]);
    await strict.executePayment(aVoid({ original }), settings);
    expect(moved(gateway)).to.deep.equal(['authorize 10000', 'capture 6000', 'void 4000', 'refund 6000']);
  });

  it('goes on where another instance stopped, also when this one could not send before', async () => {
    await anInstance(gateway).executePayment(capture(6_000), settings);
    const command = refund(3_000);
    const stopped = anInstance({ ...gateway, send: async () => notSent });
    expect((await stopped.executePayment(command, settings)).result).to.equal(notSent);
    await anInstance(gateway).executePayment(command, settings);
    const again = await stopped.executePayment(command, settings);
    expect(isApprovedOrPending(again.result)).to.equal(true);
    expect(moved(gateway).slice(2)).to.deep.equal(['refund 3000']);
  });

  it('is refused under the same key with another body, also where only the records know the first', async () => {
    const key = 'shipment-1' as CommandKey;
    await anInstance(gateway).executePayment(capture(3_000, { key }), settings);
    const problem = await refusal(anInstance(gateway).executePayment(capture(5_000, { key }), settings));
    expect(problem).to.include({ code: 'conflict', status: 409 });
    expect(problem.message).to.contain('another body');
    expect(moved(gateway)).to.have.length(2);
  });

  describe('that the records do not show yet', () => {
    it('is refused by the gateway, which takes the number of a turn once: what was sent before the restart stands', async () => {
      await anInstance(gateway).executePayment(capture(6_000), settings);
      gateway.isHidden = ({ command }) => command.type !== 'authorize';
      const { result } = await anInstance(gateway).executePayment(capture(6_000), settings);
      expect(result).to.include({ outcome: 'unknown', duplicate: true });
      expect(moved(gateway)).to.deep.equal(['authorize 10000', 'capture 6000']);
    });

    it('is refused for two different captures at the same moment on two instances, too', async () => {
      gateway.isHidden = ({ command }) => command.type !== 'authorize';
      const paid = await Promise.all(
        [6_000, 7_000].map((minor) => anInstance(gateway).executePayment(capture(minor), settings)),
      );
      expect(paid.filter(({ result }) => isApprovedOrPending(result))).to.have.length(1);
      expect(moved(gateway)).to.have.length(2);
    });

    it('is not refused for good as a refund of what is not captured, until they must show what was', async () => {
      let later = 0;
      await anInstance(gateway).executePayment(capture(6_000), settings);
      const other = anInstance(gateway, gateway, { now: () => new Date(Date.now() + later) });
      gateway.isHidden = ({ command }) => command.type !== 'authorize';
      const [hidden, neverMade] = [refund(6_000), refund(5_000)];
      for (const command of [hidden, neverMade])
        expect(await refusal(other.executePayment(command, settings))).to.include({
          code: 'wait-for-result',
          status: 503,
        });
      later = RECOVERY_TIMINGS.searchLagMs + 60_000;
      const problem = await refusal(other.executePayment(neverMade, settings));
      expect(problem).to.include({ code: 'conflict' });
      expect(problem.message).to.contain('0.00 USD is left to refund');
      gateway.isHidden = () => false;
      expect(isApprovedOrPending((await other.executePayment(hidden, settings)).result)).to.equal(true);
      expect(moved(gateway).slice(1)).to.deep.equal(['capture 6000', 'refund 6000']);
    });

    it('is not refused for good as a capture of a hold that has just expired: it may have been made before', async () => {
      let now = holdExpiry(new Date(), undefined, settings).getTime() + 60_000;
      const command = capture(6_000);
      await anInstance(gateway).executePayment(command, settings);
      const other = anInstance(gateway, gateway, { now: () => new Date(now) });
      gateway.isHidden = ({ command: { type } }) => type !== 'authorize';
      expect(await refusal(other.executePayment(command, settings))).to.include({ code: 'wait-for-result' });
      now += RECOVERY_TIMINGS.searchLagMs;
      const problem = await refusal(other.executePayment(command, settings));
      expect(problem).to.include({ code: 'conflict' });
      expect(problem.message).to.contain('the hold has expired');
      gateway.isHidden = () => false;
      expect((await other.executePayment(command, settings)).replayed).to.equal(true);
    });

    it('goes through once they do', async () => {
      await anInstance(gateway).executePayment(capture(6_000), settings);
      gateway.isHidden = ({ command }) => command.type !== 'authorize';
      const command = capture(4_000);
      await anInstance(gateway).executePayment(command, settings);
      gateway.isHidden = () => false;
      const { result } = await anInstance(gateway).executePayment(command, settings);
      expect(isApprovedOrPending(result)).to.equal(true);
      expect(gateway.ledger.at(-1)?.call.sequence?.number).to.equal(2);
    });

    it('waits, with 503 and nothing sent, when its payment itself is as young as that', async () => {
      gateway.isHidden = () => true;
      const issuedAt = new Date();
      const records: PaymentRecords = { read: async () => ({ kind: 'not-found', issuedAt }) };
      const problem = await refusal(anInstance(gateway, records).executePayment(capture(1_000), settings));
      expect(problem).to.include({ code: 'wait-for-result', status: 503, retryAfter: 30 });
      expect(moved(gateway)).to.have.length(1);
    });

    it('is sent by the instance that made the payment: no other one can send anything for it yet', async () => {
      const instance = anInstance(gateway);
      const { result } = await instance.executePayment(anAuthorization(), settings);
      gateway.isHidden = () => true;
      await instance.executePayment(aVoid({ original: gatewayRefOf(result)! }), settings);
      expect(moved(gateway).at(-1)).to.equal('void 10000');
    });
  });

  it('is not sent when the records cannot be read: 503, to be asked for again', async () => {
    const closed: PaymentRecords = {
      read: async () => ({ kind: 'ambiguous', problem: 'No answer in time.' }),
    };
    for (const command of [capture(1_000), refund(1_000), aVoid({ original })]) {
      const problem = await refusal(anInstance(gateway, closed).executePayment(command, settings));
      expect(problem).to.include({ code: 'wait-for-result', status: 503, retryAfter: 30 });
      expect(problem.message).to.contain('No answer in time.');
    }
    expect(moved(gateway)).to.have.length(1);
  });

  it('is not found for an id that the gateway does not know, or knows of another order or site', async () => {
    const elsewhere: Partial<Capture>[] = [
      { original: '7000000000000000009999' as GatewayRef },
      { orderId: 'o99999' as OrderId },
    ];
    for (const changes of elsewhere) {
      const problem = await refusal(anInstance(gateway).executePayment(capture(1_000, changes), settings));
      expect(problem).to.include({ code: 'not-found', status: 404 });
    }
    const group = {
      site: 'siteJP' as SiteId,
      channel: 'storefront',
      paymentGroupId: 'pg1' as never,
    } as const;
    const records: PaymentRecords = {
      async read(...asked) {
        const record = await gateway.read(...asked);
        return record.kind === 'found'
          ? { ...record, authorization: { ...record.authorization, paymentGroup: group } }
          : record;
      },
    };
    const foreign = await refusal(anInstance(gateway, records).executePayment(capture(1_000), settings));
    expect(foreign).to.have.property('code', 'not-found');
    expect(moved(gateway)).to.have.length(1);
  });

  it('is not read where a journal that lasts has seen the payment from the start', async () => {
    const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    const { executePayment } = createPayments({ gateway, records: noRecords, journal, isJournalOwn: false });
    const { result } = await executePayment(anAuthorization(), settings);
    await executePayment(aCapture({ original: gatewayRefOf(result)! }), settings);
    expect(gateway.ledger.at(-1)?.call).not.to.have.property('turn');
  });

  it('is read where such a journal has not: a payment of the program that was replaced is captured and refunded', async () => {
    const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    const ref = aRef();
    const records = recordsOf(() => ({ amount: usd(10_000) }));
    const { executePayment } = createPayments({ gateway, records, journal, isJournalOwn: false });
    gateway.send = async (command) => ({
      outcome: 'approved',
      ref: aRef(),
      amount: command.amount,
      gateway: { httpStatus: 201 },
    });
    await executePayment(aCapture({ original: ref, amount: usd(6_000) }), settings);
    await executePayment(aRefund({ original: ref, amount: usd(6_000) }), settings);
    const problem = await refusal(executePayment(aCapture({ original: ref, amount: usd(4_001) }), settings));
    expect(problem.message).to.contain('40.00 USD is left to capture');
  });
});

describe('captures, voids and refunds over instances with journals of their own', () => {
  const asked = fc.record({
    type: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
    minor: fc.integer({ min: 1, max: 120 }),
    instance: fc.integer({ min: 0, max: 2 }),
    /** The instance begins anew before it: it has forgotten everything. */
    restarts: fc.boolean(),
    /** Asked at the same time as the one after it. */
    isConcurrent: fc.boolean(),
    isHidden: fc.boolean(),
    isAnswerLost: fc.boolean(),
    copies: fc.integer({ min: 1, max: 2 }),
  });

  const at0 = {
    instance: 0,
    restarts: false,
    isConcurrent: false,
    isHidden: false,
    isAnswerLost: false,
    copies: 1,
  };
  const A_REFUND_THAT_ANOTHER_INSTANCE_DOES_NOT_SEE = [
    { ...at0, type: 'capture' as const, minor: 70 },
    { ...at0, type: 'void' as const, minor: 30 },
    { ...at0, type: 'refund' as const, minor: 1, isHidden: true },
    { ...at0, type: 'void' as const, minor: 70, copies: 2 },
  ];

  it('never capture or refund more than there is, whatever the records do not show yet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 8 }), async (requests) => {
        const gateway = aRememberingGateway();
        const instances = [anInstance(gateway), anInstance(gateway), anInstance(gateway)];
        const authorization = anAuthorization({ amount: usd(100) });
        const original = gatewayRefOf((await instances[0]!.executePayment(authorization, settings)).result)!;
        const hidden = new Set<PaymentCommand>();
        gateway.isHidden = ({ command }) => hidden.has(command);
        let inFlight: Promise<unknown>[] = [];
        for (const each of requests) {
          if (each.restarts) instances[each.instance] = anInstance(gateway);
          const command = toCommand(each.type, original, each.minor);
          gateway.answer = (result, done) => {
            if (each.isHidden) hidden.add(done);
            return each.isAnswerLost ? unknown : result;
          };
          for (let copy = 0; copy < each.copies; copy += 1) {
            const { executePayment } = instances[(each.instance + copy) % 3]!;
            inFlight.push(executePayment(command, settings).catch(() => undefined));
          }
          if (each.isConcurrent) continue;
          await Promise.all(inFlight);
          inFlight = [];
        }
        await Promise.all(inFlight);
        const sum = (type: PaymentCommand['type'], of?: Void['of']): number =>
          gateway.ledger
            .filter(({ command }) => command.type === type && (!of || ('of' in command && command.of === of)))
            .reduce((total, { command }) => total + command.amount.minor, 0);
        const takenBack = sum('void', 'capture');
        expect(sum('capture') + sum('void', 'authorization')).to.be.at.most(100);
        expect(sum('refund')).to.be.at.most(sum('capture') - takenBack);
      }),
      { numRuns: 300, examples: [[A_REFUND_THAT_ANOTHER_INSTANCE_DOES_NOT_SEE]] },
    );
  });

  function toCommand(
    type: 'capture' | 'void' | 'refund',
    original: GatewayRef,
    minor: number,
  ): Capture | Void | Refund {
    const about = { original, amount: usd(minor) };
    return type === 'capture' ? aCapture(about) : type === 'void' ? aVoid(about) : aRefund(about);
  }
});
