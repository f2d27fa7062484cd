import { expect } from 'chai';
import type { MerchantTransactionId, PaymentKey } from '../../../src/domain/ids.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { ClaimDecision } from '../../../src/payments/ports/claim.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { claimRuleFor } from '../../../src/payments/rules/claim-rule.ts';
import { chargeSequenceOf, nextSequenceNumber } from '../../../src/payments/rules/follow-on-sequence.ts';
import { anAuthorization, usd } from '../../builders/command.ts';
import { approved, declined, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const payment = 'siteUS:o10001:pg10002' as PaymentKey;
const name = (key: string, number: number): MerchantTransactionId =>
  `${key} ${number}` as MerchantTransactionId;

describe('the claim of a charge, where every instance has a journal of its own', () => {
  let names = 0;

  function attempted(changes: Partial<PaymentAttempt>, result?: PaymentResult): PaymentAttempt {
    names += 1;
    return {
      ...anAttempt({ payment, amount: usd(1_200), ...changes }),
      attemptNumber: 1,
      merchantTransactionId: `V1NAME${names}` as MerchantTransactionId,
      ...(result && { result }),
    };
  }

  const turn = (number: number): Pick<PaymentAttempt, 'sequence'> => ({
    sequence: chargeSequenceOf(payment, number, name),
  });
  const voidOf = (charge: PaymentAttempt): PaymentAttempt =>
    attempted({ operation: 'void', original: gatewayRefOf(charge.result)! }, approved(usd(1_200)));

  function claimed(
    recorded: readonly (readonly PaymentAttempt[])[],
    earlier: readonly PaymentAttempt[],
    number: number,
    minor = 900,
  ): ClaimDecision {
    const command = anAuthorization({ caller: 'oms', amount: usd(minor) });
    const basis = { payments: recorded, sequence: chargeSequenceOf(payment, number, name) };
    return claimRuleFor(command, basis)(earlier, []);
  }

  it('proceeds where neither the journal nor the records know of another, with the first number', () => {
    expect(claimed([], [], 1)).to.deep.equal({ verdict: 'proceed' });
  });

  it('is refused beside one that only the records have, whatever else was taken back, in any order', () => {
    const first = attempted(turn(1), approved(usd(1_200)));
    const over = [first, voidOf(first)];
    const live = [attempted(turn(2), approved(usd(1_200)))];
    for (const recorded of [[live], [over, live], [live, over]])
      expect(claimed(recorded, [], 3)).to.include({ verdict: 'refused' });
    expect(claimed([live], over, 3), 'the journal has the other one').to.include({ verdict: 'refused' });
    expect(claimed([over], live, 3), 'the journal has the live one').to.include({ verdict: 'refused' });
  });

  it('is answered with the first one where it asks for the same', () => {
    const first = attempted({}, approved(usd(1_200)));
    expect(claimed([[first]], [], 2, 1_200)).to.deep.equal({ verdict: 'existing', attempt: first });
  });

  it('proceeds where another instance has taken back what this journal has as charged', () => {
    const own = attempted(turn(1), approved(usd(1_200)));
    const recorded = [own, voidOf(own)];
    expect(claimed([], [own], 2)).to.include({ verdict: 'refused' });
    expect(claimed([recorded], [own], 2)).to.deep.equal({ verdict: 'proceed' });
  });

  it('is numbered anew where another charge has ended since the records were read', () => {
    const ended = attempted(turn(1), declined());
    expect(claimed([], [ended], 1)).to.deep.equal({ verdict: 'changed' });
    expect(claimed([], [ended], 2)).to.deep.equal({ verdict: 'proceed' });
  });

  it('waits for a charge that is in flight, and is not sent beside one whose outcome is unknown', () => {
    const inFlight = attempted(turn(1));
    expect(claimed([], [inFlight], 1)).to.deep.equal({ verdict: 'wait', attempt: inFlight });
    expect(claimed([], [attempted(turn(1), unknown)], 1)).to.include({ verdict: 'refused' });
  });

  it('takes a number among the charges, and none among what follows on one', () => {
    expect(nextSequenceNumber([attempted(turn(3), approved(usd(1_200)))])).to.equal(1);
    expect(chargeSequenceOf(payment, 1, name)).to.deep.equal({
      number: 1,
      transactionId: `charges of ${payment} 1`,
    });
  });
});
