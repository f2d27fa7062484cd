import type { PaymentGroupId } from '../../domain/ids.ts';
import { isObject, type UnknownObject } from '../../domain/json/json-object.ts';

/** What OCC's order says that one of its payment groups pays. */
export interface StatedAmount {
  /** Decimal text in major units: "6900" or "6900.0" of JPY, "125.75" of USD. */
  readonly decimal: string;
  /** As OCC spells it; undefined where neither the group nor the order names one. */
  readonly currency: string | undefined;
}

/**
 * OCC: orders, `originOfOrder`: `default` for a shopper's order, `scheduledOrder` for a run of a schedule,
 * `contactCenter` for an agent's.
 *
 * @returns undefined where the order cannot be read or does not have the property.
 */
export function originIn(order: unknown): string | undefined {
  return isObject(order) ? textOf(order['originOfOrder']) : undefined;
}

/**
 * OCC: scheduled orders. Whether the order is the first of a schedule: it names one in `scheduledOrder`, or is a `TEMPLATE`
 * already. A run of the schedule is an order of its own, which {@link originIn} tells.
 *
 * @returns undefined where the order cannot be read.
 */
export function startsScheduleIn(order: unknown): boolean | undefined {
  if (!isObject(order)) return undefined;
  const { scheduledOrder, state } = order;
  return state === 'TEMPLATE' || (Array.isArray(scheduledOrder) && scheduledOrder.length > 0);
}

/**
 * OCC: orders, `paymentGroups[]`. An order that is paid in several parts has a group for each, gift cards included, so
 * the order's total says nothing about one of them.
 *
 * @returns undefined where the order cannot be read, or has no such group, or the group has no amount.
 */
export function statedAmountIn(order: unknown, paymentGroup: PaymentGroupId): StatedAmount | undefined {
  if (!isObject(order)) return undefined;
  const group = groupIn(order, paymentGroup);
  const decimal = group && decimalOf(group['amount']);
  if (decimal === undefined) return undefined;
  const priceInfo = isObject(order['priceInfo']) ? order['priceInfo'] : {};
  const currencies = [group?.['currencyCode'], priceInfo['currencyCode'], order['currencyCode']];
  return { decimal, currency: currencies.map(textOf).find((code) => code !== undefined) };
}

function groupIn(order: UnknownObject, id: PaymentGroupId): UnknownObject | undefined {
  const groups: unknown = order['paymentGroups'];
  if (!Array.isArray(groups)) return undefined;
  return groups.filter(isObject).find((group) => group['id'] === id || group['paymentGroupId'] === id);
}

const DECIMAL = /^\d{1,16}(?:\.\d{1,15})?$/;
/** A double holds this many decimal digits exactly; what is behind them is noise of OCC's own sums. */
const EXACT_DIGITS = 15;

/** OCC writes amounts as numbers, some releases as text. The digits are taken as they are written, never calculated with. */
function decimalOf(amount: unknown): string | undefined {
  const text = typeof amount === 'number' ? String(Number(amount.toPrecision(EXACT_DIGITS))) : textOf(amount);
  return text !== undefined && DECIMAL.test(text) ? text : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
