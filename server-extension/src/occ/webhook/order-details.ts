import type { Address } from '../../domain/address/address.ts';
import type { OrderDetails } from '../../domain/payment/command.ts';
import type { LineItem } from '../../domain/payment/purchase.ts';
import { toIpAddress } from '../../domain/network/ip-address.ts';
import { isObject, jsonIn, type UnknownObject } from '../../domain/json/json-object.ts';
import { present } from '../../domain/present.ts';
import { shopProperties } from './body/custom-properties.ts';
import { decimalDetailOf, detailOf, detailsIn } from '../api/details.ts';
import { PURCHASE_FACTS, toIncludedDetails } from './included-order.ts';
import { itemProperties } from './line-item.ts';
import { instantOf } from '../api/instants.ts';
import { toBrowserDetails } from './payer-authentication.ts';
import type { Webhook, WebhookAddress } from './webhook.ts';

/** What the webhook tells about order and buyer. Unreadable facts are left out: they screen a payment, they never stop one. */
export function toOrderDetails(webhook: Webhook, fingerprintSessionId: string | undefined): OrderDetails {
  const { customProperties: properties, billingAddress, shippingAddress, profileDetails, profile } = webhook;
  const shipTo = shippingAddress && toAddress(shippingAddress);
  const email = profileDetails?.email ?? profile?.email ?? shipTo?.email;
  return {
    ...present({
      billTo: withEmail(billingAddress && toAddress(billingAddress), email),
      shipTo,
    }),
    buyer: toBuyer(webhook),
    device: present({
      ipAddress: toIpAddress(properties.get('ipAddress') ?? ''),
      fingerprintSessionId,
      browser: toBrowserDetails(properties),
    }),
    lineItems: toLineItems(properties.get('lineItems')),
    ...present({
      couponCode: detailOf(properties.get('couponCode')),
      subTotal: decimalDetailOf(properties.get('subTotal')),
      taxAmount: decimalDetailOf(properties.get('taxAmount')),
      shippingAmount: decimalDetailOf(properties.get('shippingAmount')),
      discountAmount: decimalDetailOf(properties.get('discountAmount')),
      dutyAmount: decimalDetailOf(properties.get('dutyAmount')),
      ...Object.fromEntries(PURCHASE.map((name) => [name, detailOf(properties.get(name))])),
    }),
    properties: shopProperties(properties),
    ...toIncludedDetails(webhook.order),
  };
}

/** What a storefront may say of a company's purchase. */
const PURCHASE = ['purchaseOrderNumber', 'purchaseOrderDate', ...PURCHASE_FACTS] as const;

/** Undefined for an address in which nothing is filled in. */
function toAddress({ companyName, phoneNumber, ...address }: WebhookAddress): Address | undefined {
  const given = present({ ...address, company: companyName, phone: phoneNumber });
  return Object.keys(given).length === 0 ? undefined : given;
}

/** The profile's e-mail address counts where the billing address has none. */
function withEmail(address: Address | undefined, email: string | undefined): Address | undefined {
  return address && present({ ...address, email: address.email ?? email });
}

function toBuyer({ profile, profileDetails, customProperties, sentAt }: Webhook): OrderDetails['buyer'] {
  const registeredAt = instantOf(profileDetails?.registrationDate ?? '');
  const purchases = /^\d{1,6}$/.exec(customProperties.get('numberOfPurchases') ?? '')?.[0];
  return present({
    profileId: profile?.id ?? profileDetails?.id,
    kind: kindOf(registeredAt, sentAt),
    registeredOn: registeredAt?.toISOString().slice(0, 10),
    purchases: purchases === undefined ? undefined : Number(purchases),
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** An account is new for a day after it was made, whatever the calendars of its owner and of OCC say meanwhile. */
function kindOf(registeredAt: Date | undefined, paidAt: Date): OrderDetails['buyer']['kind'] {
  if (registeredAt === undefined) return 'GUEST';
  return paidAt.getTime() - registeredAt.getTime() < DAY_MS ? 'NEW_ACCOUNT' : 'EXISTING_ACCOUNT';
}

const LINES_MAX = 200;
const QUANTITY_MAX = 999_999;

/** What the storefront says of the goods, as JSON; none where it cannot be read. */
function toLineItems(json: string | undefined): readonly LineItem[] {
  const lines = json === undefined ? undefined : listIn(json);
  return lines !== undefined && lines.length <= LINES_MAX && lines.every(isObject)
    ? lines.map(toLineItem)
    : [];
}

function listIn(json: string): readonly unknown[] | undefined {
  const value = jsonIn(json);
  return Array.isArray(value) ? value : undefined;
}

function toLineItem(line: UnknownObject): LineItem {
  return present({
    ...detailsIn(line, ['lineId', 'productName', 'productCode', 'productSku']),
    ...itemProperties(line),
    quantity: quantityOf(line['quantity']),
    unitPrice: decimalDetailOf(line['unitPrice']),
    totalAmount: decimalDetailOf(line['totalAmount']),
    taxAmount: decimalDetailOf(line['taxAmount']),
    discountAmount: decimalDetailOf(line['discountAmount']),
  });
}

function quantityOf(value: unknown): number | undefined {
  const quantity = Number(detailOf(value));
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= QUANTITY_MAX ? quantity : undefined;
}
