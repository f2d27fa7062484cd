/** Google's script, as much of it as we use (Google: Google Pay API for web). */
export interface GooglePayApi {
  readonly payments: {
    readonly api: { readonly PaymentsClient: new (options: { environment: string }) => PaymentsClient };
  };
}

export interface PaymentsClient {
  isReadyToPay(request: object): Promise<{ readonly result: boolean }>;
  createButton(options: { onClick: () => void; buttonSizeMode: 'fill'; buttonLocale?: string }): HTMLElement;
  /** Rejects with `{ statusCode: 'CANCELED' }` when the shopper closes the sheet. */
  loadPaymentData(request: object): Promise<PaymentData>;
}

interface PaymentData {
  readonly paymentMethodData: {
    readonly info?: { readonly assuranceDetails?: { readonly cardHolderAuthenticated?: boolean } };
    readonly tokenizationData: { readonly token: string };
  };
}
