import { createHmac, generateKeyPair, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { gatewayId } from '../../../../gateway-settings/settings.ts';
import { CAPTURE_CONTEXT_LIFE_MS } from '../../checkout/lifetimes.ts';
import type { SiteId } from '../../domain/ids.ts';
import { createSeal, digestOf } from '../../domain/seal.ts';
import { Secret } from '../../domain/secret.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { parseSiteSettings } from '../../occ/settings/site-settings.ts';
import type { PaymentMethod } from '../../methods/method/payment-method.ts';

/** A webhook as OCC delivers it: bytes, and its signature over them. */
export interface SampleDelivery {
  readonly body: Buffer;
  readonly signature: string;
}

/** A shop that does not exist, with keys that were drawn for it, and its payments. */
export interface SampleShop {
  /** What its webhooks are signed with, in base64, and what its capture contexts are sealed with. */
  readonly webhookSecret: Secret;
  readonly sealingSecret: Secret;
  readonly settings: GatewaySettings;
  /** The next authorization by card, for an order and with a capture context of its own. */
  nextAuthorization(now: Date): SampleDelivery;
}

const SITE = 'warm-up' as SiteId;
const ORIGIN = 'https://warm-up.invalid';
const RSA_BITS = 2048;

export async function createSampleShop(methods: readonly PaymentMethod[]): Promise<SampleShop> {
  const webhookSecret = new Secret(randomBytes(64).toString('base64'));
  const sealingSecret = new Secret(randomBytes(48).toString('base64'));
  const seal = createSeal(sealingSecret);
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: randomUUID() };
  const token = toToken({ kid: jwk.kid, alg: 'RS256' }, toClaims(), privateKey);
  let orders = 0;

  /** What the page of a shop would carry: a context, and its seal. */
  function toCustomProperties(now: Date): Readonly<Record<string, string>> {
    const captureContext = `e30.${toPart({ jti: randomUUID(), flx: { jwk } })}.e30`;
    const expiresAt = new Date(now.getTime() + CAPTURE_CONTEXT_LIFE_MS);
    const binding = { purpose: 'capture-context', site: SITE, origin: ORIGIN, expiresAt } as const;
    const { iv, encrypted } = seal.seal(binding, digestOf(captureContext));
    return {
      paymentType: 'card',
      transientTokenJwt: token,
      captureContext,
      captureContextCipherIv: iv,
      captureContextCipherEncrypted: encrypted,
    };
  }

  return {
    webhookSecret,
    sealingSecret,
    settings: parseSiteSettings({ data: { storefront: toSettings() } }, SITE, 'storefront', methods),
    nextAuthorization(now) {
      orders += 1;
      const webhook = toWebhook(`warm-up-${orders}`, now, toCustomProperties(now));
      const body = Buffer.from(JSON.stringify(webhook));
      const key = Buffer.from(webhookSecret.reveal(), 'base64');
      return { body, signature: createHmac('sha512', key).update(body).digest('base64') };
    },
  };
}

/** Gateway settings, as OCC's administrators would save them. */
function toSettings(): Readonly<Record<string, unknown>> {
  return {
    paymentMethodTypes: 'card,generic',
    paymentOptions: 'card',
    merchantID: 'warm_up',
    merchantKeyId: randomUUID(),
    merchantsecretKey: randomBytes(32).toString('base64'),
    authenticationType: 'JWT',
    jwtKeyType: 'SHARED_SECRET',
    runEnvironment: 'apitest.cybersource.com',
    payerAuthEnabled: false,
    allowedOrigins: ORIGIN,
  };
}

/** CyberSource: microform, claims of a transient token. */
function toClaims(): object {
  const iat = Math.floor(Date.now() / 1000);
  return { iss: 'Flex/08', jti: randomUUID(), iat, exp: iat + 900 };
}

function toToken(header: object, claims: object, key: KeyObject): string {
  const content = `${toPart(header)}.${toPart(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

function toPart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** OCC: generic payment webhook, with its order. */
function toWebhook(orderId: string, now: Date, customProperties: Readonly<Record<string, string>>): object {
  const address = {
    firstName: 'Ada',
    lastName: 'Lovelace',
    address1: '12 St James Square',
    city: 'Austin',
    state: 'TX',
    country: 'US',
    postalCode: '78704',
    email: 'ada@example.com',
    phoneNumber: '5125550100',
  };
  const paymentId = `pg-${orderId}`;
  return {
    transactionId: `${orderId}-${paymentId}`,
    transactionType: '0100',
    transactionTimestamp: `${now.toISOString().slice(0, 19)}+0000`,
    orderId,
    paymentId,
    paymentMethod: 'card',
    gatewayId,
    siteId: SITE,
    channel: 'storefront',
    locale: 'en',
    currencyCode: 'USD',
    amount: '000000012575',
    cardDetails: {
      expirationMonth: '03',
      expirationYear: '2031',
      type: 'visa',
      number: '411111xxxxxx1111',
    },
    customProperties,
    billingAddress: address,
    shippingAddress: address,
    profile: { id: '110000', email: address.email },
    profileDetails: { id: '110000', email: address.email, registrationDate: '2025-10-15T06:50:51.000Z' },
    order: {
      id: orderId,
      originOfOrder: 'default',
      siteId: SITE,
      priceInfo: { currencyCode: 'USD', amount: 125.75, shipping: 0, tax: 0, total: 125.75 },
      commerceItems: [
        {
          id: 'ci1',
          productId: 'lamp',
          catalogRefId: 'lamp',
          productDisplayName: 'Lamp',
          quantity: 1,
          priceInfo: { amount: 125.75, listPrice: 125.75 },
        },
      ],
      paymentGroups: [
        { id: paymentId, paymentMethod: 'card', amount: 125.75, currencyCode: 'USD', gatewayName: gatewayId },
      ],
    },
  };
}
