import type { Money } from '../../../domain/money/money.ts';
import type { FollowOn, FollowOnStep, Refund } from '../../../domain/payment/command.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';

/** What a follow-on comes to: the calls to make, in their order, or why there are none. */
export type Decision =
  | { readonly steps: readonly FollowOnStep[] }
  | { readonly problem: string }
  /** What the issuer held behind a decline has been reversed by this attempt. */
  | { readonly reversedBy: PaymentAttempt };

/** The attempt that a follow-on refers to; undefined where the payment does not have it. */
export function originalOf(
  { original }: FollowOn,
  { steps }: Payment<PaymentAttempt>,
): PaymentAttempt | undefined {
  return steps.find(({ result }) => gatewayRefOf(result) === original);
}

/** What every step of a request has in common with it. */
export function about(command: FollowOn): Omit<Refund, 'type' | 'original' | 'amount'> {
  const { key, fingerprint, caller, site, channel, orderId } = command;
  const group = 'paymentGroupId' in command ? { paymentGroupId: command.paymentGroupId } : {};
  return { key, fingerprint, caller, site, channel, orderId, ...group };
}

/** Whether something is asked for, and no more than there is. */
export function fits(asked: Money, free: Money): boolean {
  return asked.minor > 0 && asked.minor <= free.minor;
}
