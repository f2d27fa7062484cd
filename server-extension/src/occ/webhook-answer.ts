import { Problem } from '../domain/problem.ts';
import { refOf, reportOf } from '../domain/reported.ts';
import type { GatewayReport, PaymentResult, SavedCard } from '../domain/result.ts';
import { shopProperties } from './custom-properties.ts';
import { shopperText, textOf } from './decline-texts.ts';
import { isSuccess, type ResponseCode, toResponseCode, toVerdict, type Verdict } from './response-codes.ts';
import { meaningOf, operationFor } from './transaction-types.ts';
import type { Webhook } from './webhook.ts';

/** A JSON object for OCC: an envelope around a card answer, a flat one for every other payment method. */
export type WebhookResponse = Readonly<Record<string, unknown>>;

/** How the command ended, as the journal wrote it: equal for every delivery, so that answers are equal byte for byte. */
export interface Ended {
  readonly result: PaymentResult;
  readonly at: Date;
  /** The authorization took the money at once. */
  readonly captureNow: boolean;
}

/**
 * OCC: generic payment webhook, the answer.
 *
 * @throws Problem `outcome-unknown` or `not-sent` for a capture, void or refund without a definite end: OCC must not
 *   hear a decline, or it would ask for another one.
 */
export function requireWebhookResponse(webhook: Webhook, { result, at, captureNow }: Ended): WebhookResponse {
  const operation = operationFor(webhook.paymentMethod, webhook.transactionType);
  const verdict = toVerdict(result, captureNow);
  const code = operation && toResponseCode(operation, verdict);
  if (code === undefined) throw indefinite(result);
  return toResponse(webhook, {
    code,
    reason: toReason(result, verdict),
    description: verdict === 'sold' ? 'SALE_COMPLETE' : shopperText(result),
    at,
    gateway: reportOf(result),
    ref: refOf(result),
    savedCard: 'savedCard' in result ? result.savedCard : undefined,
    verdict,
  });
}

/** A well-formed "no" to something that OCC may ask and this payment method cannot do. Nothing was called. */
export function toUnsupportedResponse(webhook: Webhook, at: Date): WebhookResponse {
  return toResponse(webhook, {
    code: meaningOf(webhook.transactionType).failureCode,
    reason: 'NOT_SUPPORTED',
    description: textOf('notSupported'),
    at,
  });
}

/** What the OMS and OCC are told when a follow-on has no definite end. */
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
export function toReason(result: PaymentResult, verdict: Verdict): string {
  if (verdict === 'sold') return 'SALE_COMPLETE';
  return reportOf(result)?.status ?? WITHOUT_STATUS[verdict];
}

const WITHOUT_STATUS: Readonly<Record<Verdict, string>> = {
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

interface Answer {
  readonly code: string;
  readonly reason: string;
  readonly description: string;
  readonly at: Date;
  readonly gateway?: GatewayReport | undefined;
  readonly ref?: string | undefined;
  readonly savedCard?: SavedCard | undefined;
  readonly verdict?: Verdict;
}

/** The shape follows the payment method alone: what the browser claims about itself must not change it. */
function toResponse(webhook: Webhook, answer: Answer): WebhookResponse {
  return webhook.paymentMethod === 'card' ? toCardResponse(webhook, answer) : toFlatResponse(webhook, answer);
}

function toCardResponse(webhook: Webhook, answer: Answer): WebhookResponse {
  const { transactionType, orderId, channel, locale, currencyCode, siteId } = webhook;
  const { additionalProperties, exposed } = toProperties(webhook, answer);
  return {
    orderId,
    channel,
    locale,
    transactionType,
    currencyCode,
    siteId,
    [meaningOf(transactionType).envelope]: {
      transactionId: webhook.transactionId,
      transactionTimestamp: webhook.transactionTimestamp,
      paymentId: webhook.paymentId,
      paymentMethod: webhook.paymentMethod,
      gatewayId: webhook.gatewayId,
      siteId,
      amount: webhook.amount,
      responseCode: answer.code,
      responseReason: answer.reason,
      responseDescription: answer.description,
      authCode: answer.reason,
      hostTransactionId: answer.ref,
      hostTransactionTimestamp: hostTime(answer),
      merchantTransactionId: webhook.transactionId,
      merchantTransactionTimestamp: String(answer.at.getTime()),
      ...toSavedCard(answer.savedCard),
      additionalProperties,
      ...(exposed.length > 0 && { customPaymentProperties: exposed }),
    },
  };
}

function toFlatResponse(webhook: Webhook, answer: Answer): WebhookResponse {
  const { additionalProperties, exposed } = toProperties(webhook, answer);
  return {
    orderId: webhook.orderId,
    paymentId: webhook.paymentId,
    merchantTransactionId: webhook.transactionId,
    merchantTransactionTimestamp: String(answer.at.getTime()),
    hostTransactionId: answer.ref,
    hostTimestamp: answer.gateway?.submittedAt ?? answer.at.toISOString(),
    transactionType: webhook.transactionType,
    transactionTimestamp: webhook.transactionTimestamp,
    paymentMethod: webhook.paymentMethod,
    gatewayId: webhook.gatewayId,
    siteId: webhook.siteId,
    currencyCode: webhook.currencyCode,
    amount: webhook.amount,
    channel: webhook.channel,
    locale: webhook.locale,
    authCode: answer.reason,
    response: {
      success: isSuccess(answer.code as ResponseCode),
      code: answer.code,
      reason: answer.reason,
      description: answer.description,
    },
    ...toSavedCard(answer.savedCard),
    additionalProperties,
    ...(exposed.length > 0 && { externalProperties: exposed }),
  };
}

/** Text only, kept with the payment group; `exposed` names what OCC may also show to the storefront. */
function toProperties(
  { customProperties }: Webhook,
  { gateway, reason, verdict }: Answer,
): { readonly additionalProperties: Readonly<Record<string, string>>; readonly exposed: readonly string[] } {
  const ours = {
    paymentStatus: gateway?.status ?? reason,
    authAvsCode: gateway?.avsCode,
    authCvResult: gateway?.cvnCode,
    authTime: gateway?.submittedAt,
    dmMsg: gateway?.decision,
    // Seen by the OMS: do not capture before the review is decided.
    reviewPending: verdict === 'review' ? 'true' : undefined,
    sale: verdict === 'sold' ? 'true' : undefined,
  };
  const given = Object.entries(ours).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    additionalProperties: { ...shopProperties(customProperties), ...Object.fromEntries(given) },
    exposed: verdict === 'sold' ? ['sale'] : [],
  };
}

function toSavedCard(card: SavedCard | undefined): Readonly<Record<string, unknown>> {
  if (card?.paymentInstrumentId === undefined) return {};
  return {
    token: card.paymentInstrumentId,
    additionalSavedCardProperties: {
      ...(card.customerId !== undefined && { customerId: card.customerId }),
      ...(card.instrumentIdentifierId !== undefined && { instrumentId: card.instrumentIdentifierId }),
    },
  };
}

/** OCC: epoch milliseconds as text. */
function hostTime({ gateway, at }: Answer): string {
  const submitted = Date.parse(gateway?.submittedAt ?? '');
  return String(Number.isNaN(submitted) ? at.getTime() : submitted);
}
