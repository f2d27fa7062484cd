/** A transaction as search and details show it. Their time stands under two spellings, `…Utc` and `…UTC`. */
import { link, toTime } from '../api/answers/answer.ts';
import { toProcessorInformation, toTokenInformation } from '../api/answers/payment-answer.ts';
import { toReason } from '../model/reasons.ts';
import { APPLICATIONS } from '../model/applications.ts';
import type { LedgerPayment, LedgerTransaction } from '../model/transaction.ts';
import { toAmount } from '../values/money.ts';

/** What both views have in common. */
export interface Summary {
  readonly id: string;
  readonly merchantId: string;
  readonly status: string;
  readonly applicationInformation: object;
  readonly clientReferenceInformation: object;
  readonly orderInformation: object;
  readonly [part: string]: unknown;
}

/** `root` is the payment that the transaction belongs to, itself when it is one. */
export function toSummary(transaction: LedgerTransaction, root: LedgerTransaction | undefined): Summary {
  const { id, merchantId, currency } = transaction;
  const payment = root?.kind === 'payment' ? root : undefined;
  const card = transaction.kind === 'credit' ? transaction.card : payment?.card;
  const reason = 'reason' in transaction ? transaction.reason : undefined;
  return {
    id,
    merchantId,
    status: toStatus(transaction),
    applicationInformation: toApplicationInformation(transaction),
    clientReferenceInformation: toClientReference(transaction),
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
export function toSearchResult(transaction: LedgerTransaction, root: LedgerTransaction | undefined): Summary {
  return {
    ...toSummary(transaction, root),
    submitTimeUtc: toTime(transaction.at),
    _links: { transactionDetail: link('GET', `/tss/v2/transactions/${transaction.id}`) },
  };
}

/** The body of transaction details; `related` are the others of the same payment. */
export function toDetails(
  transaction: LedgerTransaction,
  root: LedgerTransaction | undefined,
  related: readonly LedgerTransaction[],
): Summary {
  const { comments, applicationVersion: version } = transaction.origin ?? {};
  return {
    ...toSummary(transaction, root),
    clientReferenceInformation: {
      ...toClientReference(transaction),
      ...(version !== undefined && { applicationVersion: version }),
      ...(comments !== undefined && { comments }),
    },
    ...(transaction.kind === 'payment' && {
      processorInformation: toProcessorInformation(transaction),
      ...toTokenInformation(transaction),
    }),
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

/** The merchant's transaction id is not shown, nor can it be searched: there is no such index. */
function toClientReference({ reference, origin }: LedgerTransaction): object {
  const { applicationName, applicationUser, partner } = origin ?? {};
  return {
    ...(reference !== undefined && { code: reference }),
    ...(applicationName !== undefined && { applicationName }),
    ...(applicationUser !== undefined && { applicationUser }),
    ...(partner !== undefined && { partner }),
  };
}

/** How each service within a transaction ended, and how the whole did: Decision Manager has the last word. */
function toApplicationInformation(transaction: LedgerTransaction): object {
  const reason = 'reason' in transaction ? transaction.reason : undefined;
  const declined = 'status' in transaction && transaction.status === 'DECLINED';
  const overall = toResult(transaction, reason, declined);
  const application = (name: string, result: Result): object => ({
    name,
    ...result,
    reconciliationId: transaction.reconciliationId,
    returnCode: result.rCode === '0' ? '1040000' : '1010000',
  });
  // The issuer had said yes before it was screened.
  const isScreened = !declined && (reason?.startsWith('DECISION_PROFILE') ?? false);
  const own = isScreened ? toResult(transaction, undefined, false) : overall;
  const { status, reasonCode, rCode, rFlag } = overall;
  return {
    status,
    reasonCode,
    rCode,
    rFlag,
    applications: [
      application(APPLICATIONS[transaction.kind], own),
      ...(isScreened ? [application('ics_decision', overall)] : []),
      ...(isSale(transaction) ? [application(APPLICATIONS.capture, own)] : []),
    ],
  };
}

interface Result {
  readonly status: string;
  readonly reasonCode: string;
  /** `1` it was done, `0` declined. */
  readonly rCode: '0' | '1';
  readonly rFlag: string;
  readonly rMessage: string;
}

function toResult(transaction: LedgerTransaction, reason: string | undefined, declined: boolean): Result {
  const status = toStatus(transaction);
  if (status === 'PARTIAL_AUTHORIZED')
    return {
      status,
      reasonCode: '110',
      rCode: '1',
      rFlag: 'SPARTIALAPPROVAL',
      rMessage: 'Only a partial amount was approved.',
    };
  if (reason === undefined)
    return {
      status,
      reasonCode: '100',
      rCode: declined ? '0' : '1',
      rFlag: 'SOK',
      rMessage: 'Request was processed successfully.',
    };
  const { reasonCode, rFlag, message } = toReason(reason);
  return { status, reasonCode, rCode: declined ? '0' : '1', rFlag, rMessage: message };
}

const isSale = (transaction: LedgerTransaction): transaction is LedgerPayment =>
  transaction.kind === 'payment' && transaction.captured > 0;

function toStatus(transaction: LedgerTransaction): string {
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

const amountShown = (transaction: LedgerTransaction): number =>
  transaction.kind === 'payment' ? transaction.asked : transaction.amount;
