import type { LedgerPayment, LedgerTransaction } from '../../model/transaction.ts';
import type { EndpointResponse } from './answer.ts';
import {
  toCaptureAnswer,
  toCreditAnswer,
  toRefundAnswer,
  toReversalAnswer,
  toVoidAnswer,
} from './follow-on-answer.ts';
import { toPaymentAnswer } from './payment-answer.ts';

/**
 * What the call was answered that made a transaction. Undefined for an increment, which is answered under the id of its payment.
 *
 * @param payment that the transaction follows, where it follows one.
 */
export function toTransactionAnswer(
  transaction: LedgerTransaction,
  payment: LedgerPayment | undefined,
): EndpointResponse | undefined {
  switch (transaction.kind) {
    case 'payment':
      return toPaymentAnswer(transaction);
    case 'capture':
      return toCaptureAnswer(transaction, payment);
    case 'reversal':
      return toReversalAnswer(transaction, payment);
    case 'refund':
      return toRefundAnswer(transaction);
    case 'credit':
      return toCreditAnswer(transaction);
    case 'void':
      return toVoidAnswer(transaction);
    case 'increment':
      return undefined;
  }
}
