import { Problem } from '../../domain/problem.ts';
import { gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import type { OtherOrder, PaymentResult } from '../../domain/payment/result.ts';
import { toResponse, type WebhookResponse } from './response-envelope.ts';
import { namedTexts, textsOf } from './decline-texts.ts';
import { toResponseCode, toVerdict, type ResponseKind } from './response-codes.ts';
import { asksForChallenge } from './soft-decline.ts';
import { isBlocked, saidOf } from './blocked-payment.ts';
import { meaningOf, operationFor } from '../webhook/body/transaction-types.ts';
import type { Webhook } from '../webhook/webhook.ts';

/** How the command ended, as the journal wrote it: equal for every delivery, so that answers are equal byte for byte. */
export interface CompletedCommand {
  readonly result: PaymentResult;
  readonly at: Date;
  /** The authorization took the money at once. */
  readonly captureNow: boolean;
  /** The site can ask the shopper to confirm a payment. */
  readonly payerAuthenticationEnabled: boolean;
  /** The issuer was asked to challenge the shopper in any case. */
  readonly challengeAskedFor?: boolean;
  /** The shopper's profile has the saved card already: OCC is given no token, and makes no second entry. */
  readonly cardIsKnown?: boolean;
  /** Of a challenge: what the storefront brings back with the shopper's answer. Only we can read it. */
  readonly challengeState?: string;
}

/**
 * OCC: generic payment webhook, the answer.
 *
 * @throws Problem `outcome-unknown` or `not-sent` for a capture, void or refund without a definite end: OCC must not
 *   get a decline, or it would ask for another one.
 */
export function requireWebhookResponse(webhook: Webhook, ended: CompletedCommand): WebhookResponse {
  const { result, at } = ended;
  const operation = operationFor(webhook.paymentMethod, webhook.transactionType);
  const scaRequired = asksForChallenge(webhook, result, ended.payerAuthenticationEnabled);
  const verdict = scaRequired ? 'challenge' : toVerdict(result, ended.captureNow);
  const code = operation && toResponseCode(operation, verdict);
  if (operation === undefined || code === undefined) throw indefinite(result);
  return toResponse(webhook, {
    code,
    reason: toReason(result, verdict),
    ...(verdict === 'sold' && { description: 'SALE_COMPLETE' }),
    texts: textsOf(operation, result, webhook.locale),
    at,
    gateway: reportOf(result),
    ref: gatewayRefOf(result),
    savedCard: 'savedCard' in result && ended.cardIsKnown !== true ? result.savedCard : undefined,
    warnings: 'warnings' in result ? result.warnings : undefined,
    verdict,
    captureNow: ended.captureNow,
    challengeAskedFor: ended.challengeAskedFor === true,
    scaRequired,
    ...(result.outcome === 'challenge' && {
      challenge: result.challenge,
      challengeState: ended.challengeState,
    }),
  });
}

/** The shopper's answer to a challenge that is over. Nothing was called and nothing is held. */
export function toLateResponse(webhook: Webhook, at: Date): WebhookResponse {
  return toResponse(webhook, {
    code: meaningOf(webhook.transactionType).failureCode,
    reason: 'CHALLENGE_EXPIRED',
    texts: namedTexts('challengeExpired', webhook.locale),
    at,
  });
}

/** A well-formed "no" to something that OCC may ask and this payment method cannot do. Nothing was called. */
export function toUnsupportedResponse(webhook: Webhook, at: Date): WebhookResponse {
  return toResponse(webhook, {
    code: meaningOf(webhook.transactionType).failureCode,
    reason: 'NOT_SUPPORTED',
    texts: namedTexts('notSupported', webhook.locale),
    at,
  });
}

/** What stopped an authorization, as the journal keeps it. */
export interface BlockedPaymentDetails {
  readonly blockedBy: string;
  readonly problem: string;
}

/** A "no" to what was not sent. The reason is said, unless a limit stopped it. Nothing was called. */
export function toBlockedResponse(
  webhook: Webhook,
  { blockedBy, problem }: BlockedPaymentDetails,
  at: Date,
): WebhookResponse {
  const { reason, text } = saidOf(blockedBy);
  const texts = namedTexts(text, webhook.locale);
  return toResponse(webhook, {
    code: meaningOf(webhook.transactionType).failureCode,
    reason,
    texts: isBlocked(blockedBy) ? { ...texts, developer: problem } : texts,
    at,
  });
}

/** Another order of the same checkout is paid, or being paid: the shopper learns which one. Nothing was called. */
export function toOtherOrderResponse(
  webhook: Webhook,
  { orderId, isPaid }: OtherOrder,
  at: Date,
): WebhookResponse {
  return toResponse(webhook, {
    code: meaningOf(webhook.transactionType).failureCode,
    reason: isPaid ? 'ALREADY_ORDERED' : 'ORDER_BEING_CHECKED',
    texts: namedTexts(isPaid ? 'alreadyOrdered' : 'orderBeingChecked', webhook.locale, orderId),
    at,
  });
}

/** The answer to the OMS and OCC when a follow-on has no definite outcome. */
export function indefinite(result: PaymentResult): Problem {
  return result.outcome === 'not-sent'
    ? new Problem(
        'not-sent',
        'CyberSource could not be reached: nothing was sent and no money moved. Send the same request again.',
      )
    : new Problem(
        'outcome-unknown',
        'CyberSource may have carried this out, but its answer was lost. Do not ask for another one: look it up in the journal, or send the same request again to hear the result once it is known.',
      );
}

/** `responseReason`: CyberSource's own status, so that support can search for it. */
export function toReason(result: PaymentResult, verdict: ResponseKind): string {
  if (verdict === 'sold') return 'SALE_COMPLETE';
  return reportOf(result)?.status ?? WITHOUT_STATUS[verdict];
}

const WITHOUT_STATUS: Readonly<Record<ResponseKind, string>> = {
  approved: 'APPROVED',
  sold: 'SALE_COMPLETE',
  review: 'AUTHORIZED_PENDING_REVIEW',
  settlement: 'PENDING',
  challenge: 'PENDING_AUTHENTICATION',
  declined: 'DECLINED',
  refused: 'INVALID_REQUEST',
  'not-sent': 'NOT_SENT',
  unknown: 'PENDING_CONFIRMATION',
};
