import { expect } from 'chai';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { PaymentRecords } from '../../../src/payments/ports/payment-records.ts';
import { type ConfirmOrder, createConfirmOrder } from '../../../src/payments/recovery/confirm-order.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { aCapture, anAuthorization, aVoid, usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { noRecords } from '../../builders/records.ts';
import { approved, aRef, declined, notSent, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

/** Runs after which there is no other. */
const USED_UP = 128;

describe('an authorization whose order OCC has to place', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let confirm: ConfirmOrder;
  let occSays: 'yes' | 'no' | 'unclear';
  let asked: number;
  let orphans: PaymentAttempt[];
  let records: PaymentRecords;
  const now = (): Date => new Date('2026-11-21T10:00:00Z');

  beforeEach(() => {
    gateway = anObedientGateway();
    records = noRecords;
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    ({ executePayment } = createPayments({
      gateway,
      journal,
      now,
      records: { read: (...ids) => records.read(...ids) },
    }));
    occSays = 'no';
    asked = 0;
    orphans = [];
    confirm = createConfirmOrder({
      journal,
      orderAccepted: async () => {
        asked += 1;
        return occSays;
      },
      executePayment,
      timings: RECOVERY_TIMINGS,
      now,
      onOrphan: (orphan) => orphans.push(orphan),
    });
  });

  async function authorized(changes: Parameters<typeof anAuthorization>[0] = {}): Promise<PaymentAttempt> {
    const { attempt } = await executePayment(anAuthorization(changes), settings);
    return attempt;
  }
  const undone = (): readonly string[] =>
    gateway.sent.filter(({ type }) => type === 'void').map(({ amount }) => String(amount.minor));

  it('is left alone once OCC has accepted it', async () => {
    occSays = 'yes';
    expect(await confirm(await authorized(), 0, settings)).to.deep.equal({ done: true });
    expect(undone()).to.deep.equal([]);
  });

  it('is undone only when OCC, asked again, still has not accepted it', async () => {
    const attempt = await authorized();
    expect(await confirm(attempt, 0, settings)).to.have.property('runAt');
    expect(undone()).to.deep.equal([]);
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
    expect(undone()).to.deep.equal(['10000']);
    expect(orphans).to.have.length(1);
  });

  it('is not undone while OCC cannot be asked, however long that takes', async () => {
    occSays = 'unclear';
    expect(await confirm(await authorized(), 5, settings)).to.have.property('runAt');
    expect(undone()).to.deep.equal([]);
  });

  it('is in use, whatever OCC says, when the OMS has captured of it', async () => {
    const attempt = await authorized();
    await executePayment(
      aCapture({ original: gatewayRefOf(attempt.result)!, amount: usd(4_000), caller: 'oms' }),
      settings,
    );
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
    expect(asked).to.equal(0);
  });

  it('needs nothing more when OCC has voided it itself', async () => {
    const attempt = await authorized();
    await executePayment(aVoid({ original: gatewayRefOf(attempt.result)! }), settings);
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
    expect(undone()).to.have.length(1);
  });

  it('is not in use because an earlier authorization of its payment group was voided', async () => {
    const first = await authorized();
    await executePayment(aVoid({ original: gatewayRefOf(first.result)! }), settings);
    const second = await authorized();
    expect(await confirm(second, 1, settings)).to.deep.equal({ done: true });
    expect(undone()).to.have.length(2);
    expect(orphans).to.deep.equal([second]);
  });

  for (const [kind, step] of Object.entries({ void: aVoid, capture: aCapture })) {
    it(`waits while the outcome of a ${kind} of it is unknown: it may have failed`, async () => {
      const attempt = await authorized();
      gateway.answer = async () => unknown;
      await executePayment(step({ original: gatewayRefOf(attempt.result)! }), settings);
      expect(await confirm(attempt, 1, settings)).to.have.property('runAt');
      expect(asked).to.equal(0);
      expect(orphans).to.deep.equal([]);
    });
  }

  it('is not in use because a void of it failed', async () => {
    const attempt = await authorized();
    gateway.answer = async () => notSent;
    await executePayment(aVoid({ original: gatewayRefOf(attempt.result)! }), settings);
    gateway.answer = async (command) => yes(command);
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
    expect(undone()).to.have.length(2);
  });

  it('is done when the gateway says that it is reversed already', async () => {
    const attempt = await authorized();
    gateway.answer = async () => ({
      outcome: 'refused',
      problem: 'reversed before',
      refusalReason: 'already-reversed',
      gateway: { httpStatus: 400, reason: 'AUTH_ALREADY_REVERSED' },
    });
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
  });

  it("is over when the gateway's records show that another instance has let go of it", async () => {
    const attempt = await authorized();
    const reversal = { ref: aRef(), operation: 'void', submittedAt: now(), captureNow: false } as const;
    records = {
      async read(ref) {
        const authorization = { ...reversal, ref, operation: 'authorize', amount: attempt.amount } as const;
        const result = approved(attempt.amount, reversal.ref);
        return {
          kind: 'found',
          authorization: { ...authorization, result: approved(attempt.amount, ref) },
          followOns: [{ ...reversal, amount: attempt.amount, original: ref, isVoidOfCapture: false, result }],
        };
      },
    };
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
    expect(undone()).to.deep.equal([]);
  });

  it('is over when CyberSource has taken the sale back before: a void whose answer was lost', async () => {
    const refused = {
      outcome: 'refused',
      problem: '',
      refusalReason: 'already-reversed',
      gateway: { httpStatus: 400, reason: 'CAPTURE_ALREADY_VOIDED' },
    } as const;
    let voids = 0;
    gateway.answer = async (command) => {
      if (command.type === 'void') return (voids += 1) === 1 ? notSent : refused;
      return command.type === 'refund' ? refused : yes(command);
    };
    const attempt = await authorized({ captureNow: true });
    expect(await confirm(attempt, 1, settings)).to.have.property('runAt');
    expect(await confirm(attempt, 2, settings)).to.deep.equal({ done: true });
  });

  it('is taken back, or refunded where that is too late, when it was a sale', async () => {
    gateway.answer = async (command) => (command.type === 'void' ? declined() : yes(command));
    const attempt = await authorized({ captureNow: true });
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
    expect(gateway.sent.map(({ type }) => type)).to.deep.equal(['authorize', 'void', 'refund']);
  });

  it('is reversed, not voided, when it was a sale under review: nothing was captured yet', async () => {
    gateway.answer = async (command) => {
      const held = yes(command);
      return held.outcome === 'approved' ? { ...held, outcome: 'pending', because: 'review' } : held;
    };
    const attempt = await authorized({ captureNow: true });
    gateway.answer = async (command) => yes(command);
    expect(await confirm(attempt, 1, settings)).to.deep.equal({ done: true });
    expect(gateway.sent.at(-1)).to.include({ type: 'void', of: 'authorization' });
  });

  it('waits a quarter of an hour at most for what became of an undo whose answer was lost, and then goes on', async () => {
    const attempt = await authorized();
    gateway.answer = async () => unknown;
    for (const runs of [3, 5, 400])
      expect(await confirm(attempt, runs, settings)).to.deep.equal({
        runAt: new Date('2026-11-21T10:15:00Z'),
      });
    expect(gateway.sent.map(({ type }) => type)).to.deep.equal(['authorize', 'void']);
  });

  for (const answer of [notSent, declined()]) {
    it(`is tried again when undoing it was ${answer.outcome}, and is a person’s in the end`, async () => {
      const attempt = await authorized();
      gateway.answer = async () => answer;
      expect(await confirm(attempt, 1, settings)).to.have.property('runAt');
      expect(await confirm(attempt, USED_UP, settings)).to.deep.equal({ manualReview: true });
    });
  }

  it('is undone after all when the gateway was only too busy for it', async () => {
    const attempt = await authorized();
    gateway.answer = async () => ({ outcome: 'refused', problem: 'too many requests' });
    expect(await confirm(attempt, 1, settings)).to.have.property('runAt');
    gateway.answer = async (command) => yes(command);
    expect(await confirm(attempt, 2, settings)).to.deep.equal({ done: true });
  });

  it('is undone under a key of its own, which what was refused of an earlier authorization does not change', async () => {
    const first = await authorized();
    gateway.answer = async () => declined();
    expect(await confirm(first, 1, settings)).to.have.property('runAt');
    gateway.answer = async (command) => yes(command);
    await executePayment(aVoid({ original: gatewayRefOf(first.result)! }), settings);
    const second = await authorized();
    expect(second.payment).to.equal(first.payment);
    expect(await confirm(second, 1, settings)).to.deep.equal({ done: true });
    expect(gateway.sent.at(-1)).to.have.property('key', `orphan/${second.key}`);
  });
});
