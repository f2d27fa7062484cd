/** An order as `GET /ccadmin/v1/orders/{id}` shows it. */
export interface AdminOrder {
  readonly id: string;
  readonly state: string;
  readonly siteId: string;
  readonly channel: string;
  readonly email: string;
  readonly creationDate: string;
  readonly priceInfo: { readonly currencyCode: string; readonly total: number };
  readonly shoppingCart: {
    readonly items: readonly { readonly displayName: string; readonly quantity: number }[];
  };
  readonly paymentGroups: readonly AdminPaymentGroup[];
}

export interface AdminPaymentGroup {
  readonly id: string;
  readonly paymentMethod: string;
  readonly state: string;
  readonly amount: number;
  readonly message?: string | null;
  readonly authorizationStatus: readonly AdminPaymentStatus[];
  readonly debitStatus: readonly AdminPaymentStatus[];
  readonly creditStatus: readonly AdminPaymentStatus[];
}

export interface AdminPaymentStatus {
  readonly amount: number;
  readonly transactionId: string;
  readonly transactionSuccess: boolean;
  readonly transactionTimestamp?: string;
  readonly statusProps: Readonly<Record<string, string>>;
}

/** A webhook that OCC sent, as the sandbox keeps it. */
export interface DeliverySummary {
  readonly id: string;
  readonly transactionId: string;
  readonly transactionType: string;
  readonly sentAt: string;
  readonly durationMs: number;
  readonly answer: { readonly status: number } | null;
  readonly problem?: string;
  readonly resentFrom?: string;
}

/** What `POST /sandbox/v1/webhooks/{id}/resend` answers. */
export interface ResendResult {
  readonly first: { readonly status?: number; readonly body?: string };
  readonly again: { readonly status?: number; readonly body?: string; readonly problem?: string };
  readonly equal: boolean;
}
