/** OCC's storefront as far as the widget knows it (OCC: widget module contract, place-order sequence). */

/** A widget instance as OCC hands it to `onLoad`. */
export interface OccWidget {
  order(): OccOrder;
  site(): OccSite;
  isPreview?(): boolean;
  /** A text of the widget's own locale file; undefined until the texts have arrived. */
  translate(key: string): string | undefined;
}

export interface OccSite {
  readonly siteInfo?: { readonly id?: string; readonly repositoryId?: string };
}

/** The order view model: one object for the whole shop, shared by every widget. */
export interface OccOrder {
  payments(): readonly OccPayment[];
  updatePayments(payments: readonly OccPayment[]): void;
  addValidationCallback(callback: () => void): void;
  addValidationError(id: string, message: string): void;
  createOrder(...args: unknown[]): unknown;
  /** Called with the answer to an order, declined payments included. */
  postOrderCreateOrUpdateSuccess?(...args: unknown[]): unknown;
  /** Nothing to pay, for instance because gift cards cover the order. */
  isPaymentDisabled?(): boolean;
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

export interface OccPage {
  readonly pageId?: string;
}
