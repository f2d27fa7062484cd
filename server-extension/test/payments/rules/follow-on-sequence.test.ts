import { expect } from 'chai';
import type { GatewayRef, MerchantTransactionId } from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import {
  hasSequenceGap,
  nextSequenceNumber,
  sequenceOf,
} from '../../../src/payments/rules/follow-on-sequence.ts';
import { usd } from '../../builders/command.ts';
import { approved, aRef, declined, notSent, notVoidable, unknown } from '../../builders/result.ts';

describe("the turn of a payment's next follow-on", () => {
  const ref = aRef();

  function attempt(
    operation: PaymentAttempt['operation'],
    result: PaymentResult,
    changes: object = {},
  ): PaymentAttempt {
    return {
      operation,
      result,
      amount: usd(1_000),
      captureNow: false,
      claimedAt: new Date(),
      ...(operation === 'authorize' ? {} : { original: ref }),
      ...changes,
    } as PaymentAttempt;
  }
  const authorization = attempt('authorize', approved(usd(10_000), ref));
  const sequence = (number: number) => ({ sequence: { number, transactionId: '' as MerchantTransactionId } });
  const next = (...attempts: readonly PaymentAttempt[]): number =>
    nextSequenceNumber([authorization, ...attempts]);
  const yes = (): PaymentResult => approved(usd(1_000));

  it('comes after everything that was carried out, numbered or not', () => {
    expect(next()).to.equal(1);
    expect(next(attempt('capture', yes()), attempt('void', yes()))).to.equal(3);
    expect(next(attempt('capture', yes()), attempt('refund', yes(), sequence(4)))).to.equal(5);
  });

  it('stays the same after what was lost, refused or not sent: one of both is carried out', () => {
    for (const result of [unknown, notSent, notVoidable])
      expect(next(attempt('capture', result, sequence(1)))).to.equal(1);
  });

  it('comes after what the gateway declined under an id of its own, and after a number that it refused as taken', () => {
    expect(next(attempt('refund', declined(), sequence(1)))).to.equal(2);
    const taken = { ...sequence(1), reportedResult: { outcome: 'unknown', problem: '', duplicate: true } };
    expect(next(attempt('capture', notSent, taken))).to.equal(2);
    expect(next(attempt('capture', unknown, taken))).to.equal(1);
  });

  it('does not count voids of captures: the gateway itself carries out one of two', () => {
    const capture = attempt('capture', approved(usd(1_000), 'c' as GatewayRef), sequence(1));
    expect(next(capture, attempt('void', yes(), { original: 'c' }))).to.equal(2);
  });

  it('has the same name on every instance, and another one for each number and payment', () => {
    const name = (key: string, nth: number) => `${key} ${nth}` as MerchantTransactionId;
    const ids = [sequenceOf(ref, 1, name), sequenceOf(ref, 2, name), sequenceOf(aRef(), 1, name)];
    expect(sequenceOf(ref, 1, name)).to.deep.equal(ids[0]);
    expect(new Set(ids.map(({ transactionId }) => transactionId)).size).to.equal(3);
  });

  it('is not known while a recent turn is there without all turns before it', () => {
    const misses = (isRecent: boolean, ...attempts: readonly PaymentAttempt[]): boolean =>
      hasSequenceGap([authorization, ...attempts], () => isRecent);
    expect(
      misses(true, attempt('capture', yes(), sequence(1)), attempt('capture', yes(), sequence(3))),
    ).to.equal(true);
    expect(
      misses(false, attempt('capture', yes(), sequence(1)), attempt('capture', yes(), sequence(3))),
    ).to.equal(false);
    expect(misses(true, attempt('capture', yes()), attempt('capture', yes(), sequence(2)))).to.equal(false);
    expect(
      misses(true, attempt('capture', yes(), sequence(1)), attempt('capture', yes(), sequence(2))),
    ).to.equal(false);
  });
});
