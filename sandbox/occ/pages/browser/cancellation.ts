import type { StorefrontCurrency } from '../../storefront/browser/values/money.ts';
import { toDecimal } from './amount.ts';
import { toMoneyFlow } from './money-flow.ts';
import type { AdminOrder } from './order.ts';

/** What cancelling an order would do now. */
export interface Cancellation {
  /** Of the button; empty where there is nothing to cancel. */
  readonly label: string;
  /** Why there is no button. */
  readonly whyNot: string;
}

/** OCC voids what is authorized and refunds what is left of what was settled. */
export function toCancellation(order: AdminOrder, currency: StorefrontCurrency): Cancellation {
  const none = (whyNot: string): Cancellation => ({ label: '', whyNot });
  if (order.state === 'REMOVED') return none('This order is cancelled.');

  const holdingMoney = order.paymentGroups.filter(
    ({ state }) => state === 'AUTHORIZED' || state === 'SETTLED',
  );
  if (holdingMoney.length === 0) return none('Nothing was paid, so there is nothing to cancel.');

  const settled = holdingMoney.filter(({ state }) => state === 'SETTLED');
  if (settled.length < holdingMoney.length) return { label: 'Cancel the order', whyNot: '' };
  const left = settled
    .map((group) => toMoneyFlow(group, currency))
    .reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);
  if (left === 0) return none('Everything was refunded.');
  return { label: `Cancel and refund ${toDecimal(left, currency)} ${currency.currencyCode}`, whyNot: '' };
}
