import { expect } from 'chai';
import type { PaymentKey } from '../../../src/domain/ids.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import type { PaymentRecord, RecordedTransaction } from '../../../src/payments/ports/ports.ts';
import { toAttempts } from '../../../src/payments/rules/recorded-attempts.ts';

import { aCapture, usd } from '../../builders/command.ts';
import { approved, aRef, declined } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

type Found = Extract<PaymentRecord, { kind: 'found' }>;

/** What another program did to a payment: the records do not say what its refunds and voids refer to. */
describe("attempts that are made from the gateway's records", () => {
  const original = aRef();
  let seconds = 0;

  function transaction(
    operation: RecordedTransaction['operation'],
    minor: number | undefined,
    changes: Partial<RecordedTransaction> = {},
  ): RecordedTransaction {
    const ref = aRef();
    seconds += 1;
    return {
      ref,
      operation,
      submittedAt: new Date(seconds * 1000),
      captureNow: false,
      result: approved(usd(minor ?? 0), ref),
      ...(minor !== undefined && { amount: usd(minor) }),
      ...changes,
    };
  }

  function summed(followOns: readonly RecordedTransaction[], captureNow = false) {
    const authorization = transaction('authorize', 10_000, {
      ref: original,
      captureNow,
      result: approved(usd(10_000), original),
    });
    const found: Found = { kind: 'found', authorization, followOns };
    const command = aCapture({ original });
    const attempts = toAttempts(found, { command, payment: 'p' as PaymentKey, settings });
    const { capturable, refundable } = paymentFrom(attempts);
    return { capturable: capturable.minor, refundable: refundable.minor, attempts };
  }

  const capture = (minor: number): RecordedTransaction => transaction('capture', minor);
  const refund = (minor: number): RecordedTransaction => transaction('refund', minor);
  const voidOf = (minor?: number): RecordedTransaction =>
    transaction('void', minor, { isVoidOfCapture: true });
  const reversal = (minor: number): RecordedTransaction =>
    transaction('void', minor, { isVoidOfCapture: false, original });

  it('add up to what is left', () => {
    expect(summed([capture(6_000), refund(1_000), reversal(3_000)])).to.include({
      capturable: 1_000,
      refundable: 5_000,
    });
    expect(summed([refund(4_000)], true)).to.include({ capturable: 0, refundable: 6_000 });
  });

  it('count nothing that was declined', () => {
    const failed = transaction('refund', 2_000, { result: declined() });
    expect(summed([capture(6_000), failed])).to.include({ refundable: 6_000 });
  });

  it('take a void without an amount for the whole of what it can have taken back', () => {
    const { capturable, refundable } = summed([capture(6_000), voidOf()]);
    expect({ capturable, refundable }).to.deep.equal({ capturable: 4_000, refundable: 0 });
  });

  it('count the reversal that comes along with a void as a part of it', () => {
    const [taken, takenBack] = [capture(6_000), voidOf(6_000)];
    expect(summed([taken, takenBack, reversal(6_000)])).to.include({ capturable: 4_000, refundable: 0 });
  });

  it('refer a refund to the oldest capture that has room for it, one after the other', () => {
    const captures = [capture(3_000), capture(7_000)];
    const { attempts } = summed([...captures, refund(5_000), refund(2_000), refund(1_000)]);
    const left = new Map(paymentFrom(attempts).captures.map((funds) => [funds.ref, funds.left.minor]));
    expect(captures.map(({ ref }) => left.get(ref))).to.deep.equal([0, 2_000]);
  });
});
