import { expect } from 'chai';
import { decide } from '../../src/domain/decision-table.ts';
import {
  type CompletionAction,
  type CompletionAnswer,
  type FinalState,
  KNOWN_RESULT_EVIDENCE,
  KNOWN_RESULT_TABLE,
  type KeptAction,
  type KnownResultEvidence,
  OUTBOX_EVIDENCE,
  OUTBOX_TABLE,
  type OutboxEvidence,
  PENDING_RESULT_TRANSITIONS,
  type PendingState,
} from '../../src/journal/pending-results-table.ts';
import { combinationsOf } from '../builders/combinations.ts';

const TRANSITIONS: readonly (readonly [
  PendingState,
  CompletionAnswer,
  PendingState | FinalState,
  CompletionAction | KeptAction,
])[] = [
  ['completing', 'taken', 'written', 'answer'],
  ['completing', 'completed-as-lost', 'written', 'answer'],
  ['completing', 'not-claimed-here', 'rejected', 'reject'],
  ['completing', 'unavailable', 'kept', 'keep'],
  ['completing', 'failed', 'rejected', 'reject'],
  ['kept', 'taken', 'written', 'remove'],
  ['kept', 'completed-as-lost', 'orphaned', 'report'],
  ['kept', 'not-claimed-here', 'orphaned', 'report'],
  ['kept', 'unavailable', 'kept', 'retry'],
  ['kept', 'failed', 'kept', 'retry'],
];

const OUTBOX: readonly (readonly [OutboxEvidence, 'clear' | 'leave'])[] = [
  [{ files: 'none', kept: 'none', orphans: 'none' }, 'leave'],
  [{ files: 'none', kept: 'none', orphans: 'some' }, 'leave'],
  [{ files: 'none', kept: 'some', orphans: 'none' }, 'leave'],
  [{ files: 'none', kept: 'some', orphans: 'some' }, 'leave'],
  [{ files: 'some', kept: 'none', orphans: 'none' }, 'clear'],
  [{ files: 'some', kept: 'none', orphans: 'some' }, 'leave'],
  [{ files: 'some', kept: 'some', orphans: 'none' }, 'leave'],
  [{ files: 'some', kept: 'some', orphans: 'some' }, 'leave'],
];

const KNOWN: readonly (readonly [KnownResultEvidence, 'stored' | 'kept'])[] = [
  [{ stored: 'result', kept: 'none' }, 'stored'],
  [{ stored: 'result', kept: 'in-time' }, 'stored'],
  [{ stored: 'result', kept: 'too-late' }, 'stored'],
  [{ stored: 'none', kept: 'none' }, 'stored'],
  [{ stored: 'none', kept: 'in-time' }, 'kept'],
  [{ stored: 'none', kept: 'too-late' }, 'stored'],
];

describe('the tables of results that the journal does not take', () => {
  for (const [from, answer, to, action] of TRANSITIONS)
    it(`bring a result that is ${from} to ${to} by ${action} when the journal says ${answer}`, () => {
      expect(PENDING_RESULT_TRANSITIONS[from][answer]).to.deep.equal({ to, action });
    });

  for (const [evidence, action] of OUTBOX)
    it(`have ${action} for an outbox with ${JSON.stringify(evidence)}`, () => {
      expect(decide(OUTBOX_TABLE, evidence).action).to.equal(action);
    });

  for (const [evidence, action] of KNOWN)
    it(`have the ${action} result for ${JSON.stringify(evidence)}`, () => {
      expect(decide(KNOWN_RESULT_TABLE, evidence).action).to.equal(action);
    });

  it('are listed here completely', () => {
    expect(TRANSITIONS.map(([from, answer]) => `${from} ${answer}`)).to.deep.equal(
      Object.entries(PENDING_RESULT_TRANSITIONS).flatMap(([from, answers]) =>
        Object.keys(answers).map((answer) => `${from} ${answer}`),
      ),
    );
    expect(OUTBOX.map(([evidence]) => evidence)).to.deep.equal([...combinationsOf(OUTBOX_EVIDENCE)]);
    expect(KNOWN.map(([evidence]) => evidence)).to.deep.equal([...combinationsOf(KNOWN_RESULT_EVIDENCE)]);
  });
});
