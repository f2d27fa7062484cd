import { expect } from 'chai';
import { capturedFundsOf } from '../../../src/domain/payment/captured-funds.ts';
import { effectOf, isSale, type PaymentStep } from '../../../src/domain/payment/effect.ts';
import {
  holdReversedBy,
  residualHoldOf,
  wasReversedBefore,
} from '../../../src/domain/payment/residual-hold.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import { usd } from '../../builders/command.ts';
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

const step = (
  operation: PaymentStep['operation'],
  result?: PaymentResult,
  more: Partial<PaymentStep> = {},
): PaymentStep => ({
  operation,
  amount: usd(100),
  captureNow: false,
  ...(result && { result }),
  ...more,
});
const inReview: PaymentResult = {
  outcome: 'pending',
  because: 'review',
  ref: aRef(),
  amount: usd(100),
  gateway: { httpStatus: 201 },
};
const refOf = (result: PaymentResult): GatewayRef => ('ref' in result && result.ref) || expect.fail();

describe('What a step does to the money', () => {
  it('is a sale where it takes the money at once, and only a hold while people look at it first', () => {
    for (const [result, is] of [
      [approved(usd(100)), true],
      [settling(usd(100)), true],
      [inReview, false],
      [declined(), true],
      [undefined, true],
    ] as const) {
      expect(isSale({ captureNow: true, ...(result && { result }) }), result?.outcome).to.equal(is);
      expect(isSale({ captureNow: false, ...(result && { result }) })).to.equal(false);
      expect(effectOf(step('authorize', result, { captureNow: true }), [])).to.equal(
        is ? 'sale' : 'authorize',
      );
    }
  });

  for (const operation of ['capture', 'refund', 'increment', 'reauthorize'] as const)
    it(`is a ${operation} where it is one`, () => {
      expect(effectOf(step(operation), [])).to.equal(operation);
    });

  it('of a void is the contrary of what it refers to', () => {
    const settled = settling(usd(100));
    const ok = approved(usd(100));
    const held = declinedWhileHeld();
    for (const [target, effect] of [
      [step('capture', settled), 'void-capture'],
      [step('refund', settled), 'void-refund'],
      [step('authorize', ok), 'reverse'],
      [step('authorize', ok, { captureNow: true }), 'void-capture'],
      [step('authorize', inReview, { captureNow: true }), 'reverse'],
      [step('authorize', held), 'reverse-residual-hold'],
      [step('authorize', held, { captureNow: true }), 'reverse-residual-hold'],
      [step('reauthorize', ok), 'reverse'],
      [step('reauthorize', held), 'reverse-residual-hold'],
      [step('increment', ok), 'reverse'],
      [step('void', ok), 'reverse'],
    ] as const) {
      const original = refOf(target.result!);
      const others = [step('capture', settling(usd(1))), step('authorize', unknown)];
      expect(effectOf(step('void', undefined, { original }), [...others, target]), target.operation).to.equal(
        effect,
      );
    }
    expect(effectOf(step('void', undefined, { original: aRef() }), [step('capture', settled)])).to.equal(
      'reverse',
    );
    expect(effectOf(step('void'), [step('capture', unknown)])).to.equal('reverse');
  });
});

describe('Money that a declined authorization left behind', () => {
  it('is what is held, all of it or the part that was approved', () => {
    const all = declinedWhileHeld();
    const part = declinedWhileHeld(usd(40));
    for (const operation of ['authorize', 'reauthorize'] as const) {
      expect(residualHoldOf(step(operation, all))).to.deep.equal({ ref: all.ref, amount: usd(100) });
      expect(residualHoldOf(step(operation, part))).to.deep.equal({ ref: part.ref, amount: usd(40) });
    }
  });

  it('is nothing behind anything else', () => {
    const held = declinedWhileHeld();
    for (const operation of ['capture', 'refund', 'void', 'increment'] as const)
      expect(residualHoldOf(step(operation, held))).to.equal(undefined);
    const nameless = { ...held };
    Reflect.deleteProperty(nameless, 'ref');
    for (const result of [declined(), approved(usd(1)), unknown, notSent, undefined, nameless])
      expect(residualHoldOf(step('authorize', result))).to.equal(undefined);
  });

  it('is gone with a void that was approved, or that found it reversed before', () => {
    const original = aRef();
    const by = (result?: PaymentResult, operation: PaymentStep['operation'] = 'void') =>
      holdReversedBy(step(operation, result, { original }));
    for (const result of [approved(usd(1)), alreadyReversed]) {
      expect(by(result)).to.equal(original);
      expect(by(result, 'refund')).to.equal(undefined);
    }
    for (const result of [declined(), notVoidable, unknown, notSent, undefined, settling(usd(1))])
      expect(by(result)).to.equal(undefined);
    expect([alreadyReversed, notVoidable, declined(), undefined].map(wasReversedBefore)).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('Money that captures and a sale have taken', () => {
  const first = settling(usd(100));
  const capture = step('capture', first);
  const of = (...steps: readonly PaymentStep[]) =>
    capturedFundsOf(steps).map(({ ref, of: kind, amount, left }) => [ref, kind, amount.minor, left.minor]);
  const back = (operation: 'refund' | 'void', minor: number, result?: PaymentResult, original = first.ref) =>
    step(operation, result, { original, amount: usd(minor) });

  it('is listed with what is left of it, oldest first', () => {
    const sale = approved(usd(100));
    expect(of(step('authorize', sale, { captureNow: true }), capture)).to.deep.equal([
      [sale.ref, 'sale', 100, 100],
      [first.ref, 'capture', 100, 100],
    ]);
    for (const none of [
      step('authorize', sale),
      step('authorize', inReview, { captureNow: true }),
      step('capture', declined()),
      step('capture', unknown),
      step('capture'),
      step('refund', sale),
      step('increment', sale),
    ])
      expect(of(none)).to.deep.equal([]);
  });

  it('is less what was voided or refunded, or may have been', () => {
    for (const operation of ['refund', 'void'] as const)
      for (const result of [approved(usd(30)), settling(usd(30)), unknown, undefined])
        expect(of(capture, back(operation, 30, result))).to.deep.equal([[first.ref, 'capture', 100, 70]]);
    expect(of(capture, back('refund', 30, settling(usd(30))), back('refund', 20, unknown))).to.deep.equal([
      [first.ref, 'capture', 100, 50],
    ]);
  });

  it('is not less by what was certainly not voided or refunded, or was of another capture', () => {
    for (const step of [
      back('refund', 30, declined()),
      back('refund', 30, notSent),
      back('refund', 30, settling(usd(30)), aRef()),
    ])
      expect(of(capture, step)).to.deep.equal([[first.ref, 'capture', 100, 100]]);
    expect(of(capture, step('increment', approved(usd(30)), { original: first.ref }))).to.deep.equal([
      [first.ref, 'capture', 100, 100],
    ]);
  });

  it('is there again after its refund was voided, and only then', () => {
    const refunded = settling(usd(30));
    const refund = back('refund', 30, refunded);
    const undo = (result?: PaymentResult, operation: 'void' | 'refund' = 'void') =>
      step(operation, result, { original: refunded.ref, amount: usd(30) });
    expect(of(capture, refund, undo(approved(usd(30))))).to.deep.equal([[first.ref, 'capture', 100, 100]]);
    for (const other of [undo(declined()), undo(unknown), undo(), undo(approved(usd(30)), 'refund')])
      expect(of(capture, refund, other)).to.deep.equal([[first.ref, 'capture', 100, 70]]);
  });
});
