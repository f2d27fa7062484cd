import { expect } from 'chai';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { isKnownAs } from '../../../src/payments/rules/recorded-order.ts';
import { usd } from '../../builders/command.ts';
import { approved, aRef, notSent, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

function attempt(name: string, result?: PaymentResult): PaymentAttempt {
  const merchantTransactionId = name as never;
  return { ...anAttempt(), attemptNumber: 1, merchantTransactionId, ...(result && { result }) };
}

describe('An attempt of the journal is the recorded one', () => {
  const ref = aRef();
  const recorded = attempt('ours', approved(usd(1), ref));

  it('where CyberSource’s id is the same, by whatever name the records know it', () => {
    expect(isKnownAs(recorded)(attempt('another', approved(usd(1), ref)))).to.equal(true);
  });

  it('where the name is the same, also without a result', () => {
    for (const result of [undefined, unknown, notSent, approved(usd(1), aRef())])
      expect(isKnownAs(recorded)(attempt('ours', result))).to.equal(true);
  });

  it('nowhere else, also where neither has an id of CyberSource’s', () => {
    expect(isKnownAs(recorded)(attempt('another', approved(usd(1), aRef())))).to.equal(false);
    for (const result of [undefined, unknown])
      expect(isKnownAs(attempt('ours', unknown))(attempt('another', result))).to.equal(false);
  });
});
