import { expect } from 'chai';
import { decide } from '../../../src/domain/decision-table.ts';
import {
  CLASSIFICATION_EVIDENCE,
  CLASSIFICATION_TABLE,
  type ClassificationAction,
  type ClassificationEvidence,
  RECONCILIATION_EVIDENCE,
  RECONCILIATION_TABLE,
  type ReconciliationAction,
  type ReconciliationEvidence,
} from '../../../src/payments/authorization-reconciliation/reconciliation-table.ts';
import { combinationsOf } from '../../builders/combinations.ts';

const start: ClassificationEvidence = {
  journal: 'nothing',
  named: 'not-asked',
  status: 'not-read',
  accepted: 'not-asked',
  elder: 'not-compared',
};
const unnamed = { named: 'no' } as const;
const unused = { ...unnamed, status: 'unused' } as const;
const accepted = { ...unused, accepted: 'yes' } as const;

const CLASSIFICATIONS: readonly (readonly [Partial<ClassificationEvidence>, ClassificationAction])[] = [
  [{ journal: 'accounted-for' }, 'accounted-for'],
  [{ journal: 'in-flight' }, 'undecided'],
  [{}, 'ask-order'],
  [{ named: 'yes' }, 'accounted-for'],
  [unnamed, 'read-status'],
  [{ ...unnamed, status: 'used' }, 'accounted-for'],
  [unused, 'ask-payment-group'],
  [{ ...unused, accepted: 'unclear' }, 'undecided'],
  [{ ...unused, accepted: 'no' }, 'orphan'],
  [accepted, 'compare-elders'],
  [{ ...accepted, elder: 'some' }, 'orphan'],
  [{ ...accepted, elder: 'none' }, 'accounted-for'],
];

const orphan: ReconciliationEvidence = {
  match: 'orphan',
  asked: 'again',
  permission: 'may-reverse',
  reversal: 'not-made',
};

const RECONCILIATIONS: readonly (readonly [Partial<ReconciliationEvidence>, ReconciliationAction])[] = [
  [{ match: 'accounted-for' }, 'match'],
  [{ match: 'undecided' }, 'keep'],
  [{ asked: 'once' }, 'keep'],
  [{}, 'reverse'],
  [{ permission: 'dry-run' }, 'report'],
  [{ permission: 'limit-reached' }, 'report'],
  [{ reversal: 'reversed' }, 'close'],
  [{ reversal: 'refused' }, 'give-up'],
  [{ reversal: 'later' }, 'keep'],
];

describe('the tables of authorization reconciliation', () => {
  for (const [known, action] of CLASSIFICATIONS)
    it(`have ${action} for an authorization with ${JSON.stringify(known)}`, () => {
      expect(decide(CLASSIFICATION_TABLE, { ...start, ...known }).action).to.equal(action);
    });

  for (const [known, action] of RECONCILIATIONS)
    it(`have ${action} for an orphan with ${JSON.stringify(known)}`, () => {
      expect(decide(RECONCILIATION_TABLE, { ...orphan, ...known }).action).to.equal(action);
    });

  it('call an orphan only what is unused, and what OCC has not accepted or has paid before', () => {
    const used = new Set<object>();
    for (const evidence of combinationsOf(CLASSIFICATION_EVIDENCE)) {
      const row = decide(CLASSIFICATION_TABLE, evidence);
      used.add(row);
      const { journal, named, status, accepted: isAccepted, elder } = evidence;
      const isOrphan =
        journal === 'nothing' &&
        named === 'no' &&
        status === 'unused' &&
        (isAccepted === 'no' || (isAccepted === 'yes' && elder === 'some'));
      expect(row.action === 'orphan', JSON.stringify(evidence)).to.equal(isOrphan);
    }
    expect(used.size).to.equal(CLASSIFICATION_TABLE.length);
  });

  it('reverse only an orphan that OCC has said no to twice, once, and where the run may', () => {
    const used = new Set<object>();
    for (const evidence of combinationsOf(RECONCILIATION_EVIDENCE)) {
      const row = decide(RECONCILIATION_TABLE, evidence);
      used.add(row);
      const { match, asked, permission, reversal } = evidence;
      const mayReverse =
        match === 'orphan' && asked === 'again' && permission === 'may-reverse' && reversal === 'not-made';
      expect(row.action === 'reverse', JSON.stringify(evidence)).to.equal(mayReverse);
    }
    expect(used.size).to.equal(RECONCILIATION_TABLE.length);
  });
});
