import type { HistoryRecord } from './history-record.ts';

type RequestRecord = HistoryRecord<'request'>;

/** The records of one history by what they are asked for. */
export interface HistoryRecords {
  readonly of: <Name extends HistoryRecord['record']>(name: Name) => readonly HistoryRecord<Name>[];
  /** The attempt that made an entry of the gateway’s book. */
  readonly madeBy: (entry: HistoryRecord<'transaction'>) => HistoryRecord<'attempt'> | undefined;
  /** The payment group that a request names, or that of the payment it refers to. */
  readonly groupOf: (request: RequestRecord) => string | undefined;
}

export function toHistoryIndex(records: readonly HistoryRecord[]): HistoryRecords {
  const byType = grouped(records, ({ record }) => record);
  const of = <Name extends HistoryRecord['record']>(name: Name): readonly HistoryRecord<Name>[] =>
    (byType.get(name) ?? []) as unknown as readonly HistoryRecord<Name>[];
  const entries = new Map(of('transaction').map((entry) => [entry.id, entry]));
  const attempts = new Map(of('attempt').map((attempt) => [attempt.attemptId, attempt]));
  const madeBy = ({
    merchantTransactionId = '',
    attemptId = '',
  }: HistoryRecord<'transaction'>): HistoryRecord<'attempt'> | undefined =>
    attempts.get(merchantTransactionId) ?? attempts.get(attemptId);

  function groupOfEntry(id: string): string | undefined {
    const entry = entries.get(id);
    const root = entry && entries.get(entry.rootId);
    const attempt = root && madeBy(root);
    if (attempt?.paymentGroupId !== undefined) return attempt.paymentGroupId;
    return attempt?.of === undefined || attempt.of === root?.id ? undefined : groupOfEntry(attempt.of);
  }

  return {
    of,
    madeBy,
    groupOf: ({ paymentGroupId, of: id }) =>
      paymentGroupId ?? (id === undefined ? undefined : groupOfEntry(id)),
  };
}

/** Items under what they have in common, each group in their order. */
export function grouped<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const others = groups.get(keyOf(item));
    if (others) others.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
