import type { LineItem, PurchaseDetails } from '../../domain/payment/purchase.ts';
import { isObject, type UnknownObject } from '../../domain/json/json-object.ts';
import { present } from '../../domain/present.ts';
import { decimalDetailOf, detailOf, detailsIn } from '../api/details.ts';
import { instantOf } from '../api/instants.ts';
import { itemProperties, taxDetailsIn, withAddedProperties } from './line-item.ts';

/** What is said of a company's purchase under the same names by OCC's order and by a storefront. */
export const PURCHASE_FACTS = [
  'invoiceNumber',
  'purchaseContactName',
  'vatInvoiceReferenceNumber',
  'commodityCode',
  'nationalTaxIncluded',
  'taxAppliedAfterDiscount',
  'taxAppliedLevel',
  'taxTypeCode',
  'shipFromPostalCode',
] as const;

const LINES_MAX = 200;
const QUANTITY_MAX = 999_999;

/**
 * OCC: property `includeOrderInWebhookPayload`, the order as the Order Submit webhook has it; the admin API shows the same. Only what is
 * there and can be read; it comes from OCC itself and so counts for more than what the browser put beside the payment. What OCC does
 * not know by itself, a merchant keeps in properties of orders and items that have CyberSource's names.
 */
export function toIncludedDetails(rawOrder: unknown): Partial<Omit<PurchaseDetails, 'shipTo'>> {
  if (!isObject(rawOrder)) return {};
  const order = withAddedProperties(rawOrder);
  const prices = objectIn(order, 'priceInfo');
  const placedAt = instantOf(detailOf(order['submittedDate']) ?? detailOf(order['creationDate']) ?? '');
  return present({
    lineItems: linesIn(order['commerceItems']) ?? linesIn(order['items']),
    subTotal: decimalDetailOf(prices['amount']),
    taxAmount: decimalDetailOf(prices['tax']),
    shippingAmount: decimalDetailOf(prices['shipping']),
    discountAmount: decimalDetailOf(prices['discountAmount']),
    dutyAmount: decimalDetailOf(order['dutyAmount']),
    purchaseOrderNumber: firstFact(order, ['purchaseOrderNumber', 'poNumber', 'PONumber']),
    purchaseOrderDate: detailOf(order['purchaseOrderDate']) ?? placedAt?.toISOString().slice(0, 10),
    taxDetails: taxDetailsIn(order['taxDetails']),
    ...detailsIn(order, PURCHASE_FACTS),
  });
}

function linesIn(list: unknown): readonly LineItem[] | undefined {
  const isReadable = Array.isArray(list) && list.length <= LINES_MAX && list.every(isObject);
  return isReadable ? list.map(toLineItem) : undefined;
}

function toLineItem(rawItem: UnknownObject): LineItem {
  const item = withAddedProperties(rawItem);
  const prices = objectIn(item, 'priceInfo');
  return present({
    lineId: detailOf(item['id']),
    productName: firstFact(item, ['displayName', 'productDisplayName']),
    productCode: detailOf(item['productId']),
    productSku: firstFact(item, ['catRefId', 'catalogRefId']),
    quantity: quantityOf(item['quantity']),
    unitPrice: decimalDetailOf(item['unitPrice']) ?? decimalDetailOf(prices['listPrice']),
    totalAmount: decimalDetailOf(prices['amount']) ?? decimalDetailOf(item['rawTotalPrice']),
    taxAmount: decimalDetailOf(objectIn(item, 'taxPriceInfo')['amount']) ?? decimalDetailOf(prices['tax']),
    discountAmount: decimalDetailOf(prices['discountAmount']),
    ...itemProperties(item),
  });
}

function quantityOf(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= QUANTITY_MAX
    ? Number(value)
    : undefined;
}

function firstFact(object: UnknownObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const fact = detailOf(object[name]);
    if (fact !== undefined) return fact;
  }
  return undefined;
}

/** The object under this name; an empty one where there is none. */
function objectIn(object: UnknownObject, name: string): UnknownObject {
  const value = object[name];
  return isObject(value) ? value : NOTHING;
}

const NOTHING: UnknownObject = {};
