import type { GatewayPayment, GatewayStep } from './payment-records.ts';

/** What the gateway's ledger has of a payment, wherever it was read. */
export interface PaymentInLedger {
  readonly payment: {
    readonly id: string;
    readonly reference?: string;
    readonly merchantTransactionId?: string;
  };
  readonly sums: Readonly<Record<'authorized' | 'captured' | 'open', number>>;
  readonly steps: readonly GatewayStep[];
  /** When each of its transactions was made, the payment first; epoch milliseconds. */
  readonly instants: readonly [first: number, ...others: number[]];
}

/** The payment as the findings are judged from it. */
export function toGatewayPayment({ payment, sums, steps, instants }: PaymentInLedger): GatewayPayment {
  const refunded = steps
    .filter(({ kind, voided }) => kind === 'refund' && !voided)
    .reduce((sum, { amount }) => sum + amount, 0);
  const isKept = sums.open > 0 || sums.captured - refunded > 0;
  return {
    id: payment.id,
    orderId: payment.reference ?? '',
    merchantTransactionId: payment.merchantTransactionId ?? '',
    authorized: sums.authorized,
    captured: sums.captured,
    refunded,
    open: sums.open,
    heldFrom: instants[0],
    ...(!isKept && { heldUntil: Math.max(...instants) }),
    steps,
  };
}
