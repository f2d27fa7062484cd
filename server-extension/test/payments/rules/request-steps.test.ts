import { expect } from 'chai';
import type { CommandKey } from '../../../src/domain/ids.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { isStepOf, requestSteps, stepKey } from '../../../src/payments/rules/follow-on/request-steps.ts';

const asked = 'oms:c1' as CommandKey;
const attempt = (key: string, attemptNumber: number) =>
  ({ key: key as CommandKey, attemptNumber }) as PaymentAttempt;

describe('The steps of a request', () => {
  it('have the request’s key, and keys that count up from it', () => {
    expect([1, 2, 10].map((ordinal) => stepKey(asked, ordinal))).to.deep.equal([
      'oms:c1',
      'oms:c1/2',
      'oms:c1/10',
    ]);
  });

  it('are known by their keys', () => {
    for (const key of ['oms:c1', 'oms:c1/2', 'oms:c1/10', 'oms:c1/999'])
      expect(isStepOf(key as CommandKey, asked), key).to.equal(true);
    for (const key of [
      'oms:c2',
      'oms:c12',
      'oms:c1/',
      'oms:c1/1000',
      'oms:c1/x',
      'oms:c1/2x',
      'oms:c1/x2',
      'x/oms:c1/2',
    ])
      expect(isStepOf(key as CommandKey, asked), key).to.equal(false);
  });

  it('are in their order, of each the latest attempt, whatever the order in which the journal has them', () => {
    const attempts = [
      attempt('oms:c1/10', 1),
      attempt('oms:c1/2', 2),
      attempt('oms:c1/2', 3),
      attempt('oms:c1', 1),
      attempt('oms:c1', 2),
      attempt('oms:c1/2', 1),
      attempt('oms:c2', 1),
    ];
    for (const order of [attempts, [...attempts].reverse()])
      expect(requestSteps(asked, order)).to.deep.equal([
        attempt('oms:c1', 2),
        attempt('oms:c1/2', 3),
        attempt('oms:c1/10', 1),
      ]);
    expect(requestSteps(asked, [])).to.deep.equal([]);
  });
});
