import type { OtherOrder, PaymentResult } from '../../domain/payment/result.ts';
import type { Log } from '../../telemetry/log/log.ts';
import {
  toBlockedResponse,
  toLateResponse,
  toOtherOrderResponse,
  toUnsupportedResponse,
} from '../../occ/response/webhook-response.ts';
import type { WebhookResponse } from '../../occ/response/response-envelope.ts';
import { identity } from '../../occ/webhook/webhook-identity.ts';
import type { Webhook } from '../../occ/webhook/webhook.ts';

/**
 * Why a delivery is answered without a call to CyberSource. Each is a decline that OCC understands, not an error.
 *
 * - `not-supported`: OCC may ask it, but this payment method or site does not take it
 * - `challenge-too-late`: the shopper's answer to a challenge that is over
 * - `second-order`: another order of the same checkout is paid, or being paid
 * - `blocked`: a limit or a check of the order stopped the authorization
 */
export type EarlyEnd =
  | {
      readonly early: 'not-supported';
      /** Which limit or capability of the method is in the way, and the remedy. Absent where the site does not take the method. */
      readonly problem?: string;
    }
  | { readonly early: 'challenge-too-late' }
  | {
      readonly early: 'second-order';
      readonly otherOrder: OtherOrder;
      readonly at: Date;
    }
  | { readonly early: 'blocked'; readonly blockedBy: string; readonly problem: string; readonly at: Date };

/** True for what needs no further stage. */
export function isEarlyEnd(stage: object): stage is EarlyEnd {
  return 'early' in stage;
}

/** The early end that the journal has recorded in place of a call; undefined for a payment that was sent. */
export function earlyEndOf({
  result,
  at,
}: {
  readonly result: PaymentResult;
  readonly at: Date;
}): EarlyEnd | undefined {
  if (result.outcome !== 'refused') return undefined;
  const { otherOrder, blockedBy, problem } = result;
  if (otherOrder !== undefined) return { early: 'second-order', otherOrder, at };
  if (blockedBy !== undefined) return { early: 'blocked', blockedBy, problem, at };
  return undefined;
}

/** The answer to a delivery that ends early, and its line in the log. */
export function createEarlyAnswer(
  log: Log,
  now: () => Date,
): (webhook: Webhook, end: EarlyEnd) => WebhookResponse {
  return (webhook, end) => {
    switch (end.early) {
      case 'not-supported':
        log('payment.not-supported', { ...identity(webhook), problem: end.problem });
        return toUnsupportedResponse(webhook, now());
      case 'challenge-too-late':
        log('challenge.expired', identity(webhook));
        return toLateResponse(webhook, now());
      case 'second-order': {
        const { otherOrder, at } = end;
        const otherOrderState = otherOrder.isPaid ? 'paid' : 'checking';
        log('checkout.second-order', {
          ...identity(webhook),
          otherOrderId: otherOrder.orderId,
          otherOrderState,
        });
        return toOtherOrderResponse(webhook, otherOrder, at);
      }
      case 'blocked': {
        const { blockedBy, problem, at } = end;
        log('payment.blocked', { ...identity(webhook), reason: blockedBy });
        return toBlockedResponse(webhook, { blockedBy, problem }, at);
      }
    }
  };
}
