import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import type { PaymentSummary } from '../model/payment.ts';
import { toDecimal } from '../values/amount.ts';

/** One sum of a payment. */
export interface PaymentSum {
  readonly name: string;
  readonly amount: string;
  /** Its part of what was authorized, in percent; undefined for what is no part of it. */
  readonly share?: number;
  /** The colour that it has in the bar. */
  readonly part: string;
}

/** What was authorized, and the four parts that it consists of; then what went back of the captured part. */
export function toSums(payment: PaymentSummary, currency: StorefrontCurrency): readonly PaymentSum[] {
  const { authorized, captured, refunded, pendingRefunds, reversed, pending, available } = payment;
  const share = (minor: number): number =>
    authorized.minor === 0 ? 0 : Math.max(0, (100 * minor) / authorized.minor);
  const sum = (name: string, minor: number, part: string, isShare = false): PaymentSum => ({
    name,
    amount: toDecimal(minor, currency),
    part,
    ...(isShare && { share: share(minor) }),
  });
  return [
    sum('Authorized', authorized.minor, 'whole'),
    sum('Captured', captured.minor, 'captured', true),
    sum('Reversed', reversed.minor, 'reversed', true),
    sum('Pending', pending.minor, 'pending', true),
    sum('Available', available.minor, 'available', true),
    sum('Refunded', refunded.minor, 'refunded'),
    ...(pendingRefunds.minor > 0 ? [sum('Refunds pending', pendingRefunds.minor, 'refunded')] : []),
  ];
}
