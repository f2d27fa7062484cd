declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** OCC's order, `o…`. Sent to CyberSource as the merchant reference. */
export type OrderId = Id<'OrderId'>;

/** One payment of an order, `pg…`. An order paid with two cards has two. */
export type PaymentGroupId = Id<'PaymentGroupId'>;

/** A site of the shop: one set of gateway settings per site and channel. */
export type SiteId = Id<'SiteId'>;

/** CyberSource's id of a payment, capture, refund or reversal: 22 digits. */
export type GatewayRef = Id<'GatewayRef'>;

/**
 * Our own id of one attempt, at most 30 letters and digits, sent as `clientReferenceInformation.transactionId`.
 * CyberSource refuses to see one twice and can reverse or void by it when its answer was lost.
 */
export type MerchantTransactionId = Id<'MerchantTransactionId'>;

/** What makes two deliveries the same command: equal key, equal command. */
export type CommandKey = Id<'CommandKey'>;

/**
 * A shopper's checkout: a digest of the site and of the id that the storefront made for it. The id itself is a capability
 * and is kept nowhere.
 */
export type CheckoutKey = Id<'CheckoutKey'>;

/** The payment that an authorization opens and its captures, voids and refunds belong to. */
export type PaymentKey = Id<'PaymentKey'>;
