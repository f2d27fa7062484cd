import { expect } from 'chai';
import type { CommandKey, PaymentKey } from '../../../src/domain/ids.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { PaymentRecord, RecordedTransaction } from '../../../src/payments/ports/payment-records.ts';
import { toAttempts, withRecordedAttempts } from '../../../src/payments/rules/recorded-attempts.ts';

import { aCapture, usd } from '../../builders/command.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { approved, aRef, declined, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';
import { anAttempt } from '../../journal/contract.ts';

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

  it('refer to what they name', () => {
    const [first, second] = [capture(6_000), capture(3_000)];
    const named = (minor: number, original: RecordedTransaction['ref']) =>
      transaction('refund', minor, { original });
    const { attempts } = summed([first, second, named(1_000, second.ref), named(500, first.ref)]);
    expect(attempts.map((each) => each.original)).to.deep.equal([
      undefined,
      original,
      original,
      second.ref,
      first.ref,
    ]);
  });

  it('are refunds of the oldest capture that so much is left of, else of the oldest', () => {
    const [first, second] = [capture(1_000), capture(3_000)];
    const originals = (...steps: readonly RecordedTransaction[]) =>
      summed([first, second, ...steps])
        .attempts.slice(3)
        .map((each) => each.original);
    expect(originals(refund(1_000))).to.deep.equal([first.ref]);
    expect(originals(refund(1_001))).to.deep.equal([second.ref]);
    expect(originals(refund(600), refund(600))).to.deep.equal([first.ref, second.ref]);
    expect(originals(refund(9_000))).to.deep.equal([first.ref]);
  });

  it('are refunds and voids of a sale, which has taken the money itself', () => {
    for (const step of [refund(4_000), voidOf(), voidOf(10_000)])
      expect(summed([step], true).attempts[1]?.original).to.equal(original);
    const { attempts, refundable } = summed([voidOf()], true);
    expect(attempts[1]?.amount).to.deep.equal(usd(10_000));
    expect(refundable).to.equal(0);
  });

  it('are voids of the untouched capture of their amount, else of the oldest untouched one', () => {
    const [first, second, third] = [capture(1_000), capture(2_000), capture(3_000)];
    const originals = (...steps: readonly RecordedTransaction[]) =>
      summed([first, second, third, ...steps])
        .attempts.slice(4)
        .map((each) => each.original);
    expect(originals(voidOf(2_000))).to.deep.equal([second.ref]);
    expect(originals(voidOf())).to.deep.equal([first.ref]);
    expect(originals(voidOf(5_000))).to.deep.equal([first.ref]);
    expect(originals(refund(500), voidOf())).to.deep.equal([first.ref, second.ref]);
    expect(originals(voidOf(), voidOf())).to.deep.equal([first.ref, second.ref]);
  });

  it('are of no capture that was declined', () => {
    const failed = transaction('capture', 1_000, { result: declined() });
    const taken = capture(3_000);
    const { attempts } = summed([failed, taken, refund(500)]);
    expect(attempts.at(-1)?.original).to.equal(taken.ref);
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

describe('What the records show and what the journal has, as one list', () => {
  const original = aRef();
  /** A step that was claimed at that second. */
  function step(
    second: number,
    changes: Partial<PaymentAttempt> = {},
    result: PaymentResult = approved(usd(100)),
  ): PaymentAttempt {
    return {
      ...anAttempt({ operation: 'capture', original, key: `at ${second}` as CommandKey, amount: usd(100) }),
      claimedAt: new Date(second * 1_000),
      attemptNumber: 1,
      merchantTransactionId: `at ${second}` as never,
      ...changes,
      result,
    };
  }
  const authorized = (second: number, changes: Partial<PaymentAttempt> = {}): PaymentAttempt =>
    step(second, { operation: 'authorize', ...changes }, approved(usd(10_000), original));
  /** The same, as the records show it: under a key of their own. */
  const shown = (attempt: PaymentAttempt): PaymentAttempt => ({
    ...attempt,
    key: `recorded/${attempt.key}` as CommandKey,
    caller: 'unknown',
  });
  const [authorization, first, second, third] = [authorized(1), step(2), step(3), step(4)];

  it('is the journal’s where the records show nothing, and theirs where the journal has nothing', () => {
    expect(withRecordedAttempts([], [authorization, first])).to.deep.equal([authorization, first]);
    expect(withRecordedAttempts([authorization, first], [])).to.deep.equal([authorization, first]);
  });

  it('has what both know once, as the journal has it', () => {
    const own = [authorization, first];
    expect(withRecordedAttempts(own.map(shown), own)).to.deep.equal(own);
  });

  it('begins with the authorization, once, also where the journal does not have it or its clock is behind', () => {
    expect(withRecordedAttempts([authorization, second], [first, third])).to.deep.equal([
      authorization,
      first,
      second,
      third,
    ]);
    const late = authorized(9);
    expect(withRecordedAttempts([late], [first])).to.deep.equal([late, first]);
  });

  it('has what followed behind the authorization, in the order of time, whatever the journal’s clock said of that', () => {
    expect(
      withRecordedAttempts([authorization, second].map(shown), [authorization, first, third]),
    ).to.deep.equal([authorization, first, shown(second), third]);
    const late = authorized(9);
    expect(withRecordedAttempts([shown(late), first], [late])).to.deep.equal([late, first]);
    const other = step(1, { original: aRef() });
    expect(withRecordedAttempts([shown(authorization), first], [other, authorization, third])).to.deep.equal([
      other,
      authorization,
      first,
      third,
    ]);
  });

  it('puts a recorded step first of two of one second', () => {
    const same = step(3, { key: 'same' as CommandKey, merchantTransactionId: 'same' as never });
    expect(withRecordedAttempts([shown(authorization), same], [authorization, second])).to.deep.equal([
      authorization,
      same,
      second,
    ]);
  });

  it('knows a step without an answer by its name, and by nothing else one that was answered', () => {
    for (const open of [unknown, undefined]) {
      const own = { ...step(2, {}, unknown) };
      if (open === undefined) Reflect.deleteProperty(own, 'result');
      expect(withRecordedAttempts([authorization, shown(first)], [authorization, own])).to.deep.equal([
        authorization,
        own,
      ]);
    }
    const other = step(2, { key: 'other' as CommandKey });
    expect(withRecordedAttempts([authorization, shown(first)], [authorization, other])).to.have.length(3);
  });

  it('knows an increment by its name: its answer has the id of the authorization', () => {
    const own = step(2, { operation: 'increment' }, approved(usd(100), original));
    expect(withRecordedAttempts([authorization], [own])).to.deep.equal([authorization, own]);
    expect(withRecordedAttempts([authorization, shown(step(2))], [authorization, own])).to.deep.equal([
      authorization,
      own,
    ]);
  });

  it('has what was carried out in place of what the journal knows to have done nothing, under the same key', () => {
    const failed = step(2, {}, declined());
    expect(withRecordedAttempts([authorization, first], [authorization, failed])).to.deep.equal([
      authorization,
      first,
    ]);
    // The records show a decline too, and nothing of it was carried out.
    const declinedThere = step(2, {}, declined());
    expect(withRecordedAttempts([authorization, declinedThere], [authorization, failed])).to.deep.equal([
      authorization,
      declinedThere,
      failed,
    ]);
    const applied = step(2);
    expect(withRecordedAttempts([authorization, first], [authorization, applied])).to.include(applied);
  });

  it('takes the place among the follow-ons from the records, where they name one', () => {
    const sequence = { number: 2, transactionId: '' as never };
    const own = { ...first, sequence: { number: 1, transactionId: '' as never } };
    expect(
      withRecordedAttempts([authorization, { ...shown(first), sequence }], [authorization, own])[1],
    ).to.have.property('sequence', sequence);
    expect(withRecordedAttempts([authorization, shown(first)], [authorization, own])[1]).to.equal(own);
  });
});
