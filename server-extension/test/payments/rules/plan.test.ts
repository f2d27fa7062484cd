import type { FollowOn } from '../../../src/domain/payment/command.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import type { CommandKey, GatewayRef, PaymentKey } from '../../../src/domain/ids.ts';
import { effectOf } from '../../../src/domain/payment/effect.ts';
import { type Payment, paymentFrom } from '../../../src/domain/payment/payment.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { claimRuleFor } from '../../../src/payments/rules/claim-rule.ts';
import { type FollowOnPlan, plan } from '../../../src/payments/rules/plan.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../../builders/command.ts';
import { anObedientGateway, yes } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import {
  alreadyReversed,
  approved,
  aRef,
  declined,
  declinedWhileHeld,
  notSent,
  notVoidable,
  settling,
  unknown,
} from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';
import { anAttempt } from '../../journal/contract.ts';

const payment = 'siteUS:o10001:pg1' as PaymentKey;

/** An attempt as the journal has it once it has ended; in flight without a result. */
function attempted(
  command: Pick<FollowOn, 'key' | 'fingerprint' | 'amount' | 'original'> & {
    readonly type: FollowOn['type'];
  },
  result?: PaymentResult,
): PaymentAttempt {
  const { key, fingerprint, type: operation, amount, original } = command;
  const request = anAttempt({ key, fingerprint, payment, operation, amount, original });
  return { ...request, attemptNumber: 1, merchantTransactionId: '' as never, ...(result && { result }) };
}

function authorized(minor: number, result: PaymentResult = approved(usd(minor)), captureNow = false) {
  const request = anAttempt({ payment, amount: usd(minor), captureNow });
  const attempt: PaymentAttempt = {
    ...request,
    attemptNumber: 1,
    merchantTransactionId: '' as never,
    result,
  };
  return { attempt, ref: gatewayRefOf(result)! };
}

const planned = (command: FollowOn, attempts: readonly PaymentAttempt[]): FollowOnPlan =>
  plan(command, paymentFrom(attempts));

/** As `void capture 4000`. */
function stepsOf(decided: FollowOnPlan): readonly string[] | string {
  if (decided.kind !== 'steps') return decided.kind;
  return decided.steps.map((step) => `${step.type} ${'of' in step ? `${step.of} ` : ''}${step.amount.minor}`);
}
function problemOf(decided: FollowOnPlan): string {
  if (decided.kind !== 'refused') throw new Error(`Not refused: ${decided.kind}`);
  return decided.problem;
}

describe('the plan of a follow-on', () => {
  const declinedCapture = attempted(aCapture({ original: aRef() }), declined());
  const declinedRefund = attempted(aRefund({ original: aRef() }), declined());
  const { attempt: authorization, ref: original } = authorized(10_000);
  const captured = (minor: number, result: PaymentResult | undefined = settling(usd(minor))) =>
    attempted(aCapture({ original, amount: usd(minor) }), result);
  const refunded = (
    of: PaymentAttempt,
    minor: number,
    result: PaymentResult | undefined = settling(usd(minor)),
  ) => attempted(aRefund({ original: gatewayRefOf(of.result)!, amount: usd(minor) }), result);
  const voided = (of: GatewayRef, minor: number, result: PaymentResult | undefined = approved(usd(minor))) =>
    attempted(aVoid({ original: of, amount: usd(minor) }), result);
  const first = captured(4_000);
  const second = captured(6_000);
  const firstRef = gatewayRefOf(first.result)!;
  const secondRef = gatewayRefOf(second.result)!;
  const everything = [authorization, first, second];
  const refund = refunded(second, 1_000);
  const refundRef = gatewayRefOf(refund.result)!;

  const CASES: readonly (readonly [string, FollowOn, readonly PaymentAttempt[], readonly string[]])[] = [
    ['captures what is held', aCapture({ original }), [authorization], ['capture 10000']],
    [
      'reverses a part of what is held',
      aVoid({ original, amount: usd(3_000) }),
      [authorization],
      ['void authorization 3000'],
    ],
    [
      'reverses what is held, then refunds what was captured',
      aVoid({ original }),
      [authorization, first],
      ['void authorization 6000', 'refund capture 4000'],
    ],
    [
      'voids every capture, oldest first',
      aVoid({ original }),
      everything,
      ['void capture 4000', 'void capture 6000'],
    ],
    [
      'refunds when a part was refunded before',
      aVoid({ original, amount: usd(9_000) }),
      [...everything, refund],
      ['refund capture 4000', 'refund capture 5000'],
    ],
    [
      'refunds from the one capture that has room for it',
      aRefund({ original, amount: usd(5_000) }),
      everything,
      ['refund capture 5000'],
    ],
    [
      'spreads a refund over captures, oldest first',
      aRefund({ original }),
      everything,
      ['refund capture 4000', 'refund capture 6000'],
    ],
    [
      'refunds the capture that is named',
      aRefund({ original: firstRef, amount: usd(2_000) }),
      everything,
      ['refund capture 2000'],
    ],
    [
      'voids the capture that is named',
      aVoid({ original: secondRef, amount: usd(6_000) }),
      everything,
      ['void capture 6000'],
    ],
    [
      'voids the refund that is named',
      aVoid({ original: refundRef, amount: usd(1_000) }),
      [...everything, refund],
      ['void refund 1000'],
    ],
  ];
  for (const [name, command, attempts, steps] of CASES)
    it(name, () => {
      expect(stepsOf(planned(command, attempts))).to.deep.equal(steps);
    });

  const openRefund = refunded(second, 1_000, unknown);
  const euros = { minor: 100, currency: 'EUR' as never };
  const REFUSALS: readonly (readonly [string, FollowOn, readonly PaymentAttempt[], string])[] = [
    [
      'more than is held',
      aCapture({ original, amount: usd(6_001) }),
      [authorization, first],
      'Not captured: the payment is PartiallyCaptured and 60.00 USD is left to capture.',
    ],
    [
      'to reverse more than is held',
      aVoid({ original, amount: usd(10_001) }),
      [authorization],
      'Not reversed: the payment is Authorized and 100.00 USD is still held.',
    ],
    [
      'to cancel more than is held and captured',
      aVoid({ original, amount: usd(10_001) }),
      [authorization, first],
      'Not reversed: the payment is PartiallyCaptured and 60.00 USD is still held, 40.00 USD is left to refund.',
    ],
    [
      'to refund more than was captured',
      aRefund({ original, amount: usd(4_001) }),
      [authorization, first],
      'Not refunded: the payment is PartiallyCaptured and 40.00 USD is left to refund. Void what is still held instead.',
    ],
    [
      'to refund a hold',
      aRefund({ original }),
      [authorization],
      'Not refunded: the payment is Authorized and 0.00 USD is left to refund. Void what is still held instead.',
    ],
    [
      'to refund more than its capture took',
      aRefund({ original: firstRef, amount: usd(4_001) }),
      everything,
      `40.00 USD is left to refund of ${firstRef}, 100.00 USD of the whole payment`,
    ],
    [
      'to refund more of a capture than the payment has',
      aRefund({ original: firstRef, amount: usd(10_001) }),
      everything,
      'Not refunded: the payment is Captured and 100.00 USD is left',
    ],
    [
      'to void a part of a capture',
      aVoid({ original: secondRef, amount: usd(5_999) }),
      everything,
      'a void takes back the whole 60.00 USD',
    ],
    [
      'to void a capture of which a part was refunded',
      aVoid({ original: secondRef, amount: usd(6_000) }),
      [...everything, refund],
      '50.00 USD of 60.00 USD is left',
    ],
    [
      'to void a capture whose refund is unknown',
      aVoid({ original: secondRef, amount: usd(6_000) }),
      [...everything, openRefund],
      '50.00 USD of 60.00 USD is left',
    ],
    [
      'to void a capture after all was refunded',
      aVoid({ original: firstRef, amount: usd(4_000) }),
      [authorization, captured(10_000), first, refunded(first, 14_000)],
      'Refund it instead',
    ],
    [
      'to void a capture that was declined',
      aVoid({ original: gatewayRefOf(declinedCapture.result)! }),
      [authorization, declinedCapture],
      'Not reversed: the payment is Authorized',
    ],
    [
      'to void a part of a refund',
      aVoid({ original: refundRef, amount: usd(999) }),
      [...everything, refund],
      'the whole refund of 10.00 USD',
    ],
    [
      'to void a refund twice',
      aVoid({ original: refundRef, amount: usd(1_000) }),
      [...everything, refund, voided(refundRef, 1_000)],
      'no such refund',
    ],
    [
      'to void a refund that was declined',
      aVoid({ original: gatewayRefOf(declinedRefund.result)! }),
      [...everything, declinedRefund],
      'no such refund',
    ],
    [
      'another currency',
      aCapture({ original, amount: euros }),
      [authorization],
      'The payment is in USD, not in EUR',
    ],
    [
      'another currency of a capture that is named',
      aRefund({ original: firstRef, amount: euros }),
      everything,
      'The payment is in USD, not in EUR',
    ],
    ['nothing at all', aRefund({ original, amount: usd(0) }), everything, '100.00 USD is left to refund'],
    [
      'what was reversed',
      aCapture({ original }),
      [authorization, voided(original, 10_000)],
      'the payment is AuthorizationVoided',
    ],
  ];
  for (const [name, command, attempts, words] of REFUSALS)
    it(`refuses ${name}`, () => {
      expect(problemOf(planned(command, attempts))).to.contain(words);
    });

  it('refuses for good only when no attempt is in flight or unknown', () => {
    const command = aCapture({ original });
    expect(planned(command, [authorization, first])).to.include({ isFinal: true });
    for (const open of [unknown, undefined])
      expect(planned(command, [authorization, attempted(aCapture({ original }), open)])).to.include({
        isFinal: false,
      });
  });

  it('refuses another body under the same key for good, whatever is in flight', () => {
    const command = aCapture({ original });
    const decided = planned({ ...command, fingerprint: 'another' }, [authorization, attempted(command)]);
    expect(decided).to.deep.equal({
      kind: 'refused',
      problem:
        'This Idempotency-Key or transaction id came before with another body. Nothing was sent. Send another request under an id of its own.',
      isFinal: true,
    });
  });

  it('waits for a step of its own that is in flight', () => {
    const command = aCapture({ original });
    expect(planned(command, [authorization, attempted(command)])).to.have.nested.include({
      kind: 'wait',
      'attempt.key': command.key,
    });
  });

  it('has ended with a yes, a no, or an unknown outcome', () => {
    const command = aCapture({ original });
    for (const result of [settling(usd(10_000)), declined(), unknown])
      expect(planned(command, [authorization, attempted(command, result)])).to.deep.include({
        kind: 'ended',
      });
  });

  it('sends what was certainly not sent again under the same key', () => {
    const command = aCapture({ original });
    const decided = planned(command, [authorization, attempted(command, notSent)]);
    expect(decided.kind === 'steps' && decided.steps.map(({ key }) => key)).to.deep.equal([command.key]);
  });

  it('numbers the keys of its steps from where the request stopped', () => {
    const command = aVoid({ original });
    const reversal = attempted({ ...command, amount: usd(6_000) }, approved(usd(6_000)));
    const decided = planned(command, [authorization, first, reversal]);
    expect(decided.kind === 'steps' && decided.steps.map(({ key }) => key)).to.deep.equal([
      `${command.key}/2`,
    ]);
  });

  it('refunds what can no longer be voided, and says how far it got when that is impossible too', () => {
    const command = aVoid({ original });
    const tooLate = attempted({ ...command, original: firstRef, amount: usd(4_000) }, notVoidable);
    expect(stepsOf(planned(command, [...everything, tooLate]))).to.deep.equal([
      'refund capture 4000',
      'refund capture 6000',
    ]);
    const reversal = attempted({ ...command, original: firstRef, amount: usd(4_000) }, approved(usd(4_000)));
    const others = [refunded(second, 6_000)];
    expect(problemOf(planned(command, [...everything, reversal, ...others]))).to.match(
      /^Done in part: 40\.00 USD of 100\.00 USD \(void\)\. Not reversed/,
    );
  });

  it('reverses what is held behind a decline, whatever became of the payment, and only once', () => {
    const refused = declinedWhileHeld(usd(2_000));
    const held = authorized(10_000, refused).attempt;
    const command = aVoid({ original: refused.ref });
    const attempts = [held, ...everything];
    expect(stepsOf(planned(command, attempts))).to.deep.equal(['void authorization 2000']);
    for (const result of [approved(usd(2_000)), alreadyReversed]) {
      const reversal = voided(refused.ref, 2_000, result);
      expect(planned(command, [...attempts, reversal])).to.deep.equal({ kind: 'ended', attempt: reversal });
    }
  });

  it('touches nothing of another authorization of the payment group', () => {
    const second = authorized(10_000);
    const attempts = [authorization, second.attempt, captured(10_000)];
    expect(stepsOf(planned(aVoid({ original: second.ref }), attempts))).to.deep.equal([
      'void authorization 10000',
    ]);
    expect(stepsOf(planned(aRefund({ original, amount: usd(4_000) }), attempts))).to.deep.equal([
      'refund capture 4000',
    ]);
    expect(problemOf(planned(aRefund({ original: second.ref, amount: usd(1) }), attempts))).to.contain(
      '0.00 USD is left to refund',
    );
  });

  it('touches no capture of an authorization that only another journal knows', () => {
    const second = authorized(10_000);
    const attempts = [second.attempt, captured(10_000)];
    expect(stepsOf(planned(aVoid({ original: second.ref }), attempts))).to.deep.equal([
      'void authorization 10000',
    ]);
  });

  it('goes on capturing, cancelling and refunding after a refund or a void has failed', () => {
    const failedRefund = refunded(first, 1_000, declined());
    const failedVoid = voided(original, 6_000, declined());
    for (const failed of [failedRefund, failedVoid]) {
      const afterwards = [authorization, first, failed, refunded(first, 500), voided(original, 1_000)];
      expect(stepsOf(planned(aCapture({ original, amount: usd(5_000) }), afterwards))).to.deep.equal([
        'capture 5000',
      ]);
      expect(stepsOf(planned(aRefund({ original, amount: usd(3_500) }), afterwards))).to.deep.equal([
        'refund capture 3500',
      ]);
      expect(stepsOf(planned(aVoid({ original, amount: usd(8_500) }), afterwards))).to.deep.equal([
        'void authorization 5000',
        'refund capture 3500',
      ]);
    }
  });
});

const asked = fc.record({
  type: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const, 'cancellation' as const),
  minor: fc.integer({ min: 1, max: 120 }),
  /** Which of the ids that the payment has given out so far it names. */
  about: fc.nat({ max: 20 }),
  /** How its calls end; after the last one, with a yes. */
  ends: fc.array(fc.constantFrom('yes', 'no', 'too-late', 'not-sent', 'unknown', 'in-flight'), {
    maxLength: 3,
  }),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function toCommand({ type, minor, about }: Asked, attempts: readonly PaymentAttempt[]): FollowOn {
  const refs = attempts.flatMap(({ result }) => gatewayRefOf(result) ?? []);
  const original = refs[about % refs.length]!;
  const of = { original, amount: usd(minor) };
  if (type === 'cancellation') return aVoid({ ...of, amount: usd(100), isCancellation: true });
  return { capture: aCapture, void: aVoid, refund: aRefund }[type](of);
}

function resultOf(step: FollowOn, end = 'yes'): PaymentResult | undefined {
  switch (end) {
    case 'no':
      return declined();
    case 'too-late':
      return step.type === 'void' ? notVoidable : declined();
    case 'not-sent':
      return notSent;
    case 'unknown':
      return unknown;
    case 'in-flight':
      return undefined;
    default:
      return yes(step);
  }
}

/** What the steps use up of what is free, if every one is approved. */
function usedBy(steps: readonly FollowOn[], { steps: attempts }: Payment<PaymentAttempt>) {
  const used = { capturable: 0, refundable: 0 };
  for (const { type, original, amount } of steps) {
    const effect = effectOf({ operation: type, captureNow: false, original }, attempts);
    if (effect === 'capture' || effect === 'reverse') used.capturable += amount.minor;
    if (effect === 'refund' || effect === 'void-capture') used.refundable += amount.minor;
  }
  return used;
}

describe('the plan of any follow-on, after any history', () => {
  for (const captureNow of [false, true]) {
    const kind = captureNow ? 'sale' : 'authorization';

    /** Plans and carries out everything that is asked, and shows each plan to the check before its first step. */
    function lived(
      history: readonly Asked[],
      check: (decided: FollowOnPlan, command: FollowOn, attempts: readonly PaymentAttempt[]) => void,
    ): readonly PaymentAttempt[] {
      let attempts: readonly PaymentAttempt[] = [authorized(100, approved(usd(100)), captureNow).attempt];
      for (const request of history) {
        const command = toCommand(request, attempts);
        const ends = [...request.ends];
        for (;;) {
          const decided = planned(command, attempts);
          check(decided, command, attempts);
          if (decided.kind !== 'steps') break;
          const [step] = decided.steps;
          const result = resultOf(step, ends.shift());
          attempts = [...attempts, attempted(step, result)];
          if (result === undefined || result.outcome === 'not-sent') break;
        }
      }
      return attempts;
    }

    it(`uses no more than is free, and no more of a capture than is left of it (${kind})`, () => {
      fc.assert(
        fc.property(fc.array(asked, { maxLength: 10 }), (history) => {
          lived(history, (decided, command, attempts) => {
            if (decided.kind !== 'steps') return;
            const now = paymentFrom(attempts);
            const used = usedBy(decided.steps, now);
            expect(used.capturable).to.be.at.most(now.capturable.minor);
            expect(used.refundable).to.be.at.most(now.refundable.minor);
            for (const { ref, left } of now.captures) {
              const given = decided.steps
                .filter(({ type, original }) => type !== 'capture' && original === ref)
                .reduce((sum, { amount }) => sum + amount.minor, 0);
              expect(given).to.be.at.most(left.minor);
            }
            const sum = decided.steps.reduce((total, { amount }) => total + amount.minor, 0);
            expect(sum).to.be.at.most(command.amount.minor);
          });
        }),
        { numRuns: 300 },
      );
    });

    it(`goes on with its next step once the first was approved, and has ended after the last (${kind})`, () => {
      fc.assert(
        fc.property(fc.array(asked, { maxLength: 6 }), asked, (history, last) => {
          const attempts = [...lived(history, () => undefined)];
          const command = toCommand(last, attempts);
          let decided = planned(command, attempts);
          while (decided.kind === 'steps') {
            const [step, ...others] = decided.steps;
            attempts.push(attempted(step, yes(step)));
            decided = planned(command, attempts);
            if (others.length === 0) expect(decided.kind).to.equal('ended');
            else expect(decided).to.deep.equal({ kind: 'steps', steps: others });
          }
        }),
        { numRuns: 300 },
      );
    });

    it(`is what is sent (${kind})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(asked, { maxLength: 6 }), async (requests) => {
          const gateway = anObedientGateway();
          const journal = createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now: () => new Date() });
          const { executePayment } = createPayments({ gateway, journal });
          const { attempt } = await executePayment(
            anAuthorization({ amount: usd(100), captureNow }),
            settings,
          );
          const ofPayment = (): Promise<readonly PaymentAttempt[]> => journal.ofOrder(attempt.orderId);
          for (const request of requests) {
            const command = toCommand(request, await ofPayment());
            const preview = planned(command, await ofPayment());
            const before = gateway.sent.length;
            await executePayment(command, settings).catch(() => undefined);
            const sent = gateway.sent.slice(before).map((step) => ({ ...step, sequence: undefined }));
            const expected = preview.kind === 'steps' ? preview.steps : [];
            // The journal adds the payment's method, which says who carries the step out.
            expect(sent).to.deep.equal(
              expected.map((step) => ({ ...step, sequence: undefined, paymentType: 'card' })),
            );
          }
        }),
        { numRuns: 60 },
      );
    });

    it(`takes all that is left, to capture or to refund, once every outcome is known (${kind})`, () => {
      fc.assert(
        fc.property(fc.array(asked, { maxLength: 8 }), (history) => {
          const attempts = lived(history, () => undefined);
          const now = paymentFrom(attempts);
          if (now.pending) return;
          const original = gatewayRefOf(attempts[0]!.result)!;
          if (now.capturable.minor > 0)
            expect(planned(aCapture({ original, amount: now.capturable }), attempts).kind).to.equal('steps');
          if (now.refundable.minor > 0)
            expect(planned(aRefund({ original, amount: now.refundable }), attempts).kind).to.equal('steps');
        }),
        { numRuns: 300 },
      );
    });
  }
});

describe('the claim of a step', () => {
  const { attempt: authorization, ref: original } = authorized(10_000);
  const command = aVoid({ original });
  const capture = attempted(aCapture({ original, amount: usd(4_000) }), settling(usd(4_000)));
  const seen = [authorization, capture];
  const [reversal, refund] = (() => {
    const decided = planned(command, seen);
    return decided.kind === 'steps' ? decided.steps : [];
  })();
  const claimed = (step: FollowOn | undefined, earlier: readonly PaymentAttempt[], from = seen) =>
    claimRuleFor(step!, { command, seen: from, recorded: [] })(earlier, []);

  it('proceeds while the plan of the request begins with it', () => {
    expect(claimed(reversal, seen)).to.deep.equal({ verdict: 'proceed' });
    expect(claimed(refund, [...seen, attempted(reversal!, yes(reversal!))])).to.deep.equal({
      verdict: 'proceed',
    });
  });

  it('is to be planned again when the request begins with another step now', () => {
    const another = attempted(aCapture({ original, amount: usd(1_000) }), settling(usd(1_000)));
    expect(claimed(reversal, [...seen, another])).to.deep.equal({ verdict: 'changed' });
    expect(claimed(refund, seen)).to.deep.equal({ verdict: 'changed' });
    for (const change of [
      { amount: usd(1) },
      { original: aRef() },
      { key: 'k' as CommandKey },
      { type: 'refund' as never },
    ])
      expect(claimed({ ...reversal!, ...change }, seen)).to.deep.equal({ verdict: 'changed' });
  });

  it('is refused when the payment allows nothing of the request any more', () => {
    const another = attempted(aVoid({ original, amount: usd(6_000) }), approved(usd(6_000)));
    const decision = claimed(reversal, [...seen, another]);
    expect(decision).to.include({ verdict: 'refused' });
  });

  it('waits for a step of the request that another delivery has in flight', () => {
    const inFlight = attempted(reversal!);
    expect(claimed(refund, [...seen, inFlight])).to.deep.equal({ verdict: 'wait', attempt: inFlight });
  });

  it('is answered with the attempt that has ended the request', () => {
    const ended = attempted(reversal!, unknown);
    expect(claimed(refund, [...seen, ended])).to.deep.equal({ verdict: 'existing', attempt: ended });
  });

  it('counts what was seen before although the journal has forgotten it', () => {
    expect(claimed(reversal, [], seen)).to.deep.equal({ verdict: 'proceed' });
    expect(claimRuleFor(reversal!)([], [])).to.include({ verdict: 'refused' });
  });

  it('goes by the result that was seen where the journal could not be written', () => {
    const done = attempted(reversal!, yes(reversal!));
    const inFlight = attempted(reversal!);
    expect(claimed(refund, [...seen, inFlight], [...seen, done])).to.deep.equal({ verdict: 'proceed' });
  });
});
