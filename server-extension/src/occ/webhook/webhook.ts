import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { holdsCardNumber } from '../../domain/card/card-number.ts';
import { type CurrencyCode, isCurrencyCode } from '../../domain/money/currency.ts';
import type { OrderId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import { isObject, type UnknownObject } from '../../domain/json/json-object.ts';
import type { Initiation, Instrument } from '../../domain/payment/command.ts';
import { type Channel, channels, type PaymentType } from '../../domain/settings.ts';
import { type CustomProperties, toCustomProperties } from './custom-properties.ts';
import { detailOf, type NamedDetails, detailsIn } from '../api/details.ts';
import { requireJson } from '../api/json.ts';
import { malformedField, requireShape } from './shape/required-shape.ts';
import { webhookPaymentMethods, transactionTypes } from './transaction-types.ts';
import { TWELVE_DIGITS } from './occ-amount.ts';
import type { RequestHeaders } from './webhook-signature.ts';

const SITE_ID = /^[\w-]{1,64}$/;

const text = lazy(() =>
  z
    .custom<string | null>(isText, 'must be a text of at most 2,000 characters')
    .optional()
    .meta({ type: ['string', 'null'], maxLength: 2000 }),
);
/** What must not arrive is recognised as a number too. */
const digits = lazy(() => z.union([text(), z.number().transform(String)]));
const id = lazy(() =>
  z.string().regex(/^[A-Za-z0-9][\w.:-]{0,127}$/, 'must be an id: letters, digits, dots, colons and hyphens'),
);
const fact = lazy(() => z.unknown().optional());

function isText(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.length <= 2_000);
}

/**
 * OCC: generic payment webhook: what says which payment it is, over how much, with which instrument and by whose leave.
 * It has to be right. Everything else is a fact, which is taken as far as it can be read, or is dropped, `gatewaySettings`
 * above all: both of its documented shapes arrive, neither is needed, and secrets come from OCC's site settings only.
 */
const schema = lazy(() =>
  z.object({
    transactionId: id().meta({ description: 'Names the delivery: a repeat has the same' }),
    transactionType: z.enum(transactionTypes, 'must be a transaction type of OCC'),
    transactionTimestamp: z
      .string()
      .regex(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:?\d\d)$/,
        'must be a time like 2026-01-31T10:22:21+0000',
      ),
    orderId: id(),
    paymentId: id().meta({ description: 'The payment group' }),
    paymentMethod: z.enum(webhookPaymentMethods, 'must be a payment method of OCC'),
    siteId: z
      .string()
      .regex(SITE_ID, 'must be a site id')
      .meta({ description: 'Without it the header `x-ccsite` counts' }),
    channel: z
      .enum(channels, 'must be agent, preview or storefront')
      .meta({ description: 'Without it the header `channel`, else storefront' }),
    currencyCode: z.string().refine(isCurrencyCode, 'must be an ISO 4217 currency in capitals'),
    // Documented as a number, sent as text.
    amount: z.union(
      [
        z.string().regex(TWELVE_DIGITS, 'must be twelve digits'),
        z
          .number()
          .int()
          .min(0)
          .max(999_999_999_999)
          .transform((minor) => String(minor).padStart(12, '0')),
      ],
      'must be twelve digits',
    ),
    // Checked as a whole, because there are dozens: what is in it is sorted out by its names.
    customProperties: z
      .custom<UnknownObject | ''>(isMapOrEmpty, 'must be an object')
      .meta({
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'From the storefront; every `=` written as `~W!C@O#n`',
      })
      .nullish(),
    cardDetails: z
      .object({
        number: digits(),
        cvv: digits(),
        token: text(),
        additionalSavedCardProperties: z.object({ instrumentId: text(), customerId: text() }).nullish(),
        expirationMonth: fact(),
        expirationYear: fact(),
        type: fact(),
        saveCard: fact(),
      })
      .nullish()
      .meta({ description: 'A full card number, or a CVV without a saved card’s token, is refused' }),
    gatewayId: fact(),
    locale: fact(),
    billingAddress: fact(),
    shippingAddress: fact(),
    /** The whole order, where the merchant has OCC include it. */
    order: fact().meta({
      type: 'object',
      description:
        'OCC’s order, where the gateway setting `includeOrderInWebhookPayload` is on: `originOfOrder`, and amount and currency of each ' +
        'of `paymentGroups` are read before money moves, goods and prices as details',
    }),
    profile: fact(),
    profileDetails: fact(),
    referenceInfo: fact().meta({
      type: 'object',
      properties: { hostTransactionId: { type: 'string' } },
      description:
        'With a void, capture or refund: CyberSource’s id of the payment, as the answer gave it to OCC',
    }),
    referenceInfos: fact().meta({
      type: 'array',
      items: { type: 'object', properties: { hostTransactionId: { type: 'string' } } },
      description: 'The same in a list, as some webhooks have it; read where it has one entry',
    }),
  }),
);

/** OCC sends absent values as missing, null or empty. */
function isMapOrEmpty(value: unknown): boolean {
  return isObject(value) || value === '';
}

type Body = Shape<typeof schema>;

/** The same for the API's document: site and channel may be left to headers, see {@link parseWebhook}. */
export const webhookBody = lazy(() =>
  schema().partial({ siteId: true, channel: true }).meta({
    id: 'Webhook',
    description: 'The fields that are read. OCC sends more, which is ignored; `gatewaySettings` above all.',
  }),
);

const ADDRESS = [
  'firstName',
  'lastName',
  'companyName',
  'address1',
  'address2',
  'city',
  'state',
  'postalCode',
  'country',
  'email',
  'phoneNumber',
] as const;

export type WebhookAddress = NamedDetails<(typeof ADDRESS)[number]>;

type Identity = Pick<
  Body,
  'transactionId' | 'transactionType' | 'transactionTimestamp' | 'paymentMethod' | 'channel' | 'amount'
>;

/** A payment webhook whose signature was verified: OCC's words, typed. What is empty is absent. */
export interface Webhook extends Identity {
  readonly orderId: Body['orderId'] & OrderId;
  readonly paymentId: Body['paymentId'] & PaymentGroupId;
  readonly siteId: Body['siteId'] & SiteId;
  readonly currencyCode: CurrencyCode;
  /** When OCC made it, in whole seconds. */
  readonly sentAt: Date;
  readonly gatewayId: string | undefined;
  readonly locale: string | undefined;
  /** Put there by the shopper's browser: untrusted, OCC's `=` restored. */
  readonly customProperties: CustomProperties;
  readonly cardDetails: WebhookCard | undefined;
  readonly billingAddress: WebhookAddress | undefined;
  readonly shippingAddress: WebhookAddress | undefined;
  readonly profile: NamedDetails<'id' | 'email'> | undefined;
  readonly profileDetails: NamedDetails<'id' | 'email' | 'registrationDate'> | undefined;
  /** CyberSource's id of what a void, capture or refund is about, as our answer gave it to OCC. */
  readonly hostTransactionId: string | undefined;
  /** Raw. */
  readonly order: unknown;
  /** How the shopper pays: what the browser says, else the payment method. Undefined for what is not paid through us. */
  readonly method: WebhookMethod | undefined;
  /** Where it does not say: the methods that arrive under OCC's payment method. */
  readonly possibleMethods: readonly WebhookMethod[];
}

/** A payment method as OCC's webhook knows it. */
export interface WebhookMethod {
  /** The word of the custom property `paymentType`. */
  readonly type: PaymentType;
  readonly webhook: WebhookReading;
}

/** How a payment method is read from OCC's webhook, in OCC's words. */
export interface WebhookReading {
  /** OCC's payment method that it arrives under. A `card` without a `paymentType` is the first method that arrives as one. */
  readonly arrivesAs: 'card' | 'generic';
  /** @throws Problem `malformed-request` when what is paid with is missing or wrong. */
  read(webhook: Webhook, initiation: Initiation): MethodReading;
  /** Whether the issuer is asked whether it is the cardholder who pays, where the site wants that. */
  asksIssuer(webhook: Webhook): boolean;
  /** Whether OCC may have sent it for a run of a schedule, without the shopper. */
  mayBeScheduled(webhook: Webhook): boolean;
}

/** What a webhook says is paid with. */
export interface MethodReading {
  readonly instrument: Instrument;
  /** The shopper or the shop has said which brand the card is of. */
  readonly isBrandChosen?: true;
}

export interface WebhookCard extends Pick<
  NonNullable<Body['cardDetails']>,
  'cvv' | 'token' | 'additionalSavedCardProperties'
> {
  readonly expirationMonth: string | undefined;
  readonly expirationYear: string | undefined;
  /** OCC's card type. */
  readonly type: string | undefined;
  /** Four of them. */
  readonly lastDigits: string | undefined;
  readonly saveCard: boolean;
}

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
  const body = requireShape(schema(), withCaller(requireJson(bytes), headers), 'body');
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
    billingAddress: detailsIn(body.billingAddress, ADDRESS),
    shippingAddress: detailsIn(
      Array.isArray(shippingAddress) ? shippingAddress[0] : shippingAddress,
      ADDRESS,
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

function toCard(card: NonNullable<Body['cardDetails']>): WebhookCard {
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

/** Another shape is as if there were none: OCC's order says the id as well. An id that is none of CyberSource's is refused. */
/** Several could each be meant: OCC's order says then which payment it is about. */
function onlyEntryOf(list: unknown): unknown {
  return Array.isArray(list) && list.length === 1 ? list[0] : undefined;
}

function requireReference(referenceInfo: unknown): string | undefined {
  const reference: unknown = isObject(referenceInfo) ? referenceInfo['hostTransactionId'] : undefined;
  if (typeof reference !== 'string' || reference === '') return undefined;
  if (/^[\w-]{1,64}$/.test(reference)) return reference;
  throw malformedField('body:referenceInfo.hostTransactionId', 'must be a transaction id of the gateway');
}

/** A number or CVV here means that the storefront uses a card form of its own, which keeps the whole shop in PCI scope. */
function refuseCardData({ cardDetails }: Body, customProperties: CustomProperties): void {
  if (holdsCardNumber(cardDetails?.number ?? '')) {
    throw malformedField(
      'body:cardDetails.number',
      'is a full card number: pay with the payment widget, which sends a token',
    );
  }
  const { cvv, token } = cardDetails ?? {};
  if (isGiven(cvv) && !isGiven(token) && !isFiller(cvv, customProperties)) {
    throw malformedField(
      'body:cardDetails.cvv',
      'must not be sent: pay with the payment widget, which sends a token',
    );
  }
}

/**
 * The earlier plugin's storefront puts these digits beside every token that it sends again after a challenge, because OCC
 * wants some: no shopper entered them, and they are not sent on.
 */
function isFiller(cvv: string, customProperties: CustomProperties): boolean {
  const isSentAgain =
    customProperties.has('authenticationTransactionId') || customProperties.get('challengeCode') === '04';
  return cvv === '123' && isSentAgain && isGiven(customProperties.get('transientTokenJwt'));
}

function methodNamedBy(
  paymentMethod: Body['paymentMethod'],
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

/** OCC sends absent values as missing, null or empty, and what a shopper left blank as blanks. */
export function isGiven(value: string | null | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
