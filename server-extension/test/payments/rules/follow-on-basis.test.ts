import { expect } from 'chai';
import type { CommandKey } from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import {
  type FollowOnBasis,
  mergedAttempts,
  precedingAttemptOf,
} from '../../../src/payments/rules/follow-on-basis.ts';
import { aCapture, usd } from '../../builders/command.ts';
import { approved, aRef, settling, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const original = aRef();

function attempt(
  operation: PaymentAttempt['operation'],
  result?: PaymentResult,
  changes: Partial<PaymentAttempt> = {},
): PaymentAttempt {
  return {
    ...anAttempt({ operation, ...(operation !== 'authorize' && { original }) }),
    attemptNumber: 1,
    merchantTransactionId: '' as never,
    ...(result && { result }),
    ...changes,
  };
}
const authorized = attempt('authorize', approved(usd(10_000), original));
const captured = (): PaymentAttempt => attempt('capture', settling(usd(1_000)));

describe('Several readings of a payment', () => {
  const open = attempt('capture', undefined, { key: 'c' as CommandKey });
  const done = { ...open, result: settling(usd(1_000)) };

  it('are one list in which each attempt stands once, the later reading in its place', () => {
    const again = { ...done, result: settling(usd(999)) };
    expect(mergedAttempts([authorized, open], [done])).to.deep.equal([authorized, done]);
    expect(mergedAttempts([authorized, done], [again])).to.deep.equal([authorized, again]);
    expect(mergedAttempts([open], [{ ...open, caller: 'oms' }])[0]?.caller).to.equal('oms');
  });

  it('forget no result that was seen before', () => {
    expect(mergedAttempts([authorized, done], [authorized, open])).to.deep.equal([authorized, done]);
  });

  it('have every try of a command', () => {
    const second = { ...open, attemptNumber: 2 };
    expect(mergedAttempts([done], [second])).to.deep.equal([done, second]);
  });
});

describe('A step with a number', () => {
  const command = aCapture({ original, amount: usd(1_000) });
  const basis = (numbers: Partial<FollowOnBasis>): FollowOnBasis => ({
    command,
    seen: [],
    recorded: [],
    ...numbers,
  });
  const placed = (number: number): FollowOnBasis =>
    basis({ sequence: { number, transactionId: '' as never } });
  const numbered = (number: number): FollowOnBasis => basis({ captureNumber: { of: original, number } });
  const precedes = (of: FollowOnBasis, ...earlier: readonly PaymentAttempt[]) =>
    precedingAttemptOf(of, earlier, earlier);

  it('waits for what is in flight and could change its number', () => {
    const [capture, refund] = [attempt('capture'), attempt('refund')];
    for (const made of [placed(1), numbered(1)]) {
      expect(precedes(made, authorized, capture)).to.equal(capture);
      expect(precedes(made, attempt('authorize'))).to.equal(undefined);
    }
    expect(precedes(placed(1), authorized, refund)).to.equal(refund);
    // The captures of a hold are counted, and nothing else.
    expect(precedes(numbered(1), authorized, refund)).to.equal(undefined);
    expect(precedes(basis({}), authorized, capture)).to.equal(undefined);
  });

  it('goes ahead while the number is the next one', () => {
    for (const made of [placed, numbered]) {
      expect(precedes(made(1), authorized)).to.equal(undefined);
      expect(precedes(made(2), authorized, captured())).to.equal(undefined);
    }
    expect(precedes(basis({}), authorized, captured())).to.equal(undefined);
  });

  it('is planned anew behind the last step that ended and took its number', () => {
    const [first, last] = [captured(), captured()];
    for (const made of [placed, numbered])
      expect(precedes(made(1), authorized, first, last, attempt('authorize', unknown))).to.equal(last);
  });

  it('of both kinds is planned anew where either is taken', () => {
    const capture = captured();
    for (const [place, number] of [
      [1, 2],
      [2, 1],
    ] as const)
      expect(
        precedes(
          { ...numbered(number), sequence: { number: place, transactionId: '' as never } },
          authorized,
          capture,
        ),
      ).to.equal(capture);
  });
});
