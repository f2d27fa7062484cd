import { describeMoney } from '../domain/money/money.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Log } from '../telemetry/log/log.ts';
import { amountDifference } from '../occ/orders/amount-difference.ts';
import type { OrderFound, OrderInOcc } from '../occ/orders/order-in-occ.ts';
import { type StatedAmount, statedAmountIn } from '../occ/orders/order-statements.ts';
import type { Webhook } from '../occ/webhook/webhook.ts';
import { identity } from '../occ/webhook/webhook-identity.ts';
import type { BlockedAuthorization, AuthorizationToCheck } from './authorization-to-check.ts';

/** Milliseconds that OCC may take to give the order: less where the payment goes through without it. */
const READ_MS = { auto: 1_000, always: 2_000 } as const;

/** Compares amount and currency with what OCC's order states for the payment group; undefined where nothing speaks against them. */
export async function findAmountMismatch(
  { webhook, command: { amount }, settings: { orderCheck }, order }: AuthorizationToCheck,
  log: Log,
): Promise<BlockedAuthorization | undefined> {
  // An amount of zero verifies a card: nothing is held, and OCC may have no order for it.
  const isVerification = amount.minor === 0;
  const check = isVerification && orderCheck !== 'off' ? 'included' : orderCheck;
  const stated = await statedAmount(webhook, check, order);
  if (stated === undefined) return undefined;
  if (stated.found === undefined)
    return isVerification ? undefined : withoutOrder(webhook, check, stated.because, log);
  const difference = amountDifference(amount, stated.found);
  if (difference === undefined) return undefined;
  const asked = describeMoney(amount);
  log('order.amount-mismatch', {
    ...identity(webhook),
    amount: asked,
    orderAmount: difference.stated,
    setting: difference.isPowerOfTen ? 'amountConvention' : undefined,
  });
  const remedy = difference.isPowerOfTen
    ? ' One is a power of ten of the other: set amountConvention to how OCC writes amounts.'
    : '';
  return {
    blockedBy: 'order-amount',
    problem: `The webhook asks for ${asked}, OCC's order states ${difference.stated} for this payment group; nothing was sent.${remedy}`,
  };
}

/** An order that cannot be read blocks the authorization only where the setting `orderCheck` is `always`. */
function withoutOrder(
  webhook: Webhook,
  check: GatewaySettings['orderCheck'],
  reason: 'unreadable' | 'absent',
  log: Log,
): BlockedAuthorization | undefined {
  if (check !== 'always') {
    log('order.not-checked', { ...identity(webhook), reason });
    return undefined;
  }
  log('order.not-read', { ...identity(webhook), reason, setting: 'orderCheck' });
  return { blockedBy: 'order-not-read', problem: NOT_READ };
}

/** Undefined where nothing is to be compared. */
async function statedAmount(
  { paymentId }: Webhook,
  check: GatewaySettings['orderCheck'],
  order: OrderInOcc,
): Promise<OrderFound<StatedAmount> | undefined> {
  const look = (raw: unknown): StatedAmount | undefined => statedAmountIn(raw, paymentId);
  switch (check) {
    case 'off':
      return undefined;
    case 'included':
      return order.included(look);
    case 'auto':
    case 'always':
      return order.find(look, READ_MS[check]);
  }
}

const NOT_READ =
  'OCC’s order could not be compared (orderCheck is always): neither the webhook nor the admin API gave it with this payment group; nothing was sent.';
