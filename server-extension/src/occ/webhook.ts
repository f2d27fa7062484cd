import * as z from 'zod';
import { holdsCardNumber } from '../domain/card-number.ts';
import { type CurrencyCode, isCurrencyCode } from '../domain/currency.ts';
import type { OrderId, PaymentGroupId, SiteId } from '../domain/ids.ts';
import { isObject, type UnknownObject } from '../domain/json-object.ts';
import { channels, type PaymentType, paymentTypes } from '../domain/settings.ts';
import { type CustomProperties, toCustomProperties } from './custom-properties.ts';
import { requireJson } from './json.ts';
import { malformedField, requireShape } from './required-shape.ts';
import { paymentMethods, transactionTypes } from './transaction-types.ts';
import { TWELVE_DIGITS } from './twelve-digits.ts';

/** One check instead of one within the other: a webhook has dozens of them. */
const text = z.custom<string | null>(isText, 'must be a text of at most 2,000 characters').optional();
const id = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:-]{0,127}$/, 'must be an id: letters, digits, dots, colons and hyphens');
const yesOrNo = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);

function isText(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.length <= 2_000);
}

const address = z.object({
  firstName: text,
  lastName: text,
  companyName: text,
  address1: text,
  address2: text,
  city: text,
  state: text,
  postalCode: text,
  country: text,
  email: text,
  phoneNumber: text,
});

/**
 * OCC: generic payment webhook, the fields that we read. Everything else is dropped, `gatewaySettings` above all: both of
 * its documented shapes arrive, neither is needed, and secrets come from OCC's site settings only.
 */
const schema = z.object({
  transactionId: id,
  transactionType: z.enum(transactionTypes, 'must be a transaction type of OCC'),
  transactionTimestamp: z
    .string()
    .regex(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:?\d\d)$/,
      'must be a time like 2026-01-31T10:22:21+0000',
    ),
  orderId: id,
  paymentId: id,
  paymentMethod: z.enum(paymentMethods, 'must be a payment method of OCC'),
  gatewayId: id.nullish(),
  siteId: z.string().regex(/^[\w-]{1,64}$/, 'must be a site id'),
  channel: z.enum(channels, 'must be agent, preview or storefront'),
  locale: z.string().max(35).nullish(),
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
  customProperties: z.custom<UnknownObject>(isObject, 'must be an object').nullish(),
  cardDetails: z
    .object({
      expirationMonth: text,
      expirationYear: text,
      number: text,
      cvv: text,
      type: text,
      saveCard: yesOrNo.nullish(),
      token: text,
      additionalSavedCardProperties: z.object({ instrumentId: text, customerId: text }).nullish(),
    })
    .nullish(),
  billingAddress: address.nullish(),
  shippingAddress: z.union([address, z.array(address)]).nullish(),
  /** The whole order, where the merchant has OCC include it. */
  order: z.unknown().optional(),
  profile: z.object({ id: text, email: text }).nullish(),
  profileDetails: z.object({ id: text, email: text, registrationDate: text }).nullish(),
  referenceInfo: z
    .object({
      hostTransactionId: z
        .string()
        .regex(/^[\w-]{1,64}$/, 'must be a transaction id of the gateway')
        .nullish(),
    })
    .nullish(),
});

type Body = z.output<typeof schema>;
export type WebhookAddress = z.output<typeof address>;

/** A payment webhook whose signature was verified: OCC's words, typed. */
export interface Webhook extends Omit<Body, 'customProperties' | 'shippingAddress'> {
  readonly orderId: Body['orderId'] & OrderId;
  readonly paymentId: Body['paymentId'] & PaymentGroupId;
  readonly siteId: Body['siteId'] & SiteId;
  readonly currencyCode: CurrencyCode;
  /** When OCC made it, in whole seconds. */
  readonly sentAt: Date;
  /** Put there by the shopper's browser: untrusted, OCC's `=` restored. */
  readonly customProperties: CustomProperties;
  readonly shippingAddress: WebhookAddress | undefined;
  /** How the shopper pays: what the browser says, else the payment method. Undefined for what is no card or wallet. */
  readonly paymentType: PaymentType | undefined;
}

/** @throws Problem `malformed-request` that names each wrong field. Call it only after the signature was verified. */
export function parseWebhook(bytes: Buffer): Webhook {
  const body = requireShape(schema, requireJson(bytes), 'body');
  const customProperties = toCustomProperties(body.customProperties);
  refuseCardData(body, customProperties);
  const { shippingAddress } = body;
  return {
    ...body,
    orderId: body.orderId as Webhook['orderId'],
    paymentId: body.paymentId as Webhook['paymentId'],
    siteId: body.siteId as Webhook['siteId'],
    // OCC writes the offset without a colon.
    sentAt: new Date(body.transactionTimestamp.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')),
    customProperties,
    shippingAddress: Array.isArray(shippingAddress) ? shippingAddress[0] : (shippingAddress ?? undefined),
    paymentType: paymentTypeOf(body.paymentMethod, customProperties.get('paymentType')),
  };
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
 * wants some: nobody typed them, and they go nowhere.
 */
function isFiller(cvv: string, customProperties: CustomProperties): boolean {
  const isSentAgain =
    customProperties.has('authenticationTransactionId') || customProperties.get('challengeCode') === '04';
  return cvv === '123' && isSentAgain && isGiven(customProperties.get('transientTokenJwt'));
}

function paymentTypeOf(method: Body['paymentMethod'], said: string | undefined): PaymentType | undefined {
  const claimed = isGiven(said) ? said : undefined;
  const type = claimed ?? method;
  const known = paymentTypes.find((each) => each === type);
  if (known === undefined && claimed !== undefined && claimed !== 'generic') {
    throw malformedField('body:customProperties.paymentType', `must be one of ${paymentTypes.join(', ')}`);
  }
  return known;
}

/** OCC sends absent values as missing, null or empty, and what a shopper left blank as blanks. */
export function isGiven(value: string | null | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
