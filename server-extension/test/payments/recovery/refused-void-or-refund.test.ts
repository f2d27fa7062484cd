import { expect } from 'chai';
import { isRefusedVoidOrRefund } from '../../../src/payments/recovery/recovery-task.ts';
import {
  madeGoodBy,
  openVoidsAndRefunds,
  sameRefundBefore,
} from '../../../src/payments/recovery/refused-void-or-refund.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { usd } from '../../builders/command.ts';
import {
  alreadyReversed,
  approved,
  declined,
  notSent,
  notVoidable,
  settling,
  unknown,
} from '../../builders/result.ts';

const attempt = (
  operation: PaymentAttempt['operation'],
  result: PaymentAttempt['result'],
  more: Partial<PaymentAttempt> = {},
): PaymentAttempt => ({ operation, result, amount: usd(100), caller: 'webhook', ...more }) as PaymentAttempt;
const refused = (
  refusalReason?: 'already-settled' | 'reversed-or-settled' | 'other',
): PaymentAttempt['result'] => ({
  outcome: 'refused',
  problem: 'no',
  ...(refusalReason && { refusalReason }),
});

describe('A void or refund of OCC’s that was refused', () => {
  it('is a cancellation or refund that CyberSource declined or refused', () => {
    for (const operation of ['void', 'refund'] as const)
      for (const result of [declined(), refused(), refused('other')])
        expect(isRefusedVoidOrRefund(attempt(operation, result))).to.equal(true);
  });

  it('is none of another caller or operation, and none that was carried out, lost or not sent', () => {
    expect(isRefusedVoidOrRefund(attempt('void', declined(), { caller: 'oms' }))).to.equal(false);
    for (const operation of ['authorize', 'capture', 'increment', 'reauthorize'] as const)
      expect(isRefusedVoidOrRefund(attempt(operation, declined()))).to.equal(false);
    for (const result of [approved(usd(1)), settling(usd(1)), unknown, notSent, undefined])
      expect(isRefusedVoidOrRefund(attempt('refund', result))).to.equal(false);
  });

  it('is none where it was voided or refunded before; a void that comes too late is none either, a refund is', () => {
    for (const operation of ['void', 'refund'] as const)
      expect(isRefusedVoidOrRefund(attempt(operation, alreadyReversed))).to.equal(false);
    for (const result of [notVoidable, refused('already-settled'), refused('reversed-or-settled')]) {
      expect(isRefusedVoidOrRefund(attempt('void', result))).to.equal(false);
      expect(isRefusedVoidOrRefund(attempt('refund', result))).to.equal(true);
    }
  });

  const done = (operation: PaymentAttempt['operation'], minor: number, more: Partial<PaymentAttempt> = {}) =>
    attempt(operation, approved(usd(minor)), { amount: usd(minor), caller: 'oms', ...more });
  const retried = (key: string, minor: number, operation: 'refund' | 'void' = 'refund') =>
    done(operation, minor, { caller: 'reconciler', key: key as never });
  const open = (operation: 'refund' | 'void', key: string, minor = 100) =>
    attempt(operation, declined(), { key: key as never, amount: usd(minor), original: 'capture' as never });

  it('is made good by a later void or refund: of a refund by one of its amount, or a void of the capture', () => {
    for (const each of [done('void', 1), done('refund', 1)]) {
      const cancellation = open('void', 'cancelled');
      expect(madeGoodBy([cancellation, each]).get(cancellation)).to.equal(each);
    }
    const refund = open('refund', 'returned');
    for (const each of [done('refund', 100), done('void', 200, { original: 'capture' as never })])
      expect(madeGoodBy([refund, each]).get(refund)).to.equal(each);
    for (const each of [done('refund', 99), done('refund', 101), done('void', 100), done('capture', 100)])
      expect(madeGoodBy([refund, each]).size, `${each.operation} ${each.amount.minor}`).to.equal(0);
    expect(madeGoodBy([refund, attempt('refund', declined()), attempt('refund', unknown)]).size).to.equal(0);
  });

  it('is made good by recovery’s retry of it, or a step of that, and by none of another one', () => {
    const [first, second] = [open('refund', 'first'), open('refund', 'second')];
    for (const key of ['return/second', 'return3/second', 'return/second/2']) {
      const retry = retried(key, 100);
      expect([...madeGoodBy([first, second, retry])]).to.deep.equal([[second, retry]]);
    }
    const cancellation = open('void', 'cancelled');
    expect(madeGoodBy([cancellation, first, retried('return/first', 100)]).has(cancellation)).to.equal(false);
  });

  it('shares no refund with another one: the oldest of the amount has it', () => {
    const [other, first, second] = [
      open('refund', 'other', 30),
      open('refund', 'first'),
      open('refund', 'second'),
    ];
    const [one, two] = [done('refund', 100), done('refund', 100)];
    expect([...madeGoodBy([other, first, second, one])]).to.deep.equal([[first, one]]);
    expect([...madeGoodBy([other, first, second, one, two])]).to.deep.equal([
      [first, one],
      [second, two],
    ]);
  });

  it('may be the same one, asked for twice, while an earlier one of its amount is open', () => {
    const [other, first, second] = [
      open('refund', 'other', 30),
      open('refund', 'first'),
      open('refund', 'second'),
    ];
    expect(sameRefundBefore(second, [other, first, second])).to.equal(first);
    expect(sameRefundBefore(second, [other, first, second, done('refund', 100)])).to.equal(first);
    expect(sameRefundBefore(first, [other, first, second])).to.equal(undefined);
    expect(sameRefundBefore(second, [first, done('refund', 100), second])).to.equal(undefined);
    const cancellation = open('void', 'cancelled');
    expect(sameRefundBefore(cancellation, [open('void', 'earlier'), cancellation])).to.equal(undefined);
  });

  it('is open until then, whatever was done before it, and while anything is left to take back', () => {
    const sold = attempt('authorize', approved(usd(1_000)), { amount: usd(1_000), captureNow: true });
    const [first, second] = [open('refund', 'first'), open('refund', 'second')];
    const made = done('refund', 100);
    expect(openVoidsAndRefunds([sold, made, first])).to.deep.equal([first]);
    expect(openVoidsAndRefunds([sold, first, made])).to.deep.equal([]);
    expect(openVoidsAndRefunds([sold, first, made, second])).to.deep.equal([second]);
    expect(openVoidsAndRefunds([sold, first, second, made])).to.deep.equal([second]);
    expect(openVoidsAndRefunds([sold, first, done('refund', 400), done('refund', 600)])).to.deep.equal([]);
    expect(openVoidsAndRefunds([])).to.deep.equal([]);
  });
});
