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

/** Where a transaction stands in the account's books. */
export interface SummaryContext {
  /** The payment that it belongs to, itself when it is one. */
  readonly root: LedgerTransaction | undefined;
  /** Its batch has gone to the acquirer. */
  readonly isBatched: boolean;
}

function toSummary(transaction: LedgerTransaction, { root, isBatched }: SummaryContext): Summary {
  const { id, merchantId, currency } = transaction;
  const payment = root?.kind === 'payment' ? root : undefined;
  const card = transaction.kind === 'credit' ? transaction.card : payment?.card;
  const reason = 'reason' in transaction ? transaction.reason : undefined;
  return {
    id,
    merchantId,
    status: toStatus(transaction, isBatched),
    applicationInformation: toApplicationInformation(transaction, isBatched),
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
export function toSearchResult(transaction: LedgerTransaction, context: SummaryContext): Summary {
  return {
    ...toSummary(transaction, context),
    submitTimeUtc: toTime(transaction.at),
    _links: { transactionDetail: link('GET', `/tss/v2/transactions/${transaction.id}`) },
  };
}

/** The body of transaction details; `related` are the others of the same payment. */
export function toDetails(
  transaction: LedgerTransaction,
  context: SummaryContext,
  related: readonly LedgerTransaction[],
): Summary {
  const { comments, applicationVersion: version } = transaction.origin ?? {};
  return {
    ...toSummary(transaction, context),
    clientReferenceInformation: {
      ...toClientReference(transaction),
      ...(version !== undefined && { applicationVersion: version }),
      ...(comments !== undefined && { comments }),
    },
    ...(transaction.kind === 'payment' && {
      processorInformation: toProcessorInformation(transaction),
      paymentInformation: { card: transaction.card, ...transaction.paidWith },
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
function toApplicationInformation(transaction: LedgerTransaction, isBatched: boolean): object {
  const reason = 'reason' in transaction ? transaction.reason : undefined;
  const declined = 'status' in transaction && transaction.status === 'DECLINED';
  const status = toStatus(transaction, isBatched);
  const overall = toResult(status, reason, declined);
  const application = (name: string, result: Result): object => ({
    name,
    ...result,
    reconciliationId: transaction.reconciliationId,
    returnCode: result.rCode === '0' ? '1040000' : '1010000',
  });
  // The issuer had said yes before it was screened.
  const isScreened = !declined && (reason?.startsWith('DECISION_PROFILE') ?? false);
  const own = isScreened ? toResult(status, undefined, false) : overall;
  const { reasonCode, rCode, rFlag } = overall;
  return {
    status,
    reasonCode,
    rCode,
    rFlag,
    applications: [
      application(APPLICATIONS[transaction.kind], own),
      ...(isScreened ? [application('ics_decision', overall)] : []),
      ...(isSale(transaction)
        ? [application(APPLICATIONS.capture, { ...own, status: toBatchStatus(isBatched) })]
        : []),
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

function toResult(status: string, reason: string | undefined, declined: boolean): Result {
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

/**
 * What moves money is pending until its batch has gone to the acquirer, and transmitted from then on: whether the acquirer paid
 * or refused is told by purchase and refund details alone.
 */
function toStatus(transaction: LedgerTransaction, isBatched: boolean): string {
  switch (transaction.kind) {
    case 'payment':
      return isBatched ? toBatchStatus(true) : transaction.status;
    case 'increment':
      return transaction.status;
    case 'refund':
      return transaction.status === 'PENDING' ? toBatchStatus(isBatched) : transaction.status;
    case 'capture':
    case 'credit':
      return toBatchStatus(isBatched);
    case 'reversal':
      return 'REVERSED';
    case 'void':
      return 'VOIDED';
  }
}

const toBatchStatus = (isBatched: boolean): string => (isBatched ? 'TRANSMITTED' : 'PENDING');

const amountShown = (transaction: LedgerTransaction): number =>
  transaction.kind === 'payment' ? transaction.asked : transaction.amount;
