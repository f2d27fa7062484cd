import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import type { PaymentStep } from '../../../src/domain/payment/effect.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import { nextState, paymentEvents, paymentStates } from '../../../src/domain/payment/payment-state.ts';
import { usd } from '../../builders/command.ts';
import {
  alreadyReversed,
  approved,
  aRef,
  declined,
  declinedWhileHeld,
  notSent,
  settling,
  unknown,
} from '../../builders/result.ts';

const step = (
  operation: PaymentStep['operation'],
  minor: number,
  result?: PaymentStep['result'],
  captureNow = false,
): PaymentStep => ({
  operation,
  amount: usd(minor),
  captureNow,
  ...(result && { result }),
});
const authorized = step('authorize', 100, approved(usd(100)));
const captured = (minor: number): PaymentStep => step('capture', minor, settling(usd(minor)));
const captureRef = aRef();
const refunded = (minor: number): PaymentStep => step('refund', minor, settling(usd(minor)));
const voided = (minor: number): PaymentStep => step('void', minor, approved(usd(minor)));

const HISTORIES: readonly (readonly [string, readonly PaymentStep[], string, number, number])[] = [
  ['a hold', [authorized], 'Authorized', 100, 0],
  ['a hold, part captured', [authorized, captured(60)], 'PartiallyCaptured', 40, 60],
  ['a hold, captured in two parts', [authorized, captured(60), captured(40)], 'Captured', 0, 100],
  ['a hold, part captured, the rest let go', [authorized, captured(60), voided(40)], 'Captured', 0, 60],
  ['a hold, reduced', [authorized, voided(20)], 'Authorized', 80, 0],
  ['a hold, incremented', [authorized, step('increment', 30, approved(usd(30)))], 'Authorized', 130, 0],
  [
    'a hold whose increment was declined',
    [authorized, step('increment', 30, declined())],
    'Authorized',
    100,
    0,
  ],
  ['a hold, part captured for good', [authorized, { ...captured(60), isFinal: true }], 'Captured', 0, 60],
  [
    'a hold that was authorized again',
    [authorized, step('reauthorize', 60, approved(usd(60)))],
    'Authorized',
    100,
    0,
  ],
  [
    'a capture that was voided, and its hold with it',
    [
      authorized,
      step('capture', 100, settling(usd(100), captureRef)),
      { ...step('void', 100, approved(usd(100))), original: captureRef },
    ],
    'CaptureVoided',
    0,
    0,
  ],
  [
    'a capture that has left for the acquirer',
    [authorized, { ...captured(100), batchedAt: new Date('2026-11-02T03:00:00Z') }],
    'Settled',
    0,
    100,
  ],
  ['a payment that was never authorized', [step('authorize', 100, declined())], 'Created', 0, 0],
  ['a hold, let go', [authorized, voided(100)], 'AuthorizationVoided', 0, 0],
  [
    'a hold that could not be let go',
    [authorized, step('void', 100, declined())],
    'AuthorizationVoidFailed',
    100,
    0,
  ],
  ['a capture, part refunded', [authorized, captured(100), refunded(30)], 'Captured', 0, 70],
  ['a capture, refunded', [authorized, captured(100), refunded(30), refunded(70)], 'Refunded', 0, 0],
  [
    'a refund that failed',
    [authorized, captured(100), step('refund', 30, declined())],
    'RefundFailed',
    0,
    100,
  ],
  ['a hold whose release was never sent', [authorized, step('void', 100, notSent)], 'Authorized', 100, 0],
  [
    'a capture whose refund was never sent',
    [authorized, captured(100), step('refund', 30, notSent)],
    'Captured',
    0,
    100,
  ],
  ['a sale', [step('authorize', 100, approved(usd(100)), true)], 'Captured', 0, 100],
  ['a decline', [step('authorize', 100, declined())], 'Created', 0, 0],
  ['a decline, then a hold', [step('authorize', 100, declined()), authorized], 'Authorized', 100, 0],
  ['a hold, let go, held again', [authorized, voided(100), authorized], 'Authorized', 100, 0],
];

describe('a payment', () => {
  for (const [name, steps, state, capturable, refundable] of HISTORIES) {
    it(`is ${state} after ${name}`, () => {
      const payment = paymentFrom(steps);
      expect([payment.state, payment.capturable.minor, payment.refundable.minor]).to.deep.equal([
        state,
        capturable,
        refundable,
      ]);
      expect(payment.pending).to.equal(false);
    });
  }

  it('goes on after a void or refund that failed as if it had not been asked for', () => {
    const whole = voided(100);
    const reversal = { ...step('void', 60, approved(usd(60))), original: captureRef };
    const followOns: readonly (readonly PaymentStep[])[] = [
      [whole],
      [voided(20)],
      [step('increment', 30, approved(usd(30)))],
      [captured(60), voided(40)],
      [captured(60), refunded(60)],
      [captured(100), refunded(100)],
      [step('capture', 60, settling(usd(60), captureRef)), voided(40), reversal],
    ];
    const failed = [step('void', 100, declined()), step('refund', 30, declined())];
    for (const steps of followOns)
      for (let after = 0; after < steps.length; after += 1)
        for (const failure of failed) {
          const withFailure = [authorized, ...steps.slice(0, after), failure, ...steps.slice(after)];
          const expected = { ...paymentFrom([authorized, ...steps]), steps: withFailure };
          expect(paymentFrom(withFailure)).to.deep.equal(expected);
        }
  });

  it('counts all that is held as used while a final capture is under way or unknown', () => {
    for (const result of [undefined, unknown]) {
      const payment = paymentFrom([authorized, { ...step('capture', 60, result), isFinal: true }]);
      expect([payment.pending, payment.capturable.minor]).to.deep.equal([true, 0]);
    }
  });

  it('counts what is under way or unknown as used', () => {
    for (const result of [undefined, unknown]) {
      const payment = paymentFrom([
        authorized,
        captured(50),
        step('capture', 30, result),
        step('refund', 10, result),
      ]);
      expect(payment.pending).to.equal(true);
      expect(payment.capturable.minor).to.equal(20);
      expect(payment.refundable.minor).to.equal(40);
    }
  });

  it('keeps a residual hold behind a decline until it was reversed', () => {
    const refused = declinedWhileHeld();
    const attempt = step('authorize', 100, refused);
    const undo = (result: PaymentStep['result']): PaymentStep => ({
      ...step('void', 100, result),
      original: refused.ref,
    });
    expect(paymentFrom([attempt]).residualHold.minor).to.equal(100);
    for (const result of [unknown, declined(), notSent, undefined])
      expect(paymentFrom([attempt, undo(result)]).residualHold.minor).to.equal(100);
    for (const result of [approved(usd(100)), alreadyReversed])
      expect(paymentFrom([attempt, undo(result)]).residualHold.minor).to.equal(0);
  });

  it('owes what is held, not what was asked for, after a partial approval', () => {
    expect(paymentFrom([step('authorize', 100, declinedWhileHeld(usd(40)))]).residualHold.minor).to.equal(40);
  });

  it('leaves the next authorization alone when a residual hold is reversed', () => {
    const refused = declinedWhileHeld();
    const undo = { ...step('void', 100, approved(usd(100))), original: refused.ref };
    const payment = paymentFrom([step('authorize', 100, refused), authorized, undo]);
    expect([payment.state, payment.capturable.minor, payment.pending]).to.deep.equal([
      'Authorized',
      100,
      false,
    ]);
  });

  it('has nothing left to capture or refund after its capture was taken back', () => {
    const capture = settling(usd(100));
    const steps = [authorized, step('capture', 100, capture)];
    const payment = paymentFrom([...steps, { ...voided(100), original: capture.ref }]);
    expect([payment.state, payment.capturable.minor, payment.refundable.minor]).to.deep.equal([
      'CaptureVoided',
      0,
      0,
    ]);
  });

  it('can be refunded again after its refund was taken back', () => {
    const refund = settling(usd(100));
    const steps = [authorized, captured(100), step('refund', 100, refund)];
    const payment = paymentFrom([...steps, { ...voided(100), original: refund.ref }]);
    expect([payment.state, payment.refundable.minor]).to.deep.equal(['Captured', 100]);
  });

  it('does not count what was certainly not sent', () => {
    expect(paymentFrom([authorized, step('capture', 30, notSent)]).capturable.minor).to.equal(100);
  });

  it('never frees more than was authorized or captured, whatever happened', () => {
    const result = fc.constantFrom(
      undefined,
      unknown,
      notSent,
      declined(),
      approved(usd(1)),
      settling(usd(1)),
    );
    const followOn = fc.record({
      operation: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
      amount: fc.nat({ max: 150 }).map(usd),
      captureNow: fc.constant(false),
      result,
    });
    fc.assert(
      fc.property(fc.array(followOn, { maxLength: 12 }), (steps) => {
        const history = steps.map(({ result: its, ...rest }) => ({ ...rest, ...(its && { result: its }) }));
        const { capturable, refundable, captured: taken } = paymentFrom([authorized, ...history]);
        expect(capturable.minor).to.be.within(0, 100);
        expect(refundable.minor).to.be.within(0, taken.minor);
      }),
    );
  });

  it('reaches every state, and the API’s documentation names each', () => {
    const reached = new Set(HISTORIES.map(([, , state]) => state));
    expect(paymentStates.filter((state) => !reached.has(state))).to.deep.equal([]);
    const api = readFileSync(new URL('../../../../docs/openapi.yaml', import.meta.url), 'utf8');
    for (const state of paymentStates) expect(api).to.match(new RegExp(`^ +- ${state}$`, 'm'));
  });
});

describe('the states of a payment', () => {
  it('allow exactly these steps', () => {
    const allowed = paymentStates.map((state) => [
      state,
      paymentEvents.filter((event) => nextState(state, event)).join(' '),
    ]);
    expect(Object.fromEntries(allowed)).to.deep.equal({
      Created: 'authorized sold',
      Authorized: 'incremented capturedInPart capturedInFull reduced voided voidFailed',
      PartiallyCaptured:
        'incremented capturedInPart capturedInFull reduced voided voidFailed captureVoided settled refundedInPart refundedInFull refundFailed refundVoided',
      Captured: 'captureVoided settled refundedInPart refundedInFull refundFailed refundVoided',
      AuthorizationVoided: 'authorized sold',
      CaptureVoided: 'authorized sold',
      Settled: 'refundedInPart refundedInFull refundFailed',
      Refunded: 'refundVoided',
      AuthorizationVoidFailed: 'incremented capturedInPart capturedInFull reduced voided voidFailed',
      RefundFailed: 'captureVoided settled refundedInPart refundedInFull refundFailed refundVoided',
    });
  });
});
