import type { OrderDetails } from '../../domain/payment/command.ts';
import { present } from '../../domain/present.ts';
import { type Json, type JsonObject, section } from '../fields/json.ts';

/** CyberSource: `orderInformation.invoiceDetails`, what a company's buyer recognises the purchase by. */
export function invoiceDetails({ purchaseOrderNumber, invoiceNumber }: OrderDetails): JsonObject {
  return section('invoiceDetails', { invoiceNumber, purchaseOrderNumber });
}

/** What level III wants to know of each item. */
const OF_EACH_ITEM = ['productName', 'productCode', 'quantity', 'unitPrice', 'totalAmount', 'taxAmount'];

/**
 * CyberSource: `purchaseLevel` 3 where the request says all that level III wants. CyberSource refuses a payment that claims
 * it and says less, so what counts is what is left after every field was made to fit.
 */
export function withPurchaseLevel<Request extends JsonObject>(request: Request): Request {
  const { lineItems, invoiceDetails } = at(request, 'orderInformation');
  const items = Array.isArray(lineItems) ? (lineItems as readonly JsonObject[]) : [];
  const isComplete =
    invoiceDetails !== undefined &&
    Object.hasOwn(invoiceDetails as JsonObject, 'purchaseOrderNumber') &&
    items.length > 0 &&
    items.every((item) => OF_EACH_ITEM.every((name) => Object.hasOwn(item, name)));
  if (!isComplete) return request;
  return {
    ...request,
    processingInformation: present({ ...at(request, 'processingInformation'), purchaseLevel: '3' }),
  };
}

function at(request: JsonObject, section: string): Readonly<Record<string, Json | undefined>> {
  return (request[section] ?? {}) as JsonObject;
}
