/** What the widget has to know of the checkout around it, be it OCC's or that of a page of its own. */
export interface Checkout {
  /** What is left to pay for the order now: its total less what gift cards pay. */
  total(): OrderTotal;
  /** Whatever changes with the goods in the cart, to be compared with itself later. */
  goods(): unknown;
  /** The billing address as it is now; without a country where the page does not say. */
  billingAddress(): BillingAddress;
  /** Nothing to pay, for instance because gift cards cover the order. */
  isFree(): boolean;
  /** Empty for a guest. */
  profileId(): string;
  /** The order's id as far as it is known; empty before it was sent for the first time. */
  orderId(): string;
  /** The order is repeated on a schedule, so the card has to be one that can be charged again. */
  isScheduled(): boolean;
  /** Whether the page wants the security code of a saved card, also where the extension does not ask for it. */
  needsSecurityCode?(): boolean;
  /** Places the order, as the shopper's click on the shop's own button does. */
  readonly placeOrder: () => void;
}

/** The parts of an address that have to fit one another. */
export interface BillingAddress {
  /** ISO 3166 */
  readonly country?: string | undefined;
  readonly state?: string | undefined;
  readonly postalCode?: string | undefined;
}

export interface OrderTotal {
  /** In the currency's own decimals, as wallets write amounts: `12.50`, `1250`, `1.250`. */
  readonly amount: string;
  /** ISO 4217 */
  readonly currency: string;
}
