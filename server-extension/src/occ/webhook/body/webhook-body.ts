import * as z from 'zod';
import { lazy, type Shape } from '../../../domain/json/lazy.ts';
import { isCurrencyCode } from '../../../domain/money/currency.ts';
import { isObject, type UnknownObject } from '../../../domain/json/json-object.ts';
import { channels } from '../../../domain/settings.ts';
import { TWELVE_DIGITS } from './occ-amount.ts';
import { transactionTypes, webhookPaymentMethods } from './transaction-types.ts';

/** An id of a site of OCC’s. */
export const SITE_ID = /^[\w-]{1,64}$/;
/** Of an order, a payment group or a transaction of OCC's. */
export const OCC_ID = /^[A-Za-z0-9][\w.:-]{0,127}$/;

const text = lazy(() =>
  z
    .custom<string | null>(isText, 'must be a text of at most 2,000 characters')
    .optional()
    .meta({ type: ['string', 'null'], maxLength: 2000 }),
);
/** A text of digits, or the same as a JSON number: a card number that must not arrive is recognised in both forms. */
const digits = lazy(() => z.union([text(), z.number().transform(String)]));
const id = lazy(() => z.string().regex(OCC_ID, 'must be an id: letters, digits, dots, colons and hyphens'));
const fact = lazy(() => z.unknown().optional());

function isText(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.length <= 2_000);
}

/**
 * OCC: generic payment webhook: what says which payment it is, over how much, with which instrument and by whose leave.
 * It has to be right. Everything else is a fact, which is taken as far as it can be read, or is dropped, `gatewaySettings`
 * above all: both of its documented shapes arrive, neither is needed, and secrets come from OCC’s site settings only.
 */
export const webhookSchema = lazy(() =>
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

export type WebhookBody = Shape<typeof webhookSchema>;

/** The same for the API's document: site and channel may be left to headers. */
export const webhookBody = lazy(() =>
  webhookSchema().partial({ siteId: true, channel: true }).meta({
    id: 'Webhook',
    description: 'The fields that are read. OCC sends more, which is ignored; `gatewaySettings` above all.',
  }),
);
