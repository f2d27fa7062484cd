import * as z from 'zod';
import type { Address, LineItem, OrderFacts } from '../domain/command.ts';
import { toIpAddress } from '../domain/ip-address.ts';
import { present } from '../domain/present.ts';
import { shopProperties } from './custom-properties.ts';
import { toIncludedFacts } from './included-order.ts';
import { toBrowserFacts } from './payer-authentication.ts';
import { isGiven, type Webhook, type WebhookAddress } from './webhook.ts';

/** What the webhook tells about order and buyer. Unreadable facts are left out: they screen a payment, they never stop one. */
export function toOrderFacts(webhook: Webhook, fingerprintSessionId: string | undefined): OrderFacts {
  const { customProperties: properties, billingAddress, shippingAddress, profileDetails, profile } = webhook;
  const shipTo = addressOf(shippingAddress);
  const email = [profileDetails?.email, profile?.email, shipTo?.email].find(isGiven);
  return {
    ...present({
      billTo: withEmail(addressOf(billingAddress), email),
      shipTo,
    }),
    buyer: toBuyer(webhook),
    device: present({
      ipAddress: toIpAddress(properties.get('ipAddress') ?? ''),
      fingerprintSessionId,
      browser: toBrowserFacts(properties),
    }),
    lineItems: toLineItems(properties.get('lineItems')),
    ...present({
      couponCode: textOf(properties.get('couponCode')),
      subTotal: decimalOf(properties.get('subTotal')),
      taxAmount: decimalOf(properties.get('taxAmount')),
      shippingAmount: decimalOf(properties.get('shippingAmount')),
      discountAmount: decimalOf(properties.get('discountAmount')),
      purchaseOrderNumber: textOf(properties.get('purchaseOrderNumber')),
      invoiceNumber: textOf(properties.get('invoiceNumber')),
    }),
    properties: shopProperties(properties),
    ...toIncludedFacts(webhook.order),
  };
}

/** Undefined for an address in which nothing is filled in. */
function addressOf(address: WebhookAddress | null | undefined): Address | undefined {
  if (address === undefined || address === null) return undefined;
  const given = present({
    firstName: textOf(address.firstName),
    lastName: textOf(address.lastName),
    company: textOf(address.companyName),
    address1: textOf(address.address1),
    address2: textOf(address.address2),
    city: textOf(address.city),
    state: textOf(address.state),
    postalCode: textOf(address.postalCode),
    country: textOf(address.country),
    email: textOf(address.email),
    phone: textOf(address.phoneNumber),
  });
  return Object.keys(given).length === 0 ? undefined : given;
}

/** The profile's e-mail address counts where the billing address has none. */
function withEmail(address: Address | undefined, email: string | undefined): Address | undefined {
  return address && present({ ...address, email: address.email ?? email });
}

function toBuyer({
  profile,
  profileDetails,
  customProperties,
  transactionTimestamp,
}: Webhook): OrderFacts['buyer'] {
  const registeredOn = /^\d{4}-\d\d-\d\d/.exec(profileDetails?.registrationDate ?? '')?.[0];
  const purchases = /^\d{1,6}$/.exec(customProperties.get('numberOfPurchases') ?? '')?.[0];
  return present({
    profileId: [profile?.id, profileDetails?.id].find(isGiven),
    kind: kindOf(registeredOn, transactionTimestamp.slice(0, 10)),
    registeredOn,
    purchases: purchases === undefined ? undefined : Number(purchases),
  });
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
    return parsed.success ? parsed.data.map(present) : [];
  } catch {
    return [];
  }
}

function decimalOf(text: string | undefined): string | undefined {
  return text !== undefined && DECIMAL.test(text) ? text : undefined;
}

function textOf(value: string | null | undefined): string | undefined {
  return isGiven(value) ? value.trim() : undefined;
}
