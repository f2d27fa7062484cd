import { expect } from 'chai';
import {
  RECOVERY_EVIDENCE,
  RECOVERY_TABLE,
  type RecoveryAction,
  type RecoveryEvidence,
} from '../../../src/payments/recovery/recovery-table.ts';
import { decide } from '../../../src/domain/decision-table.ts';
import { combinationsOf } from '../../builders/combinations.ts';

const start: RecoveryEvidence = {
  attempt: 'authorization',
  result: 'unknown',
  journal: 'shared',
  order: 'declined',
  lookup: 'not-made',
  foundInOrder: 'not-asked',
  reversal: 'not-made',
  searchLag: 'within',
  runs: 'first',
};
const past = { searchLag: 'past', runs: 'again' } as const;
const accepted = { order: 'accepted' } as const;

/** What is known beyond the start, and what is done then: each row of the table, and what comes closest to it. */
const CASES: readonly (readonly [Partial<RecoveryEvidence>, RecoveryAction])[] = [
  [{ result: 'none' }, 'close-attempt'],
  [{ result: 'none', attempt: 'verification' }, 'close-attempt'],
  [{ result: 'known' }, 'adopt-written'],
  [{ attempt: 'verification' }, 'declare-nothing-held'],
  [{ result: 'duplicate' }, 'look-up'],
  [{ result: 'duplicate', attempt: 'refund' }, 'look-up'],
  [{ result: 'duplicate', lookup: 'approved' }, 'adopt-found'],
  [{ result: 'duplicate', lookup: 'not-approved' }, 'adopt-found'],
  [{ result: 'duplicate', lookup: 'not-found' }, 'reschedule'],
  [{ result: 'duplicate', lookup: 'not-found', ...past }, 'declare-never-sent'],
  [{ result: 'duplicate', lookup: 'ambiguous', ...past }, 'reschedule'],
  [{ attempt: 'capture' }, 'look-up'],
  [{ attempt: 'refund', lookup: 'approved' }, 'adopt-found'],
  [{ attempt: 'void', lookup: 'not-approved' }, 'adopt-found'],
  [{ attempt: 'void', lookup: 'not-found' }, 'reschedule'],
  [{ attempt: 'void', lookup: 'not-found', ...past }, 'declare-never-sent'],
  [{ attempt: 'void', lookup: 'ambiguous', ...past }, 'reschedule'],
  [{ attempt: 'capture', lookup: 'not-found' }, 'reschedule'],
  [{ attempt: 'capture', lookup: 'ambiguous', ...past }, 'reschedule'],
  [{ attempt: 'capture', lookup: 'not-found', ...past }, 'reverse'],
  [{ attempt: 'refund', lookup: 'not-found', ...past }, 'reverse'],
  [{ attempt: 'refund', lookup: 'not-found', journal: 'own', ...past }, 'declare-never-sent'],
  [{ attempt: 'refund', lookup: 'not-found', journal: 'own' }, 'reschedule'],
  [{ attempt: 'charge', lookup: 'not-found', journal: 'own', ...past }, 'declare-never-sent'],
  [
    { attempt: 'authorization', order: 'accepted', lookup: 'not-found', journal: 'own', ...past },
    'reschedule',
  ],
  [{ attempt: 'capture', lookup: 'not-found', reversal: 'reversed', ...past }, 'declare-reversed'],
  [{ attempt: 'refund', lookup: 'not-found', reversal: 'nothing-to-reverse', ...past }, 'declare-never-sent'],
  [{ attempt: 'refund', lookup: 'not-found', reversal: 'unclear', ...past }, 'reschedule'],
  [{ attempt: 'refund', lookup: 'not-found', reversal: 'declined', ...past }, 'reschedule'],
  [{ order: 'not-asked' }, 'ask-order'],
  [{ order: 'unclear' }, 'reschedule'],
  [accepted, 'look-up'],
  [{ ...accepted, lookup: 'not-approved' }, 'adopt-found'],
  [{ ...accepted, lookup: 'approved' }, 'ask-order-about-found'],
  [{ ...accepted, lookup: 'approved', foundInOrder: 'accepted' }, 'adopt-found'],
  [{ ...accepted, lookup: 'approved', foundInOrder: 'not-accepted' }, 'adopt-found-as-held'],
  [{ ...accepted, lookup: 'approved', foundInOrder: 'unclear' }, 'reschedule'],
  [{ ...accepted, lookup: 'not-found', ...past }, 'reschedule'],
  [{ order: 'not-accepted' }, 'reschedule'],
  [{ order: 'not-accepted', runs: 'again' }, 'reverse'],
  [{ order: 'paid-by-another' }, 'reverse'],
  [{ order: 'declined' }, 'reverse'],
  [{ reversal: 'reversed' }, 'declare-reversed'],
  [{ reversal: 'declined' }, 'adopt-declined'],
  [{ reversal: 'nothing-to-reverse' }, 'look-up'],
  [{ reversal: 'unclear' }, 'look-up'],
  [{ reversal: 'nothing-to-reverse', lookup: 'approved' }, 'adopt-found-as-held'],
  [{ reversal: 'unclear', lookup: 'not-approved' }, 'adopt-found'],
  [{ reversal: 'nothing-to-reverse', lookup: 'not-found' }, 'reschedule'],
  [{ reversal: 'nothing-to-reverse', lookup: 'not-found', ...past }, 'declare-never-sent'],
  [{ reversal: 'unclear', lookup: 'not-found', ...past }, 'reschedule'],
  [{ reversal: 'nothing-to-reverse', lookup: 'ambiguous', ...past }, 'reschedule'],
  [{ reversal: 'unclear', lookup: 'access-refused', runs: 'used-up' }, 'wait-for-access'],
  [{ reversal: 'unclear', lookup: 'access-refused-for-30-days' }, 'manual-review'],
  [{ reversal: 'unclear', lookup: 'ambiguous', runs: 'used-up' }, 'manual-review'],
  [{ attempt: 'charge' }, 'look-up'],
  [{ attempt: 'charge', lookup: 'approved' }, 'adopt-found'],
  [{ attempt: 'charge', lookup: 'not-found', ...past }, 'reverse'],
  [{ attempt: 'reauthorization', lookup: 'not-found', ...past }, 'reverse'],
  [{ attempt: 'increment', lookup: 'approved' }, 'adopt-found'],
  [{ attempt: 'increment', lookup: 'not-found', ...past }, 'declare-never-sent'],
];

describe('the recovery table', function () {
  this.timeout(60_000);

  for (const [known, action] of CASES)
    it(`has ${action} for ${JSON.stringify(known)}`, () => {
      expect(decide(RECOVERY_TABLE, { ...start, ...known }).action).to.equal(action);
    });

  it('decides about every combination, each row about some, and breaks no rule in any', () => {
    const used = new Set<object>();
    const broken: string[] = [];
    for (const evidence of combinationsOf(RECOVERY_EVIDENCE)) {
      const row = decide(RECOVERY_TABLE, evidence);
      used.add(row);
      for (const [rule, holds] of RULES)
        if (!holds(evidence, row.action))
          broken.push(`${rule}: ${row.action} for ${JSON.stringify(evidence)}`);
    }
    expect(broken.slice(0, 3)).to.deep.equal([]);
    expect(RECOVERY_TABLE.filter((row) => !used.has(row))).to.deep.equal([]);
  });
});

/** What holds whatever is known. */
const RULES: readonly (readonly [string, (evidence: RecoveryEvidence, action: RecoveryAction) => boolean])[] =
  [
    [
      'a question is asked once',
      ({ order, lookup, foundInOrder, reversal, result }, action) => {
        if (action === 'ask-order') return order === 'not-asked';
        if (action === 'look-up') return lookup === 'not-made';
        if (action === 'ask-order-about-found') return foundInOrder === 'not-asked';
        if (action === 'reverse') return reversal === 'not-made';
        return action !== 'close-attempt' || result === 'none';
      },
    ],
    [
      'only what is unknown is reversed, and no void, no increment, no duplicate, no verification',
      ({ result, attempt }, action) =>
        action !== 'reverse' ||
        (result === 'unknown' &&
          ['authorization', 'charge', 'reauthorization', 'capture', 'refund'].includes(attempt)),
    ],
    [
      'what OCC has accepted, or may have, is never reversed',
      ({ attempt, order }, action) =>
        action !== 'reverse' ||
        attempt !== 'authorization' ||
        !['accepted', 'unclear', 'not-asked'].includes(order),
    ],
    [
      'OCC has to say no twice',
      ({ attempt, order, runs }, action) =>
        action !== 'reverse' || attempt !== 'authorization' || order !== 'not-accepted' || runs !== 'first',
    ],
    [
      'nothing counts as never sent while the search may lag',
      ({ lookup, searchLag }, action) =>
        action !== 'declare-never-sent' || (lookup === 'not-found' && searchLag === 'past'),
    ],
    [
      'an authorization counts as never sent only when there was nothing to reverse, unless it is a duplicate',
      ({ attempt, result, reversal }, action) =>
        action !== 'declare-never-sent' ||
        attempt !== 'authorization' ||
        result === 'duplicate' ||
        reversal === 'nothing-to-reverse',
    ],
    [
      'what is adopted was found',
      ({ lookup, result, reversal }, action) =>
        (action !== 'adopt-found' || lookup === 'approved' || lookup === 'not-approved') &&
        (action !== 'adopt-found-as-held' || lookup === 'approved') &&
        (action !== 'adopt-written' || result === 'known') &&
        (action !== 'adopt-declined' || reversal === 'declined') &&
        (action !== 'declare-reversed' || reversal === 'reversed'),
    ],
    [
      'an approval that no order stands on is never adopted as it is',
      ({ attempt, result, order, lookup, foundInOrder }, action) =>
        action !== 'adopt-found' ||
        attempt !== 'authorization' ||
        result !== 'unknown' ||
        lookup !== 'approved' ||
        (order === 'accepted' && foundInOrder === 'accepted'),
    ],
    [
      'a refused look-up is no run',
      ({ lookup, runs }, action) =>
        action !== 'manual-review' || lookup !== 'access-refused' || runs !== 'used-up',
    ],
  ];
