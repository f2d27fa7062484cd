/** What stands in a report: one record a line, by the names of its fields. */
import { APPLICATIONS } from '../../model/applications.ts';
import type { ReviewCases } from '../decisions/review-cases.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { LedgerTransaction } from '../../model/transaction.ts';
import type { Batches } from '../settlement/batches.ts';
import { toAmount } from '../../values/money.ts';
import { toTime } from '../../api/answers/answer.ts';
import { FILLED, type ReportDefinition } from './report-definitions.ts';
import { isWithin, type ReportWindow } from './report-window.ts';

/** Field names without the record's name before them, and their values. */
export type ReportRecord = Readonly<Record<string, string>>;

/** What reports are made of. */
export interface ReportSources {
  readonly ledger: Pick<Ledger, 'ofMerchant' | 'find'>;
  readonly cases: Pick<ReviewCases, 'ofMerchant'>;
  readonly batches: Pick<Batches, 'items'>;
}

/** The records of a window, oldest first. */
export function readReportRecords(
  definition: ReportDefinition,
  merchantId: string,
  window: ReportWindow,
  { ledger, cases, batches }: ReportSources,
): readonly ReportRecord[] {
  switch (definition.name) {
    case FILLED.requests:
      return ledger
        .ofMerchant(merchantId)
        .filter(({ at }) => isWithin(at, window))
        .map(toRequestRecord);
    case FILLED.batches:
      return batches
        .items(merchantId)
        .filter(({ batch }) => batch !== undefined && isWithin(batch.closedAt, window))
        .map(({ transaction, batch, direction, amount, status }) => ({
          RequestID: transaction.id,
          MerchantID: merchantId,
          MerchantReferenceNumber: transaction.reference ?? '',
          BatchID: batch?.id ?? '',
          BatchDate: batch ? toTime(batch.closedAt) : '',
          TransactionType: direction === 'purchase' ? 'ics_bill' : 'ics_credit',
          PaymentType: cardTypeOf(transaction, ledger),
          Amount: toAmount({ minor: amount, currency: transaction.currency }),
          CurrencyCode: transaction.currency,
          TransactionReferenceNumber: transaction.reconciliationId,
          Status: status,
        }));
    case FILLED.conversions:
      return cases
        .ofMerchant(merchantId)
        .flatMap(({ requestId, reference, decision, notes, queue, profile }) =>
          decision && isWithin(decision.at, window)
            ? [
                {
                  RequestID: requestId,
                  MerchantReferenceNumber: reference ?? '',
                  ConversionDate: toTime(decision.at),
                  OriginalDecision: 'REVIEW',
                  NewDecision: decision.newDecision,
                  Reviewer: decision.reviewer,
                  ReviewerComments: decision.comments ?? '',
                  Notes: notes.map(({ comments }) => comments).join(' | '),
                  Queue: queue,
                  Profile: profile,
                },
              ]
            : [],
        );
    default:
      return [];
  }
}

function toRequestRecord(transaction: LedgerTransaction): ReportRecord {
  const { id, at, merchantId, reference, currency, kind } = transaction;
  const minor = kind === 'payment' ? transaction.asked : transaction.amount;
  return {
    RequestID: id,
    TransactionDate: toTime(at),
    MerchantID: merchantId,
    MerchantReferenceNumber: reference ?? '',
    TransactionType: APPLICATIONS[kind],
    Amount: toAmount({ minor, currency }),
    CurrencyCode: currency,
    Status: 'status' in transaction ? transaction.status : 'COMPLETED',
  };
}

function cardTypeOf(transaction: LedgerTransaction, ledger: ReportSources['ledger']): string {
  const owner = 'card' in transaction ? transaction : ledger.find(transaction.merchantId, transaction.rootId);
  return owner && 'card' in owner ? owner.card.type : '';
}
