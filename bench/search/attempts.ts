import { money } from '../../server-extension/src/domain/money/money.ts';
import type { PaymentResult } from '../../server-extension/src/domain/payment/result.ts';
import type { PaymentAttempt } from '../../server-extension/src/payments/ports/payment-attempt.ts';
import { anApproval, anAttempt, nameOf, numberOf, refOf } from '../src/rows/history.ts';

/** An attempt that is over, as a journal has it. */
export type CompletedAttempt = PaymentAttempt & {
  readonly completedAt: Date;
  readonly result: PaymentResult;
};

const START = Date.parse('2026-01-01T00:00:00Z');
/** From one attempt to the next: a million come to five months. */
const EVERY_MS = 13_000;

/** When the nth attempt was made, 0 for the first. */
export function instantOf(nth: number): Date {
  return new Date(START + nth * EVERY_MS);
}

/** What each five attempts are: a payment that was captured, and one that was captured and refunded. */
const OPERATIONS = ['authorize', 'capture', 'authorize', 'capture', 'refund'] as const;

/** The amount of the nth attempt's payment: 50,000 different ones. */
export function amountOf(payment: number): number {
  return 100 + ((payment * 7_919) % 50_000);
}

/** The last four digits of a payment's card. */
export function lastDigitsOf(payment: number): string {
  return String((payment * 31) % 10_000).padStart(4, '0');
}

/**
 * The nth attempt of a shop: every second payment is refunded, whole or in part. One in a thousand payments is in
 * euros.
 */
export function attemptOf(nth: number): CompletedAttempt {
  const operation = OPERATIONS[nth % OPERATIONS.length] ?? 'authorize';
  const payment = paymentOf(nth);
  const currency = payment % 1_000 === 0 ? 'EUR' : 'USD';
  const whole = amountOf(payment);
  const amount = money(
    operation === 'refund' && payment % 4 === 1 ? Math.ceil(whole / 2) : whole,
    currency as never,
  );
  const at = instantOf(nth);
  const request = anAttempt(numberOf(payment), at);
  const own = numberOf(nth);
  return {
    ...request,
    key: (operation === 'authorize'
      ? request.key
      : `oms/siteUS/${operation}/${own}`) as PaymentAttempt['key'],
    operation,
    caller: operation === 'authorize' ? 'webhook' : 'oms',
    amount,
    attemptNumber: 1,
    merchantTransactionId: nameOf(own),
    ...(operation === 'authorize'
      ? { lastDigits: lastDigitsOf(payment) }
      : { original: refOf(numberOf(firstOf(nth))) }),
    completedAt: at,
    result: { ...anApproval(own), amount } as PaymentResult,
  };
}

/** The payment that the nth attempt belongs to. */
function paymentOf(nth: number): number {
  return Math.floor(nth / OPERATIONS.length) * 2 + (nth % OPERATIONS.length < 2 ? 0 : 1);
}

/** The attempt that authorized it. */
function firstOf(nth: number): number {
  const within = nth % OPERATIONS.length;
  return nth - within + (within < 2 ? 0 : 2);
}
