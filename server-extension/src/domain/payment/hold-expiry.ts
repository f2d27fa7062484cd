/** How long issuers keep a hold, as far as a rule needs to know it. */
export interface HoldDurations {
  /** Days by CyberSource's three-digit card type code, where the merchant's agreement says otherwise than {@link HOLD_DAYS}. */
  readonly holdDays?: Readonly<Record<string, number>>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Days that an issuer keeps a hold of a payment that the shopper makes on the Internet, by CyberSource's card type code. The
 * card schemes' rules; CyberSource itself names no brands. Where an acquirer says otherwise, the gateway setting `holdDays` does.
 * - Visa 10: Visa Core Rules of 18 April 2026, as https://dev.to/tomwangcn/card-auth-expiry-visa-vs-mastercard-capture-rules-23i
 *   compares them with four acquirers; https://www.airwallex.com/docs/issuing/transactions/authorization-expiration has the same.
 * - Mastercard (a final authorization), American Express and Discover 7: Stripe, “Place a hold on a payment method”
 *   (https://stripe.com/en-nl/docs/payments/capture-later); Discover also https://global.alipay.com/docs/ac/antomop/discover.
 * - Diners Club 7: https://payrix.atlassian.net/wiki/spaces/PRC/pages/22579707916.
 */
export const HOLD_DAYS: Readonly<Record<string, number>> = {
  '001': 10,
  '002': 7,
  '003': 7,
  '004': 7,
  '005': 7,
};

/**
 * Of every other card. CyberSource, “Online Authorizations”: the issuer decides, most authorizations expire within 5 to 7 days
 * (https://developer.cas.cybersource.com/docs/cybs/en-us/payments/developer/ctv/rest/payments/payments-intro/payments-services-intro/payments-intro-processing-auth/payments-intro-processing-auth-online.html).
 */
export const OTHER_HOLD_DAYS = 7;

/** Of a hold that the merchant has made without the shopper: Visa 5 days. Same sources as {@link HOLD_DAYS}. */
const MERCHANT_INITIATED_HOLD_DAYS: Readonly<Record<string, number>> = { '001': 5 };

/** Every number of days that a hold may live by the card schemes' rules. */
export const LIFETIMES: readonly number[] = [
  OTHER_HOLD_DAYS,
  ...Object.values(HOLD_DAYS),
  ...Object.values(MERCHANT_INITIATED_HOLD_DAYS),
];

/**
 * When the issuer lets go of what an authorization holds, at the latest: from then on a capture needs another
 * authorization.
 *
 * @param cardType CyberSource's three-digit card type code, where it is known.
 * @param isMerchantInitiated held without the shopper, as an expired hold is held again.
 */
export function holdExpiry(
  authorizedAt: Date,
  cardType: string | undefined,
  { holdDays = {} }: HoldDurations,
  isMerchantInitiated = false,
): Date {
  const type = cardType ?? '';
  const ofMerchant = isMerchantInitiated ? MERCHANT_INITIATED_HOLD_DAYS[type] : undefined;
  const days = holdDays[type] ?? ofMerchant ?? HOLD_DAYS[type] ?? OTHER_HOLD_DAYS;
  return new Date(authorizedAt.getTime() + days * DAY_MS);
}
