/** Apple's API, as much of it as we use (Apple: Apple Pay on the web). */
export interface ApplePaySessionClass {
  readonly STATUS_SUCCESS: number;
  readonly STATUS_FAILURE: number;
  canMakePayments(): boolean;
  /** Throws outside a click of the shopper. */
  new (version: number, request: object): RunningSession;
}

export interface RunningSession {
  onvalidatemerchant: (event: { readonly validationURL: string }) => void;
  onpaymentauthorized: (event: {
    readonly payment: { readonly token: { readonly paymentData: object } };
  }) => void;
  oncancel: () => void;
  begin(): void;
  abort(): void;
  completeMerchantValidation(merchantSession: unknown): void;
  completePayment(status: number): void;
}
