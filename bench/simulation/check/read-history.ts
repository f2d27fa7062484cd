import { createLedger } from '../../../sandbox/cybersource/ledger/ledger.ts';
import { TESTREST } from '../../../sandbox/cybersource/access/merchants/merchants.ts';
import type { LedgerTransaction } from '../../../sandbox/cybersource/model/transaction.ts';
import type { SandboxOrder } from '../../../sandbox/occ/orders/order.ts';
import type { PaymentAttempt } from '../../../server-extension/src/payments/ports/payment-attempt.ts';
import { grouped, type HistoryRecords, toHistoryIndex } from '../../history/history-index.ts';
import type { HistoryRecord } from '../../history/history-record.ts';
import { createAnswerLog, isYes, type RecordedRequest, type ResponseLog } from '../world/response-log.ts';
import type { RecordedJournal, RecordedWorld } from './recorded-world.ts';

/**
 * The world that a history tells of, as far as checks look at it.
 *
 * @throws RangeError where the records do not begin with a record `history`
 */
export function readHistory(records: readonly HistoryRecord[]): RecordedWorld {
  const index = toHistoryIndex(records);
  const [head] = index.of('history');
  if (head === undefined) throw new RangeError('A history begins with a record of the type history.');
  const ledger = createLedger();
  for (const entry of index.of('transaction')) ledger.append(toLedger(entry));
  const orders = toOrders(index);
  const journal = toJournal(index);
  return {
    plan: { journal: head.journal, seed: Number(head.seed) },
    gateway: { ledger, merchantId: TESTREST.id },
    occ: { orders: { list: () => orders } },
    answers: toAnswers(index),
    named: new Map(
      index
        .of('attempt')
        .map((attempt) => [
          attempt.attemptId,
          { payment: paymentKey(attempt), operation: attempt.operation } as Pick<
            PaymentAttempt,
            'payment' | 'operation'
          >,
        ]),
    ),
    journals: () => (head.journal === 'shared' ? [journal] : []),
  };
}

function toLedger(entry: HistoryRecord<'transaction'>): LedgerTransaction {
  const { at, amount, orderId, attemptId, merchantTransactionId, ...same } = entry;
  return {
    final: false,
    ...same,
    at: new Date(at),
    merchantId: TESTREST.id,
    amount,
    authorized: amount,
    ...(orderId !== undefined && { reference: orderId }),
    ...(merchantTransactionId !== undefined && { merchantTransactionId }),
    ...(attemptId !== undefined && { origin: { comments: `- ${attemptId}` } }),
  } as unknown as LedgerTransaction;
}

function toOrders(index: HistoryRecords): readonly SandboxOrder[] {
  const groups = grouped(index.of('payment-group'), ({ orderId }) => orderId);
  return index.of('order').map(
    ({ orderId, siteId, state, checkoutId }) =>
      ({
        id: orderId,
        siteId,
        state,
        paymentGroups: (groups.get(orderId) ?? []).map((group) => ({
          id: group.paymentGroupId,
          amount: group.amount,
          state: group.state,
          authorizationStatus: group.accepted ? [{ transactionSuccess: true }] : [],
          instrument: { customProperties: checkoutId === undefined ? {} : { checkoutId } },
        })),
      }) as unknown as SandboxOrder,
  );
}

function toJournal(index: HistoryRecords): RecordedJournal {
  const ofOrder = grouped(index.of('attempt'), ({ orderId }) => orderId);
  return {
    ofOrder: async (orderId) => (ofOrder.get(orderId) ?? []).map(toAttempt),
    manualReviews: async () =>
      index
        .of('attempt')
        .filter(({ manualReview }) => manualReview === true)
        .map(toAttempt),
  };
}

function toAttempt(attempt: HistoryRecord<'attempt'>): PaymentAttempt {
  const { attemptId, key, operation, caller, orderId, outcome, gatewayId } = attempt;
  return {
    key,
    operation,
    caller,
    orderId,
    attemptNumber: 1,
    merchantTransactionId: attemptId,
    payment: paymentKey(attempt),
    ...(outcome !== 'in-flight' && {
      result: { outcome, ...(gatewayId !== undefined && { ref: gatewayId }) },
    }),
  } as unknown as PaymentAttempt;
}

function paymentKey({ orderId, paymentGroupId, of = '' }: HistoryRecord<'attempt'>): string {
  return paymentGroupId === undefined ? `ref:${of}` : `site:${orderId}:${paymentGroupId}`;
}

/** What callers have asked for and heard, in the order in which they did. */
function toAnswers(index: HistoryRecords): ResponseLog {
  const log = createAnswerLog();
  const answers = grouped(index.of('answer'), ({ request }) => request);
  const asked = new Map<string, { readonly entry: RecordedRequest; readonly digest: string }>();
  for (const request of index.of('request')) {
    const { key, operation, orderId, amount, digest, once } = request;
    const known = asked.get(key);
    if (once !== true && known === undefined) {
      const paymentGroupId = index.groupOf(request) ?? '';
      const ask = { id: key, kind: operation, orderId, paymentGroupId, amount };
      asked.set(key, { entry: log.ask({ ...ask, request: NOT_KEPT }), digest });
    }
    const isForged = known !== undefined && known.digest !== digest;
    for (const { status, body: text } of isForged ? (answers.get(request.request) ?? []) : [])
      if (status === 200 && isYes({ status, text })) log.recordForgery(key);
  }
  const keyOf = new Map(index.of('request').map((request) => [request.request, request]));
  const heard = [...index.of('answer').filter(({ lost }) => lost !== true)].sort((a, b) => a.at - b.at);
  for (const { request: nr, status, body: text } of heard) {
    const request = keyOf.get(nr);
    const known = request && asked.get(request.key);
    if (known?.digest === request?.digest && known !== undefined) log.record(known.entry, { status, text });
  }
  for (const change of index.of('change')) log.recordExternal({ ...change, kind: change.operation });
  return log;
}

/** Nothing is sent again. */
const NOT_KEPT: RecordedRequest['request'] = { path: '/payments', headers: {}, bytes: Buffer.alloc(0) };
