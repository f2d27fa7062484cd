import type { LedgerTransaction } from '../../../sandbox/cybersource/model/transaction.ts';
import type { Ledger } from '../../../sandbox/cybersource/ledger/ledger.ts';
import type { SandboxOrder } from '../../../sandbox/occ/orders/order.ts';
import type { OrderId } from '../../../server-extension/src/domain/ids.ts';
import { gatewayRefOf } from '../../../server-extension/src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../server-extension/src/domain/payment/result.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import type {
  AttemptRequest,
  PaymentAttempt,
} from '../../../server-extension/src/payments/ports/payment-attempt.ts';
import type { HistoryRecord } from '../../history/history-record.ts';
import { createHistoryLog, type HistoryLog } from '../../history/history-log.ts';
import { FORMAT_VERSION } from '../../history/record-fields.ts';
import type { RecordedChange } from './response-log.ts';
import { SHORT_HOLDS } from './settings.ts';

/** Writes down what a world lives through, for checks that read nothing else. */
export interface WorldHistory extends Pick<HistoryLog, 'sent' | 'lines'> {
  /** The gateway's book, each entry of which is written down. */
  readonly observed: (book: Ledger) => Ledger;
  readonly changed: (change: RecordedChange) => void;
  readonly named: (name: string, attempt: AttemptRequest) => void;
  readonly completed: (attempt: PaymentAttempt) => void;
  /** A lost answer was resolved. */
  readonly resolved: (attempt: PaymentAttempt) => void;
  readonly faultsEnd: () => void;
  /** What the journals and OCC have at the end. @param shared the durable journal, where there is one. */
  readonly end: (orders: readonly SandboxOrder[], shared: Journal | undefined) => Promise<void>;
}

const MINUTE = 60_000;
/** P2 and P4 of the promises; without a database an authorization reconciliation undoes what it finds (docs/proofs/simulation.md). */
const PROMISED = {
  shared: { doubleHoldMs: 15 * MINUTE, settledWithinMs: 120 * MINUTE },
  own: { doubleHoldMs: 30 * MINUTE, settledWithinMs: 120 * MINUTE },
} as const;

/** An attempt as the instances have told their journals. */
interface Told {
  readonly at: number;
  readonly request: AttemptRequest;
  result?: PaymentResult | undefined;
  resolvedAt?: number;
}

/** @param now milliseconds since 1970 */
export function createWorldHistory(
  { journal, seed }: { readonly journal: 'shared' | 'own'; readonly seed: number },
  now: () => number,
): WorldHistory {
  const log = createHistoryLog(now);
  const told = new Map<string, Told>();
  log.add({
    record: 'history',
    version: FORMAT_VERSION,
    source: 'simulation',
    seed: String(seed),
    at: now(),
    journal,
    ...PROMISED[journal],
    callersRepeat: true,
  });

  function heard({ merchantTransactionId: attemptId, result }: PaymentAttempt): void {
    const known = told.get(attemptId);
    if (known !== undefined) known.result = result;
    log.add({ record: 'outcome', at: now(), attemptId, outcome: result?.outcome ?? 'in-flight' });
  }

  function attemptRecord(
    name: string,
    attempt: AttemptRequest,
    result: PaymentResult | undefined,
  ): HistoryRecord<'attempt'> {
    const known = told.get(name);
    const gatewayId = gatewayRefOf(result);
    return {
      record: 'attempt',
      at: known?.at ?? attempt.claimedAt.getTime(),
      attemptId: name,
      key: attempt.key,
      operation: attempt.operation,
      caller: attempt.caller,
      orderId: attempt.orderId,
      ...paymentOf(attempt),
      amount: attempt.amount.minor,
      currency: attempt.amount.currency,
      outcome: result?.outcome ?? 'in-flight',
      ...(gatewayId !== undefined && { gatewayId }),
      ...(known?.resolvedAt !== undefined && { resolvedAt: known.resolvedAt }),
    };
  }

  async function attempts(orderIds: readonly string[], shared: Journal | undefined): Promise<void> {
    if (shared === undefined) {
      for (const [name, { request, result }] of told) log.add(attemptRecord(name, request, result));
      return;
    }
    const reviews = await shared.manualReviews(Number.MAX_SAFE_INTEGER);
    const waiting = new Set(reviews.map(({ merchantTransactionId }) => merchantTransactionId));
    for (const orderId of orderIds)
      for (const attempt of await shared.ofOrder(orderId as OrderId)) {
        const { merchantTransactionId: name, result } = attempt;
        const record = attemptRecord(name, attempt, result);
        log.add(waiting.has(name) ? { ...record, manualReview: true } : record);
      }
  }

  return {
    sent: log.sent,
    lines: log.lines,
    observed: (book) => ({
      ...book,
      append(entry) {
        book.append(entry);
        log.add(transactionRecord(entry));
      },
    }),
    changed({ kind: operation, orderId, paymentGroupId, amount }) {
      log.add({ record: 'change', at: now(), operation, orderId, paymentGroupId, amount });
    },
    named(name, request) {
      if (!told.has(name)) told.set(name, { at: now(), request });
    },
    completed: heard,
    resolved(attempt) {
      const known = told.get(attempt.merchantTransactionId);
      if (known !== undefined) known.resolvedAt ??= now();
      heard(attempt);
    },
    faultsEnd() {
      log.add({ record: 'phase', at: now(), phase: 'faults-end' });
    },
    async end(orders, shared) {
      const orderIds = new Set(orders.map(({ id }) => id));
      for (const { request } of told.values()) orderIds.add(request.orderId);
      await attempts([...orderIds], shared);
      for (const order of orders) for (const record of orderRecords(order)) log.add(record);
      log.add({ record: 'phase', at: now(), phase: 'end' });
    },
  };
}

/** Instances that have no database may know a payment by CyberSource's id only: `ref:…` instead of `site:order:group`. */
function paymentOf({ payment, paymentGroupId }: AttemptRequest): {
  readonly paymentGroupId?: string;
  readonly of?: string;
} {
  const [site, order = '', group = paymentGroupId] = payment.split(':');
  if (site === 'ref') return { of: order };
  return group === undefined ? {} : { paymentGroupId: group };
}

function transactionRecord(entry: LedgerTransaction): HistoryRecord {
  const { id, rootId, kind, at, currency, reference, merchantTransactionId, origin } = entry;
  const [, attemptId] = origin?.comments?.split(' ') ?? [];
  return {
    record: 'transaction',
    at: at.getTime(),
    id,
    rootId,
    ...('of' in entry && { of: entry.of }),
    kind,
    ...('status' in entry && { status: entry.status }),
    amount: kind === 'payment' ? entry.authorized : entry.amount,
    ...(kind === 'payment' && { captured: entry.captured }),
    ...(kind === 'capture' && entry.final && { final: true }),
    currency,
    ...(reference !== undefined && { orderId: reference }),
    ...(merchantTransactionId !== undefined && { merchantTransactionId }),
    ...(attemptId !== undefined && attemptId !== merchantTransactionId && { attemptId }),
  };
}

function orderRecords(order: SandboxOrder): readonly HistoryRecord[] {
  const { id: orderId, siteId, state, paymentGroups, currency } = order;
  const checkoutId = paymentGroups[0]?.instrument.customProperties['checkoutId'];
  return [
    {
      record: 'order',
      orderId,
      siteId,
      state,
      ...(checkoutId !== undefined && { checkoutId }),
      ...(siteId === SHORT_HOLDS.site && { holdMs: SHORT_HOLDS.ms }),
    },
    ...paymentGroups.map((group): HistoryRecord => ({
      record: 'payment-group',
      orderId,
      paymentGroupId: group.id,
      amount: group.amount,
      currency: currency.currencyCode,
      state: group.state,
      accepted:
        state !== 'INCOMPLETE' && group.authorizationStatus.some((status) => status.transactionSuccess),
    })),
  ];
}
