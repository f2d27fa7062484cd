import type { HistoryRecord } from '../../history/history-record.ts';
import type { Asked, Attempt, Entry, PlantedHistory } from './planted-history.ts';

/** A way to break a clean history. */
export interface Planting {
  readonly name: string;
  /** The invariant of the independent check that has to be named, among others that follow from it. */
  readonly invariant: string;
  /** The first check judges nothing of this kind. */
  readonly isSecondOnly?: true;
  /** The history with the violation; undefined where it has nothing to plant it in. */
  readonly plant: (history: PlantedHistory) => readonly HistoryRecord[] | undefined;
}

const REFUND = { kind: 'refund', status: 'PENDING' } as const;
const HOUR = 60 * 60_000;
const DECLINED_CODES: Readonly<Record<string, string>> = { '11000': '12000', '3000': '7000', '2000': '8000' };

const PLANTINGS: readonly Planting[] = [
  {
    name: 'double authorization',
    invariant: 'one live authorization for each payment group',
    plant: (history) => second(history, ({ attempt, id }) => ({ ...attempt, key: `${attempt.key}-${id}` })),
  },
  {
    name: 'one delivery carried out twice',
    invariant: 'one operation for each delivery',
    plant: (history) => second(history, ({ attempt }) => attempt),
  },
  {
    name: 'merchant transaction id used twice',
    invariant: 'ids are unique',
    plant({ pick, isUntouched, behind, newId }) {
      const payment = pick('transaction', isUntouched);
      const id = newId();
      return payment && behind(payment, { ...payment, id, rootId: id, at: payment.at + 1_000 });
    },
  },
  {
    name: 'lost capture',
    invariant: 'what the journal calls done was done',
    plant: ({ pick, without, ...history }) => {
      const capture = pick('transaction', isPlain('capture', { pick, without, ...history }));
      return capture && without((record) => record === capture);
    },
  },
  {
    name: 'captured less than was told',
    invariant: 'captured is what was told',
    plant(history) {
      const capture = history.pick('transaction', isPlain('capture', history));
      return capture && history.instead(capture, { ...capture, amount: capture.amount - 1 });
    },
  },
  {
    name: 'told declined, and captured',
    invariant: 'no decline of what was done',
    plant: (history) => toldDeclined(history, 'capture'),
  },
  {
    name: 'told declined, and refunded',
    invariant: 'no decline of what was done',
    plant: (history) => toldDeclined(history, 'refund'),
  },
  {
    name: 'told declined while the outcome was unknown',
    invariant: 'no decline while the outcome is unknown',
    plant({ pick, index, answersTo, behind }) {
      const request = pick(
        'request',
        ({ key, operation }) =>
          isFollowOn(operation) &&
          index.of('attempt').some((attempt) => attempt.key === key && attempt.resolvedAt !== undefined) &&
          answersTo(key).some(isResult),
      );
      const attempt = index.of('attempt').find(({ key }) => key === request?.key);
      const answer = request && answersTo(request.key).find(isResult);
      if (attempt?.resolvedAt === undefined || request === undefined || answer === undefined)
        return undefined;
      const told = {
        ...answer,
        at: Math.max(attempt.at, attempt.resolvedAt - 1),
        request: request.request,
        body: withCode(answer.body, '12000'),
      };
      return behind(request, told);
    },
  },
  {
    name: 'captured more than was held',
    invariant: 'never more captured than authorized',
    plant(history) {
      const payment = history.pick(
        'transaction',
        (entry) => history.isUntouched(entry) && entry.captured === 0,
      );
      return payment && followed(history, payment, { kind: 'capture', amount: payment.amount + 1 });
    },
  },
  {
    name: 'captured after everything was reversed',
    invariant: 'never more captured than authorized',
    plant(history) {
      const capture = history.pick('transaction', isPlain('capture', history));
      const payment = history.index.of('transaction').find(({ id }) => id === capture?.rootId);
      return payment && followed(history, payment, { kind: 'reversal', amount: payment.amount });
    },
  },
  {
    name: 'refunded more than was captured',
    invariant: 'never more refunded than captured',
    plant(history) {
      const capture = history.pick('transaction', isPlain('capture', history));
      return capture && followed(history, capture, { ...REFUND, amount: capture.amount + 1 });
    },
  },
  {
    name: 'refunded twice',
    invariant: 'refunded is what was told',
    plant(history) {
      const refund = history.pick(
        'transaction',
        (entry) =>
          isPlain('refund', history)(entry) && 2 * entry.amount <= history.left(rootOf(history, entry)),
      );
      return refund && followed(history, refund, { ...REFUND, amount: refund.amount, of: refund.of });
    },
  },
  {
    name: 'lost refund',
    invariant: 'refunded is what was told',
    plant(history) {
      const refund = history.pick('transaction', isPlain('refund', history));
      return refund && history.without((record) => record === refund);
    },
  },
  {
    name: 'hold left behind',
    invariant: 'no more is kept than its callers know of',
    plant({ pick, index, without }) {
      const reversal = pick(
        'transaction',
        ({ kind, rootId, amount }) =>
          kind === 'reversal' &&
          index.of('transaction').some(({ id, amount: held }) => id === rootId && held === amount),
      );
      return reversal && without((record) => record === reversal);
    },
  },
  {
    name: 'released although it was not asked for',
    invariant: 'no less is kept than its callers count on',
    plant(history) {
      const payment = history.pick(
        'transaction',
        (entry) => history.isUntouched(entry) && entry.captured === 0,
      );
      return payment && followed(history, payment, { kind: 'reversal', amount: payment.amount });
    },
  },
  {
    name: 'void told, and not made',
    invariant: 'no more is kept than its callers know of',
    plant({ pick, without }) {
      const gone = pick(
        'transaction',
        ({ kind, merchantTransactionId }) => kind === 'void' && merchantTransactionId !== undefined,
      );
      return (
        gone &&
        without(
          (record) =>
            record.record === 'transaction' &&
            record.rootId === gone.rootId &&
            (record.kind === 'void' || (record.kind === 'reversal' && record.at >= gone.at)),
        )
      );
    },
  },
  {
    name: 'more held than was asked for',
    invariant: 'no more is kept than its callers know of',
    plant(history) {
      const payment = history.pick('transaction', history.isUntouched);
      return payment && followed(history, payment, { kind: 'increment', amount: 1, status: 'AUTHORIZED' });
    },
  },
  ...(['unknown', 'in-flight'] as const).map((outcome): Planting => ({
    name: `${outcome} for ever`,
    invariant: 'every outcome is known in the end',
    plant({ pick, instead }) {
      const attempt = pick('attempt', ({ caller }) => caller !== 'external');
      return attempt && instead(attempt, { ...attempt, outcome });
    },
  })),
  {
    name: 'resolved too late',
    invariant: 'lost answers are resolved in time',
    isSecondOnly: true,
    plant({ pick, index, instead }) {
      const attempt = pick('attempt', ({ resolvedAt }) => resolvedAt !== undefined);
      const end = index.of('phase').find(({ phase }) => phase === 'faults-end')?.at ?? 0;
      return attempt && instead(attempt, { ...attempt, resolvedAt: Math.max(end, attempt.at) + 3 * HOUR });
    },
  },
  {
    name: 'left to a person',
    invariant: 'nothing is left to a person',
    plant({ pick, instead }) {
      const attempt = pick('attempt', ({ caller }) => caller !== 'external');
      return attempt && instead(attempt, { ...attempt, manualReview: true });
    },
  },
  {
    name: 'never answered',
    invariant: 'every request is answered',
    plant({ pick, answersTo, records }) {
      const request = pick('request', ({ key, once }) => once !== true && answersTo(key).length > 0);
      if (request === undefined) return undefined;
      const gone = new Set<HistoryRecord>(answersTo(request.key));
      return records.map((record) =>
        record.record === 'answer' && gone.has(record) ? { ...record, status: 503, body: '{}' } : record,
      );
    },
  },
  {
    name: 'repeated with another answer',
    invariant: 'the same request has the same answer',
    plant({ pick, answersTo, records, index }) {
      const request = pick('request', ({ key, once }) => once !== true && answersTo(key).some(isResult));
      const answer = request && answersTo(request.key).find(isResult);
      if (answer === undefined || request === undefined) return undefined;
      const nr = index.of('request').length + 1;
      const at = answer.at + 1_000;
      const body = answer.body
        .replace('"transactionTimestamp":"', '"transactionTimestamp":"+')
        .replace('"at":"', '"at":"+');
      const changed = body === answer.body ? answer.body.replace('{', '{"another":1,') : body;
      return [...records, { ...request, request: nr, at }, { ...answer, request: nr, at, body: changed }];
    },
  },
  {
    name: 'granted with another body under the same key',
    invariant: 'the same key with another body is refused',
    plant({ pick, answersTo, records, index }) {
      const request = pick(
        'request',
        ({ key, once, caller }) => once !== true && caller === 'occ' && answersTo(key).some(isGranted),
      );
      const answer = request && answersTo(request.key).find(isGranted);
      if (answer === undefined || request === undefined) return undefined;
      const nr = index.of('request').length + 1;
      const forged: Asked = {
        ...request,
        request: nr,
        at: answer.at + 1_000,
        digest: 'another',
        amount: 777,
        once: true,
      };
      return [...records, forged, { ...answer, request: nr, at: answer.at + 2_000 }];
    },
  },
  {
    name: 'a call without an attempt',
    invariant: 'no call without an attempt',
    plant({ pick, isUntouched, attemptOf, without }) {
      const payment = pick('transaction', isUntouched);
      const attempt = payment && attemptOf(payment);
      return attempt && without((record) => record === attempt);
    },
  },
  {
    name: 'in the journal, and not at the gateway',
    invariant: 'what the journal calls done was done',
    plant({ pick, behind, newId }) {
      const attempt = pick(
        'attempt',
        ({ operation, outcome, amount }) => operation === 'capture' && outcome === 'pending' && amount > 0,
      );
      const id = newId();
      return (
        attempt && behind(attempt, { ...attempt, attemptId: id, key: `${attempt.key}-${id}`, gatewayId: id })
      );
    },
  },
  {
    name: 'at the gateway, and declined in the journal',
    invariant: 'what the journal calls undone was not done',
    plant(history) {
      const entry = history.pick(
        'transaction',
        (each) => history.isUntouched(each) || isPlain('capture', history)(each),
      );
      const attempt = entry && history.attemptOf(entry);
      return attempt && history.instead(attempt, { ...attempt, outcome: 'declined' });
    },
  },
  {
    name: 'money of an order that OCC does not have',
    invariant: 'no more is kept than its callers know of',
    plant({ pick, isUntouched, without }) {
      const payment = pick('transaction', isUntouched);
      return (
        payment &&
        without(
          (record) =>
            (record.record === 'order' || record.record === 'payment-group') &&
            record.orderId === payment.orderId,
        )
      );
    },
  },
  {
    name: 'money of an order that OCC never placed',
    invariant: 'no more is kept than its callers know of',
    plant({ pick, isUntouched, attemptOf, index, instead }) {
      const payment = pick('transaction', isUntouched);
      const group = index
        .of('payment-group')
        .find(({ paymentGroupId }) => payment && attemptOf(payment)?.paymentGroupId === paymentGroupId);
      return group && instead(group, { ...group, accepted: false });
    },
  },
  {
    name: 'an order without money',
    invariant: 'no less is kept than its callers count on',
    plant({ pick, isUntouched, attemptOf, without }) {
      const payment = pick('transaction', isUntouched);
      const attempt = payment && attemptOf(payment);
      return payment && without((record) => record === payment || record === attempt);
    },
  },
  {
    name: 'two paid orders of one checkout',
    invariant: 'one paid order for each checkout',
    plant({ pick, isUntouched, records }) {
      const one = pick('transaction', isUntouched)?.orderId;
      const other = pick('transaction', (entry) => isUntouched(entry) && entry.orderId !== one)?.orderId;
      if (one === undefined || other === undefined) return undefined;
      return records.map((record) =>
        record.record === 'order' && (record.orderId === one || record.orderId === other)
          ? { ...record, checkoutId: 'a planted checkout' }
          : record,
      );
    },
  },
  {
    name: 'a known outcome that changed',
    invariant: 'a known outcome stays',
    isSecondOnly: true,
    plant({ pick, behind }) {
      const outcome = pick('outcome', (each) => each.outcome === 'approved' || each.outcome === 'pending');
      return outcome && behind(outcome, { ...outcome, outcome: 'declined' });
    },
  },
  {
    name: 'sent while all of it might have been used',
    invariant: 'what is unknown counts as used',
    isSecondOnly: true,
    plant(history) {
      const capture = history.pick('transaction', isPlain('capture', history));
      const attempt = capture && history.attemptOf(capture);
      if (capture === undefined || attempt === undefined) return undefined;
      const id = history.newId();
      const lost: Attempt = {
        ...attempt,
        attemptId: id,
        key: `${attempt.key}-${id}`,
        amount: rootOf(history, capture).amount,
        at: attempt.at - 1,
        resolvedAt: attempt.at + 60_000,
        outcome: 'declined',
        gatewayId: undefined,
      };
      return history.behind(attempt, lost);
    },
  },
  {
    name: 'another currency than that of the payment',
    invariant: 'the book is sound',
    isSecondOnly: true,
    plant(history) {
      const capture = history.pick('transaction', isPlain('capture', history));
      return capture && history.instead(capture, { ...capture, currency: 'XTS' });
    },
  },
  {
    name: 'captured from an expired hold',
    invariant: 'no capture of an expired hold',
    plant(history) {
      const short = new Set(
        history.index.of('order').flatMap(({ orderId, holdMs }) => (holdMs === undefined ? [] : [orderId])),
      );
      const capture = history.pick(
        'transaction',
        (entry) => isPlain('capture', history)(entry) && short.has(entry.orderId ?? ''),
      );
      return capture && history.instead(capture, { ...capture, at: capture.at + HOUR });
    },
  },
];

/** Every way, in the order in which they are tried. */
export function allPlantings(): readonly Planting[] {
  return PLANTINGS;
}

/** The authorization of an untouched payment once more, at once; its attempt as is said. */
function second(
  { pick, isUntouched, attemptOf, records, newId }: PlantedHistory,
  toAttempt: (made: { readonly attempt: Attempt; readonly id: string }) => Attempt,
): readonly HistoryRecord[] | undefined {
  const payment = pick('transaction', isUntouched);
  const attempt = payment && attemptOf(payment);
  if (attempt === undefined) return undefined;
  const [id, name] = [newId(), newId()];
  return records.flatMap((record) => {
    if (record === payment)
      return [record, { ...payment, id, rootId: id, at: payment.at + 1_000, merchantTransactionId: name }];
    return record === attempt
      ? [record, { ...toAttempt({ attempt, id }), attemptId: name, gatewayId: id }]
      : [record];
  });
}

/** A further step of a payment, with an attempt of its own that the journal knows of. */
function followed(
  { records, family, attemptOf, newId }: PlantedHistory,
  target: Entry,
  step: Pick<Entry, 'kind' | 'amount'> & Partial<Pick<Entry, 'status' | 'of'>>,
): readonly HistoryRecord[] | undefined {
  const [id, name] = [newId(), newId()];
  const attempt = attemptOf(target);
  if (attempt === undefined) return undefined;
  const last = family(target.rootId).at(-1) ?? target;
  const { rootId, currency, orderId } = target;
  const entry: Entry = {
    record: 'transaction',
    at: last.at + 1,
    id,
    rootId,
    of: target.id,
    currency,
    orderId,
    merchantTransactionId: name,
    ...step,
  };
  const operation = step.kind === 'reversal' ? 'void' : step.kind;
  const own: Attempt = {
    ...attempt,
    at: entry.at,
    attemptId: name,
    key: `planted/${name}`,
    operation,
    amount: step.amount,
    outcome: 'approved',
    gatewayId: id,
    resolvedAt: undefined,
  };
  return records.flatMap((record) => {
    if (record === last) return [record, entry];
    return record === attempt ? [record, own] : [record];
  });
}

/** Its caller heard a no, each time. */
function toldDeclined(
  history: PlantedHistory,
  kind: 'capture' | 'refund',
): readonly HistoryRecord[] | undefined {
  const { pick, attemptOf, answersTo, records } = history;
  const entry = pick('transaction', (each) => {
    const key = attemptOf(each)?.key;
    return isPlain(kind, history)(each) && key !== undefined && answersTo(key).some(isGranted);
  });
  const key = entry && attemptOf(entry)?.key;
  if (key === undefined) return undefined;
  const heard = new Set<HistoryRecord>(answersTo(key));
  return records.map((record) =>
    record.record === 'answer' && heard.has(record) && isResult(record)
      ? { ...record, body: withCode(record.body) }
      : record,
  );
}

/** A step that its caller heard a yes of, of a payment of which nothing was voided and that was not authorized again. */
function isPlain(kind: 'capture' | 'refund', history: PlantedHistory): (entry: Entry) => boolean {
  return (entry) => {
    if (entry.kind !== kind || entry.status === 'DECLINED' || entry.merchantTransactionId === undefined)
      return false;
    const family = history.family(entry.rootId);
    const root = rootOf(history, entry);
    const steps = family.filter((each) => each.kind === kind);
    const key = history.attemptOf(entry)?.key;
    return (
      steps.length === 1 &&
      (kind === 'refund' || family.length === 2) &&
      root.kind === 'payment' &&
      history.isAccepted(root) &&
      history.attemptOf(root)?.operation === 'authorize' &&
      !family.some((each) => each.kind === 'void' || each.kind === 'reversal') &&
      key !== undefined &&
      history.answersTo(key).some(isGranted)
    );
  };
}

function rootOf({ index }: PlantedHistory, { rootId }: Entry): Entry {
  const root = index.of('transaction').find(({ id }) => id === rootId);
  if (root === undefined) throw new Error(`${rootId} is not in the book.`);
  return root;
}

const isFollowOn = (operation: string): boolean =>
  operation === 'capture' || operation === 'refund' || operation === 'void';

const isResult = ({ status, body }: HistoryRecord<'answer'>): boolean =>
  status === 200 && body.includes('"responseCode"');

const isGranted = (answer: HistoryRecord<'answer'>): boolean =>
  isResult(answer) && /"responseCode":"(1000|2000|3000|4000|11000)"/.test(answer.body);

function withCode(body: string, code?: string): string {
  return body.replace(
    /"responseCode":"(\d+)"/,
    (_all, old: string) => `"responseCode":"${code ?? DECLINED_CODES[old] ?? '9000'}"`,
  );
}
