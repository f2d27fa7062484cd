import { expect } from 'chai';
import { money } from '../../../src/domain/money/money.ts';
import type { PaymentResult, Warning } from '../../../src/domain/payment/result.ts';
import { toOperationResult } from '../../../src/routes/oms/result.ts';
import { approved, aRef, declined, settling } from '../../builders/result.ts';

const amount = money(4250, 'USD' as never);
const WARNINGS: readonly Warning[] = ['address-not-matched', 'security-code-not-matched', 'card-not-saved'];

/** Every answer that says yes. */
const ANSWERS: Readonly<Record<string, readonly [PaymentResult, state: string]>> = {
  approved: [approved(amount), 'completed'],
  'pending settlement': [settling(amount), 'completed'],
  'pending review': [
    {
      outcome: 'pending',
      because: 'review',
      ref: aRef(),
      amount,
      gateway: { httpStatus: 201, status: 'AUTHORIZED_PENDING_REVIEW' },
    },
    'pending',
  ],
};

describe('The warnings of an operation’s result', () => {
  for (const [name, [answer, state]] of Object.entries(ANSWERS)) {
    for (const warning of WARNINGS)
      it(`tell of ${warning} beside an answer that is ${name}, with a sentence, and no error`, () => {
        const result = toOperationResult({ ...answer, warnings: [warning] } as PaymentResult);
        expect(result).to.include({ state });
        expect(result.errors).to.deep.equal([]);
        expect(result.warnings.map(({ code }) => code)).to.deep.equal([warning]);
        expect(result.warnings[0]?.message).to.match(/ the (card|billing|payment)|^The /);
      });

    it(`are all told where there are several, and none where there is none: ${name}`, () => {
      expect(
        toOperationResult({ ...answer, warnings: WARNINGS } as PaymentResult).warnings.map(
          ({ code }) => code,
        ),
      ).to.deep.equal(WARNINGS);
      expect(toOperationResult(answer).warnings).to.deep.equal([]);
    });
  }

  it('are none beside a no', () => {
    expect(toOperationResult(declined())).to.deep.include({ state: 'failed', warnings: [] });
  });
});
