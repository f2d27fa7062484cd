import { expect } from 'chai';
import type { CommandKey, PaymentKey } from '../../../src/domain/ids.ts';
import type { Capability } from '../../../src/domain/payment/capability.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { allowedOperations } from '../../../src/payments/overview/allowed-operations.ts';
import { card } from '../../../src/methods/card/card.ts';
import type { MethodRules } from '../../../src/payments/ports/method-rules.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { usd } from '../../builders/command.ts';
import { approved, declined, settling, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const payment = 'siteUS:o10001:pg1' as PaymentKey;
const held = approved(usd(10_000));
const original = gatewayRefOf(held) ?? expect.fail();
const HOLD = { reauthorize: true, holdDays: {}, now: new Date('2026-02-09T10:00:00Z') };

let made = 0;
function attempt(request: Partial<PaymentAttempt>, result: PaymentResult): PaymentAttempt {
  made += 1;
  const key = `k${made}` as CommandKey;
  return {
    ...anAttempt({ payment, key, ...request }),
    attemptNumber: 1,
    merchantTransactionId: '' as never,
    result,
  };
}
const authorized = attempt({ amount: usd(10_000) }, held);
const capture = (minor: number): PaymentAttempt =>
  attempt({ operation: 'capture', original, amount: usd(minor) }, settling(usd(minor)));
const some = capture(6_000);
const all = capture(10_000);
const refundOf = (captured: PaymentAttempt, minor: number): PaymentAttempt =>
  attempt(
    { operation: 'refund', original: gatewayRefOf(captured.result) ?? expect.fail(), amount: usd(minor) },
    settling(usd(minor)),
  );
const voided = (result: PaymentResult): PaymentAttempt =>
  attempt({ operation: 'void', original, amount: usd(10_000) }, result);

/** As `capture 10000`; an increment names no most. */
function allowed(attempts: readonly PaymentAttempt[], rules?: MethodRules): readonly string[] {
  return allowedOperations(paymentFrom(attempts), rules).map(
    ({ operation, upTo }) => `${operation} ${upTo?.minor ?? 'of the issuer’s choice'}`,
  );
}
const MORE = 'increment of the issuer’s choice';

describe('What can be done with a payment now', () => {
  const stages: readonly (readonly [string, readonly PaymentAttempt[], readonly string[]])[] = [
    [
      'while all of it is held',
      [authorized],
      ['capture 10000', 'void 10000', 'reverse 10000', 'reduce 10000', MORE],
    ],
    [
      'after a part was captured',
      [authorized, some],
      ['capture 4000', 'refund 6000', 'void 4000', 'reverse 10000', 'reduce 4000', MORE],
    ],
    ['after all of it was captured', [authorized, all], ['refund 10000', 'void 10000', 'reverse 10000']],
    ['after a part was refunded', [authorized, all, refundOf(all, 1_000)], ['refund 9000', 'reverse 9000']],
    ['after all of it was refunded', [authorized, all, refundOf(all, 10_000)], []],
    ['after it was released', [authorized, voided(approved(usd(10_000)))], []],
    ['while nobody knows whether it was released', [authorized, voided(unknown)], []],
    ['where the authorization was declined', [attempt({ amount: usd(10_000) }, declined())], []],
  ];
  for (const [when, attempts, operations] of stages)
    it(`${when} is ${operations.join(', ') || 'nothing'}`, () => {
      expect(allowed(attempts)).to.deep.equal(operations);
    });

  it('is only what its method declares', () => {
    const without = (...missing: readonly Capability[]): MethodRules => ({
      ...card,
      capabilities: new Set([...card.capabilities].filter((each) => !missing.includes(each))),
    });
    expect(allowed([authorized], card)).to.deep.equal(allowed([authorized]));
    expect(allowed([authorized], without('increment'))).to.not.include(MORE);
    expect(allowed([authorized], without('capture'))).to.not.include('capture 10000');
    expect(allowed([authorized, all], without('refund'))).to.deep.equal(['void 10000', 'reverse 10000']);
    // What is held can be released, though what was captured cannot be refunded.
    expect(allowed([authorized, some], without('refund'))).to.include('reverse 4000');
  });

  it('counts an amount once that has to be held again before its capture', () => {
    const claimedAt = new Date('2026-02-01T10:00:00Z');
    const instrument = { paymentInstrumentId: 'PI1', customerId: 'C1' };
    const expired = attempt({ amount: usd(10_000), claimedAt, instrument }, held);
    const standing = allowedOperations(paymentFrom([expired]), undefined, HOLD);
    expect(standing.find(({ operation }) => operation === 'capture')?.upTo).to.deep.equal(usd(10_000));
  });
});
