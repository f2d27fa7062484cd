/** OCC's storefront as far as the widget knows it (OCC: widget module contract, place-order sequence). */

/** A widget instance as OCC hands it to `onLoad`. */
export interface OccWidget {
  order(): OccOrder;
  site(): OccSite;
  user(): OccUser;
  cart(): OccCart;
  isPreview(): boolean;
  /** A text of the widget's own locale file; undefined until the texts have arrived. */
  translate(key: string, params?: Readonly<Record<string, string>>): string | undefined;
}

export interface OccSite {
  readonly siteInfo: { readonly id?: string; readonly repositoryId?: string };
  selectedPriceListGroup(): { readonly currency: OccCurrency };
}

export interface OccCurrency {
  readonly currencyCode: string;
  readonly fractionalDigits: number;
}

export interface OccUser {
  loggedIn(): boolean;
  id(): string | null | undefined;
}

export interface OccCart {
  /** In decimals of the site's currency. */
  total(): number;
  items?(): readonly OccCartItem[];
}

export interface OccCartItem {
  readonly productId?: string;
  readonly catRefId?: string;
  /** An observable. */
  quantity?(): unknown;
}

/** The order view model: one object for the whole shop, shared by every widget. */
export interface OccOrder {
  /** An observable; empty before the order was sent for the first time. */
  id(id?: string): string | null | undefined;
  uuid(uuid?: string): unknown;
  /** The order is a template that OCC repeats. */
  showSchedule?(): boolean;
  payments(): readonly OccPayment[];
  updatePayments(payments: readonly OccPayment[]): void;
  addValidationCallback(callback: () => void): void;
  addValidationError(id: string, message: string): void;
  createOrder(...args: unknown[]): unknown;
  /** Called with the answer to an order, declined payments included. */
  postOrderCreateOrUpdateSuccess(...args: unknown[]): unknown;
  /** Called when an order was refused, or had no answer. */
  postOrderCreateOrUpdateFailure(...args: unknown[]): unknown;
  /** An observable: nothing to pay, for instance because gift cards cover the order. */
  isPaymentDisabled(): boolean;
}

/** An entry of `payments[]` in an order. */
export interface OccPayment {
  readonly type: string;
  readonly customProperties?: Readonly<Record<string, string>>;
  readonly [property: string]: unknown;
}

/** OCC's `$.Topic`. */
export type OccTopics = (name: string) => {
  subscribe(listener: (message: unknown) => void): void;
  publish(message?: unknown): void;
};

/** OCC's `ccRestClient`. */
export interface OccRestClient {
  request(
    endpoint: string,
    data: object,
    success: (answer: unknown) => void,
    failure: (problem: unknown) => void,
    ...pathParams: readonly string[]
  ): void;
}

export interface OccPage {
  readonly pageId?: string;
}
