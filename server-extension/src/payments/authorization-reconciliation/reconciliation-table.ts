import type { DecisionRow, EvidenceOf } from '../../domain/decision-table.ts';

/** What can be known of an authorization that may belong to no order, and what each part of it can be. */
export const CLASSIFICATION_EVIDENCE = {
  /** What this instance's own journal knows. `in-flight`: a step of it, or its own answer, may still come. */
  journal: ['nothing', 'accounted-for', 'in-flight'],
  /** Whether OCC's order names this authorization as the one that has paid. */
  named: ['not-asked', 'yes', 'no'],
  /** What has become of it at the gateway. `used`: captured, refunded, reversed, or charged without OCC's knowledge. */
  status: ['not-read', 'unused', 'used'],
  /** Whether OCC has accepted its payment group. */
  accepted: ['not-asked', 'yes', 'no', 'unclear'],
  /** Whether the payment group stands on an elder authorization. */
  elder: ['not-compared', 'none', 'some'],
} as const;

export type ClassificationEvidence = EvidenceOf<typeof CLASSIFICATION_EVIDENCE>;

/** What is done next: first what adds to the evidence, then what ends the classification. */
export type ClassificationAction =
  | 'ask-order'
  | 'read-status'
  | 'ask-payment-group'
  | 'compare-elders'
  | 'accounted-for'
  | 'undecided'
  | 'orphan';

/** Whether an order stands on an authorization: the first row that fits decides. */
export const CLASSIFICATION_TABLE: readonly DecisionRow<ClassificationEvidence, ClassificationAction>[] = [
  {
    when: { journal: 'accounted-for' },
    action: 'accounted-for',
    because: 'The journal has it, or a step of it; recovery or a person takes care of it.',
  },
  {
    when: { journal: 'in-flight' },
    action: 'undecided',
    because: 'A step of it may be on its way, or its answer was lost and recovery resolves it.',
  },
  { when: { named: 'not-asked' }, action: 'ask-order', because: 'OCC’s word costs the gateway no call.' },
  { when: { named: 'yes' }, action: 'accounted-for', because: 'OCC’s order says that this one has paid.' },
  { when: { status: 'not-read' }, action: 'read-status', because: 'It may have been used or reversed.' },
  { when: { status: 'used' }, action: 'accounted-for', because: 'Nothing is held, or an order uses it.' },
  {
    when: { accepted: 'not-asked' },
    action: 'ask-payment-group',
    because: 'The gateway names the payment group, about which OCC can be asked more exactly.',
  },
  { when: { accepted: 'unclear' }, action: 'undecided', because: 'OCC cannot say; it is asked again.' },
  { when: { accepted: 'no' }, action: 'orphan', because: 'No order stands on it.' },
  {
    when: { elder: 'not-compared' },
    action: 'compare-elders',
    because: 'OCC has accepted the payment group and names no authorization.',
  },
  { when: { elder: 'some' }, action: 'orphan', because: 'The payment group stands on the eldest one.' },
  { when: {}, action: 'accounted-for', because: 'The order stands on it.' },
];

/** What decides about an authorization once it is classified, and what each part of it can be. */
export const RECONCILIATION_EVIDENCE = {
  match: ['accounted-for', 'undecided', 'orphan'],
  /** `again`: OCC has said so before, long enough ago. */
  asked: ['once', 'again'],
  /** Whether this run may reverse it: it may be a dry run, or have reversed as many as one run may. */
  permission: ['may-reverse', 'dry-run', 'limit-reached'],
  /** `later`: nothing was sent, or the outcome is unknown. */
  reversal: ['not-made', 'reversed', 'refused', 'later'],
} as const;

export type ReconciliationEvidence = EvidenceOf<typeof RECONCILIATION_EVIDENCE>;

export type ReconciliationAction =
  /** The authorization is matched, and not examined again. */
  | 'match'
  /** The authorization stays unmatched until the next run. */
  | 'keep'
  /** As `keep`; the report lists the authorization as an orphan. */
  | 'report'
  /** The report lists the authorization as an orphan, and its hold is reversed. */
  | 'reverse'
  /** It was reversed. */
  | 'close'
  /** It could not be reversed: a person has to look. */
  | 'give-up';

/** What becomes of a classified authorization: the first row that fits decides. */
export const RECONCILIATION_TABLE: readonly DecisionRow<ReconciliationEvidence, ReconciliationAction>[] = [
  {
    when: { match: 'accounted-for' },
    action: 'match',
    because: 'An order stands on it, or nothing is held.',
  },
  { when: { match: 'undecided' }, action: 'keep', because: 'The next run knows more.' },
  { when: { asked: 'once' }, action: 'keep', because: 'OCC lags behind as well: it has to say no twice.' },
  {
    when: { reversal: 'not-made', permission: 'may-reverse' },
    action: 'reverse',
    because: 'OCC never placed the order.',
  },
  {
    when: { reversal: 'not-made' },
    action: 'report',
    because:
      'A dry run only counts, and one run reverses so many at most: a wrong setting has a small effect.',
  },
  { when: { reversal: 'reversed' }, action: 'close', because: 'Nothing is held any more.' },
  { when: { reversal: 'refused' }, action: 'give-up', because: 'The gateway would refuse it again.' },
  { when: {}, action: 'keep', because: 'It is tried again, or recovery finds out what came of it.' },
];
