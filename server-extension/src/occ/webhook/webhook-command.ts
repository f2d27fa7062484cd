import type {
  Authorize,
  Capture,
  Initiation,
  OrderOperation,
  Refund,
  Void,
} from '../../domain/payment/command.ts';
import type { CommandKey, GatewayRef } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { occSettingsOf } from '../occ-settings.ts';
import { namedCheckout } from './checkout-id.ts';
import { toOrderDetails } from './order-details.ts';
import { malformedField } from './shape/required-shape.ts';
import { requireAmount } from './body/occ-amount.ts';
import { isGiven, type Webhook } from './webhook.ts';
import { present } from '../../domain/present.ts';
import { sha256 } from '../../domain/sha256.ts';

/** The same delivery has the same key: OCC makes a new transaction id for each attempt of the shopper. */
export function commandKey(webhook: Webhook): CommandKey {
  const { siteId, orderId, paymentId, transactionId, transactionType } = webhook;
  return ['occ', siteId, orderId, paymentId, transactionId, transactionType].join('/') as CommandKey;
}

/** SHA-256 (hex) of the bytes that were delivered. */
export function fingerprintOf(bytes: Buffer | string): string {
  return sha256(bytes, 'hex');
}

/** @throws Problem `malformed-request` when amount or card are missing or wrong. */
export function requireAuthorization(
  webhook: Webhook,
  settings: GatewaySettings,
  fingerprint: string,
  initiation: Initiation,
): Authorize {
  const { method } = webhook;
  if (method === undefined)
    throw malformedField('body:customProperties.paymentType', 'is missing: it names the payment method');
  const { type: paymentType } = method;
  const common = asked(webhook, settings, fingerprint);
  const checkout = namedCheckout(webhook.siteId, webhook.customProperties.get('checkoutId'));
  return {
    ...common,
    type: 'authorize',
    paymentGroupId: webhook.paymentId,
    requestedAt: webhook.sentAt,
    ...present({ checkout }),
    paymentType,
    ...method.webhook.read(webhook, initiation),
    ...present({ lastDigits: webhook.cardDetails?.lastDigits }),
    initiation,
    // Zero verifies the card: there is nothing to sell.
    captureNow: settings.saleTypes.has(paymentType) && common.amount.minor > 0,
    order: toOrderDetails(webhook, fingerprintSession(webhook, settings)),
  };
}

/** @throws Problem `malformed-request` when the amount is wrong or zero. */
export function requireFollowOn(
  operation: Exclude<OrderOperation, 'authorize'>,
  webhook: Webhook,
  settings: GatewaySettings,
  fingerprint: string,
  original: GatewayRef,
): Capture | Void | Refund {
  const common = { ...asked(webhook, settings, fingerprint), original };
  if (common.amount.minor === 0) throw malformedField('body:amount', 'must be more than zero');
  switch (operation) {
    case 'capture':
      return { ...common, type: 'capture' };
    case 'void':
      return {
        ...common,
        type: 'void',
        of: 'authorization',
        isCancellation: true,
        paymentGroupId: webhook.paymentId,
      };
    case 'refund':
      return { ...common, type: 'refund', paymentGroupId: webhook.paymentId };
  }
}

function asked(webhook: Webhook, settings: GatewaySettings, fingerprint: string): AskedByOcc {
  return {
    key: commandKey(webhook),
    fingerprint,
    caller: 'webhook',
    site: webhook.siteId,
    channel: webhook.channel,
    orderId: webhook.orderId,
    amount: requireAmount(webhook.amount, webhook.currencyCode, occSettingsOf(settings).amountConvention),
  };
}

type AskedByOcc = Pick<Void, 'key' | 'fingerprint' | 'caller' | 'site' | 'channel' | 'orderId' | 'amount'>;

/** CyberSource wants the session id without the merchant id that its script puts in front. */
function fingerprintSession(
  { customProperties }: Webhook,
  { account, deviceFingerprint }: GatewaySettings,
): string | undefined {
  const session = customProperties.get('deviceFingerprintSessionId');
  if (!deviceFingerprint.enabled || !isGiven(session)) return undefined;
  return session.startsWith(account.merchantId) ? session.slice(account.merchantId.length) : session;
}
