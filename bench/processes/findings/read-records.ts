import { setTimeout as pause } from 'node:timers/promises';
import type {
  SystemRecords,
  GatewayPayment,
  GatewayStep,
  JournalRecord,
  OccPaymentGroup,
  ReportedTotals,
} from './payment-records.ts';
import { toGatewayPayment } from './gateway-payment.ts';
import type { HistoryRecord } from '../../history/history-record.ts';
import { json, type Login } from '../systems/login.ts';
import type { StoredOrder, ShopClient } from '../systems/shop.ts';

/** The records of the gateway, the journal and OCC over HTTP, as any client could read them, and when each lost answer was resolved. */
export interface RecordsReading {
  readonly records: SystemRecords;
  /** Milliseconds from the call to the moment when its outcome was known, of each that was lost. */
  readonly foundAfterMs: readonly number[];
  /** The same for a history: the gateway's book, attempts, orders. */
  readonly history: readonly HistoryRecord[];
}

export interface RecordSources {
  readonly controlUrl: string;
  readonly shop: ShopClient;
  /** The extension's own routes. */
  readonly api: string;
  readonly admin: Login;
  readonly reported: readonly ReportedTotals[];
}

export async function readRecords({
  controlUrl,
  shop,
  api,
  admin,
  reported,
}: RecordSources): Promise<RecordsReading> {
  const book = (await json(`${controlUrl}/ledger`)) as readonly LedgerView[];
  const gateway = book.flatMap(toPayment);
  const occ = await shop.orders();
  const needPerson = await readAttention(api, admin);
  const orderIds = [
    ...new Set([...gateway, ...reported].map(({ orderId }) => orderId).concat(occ.map(({ id }) => id))),
  ];
  const rows = await readJournal(orderIds, api, admin);
  return {
    records: {
      gateway,
      journal: rows.map((row) => toJournalRow(row, needPerson)),
      occ: occ.flatMap(toGroups),
      reported,
    },
    foundAfterMs: rows.flatMap(({ at, resolvedAt }) =>
      resolvedAt === undefined ? [] : [Date.parse(resolvedAt) - Date.parse(at)],
    ),
    history: [
      ...toEntries(book),
      ...rows.map((row) => toAttempt(row, needPerson)),
      ...occ.flatMap(toOrderRecords),
    ],
  };
}

interface LedgerView {
  readonly transactions: readonly Transaction[];
  readonly voided: readonly string[];
  readonly sums?: { readonly authorized: number; readonly captured: number; readonly open: number };
}

interface Transaction {
  readonly kind: 'payment' | 'capture' | 'refund' | 'reversal' | 'void' | 'increment' | 'credit';
  readonly id: string;
  readonly at: string;
  readonly reference?: string;
  readonly merchantTransactionId?: string;
  readonly rootId: string;
  readonly of?: string;
  readonly currency: string;
  readonly amount?: number;
  /** Of a payment. */
  readonly authorized?: number;
  readonly captured?: number;
  readonly final?: boolean;
  readonly status?: string;
  readonly origin?: { readonly comments?: string };
}

function toPayment({ transactions, voided, sums }: LedgerView): readonly GatewayPayment[] {
  const payment = transactions.find(({ kind }) => kind === 'payment');
  if (payment === undefined || sums === undefined) return [];
  const steps = transactions.flatMap((each) => toStep(each, voided));
  const instants = [Date.parse(payment.at), ...transactions.map(({ at }) => Date.parse(at))] as const;
  return [toGatewayPayment({ payment, sums, steps, instants })];
}

function toStep(transaction: Transaction, voided: readonly string[]): readonly GatewayStep[] {
  const { kind, id, amount = 0, merchantTransactionId, status } = transaction;
  if (kind === 'payment' || kind === 'increment' || kind === 'credit' || status === 'DECLINED') return [];
  return [{ id, kind, amount, merchantTransactionId, voided: voided.includes(id) }];
}

interface ShownRow {
  readonly at: string;
  readonly caller: string;
  readonly currency: string;
  readonly original?: string;
  readonly resolvedAt?: string;
  readonly orderId: string;
  readonly type: JournalRecord['operation'];
  readonly outcome: JournalRecord['outcome'];
  readonly amount: string;
  readonly paymentId?: string;
  readonly merchantTransactionId: string;
  readonly gatewayId?: string;
}

const AT_ONCE = 8;

async function readJournal(
  orderIds: readonly string[],
  api: string,
  admin: Login,
): Promise<readonly ShownRow[]> {
  const rows: ShownRow[] = [];
  const left = [...orderIds];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let orderId = left.pop(); orderId !== undefined; orderId = left.pop()) {
        const ofOrder = orderId;
        const shown = (await ask(
          `${api}/operations/journal?orderId=${encodeURIComponent(ofOrder)}`,
          admin,
        )) as readonly ShownRow[];
        rows.push(...shown.map((row) => ({ ...row, orderId: ofOrder })));
      }
    }),
  );
  return rows;
}

async function readAttention(api: string, admin: Login): Promise<ReadonlySet<string>> {
  const shown = (await ask(`${api}/operations/attention`, admin)) as readonly ShownRow[];
  return new Set(shown.map(({ merchantTransactionId }) => merchantTransactionId));
}

const TRIES = 5;
const PAUSE_MS = 500;

/** An instance may still be about to find its database again. */
async function ask(url: string, admin: Login): Promise<unknown> {
  for (let tried = 1; ; tried += 1) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${await admin()}` } });
    if (answer.ok) return answer.json();
    if (tried === TRIES) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    await pause(PAUSE_MS);
  }
}

function toJournalRow(row: ShownRow, needPerson: ReadonlySet<string>): JournalRecord {
  const { orderId, paymentId, type, outcome, amount, merchantTransactionId, gatewayId } = row;
  return {
    orderId,
    paymentGroupId: paymentId,
    operation: type,
    outcome,
    // Every amount is shown with all the decimals of its currency.
    amount: Number(amount.replace('.', '')),
    merchantTransactionId,
    gatewayId,
    needsPerson: needPerson.has(merchantTransactionId),
  };
}

const PLACES: Readonly<Record<string, number>> = { USD: 2, JPY: 0, KWD: 3 };

function toGroups({ id, state, paymentGroups }: StoredOrder): readonly OccPaymentGroup[] {
  return paymentGroups.map((group) => ({
    orderId: id,
    paymentGroupId: group.id,
    amount: Math.round(group.amount * 10 ** (PLACES[group.currencyCode] ?? 2)),
    accepted: state !== 'INCOMPLETE' && (group.state === 'AUTHORIZED' || group.state === 'SETTLED'),
  }));
}

/** In the order in which they were made. */
function toEntries(book: readonly LedgerView[]): readonly HistoryRecord[] {
  return book
    .flatMap(({ transactions }) => transactions)
    .map(toEntry)
    .sort((a, b) => a.at - b.at);
}

function toEntry(transaction: Transaction): HistoryRecord<'transaction'> {
  const { id, rootId, kind, of, at, currency, status, reference, merchantTransactionId } = transaction;
  const { amount = 0, authorized = amount, captured, final, origin } = transaction;
  const [, attemptId] = origin?.comments?.split(' ') ?? [];
  return {
    record: 'transaction',
    at: Date.parse(at),
    id,
    rootId,
    ...(of !== undefined && { of }),
    kind,
    ...(status !== undefined && { status }),
    amount: authorized,
    ...(captured !== undefined && { captured }),
    ...(final === true && { final }),
    currency,
    ...(reference !== undefined && { orderId: reference }),
    ...(merchantTransactionId !== undefined && { merchantTransactionId }),
    ...(attemptId !== undefined && attemptId !== merchantTransactionId && { attemptId }),
  };
}

function toAttempt(row: ShownRow, needPerson: ReadonlySet<string>): HistoryRecord<'attempt'> {
  const { orderId, paymentGroupId, operation, outcome, amount, merchantTransactionId, gatewayId } =
    toJournalRow(row, needPerson);
  const { at, caller, currency, original, resolvedAt } = row;
  return {
    record: 'attempt',
    at: Date.parse(at),
    attemptId: merchantTransactionId,
    operation,
    caller,
    orderId,
    ...(paymentGroupId !== undefined && { paymentGroupId }),
    ...(paymentGroupId === undefined && original !== undefined && { of: original }),
    amount,
    currency,
    outcome,
    ...(gatewayId !== undefined && { gatewayId }),
    ...(resolvedAt !== undefined && { resolvedAt: Date.parse(resolvedAt) }),
    ...(needPerson.has(merchantTransactionId) && { manualReview: true }),
  };
}

function toOrderRecords(order: StoredOrder): readonly HistoryRecord[] {
  const { id: orderId, siteId = '', state, paymentGroups } = order;
  return [
    { record: 'order', orderId, siteId, state },
    ...toGroups(order).map(({ paymentGroupId, amount }, nth): HistoryRecord => {
      const group = paymentGroups[nth];
      return {
        record: 'payment-group',
        orderId,
        paymentGroupId,
        amount,
        currency: group?.currencyCode ?? '',
        state: group?.state ?? '',
        accepted:
          state !== 'INCOMPLETE' &&
          group?.authorizationStatus.some((status) => status.transactionSuccess) === true,
      };
    }),
  ];
}
