import { applicationOf, isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';
import { openVoidsAndRefunds } from '../recovery/refused-void-or-refund.ts';
import type { PaymentOverview } from '../overview/payment-overview.ts';

/**
 * What became of the payments of an order beside one that failed, which OCC has cancelled: voided or refunded, about to be, or refused
 * by CyberSource, so that money stands behind an order that there is not.
 */
export const compensations = ['pending', 'done', 'failed'] as const;

export type Compensation = (typeof compensations)[number];

/**
 * Undefined where no payment failed beside another one, and where OCC has cancelled none of the others: then a shopper has paid
 * in another way after a decline.
 */
export function compensationOf(
  payments: readonly Pick<PaymentOverview, 'attempts'>[],
): Compensation | undefined {
  const others = payments.filter(({ attempts }) => attempts.some(isAuthorizationThat(isApplied)));
  const isAnyFailed = payments.some(
    ({ attempts }) =>
      attempts.some(({ operation }) => operation === 'authorize') &&
      !attempts.some(isAuthorizationThat(isPossiblyApplied)),
  );
  if (!isAnyFailed || others.length === 0) return undefined;
  if (others.some(({ attempts }) => openVoidsAndRefunds(attempts).length > 0)) return 'failed';
  const voidsAndRefunds = others
    .flatMap(({ attempts }) => attempts)
    .filter(({ operation }) => operation === 'void' || operation === 'refund');
  if (voidsAndRefunds.some((each) => applicationOf(each) === 'unresolved')) return 'pending';
  return voidsAndRefunds.some(isApplied) ? 'done' : undefined;
}

type Attempt = PaymentOverview['attempts'][number];

const isAuthorizationThat =
  (holds: (attempt: Attempt) => boolean) =>
  (attempt: Attempt): boolean =>
    attempt.operation === 'authorize' && holds(attempt);
