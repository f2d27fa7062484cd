import { expect } from 'chai';
import type { PaymentKey } from '../../../src/domain/ids.ts';
import type { Capture, Void, FollowOn } from '../../../src/domain/payment/command.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult, SavedCardIds } from '../../../src/domain/payment/result.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { holdsOf, type HoldRules } from '../../../src/payments/rules/follow-on/holds.ts';
import { type FollowOnPlan, plan } from '../../../src/payments/rules/plan.ts';
import { aCapture, aVoid, usd } from '../../builders/command.ts';
import { approved, declined, settling, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const payment = 'siteUS:o10001:pg1' as PaymentKey;
const DAY_MS = 24 * 60 * 60 * 1000;
const authorizedAt = new Date('2026-02-01T10:00:00Z');
const storedCard: SavedCardIds = { paymentInstrumentId: 'PI1', customerId: 'C1' };

function after(days: number): Date {
  return new Date(authorizedAt.getTime() + days * DAY_MS);
}

function attempted(
  { key, fingerprint, type, amount, original, ...rest }: FollowOn,
  result: PaymentResult,
  at: Date,
): PaymentAttempt {
  const request = anAttempt({ key, fingerprint, payment, operation: type, amount, original });
  const isFinal = 'isFinal' in rest && rest.isFinal ? { isFinal: true as const } : {};
  return {
    ...request,
    ...isFinal,
    attemptNumber: 1,
    merchantTransactionId: '' as never,
    claimedAt: at,
    completedAt: at,
    result,
  };
}

function authorized(minor: number, instrument?: SavedCardIds): PaymentAttempt {
  return {
    ...anAttempt({ payment, amount: usd(minor) }),
    attemptNumber: 1,
    merchantTransactionId: '' as never,
    claimedAt: authorizedAt,
    completedAt: authorizedAt,
    result: approved(usd(minor)),
    ...(instrument && { instrument }),
  };
}

function rules(days: number, reauthorize: boolean): HoldRules {
  return { now: after(days), reauthorize, holdDays: {} };
}

function stepsOf(decided: FollowOnPlan): readonly string[] | string {
  if (decided.kind === 'refused') return decided.problem;
  if (decided.kind !== 'steps') return decided.kind;
  return decided.steps.map(({ type, amount, original }) => `${type} ${amount.minor} of ${original}`);
}

describe('A capture of a hold that has expired', () => {
  const authorization = authorized(10_000, storedCard);
  const ref = gatewayRefOf(authorization.result)!;
  const capture = (minor: number, changes: Partial<Capture> = {}): Capture =>
    aCapture({ original: ref, amount: usd(minor), ...changes });
  const decide = (
    command: FollowOn,
    attempts: readonly PaymentAttempt[],
    holdRules: HoldRules,
  ): readonly string[] | string => stepsOf(plan(command, paymentFrom(attempts), holdRules));

  it('is made from the hold until it expires', () => {
    expect(decide(capture(6_000), [authorization], rules(6.99, true))).to.deep.equal([
      `capture 6000 of ${ref}`,
    ]);
  });

  it('that is final leaves nothing of the new hold either', () => {
    const renewed: FollowOn = { ...capture(6_000), type: 'reauthorize', instrument: { kind: 'saved-card' } };
    const again = attempted(renewed, approved(usd(6_000)), after(8));
    const of = (changes: Partial<Capture>): PaymentAttempt =>
      attempted(
        capture(2_000, { original: gatewayRefOf(again.result)!, ...changes }),
        settling(usd(2_000)),
        after(8),
      );
    const leftAfter = (taken: PaymentAttempt): readonly number[] =>
      holdsOf(paymentFrom([authorization, again, taken]), {}).map(({ left }) => left.minor);
    expect(leftAfter(of({}))).to.deep.equal([4_000, 4_000]);
    expect(leftAfter(of({ isFinal: true }))).to.deep.equal([]);
  });

  it('is refused where the settings allow no other hold, with the setting that does', () => {
    expect(decide(capture(6_000), [authorization], rules(7, false))).to.match(
      /^Not captured: the hold has expired.*60\.00 USD.*gateway setting reauthorize/,
    );
  });

  it('is refused without a stored card', () => {
    expect(decide(capture(6_000), [authorized(10_000)], rules(7, true))).to.match(/no stored card/);
  });

  it('is authorized again first, for its own amount', () => {
    const command = capture(6_000);
    const decided = plan(command, paymentFrom([authorization]), rules(7, true));
    expect(stepsOf(decided)).to.deep.equal([`reauthorize 6000 of ${ref}`, `capture 6000 of ${ref}`]);
    expect(decided.kind === 'steps' && decided.steps[0]).to.deep.include({
      instrument: { kind: 'saved-card', ...storedCard },
    });
  });

  it('is made from the new hold once there is one, and leaves the rest of the old one', () => {
    const command = capture(6_000);
    const again = attempted(
      { ...command, type: 'reauthorize', instrument: { kind: 'saved-card' } },
      approved(usd(6_000)),
      after(8),
    );
    const newRef = gatewayRefOf(again.result)!;
    expect(decide(command, [authorization, again], rules(8, true))).to.deep.equal([
      `capture 6000 of ${newRef}`,
    ]);
    const captured = attempted(
      { ...command, key: `${command.key}/2` as never, original: newRef },
      settling(usd(6_000)),
      after(8),
    );
    const attempts = [authorization, again, captured];
    expect(decide(command, attempts, rules(8, true))).to.equal('ended');
    expect(paymentFrom(attempts)).to.deep.include({
      state: 'PartiallyCaptured',
      capturable: usd(4_000),
      captured: usd(6_000),
    });
    expect(decide(capture(4_000), attempts, rules(9, true))).to.deep.equal([
      `reauthorize 4000 of ${ref}`,
      `capture 4000 of ${ref}`,
    ]);
  });

  it('uses a new hold that an earlier capture left, and a cancellation releases it first', () => {
    const again = attempted(
      { ...capture(6_000), type: 'reauthorize', instrument: { kind: 'saved-card' } },
      approved(usd(6_000)),
      after(8),
    );
    const newRef = gatewayRefOf(again.result)!;
    expect(decide(capture(5_000), [authorization, again], rules(9, false))).to.deep.equal([
      `capture 5000 of ${newRef}`,
    ]);
    const cancel: Void = aVoid({ original: ref, amount: usd(10_000) });
    expect(decide(cancel, [authorization, again], rules(9, false))).to.deep.equal([
      `void 6000 of ${newRef}`,
      `void 4000 of ${ref}`,
    ]);
  });

  it('never makes new holds of more than is left, however many captures come at once', () => {
    const others = (result: PaymentResult | undefined): PaymentAttempt => {
      const again = { ...capture(6_000), type: 'reauthorize', instrument: { kind: 'saved-card' } } as const;
      const done = attempted(again, result ?? unknown, after(8));
      const isOver = (name: string): boolean => name === 'result' || name === 'completedAt';
      const begun = Object.entries(done).filter(([name]) => !isOver(name));
      return result === undefined ? (Object.fromEntries(begun) as unknown as PaymentAttempt) : done;
    };
    for (const result of [undefined, unknown]) {
      const beside = [authorization, others(result)];
      expect(decide(capture(6_000), beside, rules(8, true))).to.match(/^Not captured: .*40\.00 USD/);
      expect(decide(capture(4_000), beside, rules(8, true))).to.deep.equal([
        `reauthorize 4000 of ${ref}`,
        `capture 4000 of ${ref}`,
      ]);
    }
    // The new hold that this request made is captured while the other one's outcome is still not known.
    const own = attempted(
      { ...capture(4_000), type: 'reauthorize', instrument: { kind: 'saved-card' } },
      approved(usd(4_000)),
      after(8),
    );
    expect(decide(capture(4_000), [authorization, others(unknown), own], rules(8, true))).to.deep.equal([
      `capture 4000 of ${gatewayRefOf(own.result)!}`,
    ]);
    const held = [authorization, others(approved(usd(6_000)))];
    expect(decide(capture(7_000), held, rules(8, true))).to.match(
      /60\.00 USD .* held twice\. Capture at most 60/,
    );
    const partlyUsed = [
      ...held,
      attempted(
        { ...capture(4_000), original: gatewayRefOf(held[1]!.result)! },
        settling(usd(4_000)),
        after(8),
      ),
    ];
    expect(decide(capture(6_000), partlyUsed, rules(8, true))).to.match(/20\.00 USD .* held twice/);
    expect(decide(capture(4_000), partlyUsed, rules(8, true))).to.deep.equal([
      `reauthorize 4000 of ${ref}`,
      `capture 4000 of ${ref}`,
    ]);
  });

  for (const [result, name] of [
    [declined(), 'declined'],
    [unknown, 'unknown'],
  ] as const)
    it(`ends when the new hold is ${name}: nothing is captured`, () => {
      const command = capture(6_000);
      const again = attempted(
        { ...command, type: 'reauthorize', instrument: { kind: 'saved-card' } },
        result,
        after(8),
      );
      expect(decide(command, [authorization, again], rules(8, true))).to.equal('ended');
    });
});

describe('A void', () => {
  const authorization = authorized(10_000);
  const ref = gatewayRefOf(authorization.result)!;
  const first = attempted(aCapture({ original: ref, amount: usd(4_000) }), settling(usd(4_000)), after(1));
  const firstRef = gatewayRefOf(first.result)!;
  const rest = attempted(aCapture({ original: ref, amount: usd(6_000) }), settling(usd(6_000)), after(1));
  const decide = (changes: Partial<Void>, attempts: readonly PaymentAttempt[]): readonly string[] | string =>
    stepsOf(plan(aVoid({ original: ref, ...changes }), paymentFrom(attempts)));

  it('of the hold alone never touches what was captured', () => {
    expect(decide({ reach: 'hold', amount: usd(6_000) }, [authorization, first])).to.deep.equal([
      `void 6000 of ${ref}`,
    ]);
    expect(decide({ reach: 'hold', amount: usd(6_001) }, [authorization, first])).to.match(/^Not reduced/);
    expect(decide({ reach: 'hold' }, [authorization, first, rest])).to.match(/^Not reduced/);
  });

  it('of what is not settled voids captures, and refunds nothing', () => {
    expect(decide({ reach: 'unsettled' }, [authorization, first, rest])).to.deep.equal([
      `void 4000 of ${firstRef}`,
      `void 6000 of ${gatewayRefOf(rest.result)!}`,
    ]);
    expect(decide({ reach: 'unsettled', amount: usd(9_999) }, [authorization, first, rest])).to.match(
      /Refund what was captured instead/,
    );
  });

  it('of all of it comes to what is left, counted anew as it goes on', () => {
    const whole = { isWhole: true, amount: usd(0) } as const;
    expect(decide(whole, [authorization])).to.deep.equal([`void 10000 of ${ref}`]);
    expect(decide({ ...whole, reach: 'hold' }, [authorization, first])).to.deep.equal([
      `void 6000 of ${ref}`,
    ]);
    const command = aVoid({ original: ref, ...whole });
    const reversal = attempted({ ...command, amount: usd(6_000) }, approved(usd(6_000)), after(2));
    const attempts = [authorization, first, reversal];
    expect(stepsOf(plan(command, paymentFrom(attempts)))).to.deep.equal([`refund 4000 of ${firstRef}`]);
    const refund = attempted(
      {
        ...command,
        key: `${command.key}/2` as never,
        type: 'refund',
        original: firstRef,
        amount: usd(4_000),
      },
      settling(usd(4_000)),
      after(2),
    );
    expect(stepsOf(plan(command, paymentFrom([...attempts, refund])))).to.equal('ended');
  });
});
