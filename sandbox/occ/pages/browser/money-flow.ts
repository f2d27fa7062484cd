import type { StorefrontCurrency } from '../../storefront/browser/values/money.ts';
import { toMinor } from './amount.ts';
import { authorizationOf, gatewayIdOf, type AdminPaymentGroup, type AdminPaymentStatus } from './order.ts';

/** A capture of a payment and what of it can still go back. Minor units. */
export interface CaptureFlow {
  readonly gatewayId: string;
  readonly amount: number;
  readonly refundable: number;
}

/** Where a payment's money is, from what the order management wrote back to OCC. Minor units. */
export interface MoneyFlow {
  readonly authorized: number;
  readonly captured: number;
  readonly refunded: number;
  readonly capturable: number;
  readonly captures: readonly CaptureFlow[];
}

/** The gateway property of a refund that names the capture it belongs to. */
export const REFUND_OF = 'refundOf';

export function toMoneyFlow(group: AdminPaymentGroup, currency: StorefrontCurrency): MoneyFlow {
  const succeeded = (statuses: readonly AdminPaymentStatus[]): readonly AdminPaymentStatus[] =>
    statuses.filter(({ transactionSuccess }) => transactionSuccess);
  const total = (statuses: readonly AdminPaymentStatus[]): number =>
    statuses.reduce((sum, { amount }) => sum + toMinor(amount, currency), 0);

  const debits = succeeded(group.debitStatus);
  const credits = succeeded(group.creditStatus);
  const authorization = authorizationOf(group);
  const authorized = authorization === undefined ? total(debits) : toMinor(authorization.amount, currency);
  const captured = total(debits);
  return {
    authorized,
    captured,
    refunded: total(credits),
    capturable: group.state === 'AUTHORIZED' ? Math.max(0, authorized - captured) : 0,
    captures: debits.map((debit, index) => {
      const gatewayId = gatewayIdOf(debit);
      // A refund that OCC itself asked for names no capture; it came out of the first.
      const refunds = credits.filter(({ statusProps }) =>
        REFUND_OF in statusProps ? statusProps[REFUND_OF] === gatewayId : index === 0,
      );
      const amount = toMinor(debit.amount, currency);
      return { gatewayId, amount, refundable: Math.max(0, amount - total(refunds)) };
    }),
  };
}
