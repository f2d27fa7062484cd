import type { DecisionRow, EvidenceOf } from '../domain/decision-table.ts';

/** Where a result is: on its way to the journal for the first time, or kept until the journal takes it. */
export type PendingState = 'completing' | 'kept';

/** Where a result ends: in the journal, with a person, or rejected, and the caller gets the reason. */
export type FinalState = 'written' | 'orphaned' | 'rejected';

/** Why the journal does not have the result that the caller was answered with. */
export type OrphanReason =
  /** Another process had completed the attempt as lost before. */
  | 'completed-as-lost'
  /** The attempt is not in this journal. */
  | 'not-claimed-here';

/** What came of writing a result to the journal. */
export type CompletionAnswer =
  | 'taken'
  | OrphanReason
  /** The journal cannot be reached, or cannot write. */
  | 'unavailable'
  /** Any other error. */
  | 'failed';

interface Transition<Action> {
  readonly to: PendingState | FinalState;
  readonly action: Action;
}

type Transitions<Action> = Readonly<Record<CompletionAnswer, Transition<Action>>>;

/** What is done with a result that the journal has just been given: what the caller is answered, and whether it is kept. */
export type CompletionAction =
  /** The caller gets what the journal has. */
  | 'answer'
  /** The caller gets the journal's error. */
  | 'reject'
  /** As `reject`; the result is kept, on the disk too. */
  | 'keep';

/** What is done with a result that was kept, when it was given to the journal again. */
export type KeptAction =
  /** Nothing more. */
  | 'remove'
  /** A person has to look. */
  | 'report'
  /** Again later, in the same order. */
  | 'retry';

/** A result on its way into the journal: state × the journal's answer → next state and what is done. */
export const PENDING_RESULT_TRANSITIONS: {
  readonly completing: Transitions<CompletionAction>;
  readonly kept: Transitions<KeptAction>;
} = {
  completing: {
    taken: { to: 'written', action: 'answer' },
    // The caller is answered with what the journal has.
    'completed-as-lost': { to: 'written', action: 'answer' },
    'not-claimed-here': { to: 'rejected', action: 'reject' },
    unavailable: { to: 'kept', action: 'keep' },
    failed: { to: 'rejected', action: 'reject' },
  },
  kept: {
    taken: { to: 'written', action: 'remove' },
    'completed-as-lost': { to: 'orphaned', action: 'report' },
    'not-claimed-here': { to: 'orphaned', action: 'report' },
    unavailable: { to: 'kept', action: 'retry' },
    failed: { to: 'kept', action: 'retry' },
  },
};

/** What decides whether the outbox's files may go, and what each part of it can be. */
export const OUTBOX_EVIDENCE = {
  /** Whether results were put there, by this process or an earlier one. */
  files: ['none', 'some'],
  /** Results that the journal has not taken yet. */
  kept: ['none', 'some'],
  /** Results that the journal will never have. */
  orphans: ['none', 'some'],
} as const;

export type OutboxEvidence = EvidenceOf<typeof OUTBOX_EVIDENCE>;

/** Whether the outbox's files may go: the first row that fits decides. */
export const OUTBOX_TABLE: readonly DecisionRow<OutboxEvidence, 'clear' | 'leave'>[] = [
  { when: { files: 'none' }, action: 'leave', because: 'There is nothing to remove.' },
  { when: { kept: 'some' }, action: 'leave', because: 'The next process writes them if this one dies.' },
  { when: { orphans: 'some' }, action: 'leave', because: 'They are the evidence that a person needs.' },
  { when: {}, action: 'clear', because: 'All of it is in the journal.' },
];

/** What decides which result an attempt has for a copy of its delivery, and what each part of it can be. */
export const KNOWN_RESULT_EVIDENCE = {
  /** Whether the journal has a result. */
  stored: ['result', 'none'],
  /**
   * The result that waits to be written. `in-time`: its caller was answered with it before others may have taken the attempt
   * for lost; `too-late`: the caller was answered with an unknown outcome.
   */
  kept: ['none', 'in-time', 'too-late'],
} as const;

export type KnownResultEvidence = EvidenceOf<typeof KNOWN_RESULT_EVIDENCE>;

/** Which result an attempt has for a copy of its delivery: the first row that fits decides. */
export const KNOWN_RESULT_TABLE: readonly DecisionRow<KnownResultEvidence, 'stored' | 'kept'>[] = [
  { when: { stored: 'result' }, action: 'stored', because: 'The journal is right.' },
  { when: { kept: 'in-time' }, action: 'kept', because: 'Its caller has heard it.' },
  { when: {}, action: 'stored', because: 'Its outcome is as unknown as it was to its caller.' },
];
