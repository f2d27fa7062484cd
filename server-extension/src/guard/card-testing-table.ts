import type { DecisionRow, EvidenceOf } from '../domain/decision-table.ts';

/** Whether the card fields were open for as long as a person takes to type a card in. */
export const PACINGS = ['fastPaced', 'humanPaced'] as const;
export type Pacing = (typeof PACINGS)[number];

/** `active`: unknown shoppers are blocked, but for retries and a few trials. */
export type GuardPosition = 'inactive' | 'active';

/** What may change the position of the guard. */
export type GuardEvent =
  /** A card was declined, and the score is below the threshold. */
  | 'declined'
  /** A card was declined, and the score is at the threshold. */
  | 'threshold-reached'
  /** A card was approved. */
  | 'approved'
  /** A card was approved, the score is down at what is kept after an attack, and no name was blocked for a while. */
  | 'attack-over'
  /** Another instance has activated the guard of the same site. */
  | 'peer-activated'
  /** No card was declined for as long as the guard stays active. */
  | 'time-over';

/** What a transition does beside changing the position. */
export type GuardAction =
  /** Tells other instances. */
  | 'share'
  /** Fills the trials and retries, and takes all trust away. */
  | 'start'
  /** The guard stays active for its whole time from now on. */
  | 'extend'
  /** Lowers the score to what is kept after an attack. */
  | 'stop';

export interface GuardTransition {
  readonly to: GuardPosition;
  readonly actions: readonly GuardAction[];
}

/** The guard of one site as a circuit breaker: position × event → next position and what is done. */
export const GUARD_TRANSITIONS: Readonly<
  Record<GuardPosition, Readonly<Record<GuardEvent, GuardTransition>>>
> = {
  inactive: {
    declined: { to: 'inactive', actions: [] },
    'threshold-reached': { to: 'active', actions: ['share', 'start', 'extend'] },
    approved: { to: 'inactive', actions: [] },
    'attack-over': { to: 'inactive', actions: [] },
    'peer-activated': { to: 'active', actions: ['start', 'extend'] },
    'time-over': { to: 'inactive', actions: [] },
  },
  active: {
    declined: { to: 'active', actions: ['extend'] },
    'threshold-reached': { to: 'active', actions: ['extend'] },
    approved: { to: 'active', actions: [] },
    'attack-over': { to: 'inactive', actions: ['stop'] },
    'peer-activated': { to: 'active', actions: ['extend'] },
    'time-over': { to: 'inactive', actions: ['stop'] },
  },
};

/** What decides whether an unknown shopper's attempt may go on, and what each part of it can be. */
export const ADMISSION_EVIDENCE = {
  /** `off` by setting; `active` by setting, or by itself. */
  guard: ['off', 'inactive', 'active'],
  /**
   * The attempts in flight, this one among them. `fits`: were all declined, the score would not exceed the threshold.
   * `slow-gateway`: more, but no card was declined lately, so that the gateway may only be slow.
   */
  crowd: ['fits', 'slow-gateway', 'too-large'],
  /** Whether the attempt may still wait for others to end. */
  patience: ['left', 'over'],
} as const;

export type AdmissionEvidence = EvidenceOf<typeof ADMISSION_EVIDENCE>;

/** `examine`: {@link TRIAL_ADMISSION_TABLE} decides. `wait`: until another attempt has ended; then this table decides again. */
export type AdmissionAction = 'admit' | 'examine' | 'wait' | 'block';

/** Whether an unknown shopper's attempt may go on: the first row that fits decides. */
export const ADMISSION_TABLE: readonly DecisionRow<AdmissionEvidence, AdmissionAction>[] = [
  { when: { guard: 'off' }, action: 'admit', because: 'The merchant wants no guard.' },
  { when: { guard: 'active' }, action: 'examine', because: 'Only retries and trials are admitted.' },
  { when: { crowd: 'fits' }, action: 'admit', because: 'All of them may be declined, and no more.' },
  {
    when: { patience: 'left' },
    action: 'wait',
    because: 'The first results of a burst show whether it is an attack.',
  },
  {
    when: { crowd: 'slow-gateway' },
    action: 'admit',
    because: 'No card was declined, and a slow gateway is no attack.',
  },
  { when: {}, action: 'block', because: 'OCC waits no longer, and a burst may be an attack.' },
];

/** What decides about an unknown shopper while the guard is active. */
export const TRIAL_ADMISSION_EVIDENCE = {
  /** `left`: the shopper was declined before, and there is a retry of that kind; `none`: not declined before, or no retry left. */
  retry: ['left', 'none'],
  /** Trials of the attempt's pacing. */
  trials: ['none', 'few', 'many'],
  /** How often the shopper's name was blocked or declined: not at all, no more than a second chance allows, more. */
  name: ['new', 'second-chance', 'blocked-often'],
  /** Whether more names were blocked than a shop has shoppers. */
  blockedNames: ['some', 'too-many'],
} as const;

export type TrialAdmissionEvidence = EvidenceOf<typeof TRIAL_ADMISSION_EVIDENCE>;

/** `retry` and `trial` use one up; `block` records the name as blocked. */
export type TrialAdmissionAction = 'retry' | 'trial' | 'block';

/** Whom an active guard admits: the first row that fits decides. */
export const TRIAL_ADMISSION_TABLE: readonly DecisionRow<TrialAdmissionEvidence, TrialAdmissionAction>[] = [
  { when: { retry: 'left' }, action: 'retry', because: 'Shoppers mistype; there are only a few retries.' },
  { when: { trials: 'none' }, action: 'block', because: 'The trials are used up.' },
  {
    when: { blockedNames: 'too-many' },
    action: 'block',
    because: 'No shop has that many shoppers at once.',
  },
  { when: { name: 'new' }, action: 'trial', because: 'Its outcome shows whether the attack goes on.' },
  {
    when: { name: 'second-chance', trials: 'many' },
    action: 'trial',
    because: 'Many approved trials are evidence of shoppers, and shoppers try twice.',
  },
  { when: {}, action: 'block', because: 'Only testers come back repeatedly.' },
];
