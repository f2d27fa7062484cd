import type { DecisionRow, EvidenceOf } from '../../domain/decision-table.ts';

/** What can be known of an authorization whose order OCC has to place, and what each part of it can be. */
export const CONFIRMATION_EVIDENCE = {
  /** Whether the OMS, OCC or an operator has captured, voided or refunded of it. */
  use: ['unused', 'possibly-used', 'used'],
  /** What is held or captured, and not voided or refunded. */
  left: ['something', 'nothing'],
  /** Whether OCC has accepted it: the payment group counts as paid, in an order that was placed. */
  order: ['not-asked', 'accepted', 'not-accepted', 'unclear'],
  /** What the reversal came to; `not-allowed`: the payment's state forbids it. */
  reversal: ['not-made', 'not-allowed', 'reversed', 'unknown', 'failed'],
  /** The task's runs so far. */
  runs: ['first', 'again', 'used-up'],
} as const;

/** What is known of an authorization whose order OCC has to place. */
export type ConfirmationEvidence = EvidenceOf<typeof CONFIRMATION_EVIDENCE>;

/** What is done next: first what adds to the evidence, then what ends the run. */
export type ConfirmationAction =
  | 'ask-order'
  | 'reverse'
  | 'done'
  | 'reschedule'
  /** Again within a quarter of an hour, however many runs there were: another task finds the outcome out. */
  | 'wait-for-outcome'
  | 'manual-review';

/** What becomes of an authorization whose order OCC has to place: the first row that fits decides. */
export const CONFIRMATION_TABLE: readonly DecisionRow<ConfirmationEvidence, ConfirmationAction>[] = [
  { when: { use: 'used' }, action: 'done', because: 'An order stands on it, or it was voided or refunded.' },
  {
    when: { use: 'possibly-used' },
    action: 'wait-for-outcome',
    because: 'Should that step not have happened, nothing else would reverse the hold.',
  },
  { when: { left: 'nothing' }, action: 'done', because: 'Nothing is held any more.' },
  { when: { order: 'not-asked' }, action: 'ask-order', because: 'OCC may have placed the order since.' },
  { when: { order: 'accepted' }, action: 'done', because: 'The order stands on it.' },
  {
    when: { order: 'not-accepted', runs: 'first' },
    action: 'reschedule',
    because: 'OCC lags behind as well: it has to say no twice.',
  },
  {
    when: { order: 'not-accepted', reversal: 'not-made' },
    action: 'reverse',
    because: 'OCC never placed the order.',
  },
  {
    when: { order: 'not-accepted', reversal: ['reversed', 'not-allowed'] },
    action: 'done',
    because: 'Nothing is held any more, or another instance has used it.',
  },
  {
    when: { order: 'not-accepted', reversal: 'unknown' },
    action: 'wait-for-outcome',
    because: 'The reversal has a task of its own.',
  },
  {
    when: { runs: 'used-up' },
    action: 'manual-review',
    because: 'After more than a day of runs a person decides.',
  },
  { when: {}, action: 'reschedule', because: 'OCC could not be asked, or the reversal was refused.' },
];
