import type { DecisionRow, EvidenceOf } from '../../domain/decision-table.ts';

/** What can be known of an attempt whose outcome is to be resolved, and what each part of it can be. */
export const RECOVERY_EVIDENCE = {
  /**
   * What was attempted; the verification of a card holds no money. `charge`: an authorization that the order management
   * asked for, without a shopper.
   */
  attempt: [
    'authorization',
    'charge',
    'reauthorization',
    'verification',
    'increment',
    'capture',
    'refund',
    'void',
  ],
  /** `none`: still in flight, so its process is gone. `duplicate`: CyberSource had seen its merchant transaction id before. */
  result: ['none', 'unknown', 'duplicate', 'known'],
  /** Whether instances share one journal, or another one may have made the same attempt. */
  journal: ['shared', 'own'],
  /** Who waits for an authorization: OCC was told that it is `declined`, or has to be asked whether it has accepted it. */
  order: ['declined', 'not-asked', 'accepted', 'paid-by-another', 'not-accepted', 'unclear'],
  /** What CyberSource's transaction search shows. */
  lookup: [
    'not-made',
    'approved',
    'not-approved',
    'not-found',
    'ambiguous',
    'access-refused',
    'access-refused-for-30-days',
  ],
  /** Whether OCC has accepted the payment under the id that the look-up has found. */
  foundInOrder: ['not-asked', 'accepted', 'not-accepted', 'unclear'],
  /** What a reversal by the merchant transaction id came to. */
  reversal: ['not-made', 'reversed', 'declined', 'nothing-to-reverse', 'unclear'],
  /** Whether the search may still lag behind: 15 minutes, and two runs before this one. */
  searchLag: ['within', 'past'],
  /** The task's runs so far. */
  runs: ['first', 'again', 'used-up'],
} as const;

/** What is known of an attempt whose outcome is to be resolved. */
export type RecoveryEvidence = EvidenceOf<typeof RECOVERY_EVIDENCE>;

/** What is done next: first what adds to the evidence, then what ends the run. */
export type RecoveryAction =
  /** Completes the attempt as `unknown`: an owner that was only slow reads that instead of writing its own result. */
  | 'close-attempt'
  | 'ask-order'
  | 'look-up'
  | 'ask-order-about-found'
  | 'reverse'
  /** The result that the attempt's owner has written. */
  | 'adopt-written'
  /** The result that the look-up has found. */
  | 'adopt-found'
  /** The same as a decline behind which money is held: its shopper was told that it is declined. */
  | 'adopt-found-as-held'
  /** The decline that the reversal was answered with. */
  | 'adopt-declined'
  | 'declare-reversed'
  | 'declare-never-sent'
  | 'declare-nothing-held'
  | 'reschedule'
  | 'wait-for-access'
  | 'manual-review';

type Row = DecisionRow<RecoveryEvidence, RecoveryAction>;

const FOUND = ['approved', 'not-approved'] as const;
/** Their caller was told that nothing is known, and asks again. */
const FOLLOW_ONS = ['charge', 'reauthorization', 'increment', 'capture', 'refund', 'void'] as const;
/** What holds, captures or refunds money, and can be undone by its merchant transaction id. */
const REVERSIBLE = ['charge', 'reauthorization', 'capture', 'refund'] as const;
/** What can be undone by its own id only: an increment is a part of its authorization. */
const IRREVERSIBLE = ['increment', 'void'] as const;
/** No order stands on the authorization. */
const NO_ORDER = ['declined', 'paid-by-another', 'not-accepted'] as const;

const RESULTS: readonly Row[] = [
  {
    when: { result: 'none' },
    action: 'close-attempt',
    because: 'Its process is gone. An owner that was only slow answers what the journal says then.',
  },
  { when: { result: 'known' }, action: 'adopt-written', because: 'Its owner was only slow.' },
  {
    when: { attempt: 'verification' },
    action: 'declare-nothing-held',
    because: 'The verification of a card holds no money.',
  },
];

const DUPLICATES: readonly Row[] = [
  {
    when: { result: 'duplicate', lookup: 'not-made' },
    action: 'look-up',
    because: 'The transaction belongs to another delivery: it is never reversed.',
  },
  {
    when: { result: 'duplicate', lookup: FOUND },
    action: 'adopt-found',
    because: 'What the first delivery came to is the outcome of both.',
  },
  {
    when: { result: 'duplicate', lookup: 'not-found', searchLag: 'past' },
    action: 'declare-never-sent',
    because: 'CyberSource does not know of it.',
  },
];

const LOST_FOLLOW_ONS: readonly Row[] = [
  {
    when: { attempt: FOLLOW_ONS, result: 'unknown', lookup: 'not-made' },
    action: 'look-up',
    because: 'Its caller still wants it.',
  },
  {
    when: { attempt: FOLLOW_ONS, result: 'unknown', lookup: FOUND },
    action: 'adopt-found',
    because: 'The search shows how it ended.',
  },
  {
    when: { attempt: IRREVERSIBLE, result: 'unknown', lookup: 'not-found', searchLag: 'past' },
    action: 'declare-never-sent',
    because:
      'Neither a void nor an increment can be reversed by its merchant transaction id; both may be asked for again.',
  },
  {
    when: {
      attempt: REVERSIBLE,
      result: 'unknown',
      journal: 'shared',
      lookup: 'not-found',
      searchLag: 'past',
      reversal: 'not-made',
    },
    action: 'reverse',
    because: 'So that it cannot appear afterwards.',
  },
  {
    when: {
      attempt: REVERSIBLE,
      result: 'unknown',
      journal: 'own',
      lookup: 'not-found',
      searchLag: 'past',
    },
    action: 'declare-never-sent',
    because:
      'Another instance may be making it at this moment, so it is not reversed. Its number is free again: whatever is asked for next has the same merchant transaction id, and CyberSource carries out one of both.',
  },
  {
    when: { attempt: REVERSIBLE, result: 'unknown', reversal: 'reversed' },
    action: 'declare-reversed',
    because: 'It was made, and is undone.',
  },
  {
    when: {
      attempt: REVERSIBLE,
      result: 'unknown',
      lookup: 'not-found',
      searchLag: 'past',
      reversal: 'nothing-to-reverse',
    },
    action: 'declare-never-sent',
    because: 'Neither search nor reversal know of it.',
  },
];

const ACCEPTED_AUTHORIZATIONS: readonly Row[] = [
  {
    when: { attempt: 'authorization', result: 'unknown', order: 'not-asked' },
    action: 'ask-order',
    because:
      'Its process went away, or another instance may have answered: OCC may have heard that it is approved.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: 'accepted', lookup: 'not-made' },
    action: 'look-up',
    because: 'An order stands on it: it is never reversed.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: 'accepted', lookup: 'not-approved' },
    action: 'adopt-found',
    because: 'The search shows how it ended.',
  },
  {
    when: {
      attempt: 'authorization',
      result: 'unknown',
      order: 'accepted',
      lookup: 'approved',
      foundInOrder: 'not-asked',
    },
    action: 'ask-order-about-found',
    because: 'OCC may name another authorization as the one that paid.',
  },
  {
    when: {
      attempt: 'authorization',
      result: 'unknown',
      order: 'accepted',
      lookup: 'approved',
      foundInOrder: 'accepted',
    },
    action: 'adopt-found',
    because: 'The order is paid with it.',
  },
  {
    when: {
      attempt: 'authorization',
      result: 'unknown',
      order: 'accepted',
      lookup: 'approved',
      foundInOrder: 'not-accepted',
    },
    action: 'adopt-found-as-held',
    because: 'The order is paid with another one: what this one holds is reversed.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: 'not-accepted', runs: 'first' },
    action: 'reschedule',
    because: 'OCC lags behind as well: it has to say no twice.',
  },
];

const LOST_AUTHORIZATIONS: readonly Row[] = [
  {
    when: {
      attempt: 'authorization',
      result: 'unknown',
      order: NO_ORDER,
      lookup: 'approved',
      reversal: 'not-made',
    },
    action: 'adopt-found-as-held',
    because:
      'A notification has told how it ended: the money is held, and is reversed as every residual hold.',
  },
  {
    when: {
      attempt: 'authorization',
      result: 'unknown',
      order: NO_ORDER,
      lookup: 'not-approved',
      reversal: 'not-made',
    },
    action: 'adopt-found',
    because: 'A notification has told how it ended: nothing is held.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: NO_ORDER, reversal: 'not-made' },
    action: 'reverse',
    because:
      'No order stands on it. By its merchant transaction id it is reversed without being looked for first.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: NO_ORDER, reversal: 'reversed' },
    action: 'declare-reversed',
    because: 'Nothing is held any more.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: NO_ORDER, reversal: 'declined' },
    action: 'adopt-declined',
    because:
      'It is too late for a reversal by its merchant transaction id: CyberSource names the payment that holds the money.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: NO_ORDER, lookup: 'not-made' },
    action: 'look-up',
    because: 'What the issuer declined cannot be reversed, and a reversal can be lost as well.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: NO_ORDER, lookup: 'approved' },
    action: 'adopt-found-as-held',
    because: 'The money is held although no order stands on it: it is reversed as every residual hold.',
  },
  {
    when: { attempt: 'authorization', result: 'unknown', order: NO_ORDER, lookup: 'not-approved' },
    action: 'adopt-found',
    because: 'Nothing is held.',
  },
  {
    when: {
      attempt: 'authorization',
      result: 'unknown',
      order: NO_ORDER,
      lookup: 'not-found',
      reversal: 'nothing-to-reverse',
      searchLag: 'past',
    },
    action: 'declare-never-sent',
    because: 'Neither search nor reversal know of it.',
  },
];

const NOTHING_CERTAIN: readonly Row[] = [
  {
    when: { lookup: 'access-refused' },
    action: 'wait-for-access',
    because:
      'The look-up was refused (credentials, too many requests): nothing was learnt, and the run is not counted.',
  },
  {
    when: { lookup: 'access-refused-for-30-days' },
    action: 'manual-review',
    because: 'No issuer holds an authorization for longer.',
  },
  {
    when: { runs: 'used-up' },
    action: 'manual-review',
    because: 'After more than a day of runs a person decides.',
  },
  { when: {}, action: 'reschedule', because: 'Nothing is certain yet. Nothing is ever sent again.' },
];

/** How the outcome of an attempt is resolved: the first row that fits decides, until an action ends the run. */
export const RECOVERY_TABLE: readonly Row[] = [
  ...RESULTS,
  ...DUPLICATES,
  ...LOST_FOLLOW_ONS,
  ...ACCEPTED_AUTHORIZATIONS,
  ...LOST_AUTHORIZATIONS,
  ...NOTHING_CERTAIN,
];
