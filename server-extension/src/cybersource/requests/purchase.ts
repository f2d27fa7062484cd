import type { LineItem, OrderFacts } from '../../domain/command.ts';
import { type JsonObject, section } from './json.ts';
import { fit } from './text.ts';

/** CyberSource: `orderInformation.invoiceDetails`, what a company's buyer recognises the purchase by. */
export function invoiceDetails({ purchaseOrderNumber, invoiceNumber }: OrderFacts): JsonObject {
  return section('invoiceDetails', {
    invoiceNumber: fit(invoiceNumber, 20),
    purchaseOrderNumber: fit(purchaseOrderNumber, 25),
  });
}

/** Whether the order says all that level III wants: CyberSource refuses a payment that claims it and says less. */
export function isLevelThree({ purchaseOrderNumber, lineItems }: OrderFacts): boolean {
  return (
    fit(purchaseOrderNumber, 25) !== undefined &&
    lineItems.length > 0 &&
    lineItems.every(isCompleteForLevelThree)
  );
}

function isCompleteForLevelThree(item: LineItem): boolean {
  const { productName, productCode, quantity, unitPrice, totalAmount, taxAmount } = item;
  return [productName, productCode, quantity, unitPrice, totalAmount, taxAmount].every(
    (value) => value !== undefined,
  );
}
