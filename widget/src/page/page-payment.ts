/** What a page that runs its own checkout uses of the widget. These types are all that it has to know. */

export interface PagePaymentOptions {
  /** OCC's site, whose settings apply. */
  readonly siteId: string;
  /** Texts of one language: `resources` of a file in `locales/`. */
  readonly texts: Readonly<Record<string, string>>;
  /** What is left to pay for the order now, less gift cards, in the currency's own decimals: `12.50` USD, `1250` JPY. */
  readonly total: () => { readonly amount: string; readonly currency: string };
  /** The billing address as it is now. With it, post code and state are checked against the country before a card is sent. */
  readonly billingAddress?: () =>
    { readonly country: string; readonly state: string; readonly postalCode: string } | undefined;
  /**
   * Sends the order with this payment; an order that costs nothing has none. When the issuer asks the shopper, it is
   * called again, with the id of the order that it is about. Resolves with OCC's answer to the order as it is (OCC:
   * `POST /ccstore/v1/orders`). Rejects with OCC's problem (`errorCode`, `message`), or with anything else where no
   * answer came.
   */
  readonly sendOrder: (
    payments: readonly PagePaymentEntry[],
    orderId: string | undefined,
  ) => Promise<unknown>;
  /** Whatever changes with the goods in the cart: of the orders for one cart and total, only one is paid. */
  readonly cart?: () => unknown;
  /**
   * An order of before this page was opened, or of another tab, is placed: shows its confirmation. Called outside of
   * `submit()` only; needs `readOrder`.
   */
  readonly orderPlaced?: (order: unknown) => void;
  /** Reads an order whose answer was lost, so that the shopper hears how it went. */
  readonly readOrder?: (orderId: string) => Promise<unknown>;
  /** What the page's own button does. A wallet's button, drawn by its owner, does the same. */
  readonly placeOrder: () => void;
  /** The shopper who is signed in, with OCC's token; absent for a guest. */
  readonly shopper?: () => { readonly profileId: string; readonly token: string } | undefined;
  /** The page is OCC's preview. @default false */
  readonly isPreview?: boolean;
  /** A saved card is paid with only together with its security code, also where the site’s settings do not ask for it. @default false */
  readonly needsSecurityCode?: boolean;
}

/** An entry of `payments[]` in an order, to be sent as it is. */
export interface PagePaymentEntry {
  readonly type: string;
  readonly customProperties?: Readonly<Record<string, string>>;
  readonly [property: string]: unknown;
}

export interface PagePayment {
  /**
   * Checks the form, pays, asks the issuer where it wants that, and tells how it went. Never rejects. A second call
   * while the first one runs is the same payment. Wallets open only while the browser handles a click of the shopper,
   * so nothing may be awaited before.
   */
  submit(): Promise<PaymentOutcome>;
  /** The total has changed. */
  totalChanged(): void;
  /** Takes the form off the page. A payment that waits for the issuer is cancelled. */
  dispose(): void;
}

/**
 * - `accepted`: the order is placed
 * - `declined`: the payment was refused; nothing is held
 * - `incomplete`: a field is missing or wrong; it has the focus
 * - `cancelled`: the shopper closed the wallet, or stopped the confirmation; nothing was charged
 * - `failed`: nothing was charged, for another reason
 * - `unanswered`: an earlier order, or this one, is still being checked; the form shows how it went once that is known
 *
 * The form shows `message` already, except that of `accepted`, which belongs on the confirmation.
 */
export type PaymentOutcome =
  | {
      readonly outcome: 'accepted';
      readonly order: unknown;
      /** What the confirmation has to say beside that: the card could not be saved. */
      readonly message?: string;
    }
  | {
      readonly outcome: 'declined' | 'incomplete' | 'cancelled' | 'failed' | 'unanswered';
      readonly message: string;
    };
