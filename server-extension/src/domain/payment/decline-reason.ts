/**
 * Whether another attempt with the same card may be approved: at once (`now`), after hours or days (`later`), after the
 * shopper has corrected or confirmed something (`corrected`), or never (`no`).
 */
type SameCardRetry = 'now' | 'later' | 'corrected' | 'no';

interface DeclineReasonDefinition {
  readonly meaning: string;
  readonly sameCard: SameCardRetry;
}

/**
 * Why a payment was declined, in the trade's words: every adapter maps its gateway's statuses, reasons and codes to these.
 * The guide for operators has them as a table.
 */
export const declineReasons = {
  'insufficient-funds': { meaning: 'Not enough money or credit for the amount.', sameCard: 'later' },
  'limit-exceeded': {
    meaning: 'The amount, or the number of payments, is above a limit of the card.',
    sameCard: 'later',
  },
  'partial-approval': {
    meaning: 'The issuer approved less than the amount; what it approved is reversed.',
    sameCard: 'no',
  },
  'expired-card': {
    meaning: 'The card has expired, or the expiry date is not the card’s.',
    sameCard: 'corrected',
  },
  'invalid-card': {
    meaning: 'The number, the expiry date or the token does not stand for an open account.',
    sameCard: 'corrected',
  },
  'card-not-supported': {
    meaning: 'The merchant account does not process this brand or type of card.',
    sameCard: 'no',
  },
  'security-code-mismatch': {
    meaning: 'The security code is not the card’s; what the issuer holds is reversed.',
    sameCard: 'corrected',
  },
  'avs-mismatch': {
    meaning: 'The billing address is not the one that the issuer has; what the issuer holds is reversed.',
    sameCard: 'corrected',
  },
  'authentication-required': {
    meaning: 'A soft decline: the issuer approves the payment only after strong customer authentication.',
    sameCard: 'corrected',
  },
  'authentication-failed': {
    meaning: 'The shopper was not authenticated by 3-D Secure, or the issuer rejected the authentication.',
    sameCard: 'corrected',
  },
  'stolen-or-lost-card': { meaning: 'The card was reported stolen or lost.', sameCard: 'no' },
  'card-blocked': {
    meaning: 'The issuer or the cardholder has blocked or suspended the card or its account.',
    sameCard: 'no',
  },
  'fraud-suspected': {
    meaning: 'The issuer, a negative list, a watchlist or a rule of the fraud screening suspects fraud.',
    sameCard: 'no',
  },
  'transaction-not-permitted': {
    meaning: 'The issuer or the card network does not permit this kind of payment with this card.',
    sameCard: 'no',
  },
  'do-not-honor': { meaning: 'The issuer or the processor declined without saying why.', sameCard: 'later' },
  'temporarily-declined': {
    meaning: 'The issuer cannot approve at this time and advises a later attempt.',
    sameCard: 'later',
  },
  'never-approved': {
    meaning: 'The issuer or the card network advises that no attempt with this card will be approved.',
    sameCard: 'no',
  },
  'stop-payment': {
    meaning:
      'The cardholder has revoked the authorization of this payment or of the series that it belongs to.',
    sameCard: 'no',
  },
  'call-issuer': {
    meaning: 'A referral: the issuer wants to be called before it decides.',
    sameCard: 'corrected',
  },
  'issuer-unavailable': { meaning: 'The issuer could not be reached.', sameCard: 'now' },
  'processor-error': {
    meaning:
      'The processor failed, or the capture half of a sale did after its authorization half was approved.',
    sameCard: 'now',
  },
  other: { meaning: 'No reason was given, or one that is not listed.', sameCard: 'later' },
} as const satisfies Readonly<Record<string, DeclineReasonDefinition>>;

export type DeclineReason = keyof typeof declineReasons;

export const declineReasonNames = Object.keys(declineReasons) as readonly DeclineReason[] as readonly [
  DeclineReason,
  ...DeclineReason[],
];
