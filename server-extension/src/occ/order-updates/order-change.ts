import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { toDecimalString } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import type {
  OrderHold,
  OrderMovement,
  OrderRecord,
  PaymentGroupRecord,
} from '../../payments/write-back/order-record.ts';
import { orderTexts } from './payment-texts.ts';

const status = lazy(() =>
  z.looseObject({
    transactionSuccess: z.union([z.boolean(), z.string()]).nullish(),
    statusProps: z.looseObject({ hostTransactionId: z.string().nullish() }).nullish(),
  }),
);
const statuses = lazy(() =>
  z
    .array(status())
    .nullish()
    .transform((list) => list ?? []),
);
type Status = Shape<typeof status>;

const paymentGroup = lazy(() =>
  z.object({
    id: z.string(),
    state: z.union([z.string(), z.number()]),
    debitStatus: statuses(),
    creditStatus: statuses(),
  }),
);
type Group = Shape<typeof paymentGroup>;

const order = lazy(() =>
  z.looseObject({
    state: z.string().optional(),
    paymentGroups: z
      .array(paymentGroup())
      .nullish()
      .transform((list) => list ?? []),
  }),
);

/** OCC: payment group states that are a step away from what is written over them, by name and by number. */
const HELD_STATES: ReadonlySet<string> = new Set(['AUTHORIZED', 'SETTLE_FAILED', '1']);
const TAKEN_STATES: ReadonlySet<string> = new Set(['SETTLED', 'CREDIT_FAILED', '2']);

/** Only what changes. */
type GroupChange = Partial<Record<'state' | 'debitStatus' | 'creditStatus', unknown>>;

/**
 * What has to be changed in an order, so that it shows the record; undefined where it does already. OCC: a list in an update
 * replaces the order's, so it names every member that is to stay, payment groups as well.
 *
 * @param rawOrder OCC: `GET /ccadmin/v1/orders/{id}`.
 * @param isPlaced of an order that is not, OCC itself changes the payment groups.
 * @throws ZodError for what is no order.
 */
export function orderChange(
  rawOrder: unknown,
  record: OrderRecord,
  isPlaced: boolean,
): Readonly<Record<string, unknown>> | undefined {
  const read = order().parse(rawOrder);
  const texts = Object.entries(orderTexts(record)).filter(([id, text]) => text !== (read[id] ?? ''));
  const groups = read.paymentGroups.map((group) => {
    const ofGroup = isPlaced
      ? record.payments.find(({ paymentGroupId }) => paymentGroupId === group.id)
      : undefined;
    return { id: group.id, change: ofGroup === undefined ? {} : groupChange(group, ofGroup) };
  });
  const isGroupChanged = groups.some(({ change }) => Object.keys(change).length > 0);
  const state = isPlaced ? orderState(read.state, record) : undefined;
  if (texts.length === 0 && !isGroupChanged && state === undefined) return undefined;
  return {
    ...present({ state }),
    // OCC shows it where an order was cancelled.
    ...(state === CANCELLED && { cancelReason: 'The payment was rejected in its review.' }),
    ...Object.fromEntries(texts),
    ...(isGroupChanged && { paymentGroups: groups.map(({ id, change }) => ({ id, ...change })) }),
  };
}

/** OCC: order states. */
const RELEASED = 'SUBMITTED';
const HELD = 'PENDING_MERCHANT_ACTION';
const CANCELLED = 'REMOVED';

/** Only between these three: in any other state the order has been decided about already. */
const TO_STATE: Readonly<Record<OrderHold, Readonly<Record<string, string>>>> = {
  held: { [RELEASED]: HELD },
  released: { [HELD]: RELEASED },
  cancelled: { [HELD]: CANCELLED, [RELEASED]: CANCELLED },
};

function orderState(now: string | undefined, { hold }: OrderRecord): string | undefined {
  if (hold === undefined || now === undefined || !Object.hasOwn(TO_STATE[hold], now)) return undefined;
  return TO_STATE[hold][now];
}

/** What OCC's order had before an update and has no more, as its ids; OCC may have dropped it, or another program. */
export function lostMembers(before: unknown, after: unknown): readonly string[] {
  const kept = new Set(membersOf(after));
  return membersOf(before).filter((member) => !kept.has(member));
}

function membersOf(rawOrder: unknown): readonly string[] {
  return order()
    .parse(rawOrder)
    .paymentGroups.flatMap(({ id, debitStatus, creditStatus }) => [
      id,
      ...[...debitStatus, ...creditStatus].map((each) => each.statusProps?.hostTransactionId ?? ''),
    ])
    .filter((member) => member !== '');
}

function groupChange(group: Group, record: PaymentGroupRecord): GroupChange {
  const state = stateOf(group, record);
  const debits = missing(group.debitStatus, record.captures);
  const credits = missing(group.creditStatus, record.refunds);
  return {
    ...present({ state }),
    ...(debits.length > 0 && {
      debitStatus: [...group.debitStatus, ...debits.map((each) => toStatus(each, '11000'))],
    }),
    ...(credits.length > 0 && {
      creditStatus: [...group.creditStatus, ...credits.map((each) => toStatus(each, '3000'))],
    }),
  };
}

/**
 * A settled group is refunded by OCC when the order is cancelled or something comes back, an authorized one is voided: with
 * something still held it stays authorized, and the void voids or refunds what is there.
 */
function stateOf(group: Group, { state, sums }: PaymentGroupRecord): string | undefined {
  const now = String(group.state);
  const isReleased = state === 'AuthorizationVoided' || state === 'CaptureVoided';
  if (isReleased) return HELD_STATES.has(now) || TAKEN_STATES.has(now) ? 'REMOVED' : undefined;
  const isTaken = sums.captured.minor > 0 && sums.available.minor + sums.pending.minor === 0;
  return isTaken && HELD_STATES.has(now) ? 'SETTLED' : undefined;
}

function missing(present: readonly Status[], movements: readonly OrderMovement[]): readonly OrderMovement[] {
  const known = new Set(
    present
      .filter(({ transactionSuccess: success }) => success === true || success === 'true')
      .map(({ statusProps }) => statusProps?.hostTransactionId),
  );
  return movements.filter(({ ref }) => !known.has(ref));
}

/** As OCC keeps the answers of the payment webhook. */
function toStatus(
  { ref, merchantTransactionId, amount, at }: OrderMovement,
  responseCode: string,
): Readonly<Record<string, unknown>> {
  return {
    transactionId: merchantTransactionId,
    amount: Number(toDecimalString(amount)),
    transactionSuccess: true,
    statusProps: {
      hostTransactionId: ref,
      hostTransactionTimestamp: String(at.getTime()),
      merchantTransactionId,
      responseCode,
    },
  };
}
