import type { Channel } from '../../domain/settings.ts';
import { channels } from '../../domain/settings.ts';
import { isObject } from '../../domain/json/json-object.ts';
import { detailOf, detailsIn } from '../api/details.ts';
import { requireJson } from '../api/json.ts';
import { toCustomProperties } from './body/custom-properties.ts';
import { malformedField, requireShape } from './shape/required-shape.ts';
import type { RequestHeaders } from './signature/webhook-signature.ts';
import { ADDRESS_FIELDS, isGiven, type Webhook, type WebhookCard, type WebhookMethod } from './webhook.ts';
import { refuseCardData } from './card-data.ts';
import { SITE_ID, type WebhookBody, webhookSchema } from './body/webhook-body.ts';

/**
 * Where the body names no site or channel, the headers `x-ccsite` and `channel` do, as for the earlier plugin; without
 * either the channel is the storefront.
 *
 * @param methods the methods of the installation.
 * @throws Problem `malformed-request` that names each wrong field. Call it only after the signature was verified.
 */
export function parseWebhook(
  bytes: Buffer,
  methods: readonly WebhookMethod[],
  headers: RequestHeaders = {},
): Webhook {
  const body = requireShape(webhookSchema(), withCaller(requireJson(bytes), headers), 'body');
  const customProperties = toCustomProperties(body.customProperties === '' ? null : body.customProperties);
  refuseCardData(body, customProperties);
  const { transactionId, transactionType, transactionTimestamp, paymentMethod, channel, amount, order } =
    body;
  const { cardDetails, shippingAddress } = body;
  return {
    transactionId,
    transactionType,
    transactionTimestamp,
    paymentMethod,
    channel,
    amount,
    order,
    orderId: body.orderId as Webhook['orderId'],
    paymentId: body.paymentId as Webhook['paymentId'],
    siteId: body.siteId as Webhook['siteId'],
    currencyCode: body.currencyCode,
    // OCC writes the offset without a colon.
    sentAt: new Date(transactionTimestamp.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')),
    gatewayId: detailOf(body.gatewayId),
    locale: detailOf(body.locale),
    customProperties,
    cardDetails: cardDetails ? toCard(cardDetails) : undefined,
    billingAddress: detailsIn(body.billingAddress, ADDRESS_FIELDS),
    shippingAddress: detailsIn(
      Array.isArray(shippingAddress) ? shippingAddress[0] : shippingAddress,
      ADDRESS_FIELDS,
    ),
    profile: detailsIn(body.profile, ['id', 'email']),
    profileDetails: detailsIn(body.profileDetails, ['id', 'email', 'registrationDate']),
    hostTransactionId: requireReference(body.referenceInfo ?? onlyEntryOf(body.referenceInfos)),
    method: methodNamedBy(paymentMethod, customProperties.get('paymentType'), methods),
    possibleMethods: methods.filter(({ webhook }) => webhook.arrivesAs === paymentMethod),
  };
}

/** The body as it is, unless it leaves site or channel to the headers. */
function withCaller(body: unknown, headers: RequestHeaders): unknown {
  if (!isObject(body) || (isNamed(body['siteId']) && isNamed(body['channel']))) return body;
  return {
    ...body,
    siteId: isNamed(body['siteId']) ? body['siteId'] : siteIn(headers),
    channel: isNamed(body['channel']) ? body['channel'] : channelIn(headers),
  };
}

function isNamed(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function siteIn({ 'x-ccsite': site }: RequestHeaders): unknown {
  if (site === undefined || (typeof site === 'string' && SITE_ID.test(site))) return site;
  throw malformedField('header:x-ccsite', 'must be a site id');
}

function channelIn({ channel = 'storefront' }: RequestHeaders): Channel {
  const known = channels.find((each) => each === channel);
  if (known !== undefined) return known;
  throw malformedField('header:channel', 'must be agent, preview or storefront');
}

function toCard(card: NonNullable<WebhookBody['cardDetails']>): WebhookCard {
  const { cvv, token, additionalSavedCardProperties, saveCard } = card;
  return {
    cvv,
    token,
    additionalSavedCardProperties,
    expirationMonth: detailOf(card.expirationMonth),
    expirationYear: detailOf(card.expirationYear),
    type: detailOf(card.type),
    lastDigits: lastDigitsOf(card.number),
    saveCard: saveCard === true || saveCard === 'true',
  };
}

/** OCC: a number is masked, `411111xxxxxx1111`, also a saved card's. */
function lastDigitsOf(number: string | null | undefined): string | undefined {
  return /\D(\d{4})$/.exec(number ?? '')?.[1];
}

/** Several could each be meant: OCC's order says then which payment it is about. */
function onlyEntryOf(list: unknown): unknown {
  return Array.isArray(list) && list.length === 1 ? list[0] : undefined;
}

/** Another shape is as if there were none: OCC's order says the id as well. An id that is none of CyberSource's is refused. */
function requireReference(referenceInfo: unknown): string | undefined {
  const reference: unknown = isObject(referenceInfo) ? referenceInfo['hostTransactionId'] : undefined;
  if (typeof reference !== 'string' || !isGiven(reference)) return undefined;
  if (/^[\w-]{1,64}$/.test(reference)) return reference;
  throw malformedField('body:referenceInfo.hostTransactionId', 'must be a transaction id of the gateway');
}

function methodNamedBy(
  paymentMethod: WebhookBody['paymentMethod'],
  paymentType: string | undefined,
  methods: readonly WebhookMethod[],
): WebhookMethod | undefined {
  if (!isGiven(paymentType))
    return paymentMethod === 'card' ? methods.find(({ webhook }) => webhook.arrivesAs === 'card') : undefined;
  const named = methods.find(({ type }) => type === paymentType);
  if (named === undefined && paymentType !== 'generic') {
    const types = methods.map(({ type }) => type);
    throw malformedField('body:customProperties.paymentType', `must be one of ${types.join(', ')}`);
  }
  return named;
}
