import type { Random } from '../../simulation/world/random.ts';
import { type HistoryRecords, toHistoryIndex } from '../../history/history-index.ts';
import type { HistoryRecord } from '../../history/history-record.ts';

export type Entry = HistoryRecord<'transaction'>;
export type Attempt = HistoryRecord<'attempt'>;
export type Asked = HistoryRecord<'request'>;

/** A clean history that something is done to: every change gives another list of records. */
export interface PlantedHistory {
  readonly index: HistoryRecords;
  readonly random: Random;
  readonly records: readonly HistoryRecord[];
  /** One of the records of a type that fit, by chance; undefined where none does. */
  readonly pick: <Name extends HistoryRecord['record']>(
    name: Name,
    fits: (record: HistoryRecord<Name>) => boolean,
  ) => HistoryRecord<Name> | undefined;
  readonly without: (gone: (record: HistoryRecord) => boolean) => readonly HistoryRecord[];
  /** With another record in the place of one. */
  readonly instead: (old: HistoryRecord, record: HistoryRecord) => readonly HistoryRecord[];
  /** With records behind one. */
  readonly behind: (old: HistoryRecord, ...more: readonly HistoryRecord[]) => readonly HistoryRecord[];
  readonly family: (rootId: string) => readonly Entry[];
  /** The attempt that an entry was made by, where it was made as it stands in the journal. */
  readonly attemptOf: (entry: Entry) => Attempt | undefined;
  /** Answers to a request that its caller got. */
  readonly answersTo: (key: string) => readonly HistoryRecord<'answer'>[];
  /** What is held or taken of a payment that was not voided in any part. */
  readonly left: (payment: Entry) => number;
  readonly isAccepted: (payment: Entry) => boolean;
  /** Nothing but the payment itself, the only one of a payment group that OCC counts on. */
  readonly isUntouched: (payment: Entry) => boolean;
  readonly newId: () => string;
}

export function toPlantedHistory(records: readonly HistoryRecord[], random: Random): PlantedHistory {
  const index = toHistoryIndex(records);
  const accepted = new Set(
    index
      .of('payment-group')
      .filter((group) => group.accepted)
      .map(({ orderId, paymentGroupId }) => `${orderId} ${paymentGroupId}`),
  );
  const keyOf = new Map(index.of('request').map(({ request, key }) => [request, key]));
  let ids = 0;
  const replaced = (old: HistoryRecord, ...records_: readonly HistoryRecord[]): readonly HistoryRecord[] =>
    records.flatMap((record) => (record === old ? records_ : [record]));
  const family = (rootId: string): readonly Entry[] =>
    index.of('transaction').filter((entry) => entry.rootId === rootId);
  const groupName = (payment: Entry): string => {
    const attempt = index.madeBy(payment);
    return `${attempt?.orderId ?? ''} ${attempt?.paymentGroupId ?? ''}`;
  };
  const isAccepted = (payment: Entry): boolean => accepted.has(groupName(payment));
  const paymentsOf = (group: string): number =>
    index.of('transaction').filter((entry) => entry.kind === 'payment' && groupName(entry) === group).length;

  return {
    index,
    random,
    records,
    pick(name, fits) {
      const fitting = index.of(name).filter(fits);
      return fitting.length === 0 ? undefined : random.pick(fitting);
    },
    without: (gone) => records.filter((record) => !gone(record)),
    instead: replaced,
    behind: (old, ...more) => replaced(old, old, ...more),
    family,
    attemptOf: index.madeBy,
    answersTo: (key) =>
      index.of('answer').filter(({ request, lost }) => lost !== true && keyOf.get(request) === key),
    left: (payment) =>
      family(payment.id).reduce(
        (sum, { kind, amount, status }) =>
          kind === 'reversal' || (kind === 'refund' && status !== 'DECLINED') ? sum - amount : sum,
        payment.amount,
      ),
    isAccepted,
    isUntouched: (payment) =>
      payment.kind === 'payment' &&
      payment.amount > 0 &&
      isAccepted(payment) &&
      family(payment.id).length === 1 &&
      paymentsOf(groupName(payment)) === 1,
    newId: () => `planted-${(ids += 1)}`,
  };
}
