import { createHmac } from 'node:crypto';

/** OCC's keys in the tests: base64 text, as OCC shows them. */
export const webhookKey = Buffer.from('the key that OCC signs webhooks with, SHA-512 ').toString('base64');
export const olderWebhookKey = Buffer.from('the key before it, still valid for a while......').toString(
  'base64',
);
export const sha1WebhookKey = Buffer.from('an old SHA-1 key....').toString('base64');

type Json = Readonly<Record<string, unknown>>;

/** A card authorization as OCC sends it. Overrides replace whole top-level fields. */
export function aWebhook(overrides: Json = {}): Record<string, unknown> {
  return {
    transactionId: 'o10001-pg10001-1767225600000',
    transactionType: '0100',
    transactionTimestamp: occTime(new Date()),
    orderId: 'o10001',
    paymentId: 'pg10001',
    paymentMethod: 'card',
    gatewayId: 'isv-occ-gateway',
    siteId: 'siteUS',
    siteURL: 'https://shop.test',
    channel: 'storefront',
    locale: 'en',
    currencyCode: 'USD',
    amount: '000000004250',
    cardDetails: {
      expirationMonth: '03',
      expirationYear: '2031',
      type: 'visa',
      holderName: 'A Buyer',
      number: '411111xxxxxx1111',
    },
    customProperties: { paymentType: 'card', transientTokenJwt: 'a.token' },
    billingAddress: anAddress(),
    shippingAddress: anAddress(),
    profile: { id: '110000', email: 'a@shop.test' },
    profileDetails: { id: '110000', email: 'a@shop.test', registrationDate: '2025-10-15T06:50:51.000Z' },
    retryPaymentCount: 0,
    gatewaySettings: [{ name: 'paymentMethodTypes', value: 'card' }],
    ...overrides,
  };
}

/** The order behind it, as OCC includes it or gives it to administrators. */
export function anOrder(overrides: Json = {}): Record<string, unknown> {
  return {
    id: 'o10001',
    state: 'INCOMPLETE',
    originOfOrder: 'default',
    priceInfo: { currencyCode: 'USD', amount: 42.5, total: 42.5 },
    paymentGroups: [{ id: 'pg10001', state: 'INITIAL', amount: 42.5, currencyCode: 'USD' }],
    ...overrides,
  };
}

/** A void, capture or refund of it. */
export function aFollowOn(
  transactionType: '0110' | '0200' | '0400',
  ref: string,
  overrides: Json = {},
): Json {
  return aWebhook({
    transactionType,
    transactionId: `o10001-pg10001-${transactionType}`,
    customProperties: {},
    referenceInfo: { hostTransactionId: ref },
    ...overrides,
  });
}

export function anAddress(): Record<string, string> {
  return {
    firstName: 'A',
    lastName: 'Buyer',
    address1: '1 Road',
    city: 'Town',
    state: 'MA',
    country: 'US',
    postalCode: '01234',
    email: 'a@shop.test',
    phoneNumber: '6175550100',
  };
}

/** OCC: times without a colon in the offset. */
export function occTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}+0000`;
}

export function sign(
  body: string | Buffer,
  key = webhookKey,
  algorithm: 'sha512' | 'sha1' = 'sha512',
): string {
  return createHmac(algorithm, Buffer.from(key, 'base64')).update(body).digest('base64');
}

export function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
