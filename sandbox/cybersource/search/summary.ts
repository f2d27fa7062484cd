/** A transaction as search and details show it. Their time stands under two spellings, `…Utc` and `…UTC`. */
import { link, toTime } from '../answers/answer.ts';
import { toReason } from '../ledger/reasons.ts';
import type { Payment, Transaction } from '../ledger/transaction.ts';
import { toAmount } from '../money.ts';

const APPLICATIONS: Readonly<Record<Transaction['kind'], string>> = {
  payment: 'ics_auth',
  increment: 'ics_auth',
  capture: 'ics_bill',
  reversal: 'ics_auth_reversal',
  refund: 'ics_credit',
  credit: 'ics_credit',
  void: 'ics_void',
};

/** What both views have in common. */
export interface Summary {
  readonly id: string;
  readonly merchantId: string;
  readonly status: string;
  readonly applicationInformation: object;
  readonly clientReferenceInformation: { readonly code?: string };
  readonly orderInformation: object;
  readonly [part: string]: unknown;
}

/** `root` is the payment that the transaction belongs to, itself when it is one. */
export function toSummary(transaction: Transaction, root: Transaction | undefined): Summary {
  const { id, merchantId, reference, currency } = transaction;
  const payment = root?.kind === 'payment' ? root : undefined;
  const card = transaction.kind === 'credit' ? transaction.card : payment?.card;
  const reason = 'reason' in transaction ? transaction.reason : undefined;
  return {
    id,
    merchantId,
    status: toStatus(transaction),
    applicationInformation: toApplicationInformation(transaction),
    // The merchant's transaction id is not shown here, nor can it be searched: there is no such index.
    clientReferenceInformation: { ...(reference !== undefined && { code: reference }) },
    orderInformation: {
      amountDetails: {
        totalAmount: toAmount({ minor: amountShown(transaction), currency }),
        currency,
        ...(transaction.kind === 'payment' && {
          authorizedAmount: toAmount({ minor: transaction.authorized, currency }),
        }),
      },
      ...(payment && { billTo: payment.billTo }),
    },
    paymentInformation: { card: card ?? {} },
    processorInformation: {
      approvalCode: (transaction.kind === 'credit' ? transaction : payment)?.approvalCode,
    },
    ...(reason !== undefined && { errorInformation: { reason, message: toReason(reason).message } }),
  };
}

/** An item of `transactionSummaries`. */
export function toSearchResult(transaction: Transaction, root: Transaction | undefined): Summary {
  return {
    ...toSummary(transaction, root),
    submitTimeUtc: toTime(transaction.at),
    _links: { transactionDetail: link('GET', `/tss/v2/transactions/${transaction.id}`) },
  };
}

/** The body of transaction details; `related` are the others of the same payment. */
export function toDetails(
  transaction: Transaction,
  root: Transaction | undefined,
  related: readonly Transaction[],
): Summary {
  return {
    ...toSummary(transaction, root),
    rootId: transaction.rootId,
    reconciliationId: transaction.reconciliationId,
    submitTimeUTC: toTime(transaction.at),
    _links: {
      self: link('GET', `/tss/v2/transactions/${transaction.id}`),
      ...(related.length > 0 && {
        relatedTransactions: related.map(({ id }) => link('GET', `/tss/v2/transactions/${id}`)),
      }),
    },
  };
}

function toApplicationInformation(transaction: Transaction): object {
  const reason = 'reason' in transaction ? transaction.reason : undefined;
  const declined = 'status' in transaction && transaction.status === 'DECLINED';
  const { reasonCode, rFlag, message } =
    reason === undefined
      ? { reasonCode: '100', rFlag: 'SOK', message: 'Request was processed successfully.' }
      : toReason(reason);
  const result = { status: toStatus(transaction), reasonCode, rCode: declined ? '0' : '1', rFlag };
  const application = (name: string): object => ({
    name,
    ...result,
    reconciliationId: transaction.reconciliationId,
    rMessage: message,
    returnCode: declined ? '1040000' : '1010000',
  });
  return {
    ...result,
    applications: [
      application(APPLICATIONS[transaction.kind]),
      ...(isSale(transaction) ? [application(APPLICATIONS.capture)] : []),
    ],
  };
}

const isSale = (transaction: Transaction): transaction is Payment =>
  transaction.kind === 'payment' && transaction.captured > 0;

function toStatus(transaction: Transaction): string {
  switch (transaction.kind) {
    case 'payment':
    case 'increment':
    case 'refund':
      return transaction.status;
    case 'capture':
    case 'credit':
      return 'PENDING';
    case 'reversal':
      return 'REVERSED';
    case 'void':
      return 'VOIDED';
  }
}

const amountShown = (transaction: Transaction): number =>
  transaction.kind === 'payment' ? transaction.asked : transaction.amount;
