import { money } from '../../server-extension/src/domain/money/money.ts';
import { paymentStates } from '../../server-extension/src/domain/payment/payment-state.ts';
import type { PaymentQuery } from '../../server-extension/src/payments/overview/payment-query.ts';
import { nameOf, numberOf, refOf } from '../src/rows/history.ts';
import { amountOf, attemptOf, instantOf, lastDigitsOf } from './attempts.ts';

/** A search as an operator asks for it, in the words of `GET /operations/payments`. */
export interface NamedSearch {
  readonly name: string;
  readonly query: PaymentQuery;
}

/** Each criterion alone, each state, and some that go together, in the middle of so many attempts. */
export function criteria(attempts: number): readonly NamedSearch[] {
  const middle = Math.floor(attempts / 10) * 5;
  const payment = (middle / 5) * 2;
  const { amount } = attemptOf(middle);
  const lastDigits = lastDigitsOf(payment);
  const from = instantOf(middle);
  const to = instantOf(Math.min(attempts, middle + 1_000));
  return [
    { name: 'requestId', query: { requestId: refOf(numberOf(middle)) } },
    { name: 'merchantTransactionId', query: { merchantTransactionId: nameOf(numberOf(middle)) } },
    { name: 'amount, currencyCode', query: { amount } },
    { name: 'amount, currencyCode (none)', query: { amount: money(99_999_999, 'USD' as never) } },
    { name: 'amount, currencyCode (rare currency)', query: { amount: money(amountOf(0), 'EUR' as never) } },
    { name: 'lastDigits', query: { lastDigits } },
    { name: 'from, to', query: { from, to } },
    ...paymentStates.map((state) => ({ name: `state=${state}`, query: { state } })),
    { name: 'state=Refunded, from, to', query: { state: 'Refunded', from, to } as const },
    { name: 'lastDigits, amount, currencyCode', query: { lastDigits, amount } },
    { name: 'lastDigits, from, to', query: { lastDigits, from, to } },
    { name: 'nothing: the newest', query: {} },
  ];
}
