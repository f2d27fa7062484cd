/** A row of the extension's journal, as `GET …/operations/journal` answers it. */
export interface TimelineAttempt {
  readonly at: string;
  readonly type: string;
  readonly caller: string;
  readonly amount: string;
  readonly currency: string;
  readonly state?: string;
  readonly outcome: string;
  readonly gatewayId?: string;
  readonly merchantTransactionId?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly problem?: string;
}

/** A payment and what was done to it, from CyberSource's side: `GET /control/ledger`. Minor units. */
export interface TimelineLedger {
  readonly transactions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly at: string;
    readonly status?: string;
    readonly reason?: string;
    readonly asked?: number;
    readonly amount?: number;
  }[];
  readonly voided: readonly string[];
}
