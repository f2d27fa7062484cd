import { expect } from 'chai';
import type { CommandKey, GatewayRef } from '../../src/domain/ids.ts';
import { paymentStates } from '../../src/domain/payment/payment-state.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { followOnStrategyOf } from '../../src/payments/rules/follow-on/follow-on-strategy.ts';
import type { ExecutePayment } from '../../src/payments/execute-payment.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../builders/command.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { aRememberingGateway } from '../builders/records.ts';
import { refusal } from '../builders/refusal.ts';
import { declined, notSent, notVoidable, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

describe('what is asked of a payment, by its state', () => {
  it('has a course for every state', () => {
    const courses = paymentStates.map((state) => [
      state,
      (['capture', 'void', 'refund'] as const).map((asked) => followOnStrategyOf(state, asked)).join(' | '),
    ]);
    expect(Object.fromEntries(courses)).to.deep.equal({
      Created: 'refuse | refuse | refuse',
      Authorized: 'capture | reverse | refuse',
      PartiallyCaptured: 'capture | reverse-then-refund | refund',
      Captured: 'refuse | void-or-refund | refund',
      AuthorizationVoided: 'refuse | refuse | refuse',
      CaptureVoided: 'refuse | refuse | refuse',
      Settled: 'refuse | refund | refund',
      Refunded: 'refuse | refuse | refuse',
      AuthorizationVoidFailed: 'capture | reverse-then-refund | refund',
      RefundFailed: 'capture | reverse-then-refund | refund',
    });
  });
});

describe('one request that takes several calls', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  beforeEach(() => {
    gateway = anObedientGateway();
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    ({ executePayment } = createPayments({ gateway, journal, deadlineMs: 50 }));
  });

  async function ref(paid: ReturnType<ExecutePayment>): Promise<GatewayRef> {
    return gatewayRefOf((await paid).result)!;
  }
  const authorized = (captureNow = false): Promise<GatewayRef> =>
    ref(executePayment(anAuthorization({ captureNow }), settings));
  const captured = (original: GatewayRef, minor: number): Promise<GatewayRef> =>
    ref(executePayment(aCapture({ original, amount: usd(minor) }), settings));
  /** What was sent since, as `void sale 10000`. */
  function sentAfter(earlier: number): string[] {
    return gateway.sent
      .slice(earlier)
      .map((command) => `${command.type} ${'of' in command ? command.of : ''} ${command.amount.minor}`);
  }
  /** Answers by what the call is; everything else gets a yes. */
  function answering(answers: Readonly<Record<string, PaymentResult>>): void {
    gateway.answer = async (command) =>
      answers[`${command.type} ${'of' in command ? command.of : ''}`] ?? yes(command);
  }

  describe('cancelling', () => {
    it('lets go of all that is held, or of a part', async () => {
      const original = await authorized();
      await executePayment(aVoid({ original, amount: usd(2_000) }), settings);
      expect(
        (await refusal(executePayment(aCapture({ original, amount: usd(8_001) }), settings))).message,
      ).to.contain('80.00 USD is left to capture');
      await executePayment(aCapture({ original, amount: usd(8_000) }), settings);
      expect(sentAfter(1)).to.deep.equal(['void authorization 2000', 'capture  8000']);
    });

    it('voids a sale, and the payment group may be paid for again', async () => {
      const original = await authorized(true);
      const { result } = await executePayment(aVoid({ original }), settings);
      expect(result.outcome).to.equal('approved');
      expect(sentAfter(1)).to.deep.equal(['void sale 10000']);
      await authorized(true);
      expect(gateway.sent).to.have.length(3);
    });

    it('voids every capture of a payment that was captured in parts', async () => {
      const original = await authorized();
      await captured(original, 6_000);
      await captured(original, 4_000);
      await executePayment(aVoid({ original }), settings);
      expect(sentAfter(3)).to.deep.equal(['void capture 6000', 'void capture 4000']);
    });

    it('refunds what is too late to void', async () => {
      const original = await authorized();
      await captured(original, 10_000);
      answering({ 'void capture': notVoidable });
      const command = aVoid({ original });
      const { result } = await executePayment(command, settings);
      expect(result).to.include({ outcome: 'pending', because: 'settlement' });
      expect(sentAfter(2)).to.deep.equal(['void capture 10000', 'refund capture 10000']);
      expect(await executePayment(command, settings)).to.deep.include({ result, replayed: true });
      expect(gateway.sent).to.have.length(4);
    });

    it('refunds a part of what was taken: a void takes the whole', async () => {
      const original = await authorized(true);
      await executePayment(aVoid({ original, amount: usd(4_000) }), settings);
      expect(sentAfter(1)).to.deep.equal(['refund sale 4000']);
    });

    it('releases the rest of a payment that was captured in part, and refunds the part', async () => {
      const original = await authorized();
      await captured(original, 6_000);
      const command = aVoid({ original });
      await executePayment(command, settings);
      expect(sentAfter(2)).to.deep.equal(['void authorization 4000', 'refund capture 6000']);
      await executePayment(command, settings);
      expect(gateway.sent).to.have.length(4);
    });

    it('only reduces the hold when no more is asked for than is still held', async () => {
      const original = await authorized();
      await captured(original, 6_000);
      await executePayment(aVoid({ original, amount: usd(4_000) }), settings);
      expect(sentAfter(2)).to.deep.equal(['void authorization 4000']);
    });

    for (const [what, unsure] of [
      ['unknown', unknown],
      ['not sent', notSent],
    ] as const) {
      it(`does not refund when the void was ${what}`, async () => {
        const original = await authorized(true);
        answering({ 'void sale': unsure });
        const { result } = await executePayment(aVoid({ original }), settings);
        expect(result).to.deep.equal(unsure);
        expect(sentAfter(1)).to.deep.equal(['void sale 10000']);
      });
    }

    it('goes on where an earlier delivery stopped', async () => {
      const original = await authorized();
      await captured(original, 6_000);
      answering({ 'refund capture': notSent });
      const command = aVoid({ original });
      expect((await executePayment(command, settings)).result.outcome).to.equal('not-sent');
      delete gateway.answer;
      expect((await executePayment(command, settings)).result.outcome).to.equal('pending');
      expect(sentAfter(2)).to.deep.equal([
        'void authorization 4000',
        'refund capture 6000',
        'refund capture 6000',
      ]);
    });

    it('tells the truth about a step that was refused after others went well', async () => {
      const original = await authorized();
      await captured(original, 6_000);
      answering({ 'refund capture': declined() });
      const command = aVoid({ original });
      expect((await executePayment(command, settings)).result.outcome).to.equal('declined');
      expect((await executePayment(command, settings)).result.outcome).to.equal('declined');
      expect(gateway.sent).to.have.length(4);
    });

    it('refuses more than is held and taken, before any call', async () => {
      const original = await authorized();
      await captured(original, 6_000);
      await executePayment(aRefund({ original, amount: usd(1_000) }), settings);
      expect((await refusal(executePayment(aVoid({ original }), settings))).message).to.contain(
        '40.00 USD is still held',
      );
      expect(gateway.sent).to.have.length(3);
    });

    it('voids the capture that is named, as a whole and while nothing of it was refunded', async () => {
      const original = await authorized();
      const [first, second] = [await captured(original, 6_000), await captured(original, 4_000)];
      await executePayment(aVoid({ original: first, amount: usd(6_000) }), settings);
      expect(sentAfter(3)).to.deep.equal(['void capture 6000']);
      const part = await refusal(executePayment(aVoid({ original: second, amount: usd(1_000) }), settings));
      expect(part.message).to.contain('takes back the whole 40.00 USD');
      await executePayment(aRefund({ original: second, amount: usd(1_000) }), settings);
      const refunded = await refusal(
        executePayment(aVoid({ original: second, amount: usd(4_000) }), settings),
      );
      expect(refunded.message).to.contain('Refund that instead');
      expect(gateway.sent).to.have.length(5);
    });

    it('does not refund a capture that is named and cannot be voided', async () => {
      const capture = await captured(await authorized(), 10_000);
      answering({ 'void capture': notVoidable });
      const command = aVoid({ original: capture });
      expect((await executePayment(command, settings)).result).to.deep.equal(notVoidable);
      expect((await executePayment(command, settings)).result).to.deep.equal(notVoidable);
      expect(sentAfter(2)).to.deep.equal(['void capture 10000']);
    });

    it('takes a refund back once', async () => {
      const original = await authorized(true);
      const refund = await ref(executePayment(aRefund({ original }), settings));
      await executePayment(aVoid({ original: refund }), settings);
      expect(sentAfter(2)).to.deep.equal(['void refund 10000']);
      expect((await refusal(executePayment(aVoid({ original: refund }), settings))).status).to.equal(409);
      await executePayment(aRefund({ original }), settings);
    });

    it('voids nothing twice when two deliveries come at once', async () => {
      const original = await authorized();
      await captured(original, 6_000);
      const command = aVoid({ original });
      const [first, second] = await Promise.all([
        executePayment(command, settings),
        executePayment(command, settings),
      ]);
      expect(first.result).to.deep.equal(second.result);
      expect(gateway.sent).to.have.length(4);
    });
  });

  describe('refunding', () => {
    it('spreads a refund over the captures', async () => {
      const original = await authorized();
      await captured(original, 3_000);
      await captured(original, 3_000);
      await captured(original, 4_000);
      const command = aRefund({ original, amount: usd(8_000) });
      const { result } = await executePayment(command, settings);
      expect(result.outcome).to.equal('pending');
      expect(sentAfter(4)).to.deep.equal([
        'refund capture 3000',
        'refund capture 3000',
        'refund capture 2000',
      ]);
      expect(new Set(gateway.sent.slice(4).map((each) => 'original' in each && each.original)).size).to.equal(
        3,
      );
      expect(await executePayment(command, settings)).to.deep.include({ result, replayed: true });
      expect(
        (await refusal(executePayment(aRefund({ original, amount: usd(2_001) }), settings))).message,
      ).to.contain('20.00 USD is left to refund');
    });

    it('refuses the same id with another amount, although some of its steps were made', async () => {
      const original = await authorized();
      await captured(original, 10_000);
      const command = aRefund({ original, key: 'r' as CommandKey });
      await executePayment(command, settings);
      const problem = await refusal(executePayment({ ...command, fingerprint: 'another' }, settings));
      expect(problem.message).to.contain('another body');
    });

    it('finds another capture when another request was faster', async () => {
      const original = await authorized();
      await captured(original, 5_000);
      await captured(original, 5_000);
      const refunds = await Promise.all(
        [4_000, 4_000].map((minor) => executePayment(aRefund({ original, amount: usd(minor) }), settings)),
      );
      expect(refunds.map(({ result }) => result.outcome)).to.deep.equal(['pending', 'pending']);
      expect(new Set(gateway.sent.slice(3).map((each) => 'original' in each && each.original)).size).to.equal(
        2,
      );
    });

    it('sends every step once, although the journal has no room and forgets at once', async () => {
      const remembering = aRememberingGateway();
      ({ executePayment } = createPayments({
        gateway: remembering,
        records: remembering,
        journal: createMemoryJournal({ capacity: 1, recoveryTaskOf, now: () => new Date() }),
        deadlineMs: 50,
      }));
      const original = await authorized();
      await captured(original, 10_000);
      await executePayment(aRefund({ original }), settings);
      const sent = remembering.ledger.map(({ command }) => command.type);
      expect(sent).to.deep.equal(['authorize', 'capture', 'refund']);
    });

    it('takes no other request for a step of its own, whatever its key', async () => {
      const original = await authorized();
      await captured(original, 10_000);
      await executePayment(
        aRefund({ original, amount: usd(1_000), key: 'day1/0a1b' as CommandKey }),
        settings,
      );
      await executePayment(aRefund({ original, amount: usd(2_000), key: 'day1' as CommandKey }), settings);
      expect(sentAfter(2)).to.deep.equal(['refund capture 1000', 'refund capture 2000']);
    });

    it('refuses more of a capture than it has left, though the payment has more', async () => {
      const original = await authorized();
      const capture = await captured(original, 3_000);
      await captured(original, 7_000);
      const problem = await refusal(
        executePayment(aRefund({ original: capture, amount: usd(3_001) }), settings),
      );
      expect(problem.message)
        .to.contain('30.00 USD is left')
        .and.to.contain('100.00 USD of the whole payment');
    });

    it('stops at what is unknown, and counts it as refunded', async () => {
      const original = await authorized();
      await captured(original, 3_000);
      await captured(original, 7_000);
      answering({ 'refund capture': unknown });
      const command = aRefund({ original });
      expect((await executePayment(command, settings)).result).to.deep.equal(unknown);
      expect((await executePayment(command, settings)).result).to.deep.equal(unknown);
      expect(gateway.sent).to.have.length(4);
      expect(
        (await refusal(executePayment(aRefund({ original, amount: usd(7_001) }), settings))).message,
      ).to.contain('70.00 USD is left');
    });
  });
});
