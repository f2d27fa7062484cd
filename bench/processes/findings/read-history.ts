import { grouped, toHistoryIndex } from '../../history/history-index.ts';
import type { HistoryRecord } from '../../history/history-record.ts';
import { isVoided, toSums } from '../../../sandbox/cybersource/ledger/ledger-totals.ts';
import type { LedgerPayment, LedgerTransaction } from '../../../sandbox/cybersource/model/transaction.ts';
import { toGatewayPayment } from './gateway-payment.ts';
import type {
  GatewayPayment,
  GatewayStep,
  JournalRecord,
  OccPaymentGroup,
  ReportedTotals,
  SystemRecords,
} from './payment-records.ts';

type Entry = HistoryRecord<'transaction'>;

/**
 * The three records of a history.
 *
 * @param reported what was reported to callers; a history has their answers, and only who asked knows what they were for
 */
export function readHistory(
  records: readonly HistoryRecord[],
  reported: readonly ReportedTotals[],
): SystemRecords {
  const { of } = toHistoryIndex(records);
  return {
    gateway: [...grouped(of('transaction'), ({ rootId }) => rootId).values()].flatMap(toPayment),
    journal: of('attempt').map(toJournalRecord),
    occ: of('payment-group').map(toGroup),
    reported,
  };
}

function toPayment(family: readonly Entry[]): readonly GatewayPayment[] {
  const ledger = family.map(toLedger);
  const payment = ledger.find((entry): entry is LedgerPayment => entry.kind === 'payment');
  if (payment === undefined) return [];
  const sums = toSums(payment, ledger);
  const steps = family.flatMap((entry) => toStep(entry, ledger));
  const instants = [payment.at.getTime(), ...family.map(({ at }) => at)] as const;
  return [toGatewayPayment({ payment, sums, steps, instants })];
}

function toLedger({ at, orderId, amount, ...entry }: Entry): LedgerTransaction {
  return {
    final: false,
    ...entry,
    amount,
    authorized: amount,
    at: new Date(at),
    ...(orderId !== undefined && { reference: orderId }),
  } as unknown as LedgerTransaction;
}

function toStep(entry: Entry, family: readonly LedgerTransaction[]): readonly GatewayStep[] {
  const { id, kind, amount, status, merchantTransactionId } = entry;
  if (kind === 'payment' || kind === 'increment' || kind === 'credit' || status === 'DECLINED') return [];
  return [{ id, kind, amount, merchantTransactionId, voided: isVoided(id, family) }];
}

function toJournalRecord(attempt: HistoryRecord<'attempt'>): JournalRecord {
  const { orderId, paymentGroupId, operation, outcome, amount, attemptId, gatewayId, manualReview } = attempt;
  return {
    orderId,
    paymentGroupId,
    operation: operation as JournalRecord['operation'],
    outcome,
    amount,
    merchantTransactionId: attemptId,
    gatewayId,
    needsPerson: manualReview,
  };
}

function toGroup(group: HistoryRecord<'payment-group'>): OccPaymentGroup {
  const { orderId, paymentGroupId, amount, accepted, state } = group;
  return {
    orderId,
    paymentGroupId,
    amount,
    accepted: accepted && (state === 'AUTHORIZED' || state === 'SETTLED'),
  };
}
