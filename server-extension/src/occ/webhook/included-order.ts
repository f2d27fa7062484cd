import type { LineItem, OrderDetails } from '../../domain/payment/command.ts';
import { isObject, type UnknownObject } from '../../domain/json-object.ts';
import { present } from '../../domain/present.ts';
import { decimalDetailOf, detailOf } from '../api/details.ts';

const MAX_LINES = 200;
const MAX_QUANTITY = 999_999;

type IncludedFacts = Partial<
  Pick<
    OrderDetails,
    | 'lineItems'
    | 'subTotal'
    | 'taxAmount'
    | 'shippingAmount'
    | 'discountAmount'
    | 'purchaseOrderNumber'
    | 'invoiceNumber'
  >
>;

/**
 * OCC: property `includeOrderInWebhookPayload`, the order as the Order Submit webhook has it. Only what is there and can be
 * read; it comes from OCC itself and so counts for more than what the browser put beside the payment.
 */
export function toIncludedDetails(order: unknown): IncludedFacts {
  if (!isObject(order)) return {};
  const prices = objectIn(order, 'priceInfo');
  return present({
    lineItems: linesIn(order['commerceItems']) ?? linesIn(order['items']),
    subTotal: decimalDetailOf(prices['amount']),
    taxAmount: decimalDetailOf(prices['tax']),
    shippingAmount: decimalDetailOf(prices['shipping']),
    discountAmount: decimalDetailOf(prices['discountAmount']),
    purchaseOrderNumber: firstFact(order, ['purchaseOrderNumber', 'poNumber', 'PONumber']),
    invoiceNumber: detailOf(order['invoiceNumber']),
  });
}

function linesIn(list: unknown): readonly LineItem[] | undefined {
  const isReadable = Array.isArray(list) && list.length <= MAX_LINES && list.every(isObject);
  return isReadable ? list.map(toLineItem) : undefined;
}

function toLineItem(item: UnknownObject): LineItem {
  const prices = objectIn(item, 'priceInfo');
  return present({
    productName: firstFact(item, ['displayName', 'productDisplayName']),
    productCode: detailOf(item['productId']),
    productSku: firstFact(item, ['catRefId', 'catalogRefId']),
    quantity: quantityOf(item['quantity']),
    unitPrice: decimalDetailOf(item['unitPrice']) ?? decimalDetailOf(prices['listPrice']),
    totalAmount: decimalDetailOf(prices['amount']) ?? decimalDetailOf(item['rawTotalPrice']),
    taxAmount: decimalDetailOf(objectIn(item, 'taxPriceInfo')['amount']) ?? decimalDetailOf(prices['tax']),
    commodityCode: detailOf(item['commodityCode']),
    unitOfMeasure: detailOf(item['unitOfMeasure']),
  });
}

function quantityOf(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_QUANTITY
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
