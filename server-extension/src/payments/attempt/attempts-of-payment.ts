import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';

/**
 * Every attempt of one payment that the journal has, in its order. An order has several payments where several payment groups
 * paid for it, or where it was paid, cancelled and paid again by another program.
 */
export async function attemptsOfPayment(
  journal: Pick<Journal, 'ofOrder'>,
  { orderId, payment }: Pick<PaymentAttempt, 'orderId' | 'payment'>,
): Promise<readonly PaymentAttempt[]> {
  return (await journal.ofOrder(orderId)).filter((attempt) => attempt.payment === payment);
}
