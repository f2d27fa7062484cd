/** How long issuers keep a hold, as far as a rule needs to know it. */
export interface HoldDurations {
  /** Days by CyberSource's three-digit card type code, where the merchant's agreement says otherwise than {@link HOLD_DAYS}. */
  readonly holdDays?: Readonly<Record<string, number>>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Days that an issuer keeps a hold of a payment in a shop on the Internet, by CyberSource's card type code. Card schemes'
 * rules, as their acquirers publish them: Visa 10 days for a payment that the cardholder starts, Mastercard 7 for a final
 * authorization, American Express 7, Discover and Diners Club 10, JCB 7.
 */
export const HOLD_DAYS: Readonly<Record<string, number>> = {
  '001': 10,
  '002': 7,
  '003': 7,
  '004': 10,
  '005': 10,
  '007': 7,
};

/** Of every other card. CyberSource: an authorization is good for a week with most issuers. */
export const OTHER_HOLD_DAYS = 7;

/**
 * When the issuer lets go of what an authorization holds, at the latest: from then on a capture needs another
 * authorization.
 *
 * @param cardType CyberSource's three-digit card type code, where it is known.
 */
export function holdExpiry(
  authorizedAt: Date,
  cardType: string | undefined,
  { holdDays = {} }: HoldDurations,
): Date {
  const days = holdDays[cardType ?? ''] ?? HOLD_DAYS[cardType ?? ''] ?? OTHER_HOLD_DAYS;
  return new Date(authorizedAt.getTime() + days * DAY_MS);
}
