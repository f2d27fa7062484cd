import { isSameMoney, type Money, parseDecimal, plus } from '../../domain/money/money.ts';
import type { CurrencyCode } from '../../domain/money/currency.ts';
import type { LineItem, PurchaseDetails, TaxDetail } from '../../domain/payment/purchase.ts';
import { present } from '../../domain/present.ts';
import { toDecimal } from './amount.ts';
import { type Json, type JsonObject, section } from '../fields/json.ts';

/** CyberSource: `orderInformation.amountDetails` beside total and currency: of what the total consists. */
export function partsOfAmount(details: PurchaseDetails, currency: CurrencyCode): JsonObject {
  return present({
    taxAmount: toDecimal(details.taxAmount, currency),
    freightAmount: toDecimal(details.shippingAmount, currency),
    discountAmount: toDecimal(details.discountAmount, currency),
    dutyAmount: toDecimal(details.dutyAmount, currency),
    nationalTaxIncluded: details.nationalTaxIncluded,
    taxAppliedAfterDiscount: details.taxAppliedAfterDiscount,
    taxAppliedLevel: details.taxAppliedLevel,
    taxTypeCode: details.taxTypeCode,
    taxDetails: taxes(details.taxDetails, currency),
  });
}

/** CyberSource: `orderInformation.lineItems`. */
export function lineItems({ lineItems: items }: PurchaseDetails, currency: CurrencyCode): JsonObject {
  return { lineItems: items.map((item) => lineItem(item, currency)) };
}

function lineItem(item: LineItem, currency: CurrencyCode): JsonObject {
  const { unitPrice, totalAmount, taxAmount, discountAmount, unitTaxAmount, taxDetails } = item;
  return present({
    ...item,
    lineId: undefined,
    unitPrice: toDecimal(unitPrice, currency),
    totalAmount: toDecimal(totalAmount, currency),
    taxAmount: toDecimal(taxAmount, currency),
    discountAmount: toDecimal(discountAmount, currency),
    unitTaxAmount: toDecimal(unitTaxAmount, currency),
    taxDetails: taxes(taxDetails, currency),
  });
}

function taxes(list: readonly TaxDetail[] | undefined, currency: CurrencyCode): readonly Json[] | undefined {
  return list?.map(({ amount, ...tax }) => present({ ...tax, amount: toDecimal(amount, currency) }));
}

/** CyberSource: `orderInformation.invoiceDetails`, what a company's buyer recognises the purchase by. */
export function invoiceDetails(details: PurchaseDetails, currency: CurrencyCode): JsonObject {
  const {
    purchaseOrderNumber,
    purchaseOrderDate,
    purchaseContactName,
    vatInvoiceReferenceNumber,
    commodityCode,
  } = details;
  return section('invoiceDetails', {
    purchaseOrderNumber,
    purchaseOrderDate,
    purchaseContactName,
    vatInvoiceReferenceNumber,
    commodityCode,
    taxable: isTaxable(details, currency),
  });
}

/** CyberSource: true where the taxes of the items are more than zero; unknown where no item states one. */
function isTaxable({ lineItems: items }: PurchaseDetails, currency: CurrencyCode): boolean | undefined {
  const stated = items.flatMap(({ taxAmount }) => parseDecimal(taxAmount, currency) ?? []);
  return stated.length === 0 ? undefined : !isSameMoney(stated.reduce(plus), nothing(currency));
}

function nothing(currency: CurrencyCode): Money {
  return { minor: 0, currency };
}

/** CyberSource: `orderInformation.shippingDetails`. */
export function shippingDetails({ shipFromPostalCode }: PurchaseDetails): JsonObject {
  return section('shippingDetails', { shipFromPostalCode });
}

/** What level III wants to know of each item. */
const OF_EACH_ITEM = ['productName', 'productCode', 'quantity', 'unitPrice', 'totalAmount', 'taxAmount'];

/**
 * CyberSource: `purchaseLevel` 3 where the request says all that level III wants. CyberSource refuses a payment that claims
 * it and says less, so what counts is what is left after every field was made to fit. Level II data needs no such word: 3 is the only
 * one that CyberSource's field reference has (https://developer.cybersource.com/docs/cybs/en-us/api-fields/reference/all/so/api-fields/cc-credit-service-purchasing-level.html).
 */
export function withPurchaseLevel<Request extends JsonObject>(request: Request): Request {
  const { lineItems: listed, invoiceDetails: invoice } = at(request, 'orderInformation');
  const items = Array.isArray(listed) ? (listed as readonly JsonObject[]) : [];
  const isComplete =
    invoice !== undefined &&
    Object.hasOwn(invoice as JsonObject, 'purchaseOrderNumber') &&
    items.length > 0 &&
    items.every((item) => OF_EACH_ITEM.every((name) => Object.hasOwn(item, name)));
  if (!isComplete) return request;
  return {
    ...request,
    processingInformation: present({ ...at(request, 'processingInformation'), purchaseLevel: '3' }),
  };
}

function at(request: JsonObject, name: string): Readonly<Record<string, Json | undefined>> {
  return (request[name] ?? {}) as JsonObject;
}
