import { expect } from 'chai';
import { isRefusedVoidOrRefund } from '../../../src/payments/recovery/recovery-task.ts';
import { madeGoodBy, openVoidsAndRefunds } from '../../../src/payments/recovery/refused-void-or-refund.ts';
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

  it('is made good by a later void or refund, of a refund by one of at least its amount', () => {
    const [aVoid, aRefund] = [attempt('void', declined()), attempt('refund', declined())];
    const done = (operation: PaymentAttempt['operation'], minor: number) =>
      attempt(operation, approved(usd(minor)), { amount: usd(minor), caller: 'oms' });
    for (const operation of ['void', 'refund'] as const) {
      expect(madeGoodBy(aVoid, [done(operation, 1)])).to.be.an('object');
      expect(madeGoodBy(aRefund, [done(operation, 100)])).to.be.an('object');
      expect(madeGoodBy(aRefund, [done(operation, 99)])).to.equal(undefined);
    }
    for (const other of [done('capture', 100), attempt('refund', declined()), attempt('refund', unknown)])
      for (const open of [aVoid, aRefund]) expect(madeGoodBy(open, [other])).to.equal(undefined);
  });

  it('is open until then, whatever was done before it', () => {
    const [open, done] = [attempt('refund', declined()), attempt('refund', approved(usd(100)))];
    expect(openVoidsAndRefunds([done, open])).to.deep.equal([open]);
    expect(openVoidsAndRefunds([open, done])).to.deep.equal([]);
    expect(openVoidsAndRefunds([open, done, open])).to.deep.equal([open]);
    expect(openVoidsAndRefunds([])).to.deep.equal([]);
  });
});
