import type { Authorize } from '../domain/payment/command.ts';
import { describeMoney } from '../domain/money/money.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Log } from '../telemetry/log/log.ts';
import { amountDifference } from '../occ/orders/amount-difference.ts';
import type { OrderFound, OrderInOcc } from '../occ/orders/order-in-occ.ts';
import { type StatedAmount, startsScheduleIn, statedAmountIn } from '../occ/orders/order-statements.ts';
import { missingProof } from '../occ/webhook/required-proof.ts';
import type { BlockedPayment } from '../occ/response/blocked-payment.ts';
import type { Webhook } from '../occ/webhook/webhook.ts';
import { identity } from '../occ/webhook/webhook-identity.ts';

/** Why an authorization must not be sent, decided once, right before it would be; undefined when it may be. */
export type AmountMismatch = () => Promise<AmountCheckResult | undefined>;

/** The problem is for the journal and for developers: it names what is wrong and the setting. */
export interface AmountCheckResult {
  readonly blockedBy: BlockedPayment;
  readonly problem: string;
}

export type CheckAmount = (
  webhook: Webhook,
  command: Authorize,
  settings: GatewaySettings,
  order: OrderInOcc,
) => AmountMismatch;

/** Milliseconds that OCC may take to give the order: less where the payment goes through without it. */
const READ_MS = { auto: 1_000, always: 2_000 } as const;
/** Milliseconds that OCC may take to say whether the order starts a schedule; as long as for its origin. */
const SCHEDULE_MS = 2_000;

/**
 * Objects to a payment with a saved card that lacks what the site asks of shoppers, and to an amount or a currency other
 * than OCC's order states for the payment group.
 */
export function createCheckAmount(log: Log): CheckAmount {
  return (webhook, command, settings, order) => async () =>
    (await proofObjection(webhook, command, settings, order)) ??
    (await amountObjection(webhook, command, settings.orderCheck, order));

  async function proofObjection(
    webhook: Webhook,
    command: Authorize,
    settings: GatewaySettings,
    order: OrderInOcc,
  ): Promise<AmountCheckResult | undefined> {
    // An order that cannot be read is taken for one that is paid once: most are, and a slow OCC must not stop them.
    const startsSchedule = async (): Promise<boolean> =>
      (await order.find(startsScheduleIn, SCHEDULE_MS)).found === true;
    const missing = await missingProof(webhook, command, settings, startsSchedule);
    if (missing === undefined) return undefined;
    log('payment.proof-missing', { ...identity(webhook), reason: missing });
    return { blockedBy: missing, problem: MISSING[missing] };
  }

  async function amountObjection(
    webhook: Webhook,
    command: Authorize,
    check: GatewaySettings['orderCheck'],
    order: OrderInOcc,
  ): Promise<AmountCheckResult | undefined> {
    const { amount } = command;
    // Zero verifies a card: nothing is held, and OCC may have no order for it.
    const isFree = amount.minor === 0;
    const stated = await statedAmount(webhook, isFree && check !== 'off' ? 'included' : check, order);
    if (stated === undefined) return undefined;
    if (stated.found === undefined) {
      if (isFree) return undefined;
      if (check === 'always') {
        log('order.not-read', {
          ...identity(webhook),
          reason: stated.because,
          setting: 'orderCheck',
        });
        return { blockedBy: 'order-not-read', problem: NOT_READ };
      }
      log('order.not-checked', { ...identity(webhook), reason: stated.because });
      return undefined;
    }
    const difference = amountDifference(amount, stated.found);
    if (difference === undefined) return undefined;
    const asked = describeMoney(amount);
    const setting = difference.isPowerOfTen ? 'amountConvention' : undefined;
    log('order.amount-mismatch', {
      ...identity(webhook),
      amount: asked,
      orderAmount: difference.stated,
      setting,
    });
    const remedy = difference.isPowerOfTen
      ? ' One is a power of ten of the other: set amountConvention to how OCC writes amounts.'
      : '';
    return {
      blockedBy: 'order-amount',
      problem: `The webhook asks for ${asked}, OCC's order states ${difference.stated} for this payment group; nothing was sent.${remedy}`,
    };
  }
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

const MISSING = {
  'security-code':
    'The site asks for the security code of saved cards (isCVVRequiredForSavedCards), and the payment has no customProperties.transientTokenJwt: the payment widget makes one of what is typed; nothing was sent.',
  'security-code-of-schedule':
    'The site asks for the security code when an order is scheduled with a saved card (isCVVRequiredForScheduledOrders), and the payment has no customProperties.transientTokenJwt: the payment widget makes one of what is typed; nothing was sent.',
  'payer-authentication':
    'The site asks for 3-D Secure (payerAuthEnabled), and the payment has no customProperties: the payment widget sends referenceId and what the browser says about itself; nothing was sent.',
} as const;

const NOT_READ =
  'OCC’s order could not be compared (orderCheck is always): neither the webhook nor the admin API gave it with this payment group; nothing was sent.';
