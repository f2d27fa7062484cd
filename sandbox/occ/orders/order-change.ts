/** What an administrator's program changes in an order. OCC: `PUT /ccadmin/v1/orders/{id}`. */
import { z } from 'zod';
import { OccProblem } from '../http/problem.ts';
import { parseDecimal } from '../shop/money.ts';
import {
  ORDER_STATES,
  PAYMENT_GROUP_STATES,
  type OrderPaymentGroup,
  type OrderPaymentStatus,
  type SandboxOrder,
} from './order.ts';
import type { OrderTypes } from './order-types.ts';

const StatusInput = z.looseObject({
  transactionId: z.string(),
  amount: z.number().optional(),
  transactionSuccess: z.boolean().optional(),
  errorMessage: z.string().optional(),
  statusProps: z.record(z.string(), z.string()).default({}),
});
type StatusInput = z.infer<typeof StatusInput>;

/** What OCC itself says of an order, and what only it changes: sent back unchanged or not at all, it is passed over. */
export const OrderChange = z
  .object({
    state: z.enum(ORDER_STATES).optional(),
    cancelReason: z.string().max(254).optional(),
    paymentGroups: z
      .array(
        z.object({
          id: z.string(),
          state: z.enum(PAYMENT_GROUP_STATES).optional(),
          debitStatus: z.array(StatusInput).optional(),
          creditStatus: z.array(StatusInput).optional(),
          additionalProperties: z.record(z.string(), z.string()).optional(),
        }),
      )
      .optional(),
  })
  .catchall(z.unknown());
type OrderChange = z.infer<typeof OrderChange>;

/**
 * Checks the whole change first, so that a wrong part changes nothing. OCC: "Order management REST APIs": a list or map that the
 * request has replaces the one of the order, so it has to name every member that is to stay; a member is matched by what the
 * request says of it, here its id or transaction id. What the request does not have stays.
 */
export function applyOrderChange(
  order: SandboxOrder,
  { state, cancelReason, paymentGroups, ...others }: OrderChange,
  types: OrderTypes,
  at: Date,
): void {
  const custom = Object.entries(others).map(
    ([name, value]) => [name, types.requireValue(name, value)] as const,
  );
  const groups = paymentGroups?.map((change) => {
    const group = order.paymentGroups.find(({ id }) => id === change.id);
    if (group === undefined)
      throw new OccProblem(400, `Order ${order.id} has no payment group ${change.id}.`);
    return {
      group,
      change,
      debits: change.debitStatus && toStatuses(change.debitStatus, group.debitStatus, order, at),
      credits: change.creditStatus && toStatuses(change.creditStatus, group.creditStatus, order, at),
    };
  });
  for (const { group, change, debits, credits } of groups ?? []) {
    if (change.state !== undefined) group.state = change.state;
    if (debits !== undefined) group.debitStatus.splice(0, Infinity, ...debits);
    if (credits !== undefined) group.creditStatus.splice(0, Infinity, ...credits);
    if (change.additionalProperties !== undefined) group.additionalProperties = change.additionalProperties;
  }
  if (groups !== undefined) retain(order.paymentGroups, new Set(groups.map(({ group }) => group)));
  if (state !== undefined) order.state = state;
  if (cancelReason !== undefined) order.cancelReason = cancelReason;
  for (const [name, value] of custom) order.customProperties[name] = value;
  order.modifiedAt = at;
}

function retain(all: OrderPaymentGroup[], named: ReadonlySet<OrderPaymentGroup>): void {
  all.splice(0, Infinity, ...all.filter((group) => named.has(group)));
}

function toStatuses(
  inputs: readonly StatusInput[],
  present: readonly OrderPaymentStatus[],
  order: SandboxOrder,
  at: Date,
): readonly OrderPaymentStatus[] {
  return inputs.map(({ transactionId, amount, transactionSuccess, errorMessage, statusProps }) => {
    const known = present.find((status) => status.transactionId === transactionId);
    if (known !== undefined) return known;
    if (amount === undefined || transactionSuccess === undefined)
      throw new OccProblem(400, `Status ${transactionId} is new: it needs amount and transactionSuccess.`);
    return {
      transactionId,
      transactionSuccess,
      statusProps,
      ...(errorMessage === undefined ? {} : { errorMessage }),
      amount: parseDecimal(amount, order.currency),
      at,
    };
  });
}
