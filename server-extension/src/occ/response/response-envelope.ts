import { present } from '../../domain/present.ts';
import type { Challenge, GatewayReport, SavedCardIds, Warning } from '../../domain/payment/result.ts';
import { type CustomProperties, shopProperties } from '../webhook/body/custom-properties.ts';
import type { DeclineTexts } from './decline-texts.ts';
import { isSuccess, type ResponseCode, type ResponseKind } from './response-codes.ts';
import { meaningOf } from '../webhook/body/transaction-types.ts';
import { isGiven, type Webhook } from '../webhook/webhook.ts';

/** A JSON object for OCC: an envelope around a card answer, a flat one for every other payment method. */
export type WebhookResponse = Readonly<Record<string, unknown>>;

/** The values that both shapes of an answer contain, under different names. */
export interface ResponseEnvelope {
  readonly code: string;
  readonly reason: string;
  readonly description?: string;
  /** Of every answer that is not an approval. */
  readonly texts: DeclineTexts | undefined;
  readonly at: Date;
  readonly gateway?: GatewayReport | undefined;
  readonly ref?: string | undefined;
  readonly savedCard?: SavedCardIds | undefined;
  readonly warnings?: readonly Warning[] | undefined;
  readonly verdict?: ResponseKind;
  /** The site takes this kind of payment at once. */
  readonly captureNow?: boolean;
  readonly scaRequired?: boolean;
  /** The issuer was asked to challenge the shopper in any case. */
  readonly challengeAskedFor?: boolean;
  readonly challenge?: Challenge | undefined;
  readonly challengeState?: string | undefined;
}

/** The shape follows the payment method alone: what the browser claims about itself must not change it. */
export function toResponse(webhook: Webhook, answer: ResponseEnvelope): WebhookResponse {
  return webhook.paymentMethod === 'card' ? toCardResponse(webhook, answer) : toFlatResponse(webhook, answer);
}

function toCardResponse(webhook: Webhook, answer: ResponseEnvelope): WebhookResponse {
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
      responseReason: reasonOf(answer),
      responseDescription: descriptionOf(webhook, answer),
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

function toFlatResponse(webhook: Webhook, answer: ResponseEnvelope): WebhookResponse {
  const { additionalProperties, exposed } = toProperties(webhook, answer);
  const { captureNow, verdict, reason } = answer;
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
      reason: reasonOf(answer),
      description: descriptionOf(webhook, answer),
    },
    ...toSavedCard(answer.savedCard),
    additionalProperties: {
      ...additionalProperties,
      // The replaced plugin says it of wallets that are sold at once, and there only.
      ...(captureNow === true && verdict !== 'review' && { responseReason: reason }),
    },
    ...(exposed.length > 0 && { externalProperties: exposed }),
  };
}

/**
 * CyberSource's status, as the replaced plugin has it; for an authorization that was declined, as there, the sentence that a
 * storefront may show to its shopper. The status stays in `authCode` and `paymentStatus`.
 */
function reasonOf({ code, reason, texts }: ResponseEnvelope): string {
  return code === AUTHORIZATION_DECLINED ? (texts?.shopper ?? reason) : reason;
}

const AUTHORIZATION_DECLINED = '9000';

/** What OCC shows to the shopper or agent who placed the order. */
function descriptionOf({ channel }: Webhook, { description, texts }: ResponseEnvelope): string {
  return description ?? (channel === 'agent' ? texts?.agent : texts?.shopper) ?? '';
}

/** Text only, kept with the payment group; `exposed` names what OCC may also show to the storefront. */
function toProperties(
  { customProperties }: Webhook,
  answer: ResponseEnvelope,
): { readonly additionalProperties: Readonly<Record<string, string>>; readonly exposed: readonly string[] } {
  const { gateway, texts, verdict, scaRequired } = answer;
  const ours: Readonly<Record<string, string | undefined>> = {
    paymentStatus: gateway?.status ?? answer.reason,
    authAvsCode: gateway?.avsCode,
    authCvResult: gateway?.cvnCode,
    authTime: gateway?.submittedAt,
    eci: gateway?.payerAuthentication?.eci,
    paresStatus: gateway?.payerAuthentication?.paresStatus,
    dmMsg: gateway?.message,
    dmDecision: gateway?.decision,
    // Seen by the OMS: do not capture before the review is decided.
    reviewPending: verdict === 'review' ? 'true' : undefined,
    sale: verdict === 'sold' ? 'true' : undefined,
    scaRequired: scaRequired === true ? 'true' : undefined,
    warnings: answer.warnings?.join(','),
    cardNotSaved: wasNotSaved(answer) ? 'true' : undefined,
    shopperMessage: texts?.shopper,
    agentMessage: texts?.agent,
    developerMessage: texts?.developer,
    ...toChallengeProperties(customProperties, answer),
  };
  return {
    // A name of ours is ours, said or not: the browser must not put words into our mouth.
    additionalProperties: present({ ...shopProperties(customProperties), ...ours }) as Record<string, string>,
    exposed: [
      ...(verdict === 'sold' ? ['sale'] : []),
      ...(scaRequired === true ? ['scaRequired'] : []),
      ...(wasNotSaved(answer) ? ['cardNotSaved'] : []),
      ...(answer.challenge ? FOR_THE_CHALLENGE.filter((name) => ours[name] !== undefined) : []),
    ],
  };
}

/** The shopper wanted the card kept, which failed beside a payment that went well: the storefront says so. */
function wasNotSaved({ warnings = [] }: ResponseEnvelope): boolean {
  return warnings.includes('card-not-saved');
}

/** What the storefront needs to show the issuer's page and to come back from it. */
const FOR_THE_CHALLENGE = ['pareq', 'action', 'stepUpUrl', 'accessToken', 'pauseRequestId', 'challengeCode'];

/** EMV 3-D Secure: a challenge is mandated. */
const CHALLENGE_ASKED_FOR = '04';

/** `pauseRequestId` is what a storefront brings back unread: the one place for what we have to know again. */
function toChallengeProperties(
  customProperties: CustomProperties,
  { challenge, challengeState, challengeAskedFor }: ResponseEnvelope,
): Record<string, string | undefined> {
  if (challenge === undefined) return {};
  const { authenticationTransactionId, stepUpUrl, accessToken, details } = challenge;
  return {
    ...details,
    action: 'validateConsumerAuthentication',
    authenticationTransactionId,
    stepUpUrl,
    accessToken,
    pauseRequestId: challengeState,
    // Storefronts that switch say it again with the shopper's answer.
    ...((challengeAskedFor === true || isGiven(customProperties.get('challengeCode'))) && {
      challengeCode: CHALLENGE_ASKED_FOR,
    }),
  };
}

function toSavedCard(card: SavedCardIds | undefined): Readonly<Record<string, unknown>> {
  if (card?.paymentInstrumentId === undefined) return {};
  return {
    token: card.paymentInstrumentId,
    additionalSavedCardProperties: present({
      customerId: card.customerId,
      instrumentId: card.instrumentIdentifierId,
    }),
  };
}

/** OCC: epoch milliseconds as text. */
function hostTime({ gateway, at }: ResponseEnvelope): string {
  const submitted = Date.parse(gateway?.submittedAt ?? '');
  return String(Number.isNaN(submitted) ? at.getTime() : submitted);
}
