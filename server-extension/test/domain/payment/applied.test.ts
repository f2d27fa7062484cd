import { expect } from 'chai';
import { applicationOf, isApplied, isLive, isPossiblyApplied } from '../../../src/domain/payment/applied.ts';
import type { PaymentStep } from '../../../src/domain/payment/effect.ts';
import { usd } from '../../builders/command.ts';
import { approved, aRef, declined, notSent, settling, unknown } from '../../builders/result.ts';

const ref = aRef();
const step = (
  operation: PaymentStep['operation'],
  result?: PaymentStep['result'],
  changes: Partial<PaymentStep> = {},
): PaymentStep => ({
  operation,
  amount: usd(100),
  captureNow: false,
  ...(result && { result }),
  ...changes,
});
const authorization = step('authorize', approved(usd(100), ref));

describe('What the gateway has carried out', () => {
  for (const [name, result, application] of [
    ['an approval', approved(usd(100)), 'applied'],
    ['a settlement under way', settling(usd(100)), 'applied'],
    ['a call in flight', undefined, 'unresolved'],
    ['a lost answer', unknown, 'unresolved'],
    ['a decline', declined(), 'not-applied'],
    ['a call that was not sent', notSent, 'not-applied'],
  ] as const)
    it(`is ${application} after ${name}`, () => {
      const attempt = step('capture', result);
      expect(applicationOf(attempt)).to.equal(application);
      expect(isApplied(attempt)).to.equal(application === 'applied');
      expect(isPossiblyApplied(attempt)).to.equal(application !== 'not-applied');
    });
});

describe('A live authorization', () => {
  const followed = (...steps: readonly PaymentStep[]): boolean =>
    isLive(authorization, [authorization, ...steps]);

  it('is one that was approved, whatever was captured or refunded since', () => {
    expect(followed()).to.equal(true);
    for (const operation of ['capture', 'refund'] as const)
      expect(followed(step(operation, settling(usd(100)), { original: ref }))).to.equal(true);
  });

  it('is voided by a void of its own that was carried out, and by no other', () => {
    expect(followed(step('void', approved(usd(100)), { original: ref }))).to.equal(false);
    expect(followed(step('void', approved(usd(100)), { original: aRef() }))).to.equal(true);
    for (const result of [declined(), unknown, undefined])
      expect(followed(step('void', result, { original: ref }))).to.equal(true);
  });

  it('is no decline, no lost answer and no follow-on', () => {
    for (const other of [
      step('authorize', declined()),
      step('authorize', unknown),
      step('authorize'),
      step('capture', settling(usd(100))),
    ])
      expect(isLive(other, [authorization, other])).to.equal(false);
  });
});
