import * as z from 'zod';
import type { GatewayRef } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import { refOf } from '../domain/reported.ts';
import type { Entry } from '../payments/ports.ts';
import type { OccApi } from './admin-api.ts';

/** Whether OCC has accepted an authorization; `unclear` while it cannot be read, or has not decided. */
export type Acceptance = 'yes' | 'no' | 'unclear';

/** What OCC is asked about: a payment group, and CyberSource's id of what authorized it. */
export type InQuestion = Pick<Entry, 'orderId' | 'site' | 'paymentGroupId' | 'result'>;

/** Asks OCC for the order, every time anew. */
export function createOrderAcceptance(
  api: Pick<OccApi, 'order'>,
): (entry: InQuestion) => Promise<Acceptance> {
  return async (entry) => {
    try {
      return acceptanceIn(await api.order(entry.orderId, entry.site), entry);
    } catch (error) {
      return error instanceof Problem && error.code === 'not-found' ? 'no' : 'unclear';
    }
  };
}

/** OCC: order states. Placed: somebody will deliver, or decide whether to, and keeps the payment meanwhile. */
const ORDER: Readonly<Record<string, Acceptance>> = {
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
  // An order that is placed asynchronously is being submitted, again perhaps.
  QUEUED: 'unclear',
  QUOTED: 'unclear',
  INCOMPLETE: 'no',
  FAILED: 'no',
  FAILED_APPROVAL: 'no',
  REJECTED: 'no',
  PENDING_REMOVE: 'no',
  REMOVED: 'no',
};

/** OCC: payment group states, by name and by number. */
const GROUP: Readonly<Record<string, Acceptance>> = {
  AUTHORIZED: 'yes',
  SETTLED: 'yes',
  // What failed came after the authorization.
  SETTLE_FAILED: 'yes',
  CREDIT_FAILED: 'yes',
  PENDING_AUTHORIZATION: 'unclear',
  PAYMENT_REQUEST_ACCEPTED: 'unclear',
  DEFERRED: 'unclear',
  INITIAL: 'no',
  AUTHORIZE_FAILED: 'no',
  PAYMENT_REQUEST_FAILED: 'no',
  REMOVED: 'no',
  0: 'no',
  1: 'yes',
  2: 'yes',
  7: 'unclear',
  8: 'unclear',
  10: 'unclear',
};

const attempts = z
  .array(
    z.object({
      transactionSuccess: z.union([z.boolean(), z.string()]).nullish(),
      statusProps: z.object({ hostTransactionId: z.string().nullish() }).nullish(),
    }),
  )
  .nullish()
  .catch(undefined);

const order = z.object({
  state: z.string(),
  paymentGroups: z
    .array(
      z.object({
        id: z.string(),
        state: z.union([z.string(), z.number()]),
        authorizationStatus: attempts,
        debitStatus: attempts,
      }),
    )
    .nullish(),
});

/** OCC: `GET /ccadmin/v1/orders/{id}`. Total: a state that nobody has listed is unclear. */
export function acceptanceIn(rawOrder: unknown, { paymentGroupId, result }: InQuestion): Acceptance {
  const { data } = order.safeParse(rawOrder);
  if (data === undefined) return 'unclear';
  const placed = rowOf(ORDER, data.state);
  if (placed !== 'yes') return placed;
  const group = data.paymentGroups?.find(({ id }) => id === paymentGroupId);
  if (group === undefined) return 'no';
  const paid = rowOf(GROUP, String(group.state));
  if (paid !== 'yes') return paid;
  const by = [...refsIn(group.authorizationStatus), ...refsIn(group.debitStatus)];
  const ref = refOf(result);
  // Paid by another authorization: this one is held for nothing.
  return by.length === 0 || ref === undefined || by.includes(ref) ? 'yes' : 'no';
}

/** CyberSource's ids of what succeeded, where OCC says them. */
function refsIn(list: z.output<typeof attempts>): readonly GatewayRef[] {
  return (list ?? []).flatMap(({ transactionSuccess, statusProps }) => {
    const succeeded = transactionSuccess === true || transactionSuccess === 'true';
    const ref = statusProps?.hostTransactionId;
    return succeeded && ref ? [ref] : [];
  });
}

function rowOf(table: Readonly<Record<string, Acceptance>>, word: string): Acceptance {
  return (Object.hasOwn(table, word) ? table[word] : undefined) ?? 'unclear';
}
