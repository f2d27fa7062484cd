import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import type { AdminOrder, AdminPaymentGroup, AdminPaymentStatus } from '../model/order.ts';
import { toDecimal, toMinor } from '../values/amount.ts';

/** What cancelling an order would do now. */
export interface Cancellation {
  /** Of the button; empty where there is nothing to cancel. */
  readonly label: string;
  /** Why there is no button. */
  readonly whyNot: string;
}

/** OCC voids what is authorized and refunds what is left of what was settled, by its own record of the order. */
export function toCancellation(order: AdminOrder, currency: StorefrontCurrency): Cancellation {
  const none = (whyNot: string): Cancellation => ({ label: '', whyNot });
  if (order.state === 'REMOVED') return none('This order is cancelled.');

  const holdingMoney = order.paymentGroups.filter(
    ({ state }) => state === 'AUTHORIZED' || state === 'SETTLED',
  );
  if (holdingMoney.length === 0) return none('Nothing was paid, so there is nothing to cancel.');

  const settled = holdingMoney.filter(({ state }) => state === 'SETTLED');
  if (settled.length < holdingMoney.length) return { label: 'Cancel the order', whyNot: '' };
  const left = settled.reduce((sum, group) => sum + settledLeft(group, currency), 0);
  if (left === 0) return none('Everything was refunded.');
  return { label: `Cancel and refund ${toDecimal(left, currency)} ${currency.currencyCode}`, whyNot: '' };
}

/** Minor units that were settled and not refunded. */
function settledLeft({ debitStatus, creditStatus }: AdminPaymentGroup, currency: StorefrontCurrency): number {
  const total = (statuses: readonly AdminPaymentStatus[]): number =>
    statuses
      .filter(({ transactionSuccess }) => transactionSuccess)
      .reduce((sum, { amount }) => sum + toMinor(amount, currency), 0);
  return total(debitStatus) - total(creditStatus);
}
