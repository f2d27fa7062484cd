import { expect } from 'chai';
import {
  CONFIRMATION_EVIDENCE,
  CONFIRMATION_TABLE,
  type ConfirmationAction,
  type ConfirmationEvidence,
} from '../../../src/payments/recovery/confirm-order-table.ts';
import { decide } from '../../../src/domain/decision-table.ts';
import { combinationsOf } from '../../builders/combinations.ts';

const start: ConfirmationEvidence = {
  use: 'unused',
  left: 'something',
  order: 'not-asked',
  reversal: 'not-made',
  runs: 'again',
};
const notPlaced = { order: 'not-accepted' } as const;

const CASES: readonly (readonly [Partial<ConfirmationEvidence>, ConfirmationAction])[] = [
  [{ use: 'used' }, 'done'],
  [{ use: 'possibly-used' }, 'wait-for-outcome'],
  [{ use: 'possibly-used', left: 'nothing', runs: 'used-up' }, 'wait-for-outcome'],
  [{ left: 'nothing' }, 'done'],
  [{}, 'ask-order'],
  [{ runs: 'used-up' }, 'ask-order'],
  [{ order: 'accepted' }, 'done'],
  [{ order: 'unclear' }, 'reschedule'],
  [{ order: 'unclear', runs: 'used-up' }, 'manual-review'],
  [{ order: 'unclear', runs: 'first' }, 'reschedule'],
  [{ order: 'unclear', reversal: 'reversed' }, 'reschedule'],
  [{ order: 'unclear', reversal: 'not-allowed' }, 'reschedule'],
  [{ order: 'unclear', reversal: 'unknown' }, 'reschedule'],
  [{ order: 'unclear', reversal: 'unknown', runs: 'used-up' }, 'manual-review'],
  [{ ...notPlaced, runs: 'first' }, 'reschedule'],
  [notPlaced, 'reverse'],
  [{ ...notPlaced, reversal: 'reversed' }, 'done'],
  [{ ...notPlaced, reversal: 'not-allowed' }, 'done'],
  [{ ...notPlaced, reversal: 'unknown', runs: 'used-up' }, 'wait-for-outcome'],
  [{ ...notPlaced, reversal: 'failed' }, 'reschedule'],
  [{ ...notPlaced, reversal: 'failed', runs: 'used-up' }, 'manual-review'],
];

describe('the table of authorizations whose order OCC has to place', () => {
  for (const [known, action] of CASES)
    it(`has ${action} for ${JSON.stringify(known)}`, () => {
      expect(decide(CONFIRMATION_TABLE, { ...start, ...known }).action).to.equal(action);
    });

  it('decides about every combination, and reverses only what is unused and what OCC has said no to twice', () => {
    const used = new Set<object>();
    for (const evidence of combinationsOf(CONFIRMATION_EVIDENCE)) {
      const row = decide(CONFIRMATION_TABLE, evidence);
      used.add(row);
      const { use, left, order, reversal, runs } = evidence;
      const mayReverse =
        use === 'unused' &&
        left === 'something' &&
        order === 'not-accepted' &&
        reversal === 'not-made' &&
        runs !== 'first';
      expect(row.action === 'reverse', JSON.stringify(evidence)).to.equal(mayReverse);
    }
    expect(used.size).to.equal(CONFIRMATION_TABLE.length);
  });
});
