/**
 * What is captured, sold, refunded or credited goes to the acquirer in batches: pending until the batch is closed, batched
 * until the acquirer has paid it out, then settled (CyberSource: Purchase and Refund Details, `settlementStatuses`).
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { amountOf, isTaken } from '../../ledger/follow-ons.ts';
import { isVoided } from '../../ledger/ledger-totals.ts';
import type {
  LedgerCapture,
  LedgerCredit,
  LedgerPayment,
  LedgerRefund,
  LedgerTransaction,
} from '../../model/transaction.ts';

/** One closing of one merchant. */
export interface SettlementBatch {
  readonly id: string;
  readonly closedAt: Date;
}

/** `REJECTED`: the acquirer did not take it. */
export type BatchStatus = 'PENDING' | 'BATCHED' | 'SETTLED' | 'REJECTED';

/** What the acquirer did otherwise than asked: it refused, or took another amount. */
export interface SettlementChange {
  readonly rejected?: { readonly reasonCode: string; readonly errorText: string } | undefined;
  /** Minor units. */
  readonly amount?: number | undefined;
  /** No batch takes it. */
  readonly isLeftOut?: boolean | undefined;
  /** The batch was on its way already when it was voided: it is taken all the same. */
  readonly isVoidLate?: boolean | undefined;
}

/** One movement of money with where it stands. */
export interface SettlementItem {
  readonly transaction: LedgerPayment | LedgerCapture | LedgerRefund | LedgerCredit;
  readonly direction: 'purchase' | 'refund';
  /** Minor units, as the acquirer took it. */
  readonly amount: number;
  readonly status: BatchStatus;
  readonly batch?: SettlementBatch;
  readonly settledAt?: Date;
  readonly rejected?: SettlementChange['rejected'];
}

/** When batches close and settle by themselves. */
export interface BatchTimes {
  /** `HH:MM`, UTC: every day at that time. Undefined: only when the control API says so. */
  readonly closeAt?: string | undefined;
  /** From the closing to the money, in milliseconds. */
  readonly settleAfterMs: number;
}

/** The batches of all merchants. */
export interface Batches {
  /** Closes the batch of every merchant now: from here on nothing in it can be voided. */
  readonly close: () => void;
  /** Lets the acquirer pay out all closed batches now. */
  readonly settle: () => void;
  /** The acquirer does something else with a transaction; false when there is none of that id that moves money. */
  readonly change: (id: string, change: SettlementChange) => boolean;
  /** Whether it has gone to the acquirer; what was voided before never does. */
  readonly isClosed: (transaction: LedgerTransaction) => boolean;
  readonly items: (merchantId: string) => readonly SettlementItem[];
  readonly clear: () => void;
}

/** No batch is closed yet. */
export function createBatches(
  ledger: Pick<Ledger, 'all' | 'family' | 'ofMerchant'>,
  now: () => Date,
  times: BatchTimes,
): Batches {
  const closed = new Map<string, SettlementBatch>();
  const paidOut = new Map<string, Date>();
  const changes = new Map<string, SettlementChange>();

  function batchOf(transaction: LedgerTransaction): SettlementBatch | undefined {
    if (changes.get(transaction.id)?.isLeftOut) return undefined;
    const byHand = closed.get(transaction.id);
    if (byHand) return byHand;
    const { closeAt } = times;
    if (closeAt === undefined || !movesMoney(transaction)) return undefined;
    const closedAt = nextTimeOfDay(transaction.at, closeAt);
    return closedAt <= now() ? toBatch(transaction.merchantId, closedAt) : undefined;
  }

  function toItem(transaction: SettlementItem['transaction']): SettlementItem {
    const batch = batchOf(transaction);
    const { rejected, amount = amountOf(transaction) } = changes.get(transaction.id) ?? {};
    const common = {
      transaction,
      direction: isTaken(transaction) ? ('purchase' as const) : ('refund' as const),
      amount,
    };
    if (!batch) return { ...common, status: 'PENDING' };
    if (rejected) return { ...common, status: 'REJECTED', batch, rejected };
    const settledAt = paidOut.get(batch.id) ?? new Date(batch.closedAt.getTime() + times.settleAfterMs);
    return settledAt <= now()
      ? { ...common, status: 'SETTLED', batch, settledAt }
      : { ...common, status: 'BATCHED', batch };
  }

  const isTakenBack = ({ id, rootId }: LedgerTransaction): boolean =>
    !changes.get(id)?.isVoidLate && isVoided(id, ledger.family(rootId));
  const movements = (transactions: readonly LedgerTransaction[]): SettlementItem['transaction'][] =>
    transactions.filter(movesMoney).filter((transaction) => !isTakenBack(transaction));

  return {
    close: () => {
      for (const transaction of movements(ledger.all())) {
        if (!batchOf(transaction)) closed.set(transaction.id, toBatch(transaction.merchantId, now()));
      }
    },
    settle: () => {
      for (const transaction of movements(ledger.all())) {
        const batch = batchOf(transaction);
        if (batch && !paidOut.has(batch.id)) paidOut.set(batch.id, now());
      }
    },
    change: (id, change) => {
      const isKnown = ledger.all().some((transaction) => transaction.id === id && movesMoney(transaction));
      if (isKnown) changes.set(id, change);
      return isKnown;
    },
    isClosed: (transaction) => batchOf(transaction) !== undefined && !isTakenBack(transaction),
    items: (merchantId) => movements(ledger.ofMerchant(merchantId)).map(toItem),
    clear: () => {
      for (const map of [closed, paidOut, changes]) map.clear();
    },
  };
}

const movesMoney = (transaction: LedgerTransaction): transaction is SettlementItem['transaction'] =>
  isTaken(transaction) ||
  transaction.kind === 'credit' ||
  (transaction.kind === 'refund' && transaction.status === 'PENDING');

function toBatch(merchantId: string, closedAt: Date): SettlementBatch {
  const stamp = closedAt.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return { id: `${merchantId}-${stamp}`, closedAt };
}

/** The first moment at this time of day (UTC) that is not before `at`. */
function nextTimeOfDay(at: Date, time: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const moment = new Date(at);
  moment.setUTCHours(hours, minutes, 0, 0);
  if (moment < at) moment.setUTCDate(moment.getUTCDate() + 1);
  return moment;
}
