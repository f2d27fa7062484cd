/**
 * What makes the CyberSource sandbox answer something other than "approved": one table, executed by the
 * sandbox's ledger and printed by its documentation. CyberSource itself has no such list (declines there
 * depend on the processor behind the test merchant), so rows marked `official` are those that its samples use.
 */

/** The calls that can move money, as the sandbox tells them apart. */
export type LedgerOperation = 'payment' | 'increment' | 'capture' | 'reversal' | 'refund' | 'void' | 'credit';

/**
 * How an answer can go wrong on its way. `…-before-commit`: the call never reaches the ledger;
 * all others without that ending (and not refused at the door): the money has moved.
 */
export type Fault =
  | 'server-timeout-before-commit'
  | 'server-timeout-after-commit'
  | 'silence-before-commit'
  | 'silence-after-commit'
  | 'reset-before-commit'
  | 'reset-after-commit'
  | 'half-an-answer'
  | 'empty-answer'
  | 'garbage'
  | 'slow-drip'
  | 'unknown-status'
  | 'duplicate-refusal'
  | 'redirect'
  | 'too-many-requests'
  | 'unavailable';

/** What a trigger brings about. Reasons are CyberSource's `errorInformation.reason` or 400 `reason`. */
export type TriggerOutcome =
  | { readonly kind: 'decline'; readonly reason: string }
  | { readonly kind: 'review'; readonly reason: string }
  | { readonly kind: 'risk-decline'; readonly reason: string }
  | { readonly kind: 'partial'; readonly authorizedUsd: string }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'system-error' }
  /** Decision Manager waits until the shopper has answered a challenge. */
  | { readonly kind: 'pause' }
  | Approval
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Approved, with something to notice. Several of them may be met at once, and none of them stops a decline. */
export interface Approval {
  readonly kind: 'approve';
  /** `processorInformation.avs.code`. */
  readonly avs?: string | undefined;
  /** `processorInformation.cardVerification.resultCode`. */
  readonly cvn?: string | undefined;
  /** Decision Manager looked at it and had nothing against it. */
  readonly accepted?: true | undefined;
  /** The card is not saved, for this reason. */
  readonly tokenCreateFails?: string | undefined;
}

/**
 * What has to be in the request: the card's number, an amount in USD, the merchant's reference, or one field of card
 * and bill-to.
 */
export type Condition =
  | { readonly card: string }
  | { readonly usd: string }
  | { readonly reference: string }
  | { readonly securityCode: string }
  | { readonly postalCode: string }
  | { readonly email: string }
  | { readonly address1: string }
  | { readonly lastName: string };

/** One row: when this is in the payment's request, that happens on the named operation. */
export interface Trigger {
  readonly when: Condition;
  readonly on: LedgerOperation;
  readonly outcome: TriggerOutcome;
  readonly description: string;
  readonly official?: true;
}

const declined = (card: string, reason: string, description: string): Trigger => ({
  when: { card },
  on: 'payment',
  outcome: { kind: 'decline', reason },
  description,
});

const cards: readonly Trigger[] = [
  declined('4000000000000002', 'PROCESSOR_DECLINED', 'The issuer declines'),
  declined('4000000000009995', 'INSUFFICIENT_FUND', 'Not enough money on the card'),
  declined('4000000000000069', 'EXPIRED_CARD', 'The issuer says that the card has expired'),
  declined('4000000000000127', 'CVN_NOT_MATCH', 'The issuer declines because of the security code'),
  declined('4000000000009987', 'STOLEN_LOST_CARD', 'The card was reported lost or stolen'),
  declined('4000000000009235', 'EXCEEDS_CREDIT_LIMIT', 'The credit limit is reached'),
  declined('4000000000000119', 'ISSUER_UNAVAILABLE', 'The issuer cannot be reached'),
  declined(
    '4000000000003063',
    'CUSTOMER_AUTHENTICATION_REQUIRED',
    'Soft decline: the issuer asks for 3-D Secure',
  ),
  {
    ...declined('42423482938483873', 'INVALID_ACCOUNT', 'No such account (seventeen digits)'),
    official: true,
  },
  {
    when: { card: '4000000000000341' },
    on: 'capture',
    outcome: { kind: 'refuse', reason: 'INVALID_MERCHANT_CONFIGURATION' },
    description: 'Authorizes; every capture is refused, that of a sale included',
  },
  {
    when: { card: '4000000000000259' },
    on: 'reversal',
    outcome: { kind: 'refuse', reason: 'PROCESSOR_UNAVAILABLE' },
    description: 'Authorizes; every reversal is refused',
  },
  {
    when: { card: '4000000000005126' },
    on: 'refund',
    outcome: { kind: 'decline', reason: 'PROCESSOR_DECLINED' },
    description: 'Authorizes and captures; every refund is declined',
  },
  {
    when: { card: '4000000000006603' },
    on: 'increment',
    outcome: { kind: 'decline', reason: 'INSUFFICIENT_FUND' },
    description: 'Authorizes; every increment is declined',
  },
  {
    when: { card: '4000000000000770' },
    on: 'payment',
    outcome: { kind: 'approve', tokenCreateFails: 'INVALID_DATA' },
    description: 'Approved, but the card cannot be saved',
  },
];

const amounts: readonly Trigger[] = [
  {
    when: { usd: '7012.00' },
    on: 'payment',
    outcome: { kind: 'partial', authorizedUsd: '3506.00' },
    description: 'Half of the amount is authorized',
    official: true,
  },
  {
    when: { usd: '401.00' },
    on: 'payment',
    outcome: { kind: 'review', reason: 'CONTACT_PROCESSOR' },
    description: 'Held, but the processor wants a call',
    official: true,
  },
  {
    when: { usd: '1500.00' },
    on: 'payment',
    outcome: { kind: 'decline', reason: 'PROCESSOR_DECLINED' },
    description: 'The issuer declines',
    official: true,
  },
  {
    when: { usd: '2201.00' },
    on: 'payment',
    outcome: { kind: 'decline', reason: 'INVALID_ACCOUNT' },
    description: 'No such account',
    official: true,
  },
  {
    when: { usd: '2000.00' },
    on: 'payment',
    outcome: { kind: 'system-error' },
    description: '502 SYSTEM_ERROR, nothing is held',
    official: true,
  },
];

const checks: readonly Trigger[] = [
  {
    when: { securityCode: '999' },
    on: 'payment',
    outcome: { kind: 'review', reason: 'CV_FAILED' },
    description: 'Held, but the security code does not match',
  },
  {
    when: { postalCode: '99999' },
    on: 'payment',
    outcome: { kind: 'review', reason: 'AVS_FAILED' },
    description: 'Held, but the address does not match',
  },
];

const noticed: readonly Trigger[] = [
  {
    when: { postalCode: '88888' },
    on: 'payment',
    outcome: { kind: 'approve', avs: 'N' },
    description: 'Approved although the address does not match',
  },
  {
    when: { securityCode: '888' },
    on: 'payment',
    outcome: { kind: 'approve', cvn: 'N' },
    description: 'Approved although the security code does not match',
  },
];

const review = { kind: 'review', reason: 'DECISION_PROFILE_REVIEW' } as const;
const reject = { kind: 'risk-decline', reason: 'DECISION_PROFILE_REJECT' } as const;

const screening: readonly Trigger[] = [
  {
    when: { email: 'accept@cybersource.com' },
    on: 'payment',
    outcome: { kind: 'approve', accepted: true },
    description: 'Accepted by the risk engine',
    official: true,
  },
  {
    when: { address1: '1 London Bridge' },
    on: 'payment',
    outcome: { kind: 'approve', accepted: true },
    description: 'Accepted by the risk engine',
    official: true,
  },
  {
    when: { email: 'review@domain.com' },
    on: 'payment',
    outcome: review,
    description: 'Held until a reviewer decides',
    official: true,
  },
  {
    when: { address1: '2 London Bridge' },
    on: 'payment',
    outcome: review,
    description: 'Held until a reviewer decides',
    official: true,
  },
  {
    when: { email: 'reject@domain.com' },
    on: 'payment',
    outcome: reject,
    description: 'Held at the issuer, rejected by the risk engine',
    official: true,
  },
  {
    when: { address1: '3 London Bridge' },
    on: 'payment',
    outcome: reject,
    description: 'Held at the issuer, rejected by the risk engine',
    official: true,
  },
];

const pauses: readonly Trigger[] = [
  {
    when: { email: 'challenge@domain.com' },
    on: 'payment',
    outcome: { kind: 'pause' },
    description: 'Paused by the risk engine until the shopper has answered a 3-D Secure challenge',
  },
];

const faultNames: Readonly<Record<Fault, readonly [lastName: string, description: string]>> = {
  'server-timeout-before-commit': ['ServerTimeoutBefore', '502 SERVER_TIMEOUT, nothing happened'],
  'server-timeout-after-commit': ['ServerTimeoutAfter', '502 SERVER_TIMEOUT, but it happened'],
  'silence-before-commit': ['SilenceBefore', 'No answer ever, nothing happened'],
  'silence-after-commit': ['SilenceAfter', 'No answer ever, but it happened'],
  'reset-before-commit': ['ResetBefore', 'Connection reset, nothing happened'],
  'reset-after-commit': ['ResetAfter', 'Connection reset, but it happened'],
  'half-an-answer': ['HalfAnswer', 'It happened; the body breaks off in the middle'],
  'empty-answer': ['EmptyAnswer', 'It happened; 201 with an empty body'],
  garbage: ['GarbageAnswer', 'It happened; 201 with a page of HTML as body'],
  'slow-drip': ['SlowAnswer', 'It happened; the answer drips, one byte at a time'],
  'unknown-status': ['UnknownStatus', 'It happened; the answer has a status that no list knows'],
  'duplicate-refusal': [
    'DuplicateRefusal',
    'It happened; the answer is that of a transaction id used before, as when a proxy sends twice',
  ],
  redirect: ['Redirected', '307 to another path, nothing happened'],
  'too-many-requests': ['TooManyRequests', '429 with Retry-After, nothing happened'],
  unavailable: ['Unavailable', '503, nothing happened'],
};

const prefixes: readonly (readonly [prefix: string, on: LedgerOperation])[] = [
  ['', 'payment'],
  ['Increment', 'increment'],
  ['Capture', 'capture'],
  ['Reversal', 'reversal'],
  ['Refund', 'refund'],
  ['Void', 'void'],
];

/** Every fault, in the order in which the table prints them. */
export const faults = Object.keys(faultNames) as readonly Fault[];

// A fault on a follow-on strikes once a payment, so that what repairs it can be watched succeeding.
const networkFaults: readonly Trigger[] = prefixes.flatMap(([prefix, on]) =>
  faults.map((fault): Trigger => {
    const [name, description] = faultNames[fault];
    return { when: { lastName: `${prefix}${name}` }, on, outcome: { kind: 'fault', fault }, description };
  }),
);

/** The table. Where several rows match one call, the first network fault and the first other row count. */
export const triggers: readonly Trigger[] = [
  ...networkFaults,
  ...cards,
  ...amounts,
  ...checks,
  ...noticed,
  ...screening,
  ...pauses,
];

/** Cards that are approved: one a brand, from CyberSource's own samples. */
export const approvedCards: readonly { readonly card: string; readonly brand: string }[] = [
  { card: '4111111111111111', brand: 'Visa' },
  { card: '5555555555554444', brand: 'Mastercard' },
  { card: '378282246310005', brand: 'American Express' },
  { card: '6011111111111117', brand: 'Discover' },
  { card: '3566111111111113', brand: 'JCB' },
  { card: '38000000000006', brand: 'Diners Club' },
];

/** What the issuer says when it is asked who pays, or after its challenge. CyberSource: 3-D Secure 2, test cards. */
export type AuthenticationOutcome =
  | 'authenticated'
  | 'attempted'
  | 'failed'
  | 'unavailable'
  | 'rejected'
  | 'not-available'
  | 'error'
  | 'timeout'
  | 'challenge';

/** A case of CyberSource's 3-D Secure test cards. */
export interface AuthenticationCase {
  readonly cards: readonly string[];
  readonly finding: AuthenticationOutcome;
  /** What comes of the challenge when the shopper confirms. */
  readonly afterChallenge?: Extract<AuthenticationOutcome, 'authenticated' | 'failed' | 'unavailable'>;
  readonly description: string;
}

/**
 * 3-D Secure, where a payment asks for it: Visa, Mastercard and American Express of each case. Every card that is not
 * listed is authenticated without a challenge, or with one that a merchant mandates.
 */
export const authenticationCases: readonly AuthenticationCase[] = [
  {
    cards: ['4000000000002701', '5200000000002235', '340000000002708'],
    finding: 'authenticated',
    description: 'Authenticated without a challenge',
  },
  {
    cards: ['4000000000002925', '5200000000002276', '340000000002096', '4000000000002040'],
    finding: 'failed',
    description: 'Not authenticated: the payment fails without a challenge',
  },
  {
    cards: ['4000000000002719', '5200000000002482', '340000000002872'],
    finding: 'attempted',
    description: 'The attempt is recorded: paid, and the issuer is liable',
  },
  {
    cards: ['4000000000002313', '5200000000002268', '340000000002922'],
    finding: 'unavailable',
    description: 'The issuer cannot authenticate: paid, and the merchant is liable',
  },
  {
    cards: ['4000000000002537', '5200000000002185', '340000000002062'],
    finding: 'rejected',
    description: 'Rejected by the issuer: the payment fails',
  },
  {
    cards: ['4000000000002990', '5200000000002409', '340000000002468'],
    finding: 'not-available',
    description: 'Authentication is not available: paid, and the merchant is liable',
  },
  {
    cards: ['4000000000002446', '5200000000002037', '340000000002732'],
    finding: 'error',
    description: 'The card network reports an error: paid, and the merchant is liable',
  },
  {
    cards: ['4000000000002354', '5200000000002326', '340000000002047'],
    finding: 'timeout',
    description: 'The card network does not answer for ten seconds: paid, and the merchant is liable',
  },
  {
    cards: ['4000000000002503', '5200000000002151', '340000000002534', '4000000000001091'],
    finding: 'challenge',
    afterChallenge: 'authenticated',
    description: 'A challenge; paid when the shopper confirms',
  },
  {
    cards: ['4000000000002370', '5200000000002490', '340000000002237'],
    finding: 'challenge',
    afterChallenge: 'failed',
    description: 'A challenge that fails, whatever the shopper does',
  },
  {
    cards: ['4000000000002420', '5200000000002664', '340000000002484'],
    finding: 'challenge',
    afterChallenge: 'unavailable',
    description: 'A challenge that the issuer cannot finish: paid, and the merchant is liable',
  },
];
