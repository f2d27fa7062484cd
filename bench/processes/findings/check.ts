import type {
  SystemRecords,
  GatewayPayment,
  GatewayStep,
  JournalRecord,
  OccPaymentGroup,
  ReportedTotals,
} from './payment-records.ts';

/** One sentence for each thing that is wrong. Empty lists are what is promised. */
export interface ConsistencyReport {
  /** Two payments of one payment group keep the shopper's money. */
  readonly doubleCharges: readonly string[];
  readonly overCaptures: readonly string[];
  readonly overRefunds: readonly string[];
  /** Money without an order, an order without money, or a step that was reported to its caller and is not there. */
  readonly lost: readonly string[];
  /** The outcome is unknown, or waits for a manual review. */
  readonly unknown: readonly string[];
  /** The journal says something else than the gateway. */
  readonly disagreements: readonly string[];
}

/** Two payments of one payment group that held money at the same time, for so many milliseconds. */
export interface DoubleHold {
  readonly orderId: string;
  readonly ms: number;
}

/** Compares the records once nothing is left to do. */
export function check(records: SystemRecords): ConsistencyReport {
  const index = toIndex(records);
  const { gateway, journal } = records;
  return {
    doubleCharges: [...index.groups].flatMap(([group, members]) =>
      members.filter(isKept).length > 1 ? [`${group} is paid more than once`] : [],
    ),
    overCaptures: gateway
      .filter(({ captured, authorized, open }) => captured > authorized || open < 0)
      .map((each) => `${nameOf(each)}: ${each.captured} taken of ${each.authorized}, ${each.open} open`),
    overRefunds: gateway
      .filter(({ captured, refunded }) => refunded > captured)
      .map((each) => `${nameOf(each)}: ${each.refunded} refunded of ${each.captured}`),
    lost: [
      ...withoutOrder(index),
      ...withoutMoney(index, records.occ),
      ...wrongReports(index, records.reported),
    ],
    unknown: journal
      .filter(
        ({ outcome, needsPerson }) =>
          outcome === 'unknown' || outcome === 'in-flight' || needsPerson === true,
      )
      .map((row) => `${nameOfRow(row)} is ${row.outcome}`),
    disagreements: [
      ...gateway.flatMap((payment) => unlikeJournal(payment, index)),
      ...journal.flatMap((row) => unlikeGateway(row, index)),
    ],
  };
}

/** Which payments of one payment group ever held money at the same time. */
export function doubleHolds(records: SystemRecords): readonly DoubleHold[] {
  return [...toIndex(records).groups.values()].flatMap((members) => {
    const inOrder = members
      .filter(({ authorized }) => authorized > 0)
      .sort((a, b) => a.heldFrom - b.heldFrom);
    return inOrder.slice(1).flatMap((later, nth) => {
      const earlierUntil = inOrder[nth]?.heldUntil ?? Infinity;
      const ms = Math.min(earlierUntil, later.heldUntil ?? Infinity) - later.heldFrom;
      return ms > 0 ? [{ orderId: later.orderId, ms }] : [];
    });
  });
}

interface Index {
  readonly rowOf: ReadonlyMap<string, JournalRecord>;
  /** By the gateway's id: inside OCC a capture is sent under the name of its turn, which is not that of its row. */
  readonly rowOfGatewayId: ReadonlyMap<string, JournalRecord>;
  readonly groups: ReadonlyMap<string, readonly GatewayPayment[]>;
  readonly ofOrder: ReadonlyMap<string, readonly GatewayPayment[]>;
  readonly accepted: ReadonlySet<string>;
  readonly reported: ReadonlyMap<string, ReportedTotals>;
  /** The amount under each id that the gateway gave out. */
  readonly amounts: ReadonlyMap<string, number>;
}

function toIndex({ gateway, journal, occ, reported }: SystemRecords): Index {
  const rowOf = new Map(journal.map((row) => [row.merchantTransactionId, row]));
  const groupOf = ({ orderId, merchantTransactionId, id }: GatewayPayment): string =>
    toGroup(orderId, rowOf.get(merchantTransactionId)?.paymentGroupId ?? id);
  return {
    rowOf,
    rowOfGatewayId: new Map(
      journal.flatMap((row) => (row.gatewayId === undefined ? [] : [[row.gatewayId, row] as const])),
    ),
    groups: grouped(gateway, groupOf),
    ofOrder: grouped(gateway, ({ orderId }) => orderId),
    accepted: new Set(
      occ.filter(({ accepted }) => accepted).map((group) => toGroup(group.orderId, group.paymentGroupId)),
    ),
    reported: new Map(reported.map((each) => [each.orderId, each])),
    amounts: new Map(
      gateway.flatMap(({ id, authorized, steps }) => [
        [id, authorized] as const,
        ...steps.map((step) => [step.id, step.amount] as const),
      ]),
    ),
  };
}

function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function toGroup(orderId: string, paymentGroupId: string): string {
  return `${orderId}/${paymentGroupId}`;
}

/** The shopper's money is held or taken. */
function isKept({ open, captured, refunded }: GatewayPayment): boolean {
  return open > 0 || captured - refunded > 0;
}

/** Money that is kept for a payment group that OCC does not count as paid. */
function withoutOrder({ groups, accepted, reported }: Index): readonly string[] {
  return [...groups].flatMap(([group, members]) => {
    const { orderId } = members[0] ?? { orderId: '' };
    const isExpected = accepted.has(group) || reported.get(orderId)?.cancelled === 'asked';
    return isExpected ? [] : members.filter(isKept).map((each) => `${nameOf(each)} is kept without an order`);
  });
}

/** Payment groups that OCC counts as paid, without the money. */
function withoutMoney({ groups, reported }: Index, occ: readonly OccPaymentGroup[]): readonly string[] {
  return occ.flatMap(({ orderId, paymentGroupId, accepted, amount }) => {
    if (!accepted || (reported.get(orderId)?.cancelled ?? 'no') !== 'no') return [];
    const payments = groups.get(toGroup(orderId, paymentGroupId)) ?? [];
    const there = payments.reduce((sum, { open, captured }) => sum + open + captured, 0);
    return there === amount ? [] : [`order ${orderId} counts on ${amount}, and ${there} is there`];
  });
}

/** Captures, refunds and cancellations whose reported result differs from the gateway's. */
function wrongReports({ ofOrder }: Index, reported: readonly ReportedTotals[]): readonly string[] {
  return reported.flatMap(({ orderId, captured, refunded, cancelled }) => {
    const payments = ofOrder.get(orderId) ?? [];
    const taken = payments.reduce((sum, each) => sum + each.captured, 0);
    const given = payments.reduce((sum, each) => sum + each.refunded, 0);
    if (cancelled === 'done')
      return payments.filter(isKept).map((each) => `${nameOf(each)} is kept although it was cancelled`);
    if (cancelled === 'asked') return [];
    return [
      ...(taken < captured.least || taken > captured.most
        ? [`order ${orderId}: ${taken} is taken, reported was ${captured.least} to ${captured.most}`]
        : []),
      ...(given < refunded.least || given > refunded.most
        ? [`order ${orderId}: ${given} is refunded, reported was ${refunded.least} to ${refunded.most}`]
        : []),
    ];
  });
}

/** What the gateway has done, and the journal does not know of or takes for undone. */
function unlikeJournal(payment: GatewayPayment, index: Index): readonly string[] {
  const { rowOf } = index;
  const row = rowOf.get(payment.merchantTransactionId);
  if (row === undefined) return [`${nameOf(payment)} is not in the journal`];
  const ofPayment =
    !succeeded(row) && isKept(payment) ? [`${nameOf(payment)} is kept, the journal says ${row.outcome}`] : [];
  const ofSteps = payment.steps.flatMap((step) => unlikeItsRow(step, payment, index));
  return [...ofPayment, ...ofSteps];
}

function unlikeItsRow(
  { id, kind, amount, voided, merchantTransactionId }: GatewayStep,
  payment: GatewayPayment,
  { rowOf, rowOfGatewayId }: Index,
): readonly string[] {
  if (merchantTransactionId === undefined) return [];
  const row = rowOf.get(merchantTransactionId) ?? rowOfGatewayId.get(id);
  if (row === undefined) return [`${nameOf(payment)}: a ${kind} of ${amount} is not in the journal`];
  return succeeded(row) || voided
    ? []
    : [`${nameOf(payment)}: a ${kind} of ${amount} was made, the journal says ${row.outcome}`];
}

/** What the journal says was done, and the gateway does not know of. */
function unlikeGateway(row: JournalRecord, { amounts }: Index): readonly string[] {
  if (!succeeded(row) || row.amount === 0) return [];
  const amount = row.gatewayId === undefined ? undefined : amounts.get(row.gatewayId);
  return amount === row.amount
    ? []
    : [`${nameOfRow(row)} over ${row.amount}, the gateway has ${amount ?? 'none'}`];
}

function succeeded({ outcome }: JournalRecord): boolean {
  return outcome === 'approved' || outcome === 'pending';
}

function nameOf({ orderId, id }: GatewayPayment): string {
  return `order ${orderId}, payment ${id}`;
}

function nameOfRow({ orderId, operation, merchantTransactionId }: JournalRecord): string {
  return `order ${orderId}: ${operation} ${merchantTransactionId}`;
}
