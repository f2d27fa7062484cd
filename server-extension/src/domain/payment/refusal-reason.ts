/** Why the gateway refused a request: the card is not at fault, and no money moved by this request. */
export const refusalReasons = [
  /** A field is missing or not in the gateway's format. */
  'invalid-request',
  /** The amount is not one that the payment allows. */
  'invalid-amount',
  /** The payment that the request refers to does not exist. */
  'payment-not-found',
  /** The merchant account or the processor has no such operation. */
  'not-supported',
  /** The merchant account is not set up for the request. */
  'merchant-configuration',
  /** The processor does not answer; it passes. */
  'processor-unavailable',
  /** A capture of more than the authorization allows. */
  'exceeds-authorized-amount',
  /** The authorization was reversed, or the capture voided, before: the money is released already. */
  'already-reversed',
  /** It is too late: the payment is settled, or submitted for settlement. */
  'already-settled',
  /** One of the two, and the gateway does not say which. */
  'reversed-or-settled',
  /** There is no authorization to act on. */
  'authorization-missing',
  /** The merchant account may not refund this card. */
  'refund-not-allowed',
  /** A reason that is not listed. */
  'other',
] as const;

export type RefusalReason = (typeof refusalReasons)[number];
