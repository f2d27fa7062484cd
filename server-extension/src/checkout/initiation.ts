import type { Initiation } from '../domain/payment/command.ts';
import { Problem } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Log } from '../telemetry/log/log.ts';
import { hasPageInput, initiationBy, initiationOf, mayBeScheduled } from '../occ/webhook/initiation.ts';
import type { OrderInOcc } from '../occ/orders/order-in-occ.ts';
import { originIn } from '../occ/orders/order-statements.ts';
import type { Webhook } from '../occ/webhook/webhook.ts';
import type { Journal } from '../payments/ports/journal.ts';
import { identity } from '../occ/webhook/webhook-identity.ts';
import { isAnswered } from './answered-delivery.ts';

export interface InitiationForDeps {
  readonly journal: Pick<Journal, 'find'>;
  readonly log: Log;
}

/**
 * Who starts an authorization.
 *
 * @throws Problem `not-sent` for a payment with a saved card and without input from a page, as long as OCC's order does not say
 *   whether it is a run of a schedule. OCC delivers the webhook again.
 */
export type InitiationFor = (
  webhook: Webhook,
  settings: GatewaySettings,
  order: OrderInOcc,
) => Promise<Initiation>;

/** Milliseconds that OCC may take to give the order, whose origin says who started it. */
const ORIGIN_MS = 2_000;
/** Seconds after which OCC may ask again. */
const RETRY_AFTER = 10;

export function createInitiationFor({ journal, log }: InitiationForDeps): InitiationFor {
  return async (webhook, settings, order) => {
    if (!mayBeScheduled(webhook)) return initiationOf(webhook);
    const finding = await order.find(originIn, ORIGIN_MS);
    if (finding.found !== undefined) {
      const origin = finding.found;
      const initiation = initiationBy(origin, webhook, settings);
      if (initiation.by !== 'merchant' && !hasPageInput(webhook))
        log('order.origin-not-scheduled', {
          ...identity(webhook),
          orderOrigin: origin,
          setting: 'scheduledOrderOrigins',
        });
      return initiation;
    }
    // It counts as the shopper's payment, which needs every proof that the site asks of shoppers.
    if (hasPageInput(webhook) || (await isAnswered(webhook, journal))) return initiationOf(webhook);
    log('order.origin-unknown', { ...identity(webhook), reason: finding.because });
    throw new Problem('not-sent', WHY[finding.because], [], { retryAfter: RETRY_AFTER });
  };
}

const WHY = {
  unreadable:
    'Whether this is a run of a scheduled order could not be read from OCC: neither the webhook nor the admin API gave the order. Nothing was sent. Send the same webhook again.',
  absent:
    'Whether this is a run of a scheduled order is not known: the order in OCC has no property originOfOrder. Nothing was sent. Switch on includeOrderInWebhookPayload in the gateway settings, and send the same webhook again.',
} as const;
