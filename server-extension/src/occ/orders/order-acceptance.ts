import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { GatewayRef, OrderId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { OccApi } from '../api/admin-api.ts';

/** Whether OCC has accepted an authorization; `unclear` while it cannot be read, or has not decided. */
type Accepted = 'yes' | 'no' | 'unclear';

/** What OCC is asked about: a payment group, any where none is named, and CyberSource's id of what authorized it. */
export interface AcceptanceQuery {
  readonly orderId: OrderId;
  readonly site: SiteId;
  readonly paymentGroupId?: PaymentGroupId;
  readonly ref?: GatewayRef | undefined;
}

/** What OCC says, and which authorizations it names as those that have paid. */
export interface OrderAcceptanceReport {
  readonly accepted: Accepted;
  readonly by: readonly string[];
}

/** Asks OCC for the order, every time anew. */
export function createOrderReading(
  api: Pick<OccApi, 'order'>,
): (asked: AcceptanceQuery) => Promise<OrderAcceptanceReport> {
  return async (asked) => {
    try {
      return acceptanceIn(await api.order(asked.orderId, asked.site), asked);
    } catch (error) {
      const isUnknown = error instanceof Problem && error.code === 'not-found';
      return isUnknown ? NO : UNCLEAR;
    }
  };
}

/** The same for callers that need only whether OCC accepted the order. */
export function createOrderAcceptance(
  api: Pick<OccApi, 'order'>,
): (attempt: PaymentAttempt) => Promise<Accepted> {
  const read = createOrderReading(api);
  return async (attempt) => (await read({ ...attempt, ref: gatewayRefOf(attempt.result) })).accepted;
}

const NO: OrderAcceptanceReport = { accepted: 'no', by: [] };
const UNCLEAR: OrderAcceptanceReport = { accepted: 'unclear', by: [] };

/** OCC: order states. Placed: the merchant will deliver, or decide whether to, and keeps the payment meanwhile. */
const ORDER: Readonly<Record<string, Accepted>> = {
  SUBMITTED: 'yes',
  PROCESSING: 'yes',
  NO_PENDING_ACTION: 'yes',
  PENDING_APPROVAL: 'yes',
  APPROVED: 'yes',
  PENDING_CUSTOMER_ACTION: 'yes',
  PENDING_CUSTOMER_RETURN: 'yes',
  PENDING_MERCHANT_ACTION: 'yes',
  // More is to be paid; what is authorized so far is kept.
  PENDING_PAYMENT: 'yes',
  PENDING_PAYMENT_TEMPLATE: 'yes',
  TEMPLATE: 'yes',
  INCOMPLETE: 'no',
  FAILED: 'no',
  FAILED_APPROVAL: 'no',
  REJECTED: 'no',
  PENDING_REMOVE: 'no',
  REMOVED: 'no',
};

/** OCC: payment group states, by name and by number. Unclear are those of payments under way. */
const GROUP: Readonly<Record<string, Accepted>> = {
  AUTHORIZED: 'yes',
  SETTLED: 'yes',
  // The authorization succeeded; a later capture or refund has failed.
  SETTLE_FAILED: 'yes',
  CREDIT_FAILED: 'yes',
  INITIAL: 'no',
  AUTHORIZE_FAILED: 'no',
  PAYMENT_REQUEST_FAILED: 'no',
  REMOVED: 'no',
  0: 'no',
  1: 'yes',
  2: 'yes',
};

const attempts = lazy(() =>
  z
    .array(
      z.object({
        transactionSuccess: z.union([z.boolean(), z.string()]).nullish(),
        statusProps: z.object({ hostTransactionId: z.string().nullish() }).nullish(),
      }),
    )
    .nullish()
    .catch(undefined),
);

const paymentGroup = lazy(() =>
  z.object({
    id: z.string(),
    state: z.union([z.string(), z.number()]),
    authorizationStatus: attempts(),
    debitStatus: attempts(),
  }),
);
type Group = Shape<typeof paymentGroup>;

const order = lazy(() => z.object({ state: z.string(), paymentGroups: z.array(paymentGroup()).nullish() }));

/** Whether the shopper has an order, placed or cancelled since; one that is still being paid for is OCC's to change. */
export function isPlacedIn(rawOrder: unknown): boolean {
  const { data } = z.object({ state: z.string() }).safeParse(rawOrder);
  return data !== undefined && (CANCELLED.has(data.state) || rowOf(ORDER, data.state) === 'yes');
}

const CANCELLED: ReadonlySet<string> = new Set(['PENDING_REMOVE', 'REMOVED']);

/** OCC: `GET /ccadmin/v1/orders/{id}`. Total: a state that is not listed is unclear. */
export function acceptanceIn(
  rawOrder: unknown,
  { paymentGroupId, ref }: AcceptanceQuery,
): OrderAcceptanceReport {
  const { data } = order().safeParse(rawOrder);
  if (data === undefined) return UNCLEAR;
  const placed = rowOf(ORDER, data.state);
  if (placed !== 'yes') return { accepted: placed, by: [] };
  const groups = (data.paymentGroups ?? []).filter(
    // After a challenge OCC may have asked twice, under two groups, and both got the same authorization.
    (group) => paymentGroupId === undefined || group.id === paymentGroupId || isPaidBy(group, ref),
  );
  const answers = groups.map((group) => acceptanceOf(group, ref));
  const said = (accepted: Accepted): OrderAcceptanceReport | undefined =>
    answers.find((answer) => answer.accepted === accepted);
  return said('yes') ?? said('unclear') ?? said('no') ?? NO;
}

function acceptanceOf(group: Group, ref: string | undefined): OrderAcceptanceReport {
  const paid = rowOf(GROUP, String(group.state));
  if (paid !== 'yes') return { accepted: paid, by: [] };
  const by = [...refsIn(group.authorizationStatus), ...refsIn(group.debitStatus)];
  // Paid by another authorization: this one is held for nothing.
  const isOther = by.length > 0 && ref !== undefined && !by.includes(ref);
  return { accepted: isOther ? 'no' : 'yes', by };
}

function isPaidBy(group: Group, ref: string | undefined): boolean {
  const refs = [...refsIn(group.authorizationStatus), ...refsIn(group.debitStatus)];
  return ref !== undefined && refs.includes(ref);
}

/** CyberSource's ids of what succeeded, where OCC says them. */
function refsIn(list: Shape<typeof attempts>): readonly string[] {
  return (list ?? []).flatMap(({ transactionSuccess, statusProps }) => {
    const succeeded = transactionSuccess === true || transactionSuccess === 'true';
    const ref = statusProps?.hostTransactionId;
    return succeeded && ref ? [ref] : [];
  });
}

function rowOf(table: Readonly<Record<string, Accepted>>, word: string): Accepted {
  return (Object.hasOwn(table, word) ? table[word] : undefined) ?? 'unclear';
}
