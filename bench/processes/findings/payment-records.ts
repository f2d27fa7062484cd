/**
 * Three records of the same orders: the gateway's is the truth, the journal is ours, OCC's is the shop's. Plain facts, so
 * that it does not matter whether they were read over HTTP or out of memory. All amounts in minor units of the order's
 * currency, all instants in epoch milliseconds.
 */
export interface SystemRecords {
  readonly gateway: readonly GatewayPayment[];
  readonly journal: readonly JournalRecord[];
  readonly occ: readonly OccPaymentGroup[];
  readonly reported: readonly ReportedTotals[];
}

/** A payment at the gateway and what was done to it. */
export interface GatewayPayment {
  readonly id: string;
  readonly orderId: string;
  readonly merchantTransactionId: string;
  readonly authorized: number;
  /** Taken, and not taken back by a void. */
  readonly captured: number;
  /** Refunded by refunds that were not voided, whatever became of the captures they belong to. */
  readonly refunded: number;
  /** Still held. Below zero: more was taken or reversed than was there. */
  readonly open: number;
  readonly heldFrom: number;
  /** When the last of it was reversed or refunded. Absent while the shopper's money is held or taken. */
  readonly heldUntil?: number | undefined;
  readonly steps: readonly GatewayStep[];
}

/** A capture, refund, reversal or void at the gateway. */
export interface GatewayStep {
  readonly id: string;
  readonly kind: 'capture' | 'refund' | 'reversal' | 'void';
  readonly amount: number;
  /** Absent in what was undone by the merchant transaction id of the thing that it undid. */
  readonly merchantTransactionId?: string | undefined;
  /** A void took it back. */
  readonly voided: boolean;
}

/** One attempt in the journal. */
export interface JournalRecord {
  readonly orderId: string;
  /** The payment group; absent in what an OMS asks for. */
  readonly paymentGroupId?: string | undefined;
  readonly operation: 'authorize' | 'capture' | 'void' | 'refund';
  readonly outcome:
    'approved' | 'pending' | 'challenge' | 'declined' | 'refused' | 'not-sent' | 'unknown' | 'in-flight';
  readonly amount: number;
  readonly merchantTransactionId: string;
  readonly gatewayId?: string | undefined;
  readonly needsPerson?: boolean | undefined;
}

/** One payment group of an order in OCC. */
export interface OccPaymentGroup {
  readonly orderId: string;
  readonly paymentGroupId: string;
  readonly amount: number;
  /** The order was placed with it: OCC counts it as paid. */
  readonly accepted: boolean;
}

/** What was reported to the callers of an order, added up. Each answer that left the outcome open widens the span. */
export interface ReportedTotals {
  readonly orderId: string;
  readonly captured: AmountRange;
  readonly refunded: AmountRange;
  /** `asked`: no answer said whether it was done. */
  readonly cancelled: 'no' | 'asked' | 'done';
}

export interface AmountRange {
  readonly least: number;
  readonly most: number;
}
