import { isIP } from 'node:net';
import * as z from 'zod';
import type { Address, LineItem, OrderFacts } from '../domain/command.ts';
import { type CustomProperties, shopProperties } from './custom-properties.ts';
import { toIncludedFacts } from './included-order.ts';
import { toBrowserFacts } from './payer-authentication.ts';
import { isGiven, type Webhook, type WebhookAddress } from './webhook.ts';

/** What the webhook tells about order and buyer. Unreadable facts are left out: they screen a payment, they never stop one. */
export function toOrderFacts(webhook: Webhook, fingerprintSessionId: string | undefined): OrderFacts {
  const { customProperties: properties, billingAddress, shippingAddress, profileDetails, profile } = webhook;
  const email = profileDetails?.email ?? profile?.email;
  const ipAddress = properties.get('ipAddress');
  const browser = toBrowserFacts(properties);
  return {
    ...(billingAddress && { billTo: toAddress({ ...billingAddress, email: billingAddress.email ?? email }) }),
    ...(shippingAddress && { shipTo: toAddress(shippingAddress) }),
    buyer: toBuyer(webhook),
    device: {
      ...(ipAddress !== undefined && isIP(ipAddress) !== 0 && { ipAddress }),
      ...(fingerprintSessionId !== undefined && { fingerprintSessionId }),
      ...(browser && { browser }),
    },
    lineItems: toLineItems(properties.get('lineItems')),
    ...textOf('couponCode', properties.get('couponCode')),
    ...decimalOf('subTotal', properties),
    ...decimalOf('taxAmount', properties),
    ...decimalOf('shippingAmount', properties),
    ...decimalOf('discountAmount', properties),
    ...textOf('purchaseOrderNumber', properties.get('purchaseOrderNumber')),
    ...textOf('invoiceNumber', properties.get('invoiceNumber')),
    properties: shopProperties(properties),
    ...toIncludedFacts(webhook.order),
  };
}

function toAddress(address: WebhookAddress): Address {
  return {
    ...textOf('firstName', address.firstName),
    ...textOf('lastName', address.lastName),
    ...textOf('company', address.companyName),
    ...textOf('address1', address.address1),
    ...textOf('address2', address.address2),
    ...textOf('city', address.city),
    ...textOf('state', address.state),
    ...textOf('postalCode', address.postalCode),
    ...textOf('country', address.country),
    ...textOf('email', address.email),
    ...textOf('phone', address.phoneNumber),
  };
}

function toBuyer({
  profile,
  profileDetails,
  customProperties,
  transactionTimestamp,
}: Webhook): OrderFacts['buyer'] {
  const registeredOn = /^\d{4}-\d\d-\d\d/.exec(profileDetails?.registrationDate ?? '')?.[0];
  const purchases = /^\d{1,6}$/.exec(customProperties.get('numberOfPurchases') ?? '')?.[0];
  return {
    ...textOf('profileId', profile?.id ?? profileDetails?.id),
    kind: kindOf(registeredOn, transactionTimestamp.slice(0, 10)),
    ...(registeredOn !== undefined && { registeredOn }),
    ...(purchases !== undefined && { purchases: Number(purchases) }),
  };
}

function kindOf(registeredOn: string | undefined, today: string): OrderFacts['buyer']['kind'] {
  if (registeredOn === undefined) return 'GUEST';
  return registeredOn === today ? 'NEW_ACCOUNT' : 'EXISTING_ACCOUNT';
}

const DECIMAL = /^\d{1,12}(?:\.\d{1,4})?$/;
const word = z.union([z.string(), z.number().transform(String)]);
const decimal = word
  .refine((text) => DECIMAL.test(text))
  .optional()
  .catch(undefined);
const name = word.optional().catch(undefined);
const MAX_LINES = 200;

const lines = z
  .array(
    z.object({
      productName: name,
      productCode: name,
      productSku: name,
      quantity: z.coerce.number().int().min(1).max(999_999).optional().catch(undefined),
      unitPrice: decimal,
      totalAmount: decimal,
      taxAmount: decimal,
      discountAmount: decimal,
      commodityCode: name,
      unitOfMeasure: name,
    }),
  )
  .max(MAX_LINES);

function toLineItems(json: string | undefined): readonly LineItem[] {
  if (json === undefined) return [];
  try {
    const parsed = lines.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data.map(withoutGaps) : [];
  } catch {
    return [];
  }
}

function withoutGaps(line: z.output<typeof lines>[number]): LineItem {
  return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined));
}

function decimalOf<K extends string>(key: K, properties: CustomProperties): Partial<Record<K, string>> {
  const text = properties.get(key);
  return (text !== undefined && DECIMAL.test(text) ? { [key]: text } : {}) as Partial<Record<K, string>>;
}

function textOf<K extends string>(key: K, value: string | null | undefined): Partial<Record<K, string>> {
  return (isGiven(value) ? { [key]: value } : {}) as Partial<Record<K, string>>;
}
