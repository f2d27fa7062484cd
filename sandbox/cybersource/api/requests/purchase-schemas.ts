/**
 * Level II and III data of payments and captures (CyberSource: amountDetails, lineItems, invoiceDetails and shippingDetails in the
 * documentation of its client library; lengths in its field reference).
 */
import { z } from 'zod';
import type { RefusalDetail } from '../../model/refusal.ts';
import { amount, flag, text, textLike, whole } from './scalars.ts';
import { type RequestJson, valueAt } from './body.ts';

/** A part of an amount, of so many characters at most. */
const upTo = (length: number): z.ZodType<string> => amount.pipe(z.string().max(length));

/** A fraction: 0.07 is seven percent. */
const rate = textLike(/^0?(?:\.\d{1,5})?$/);

const taxDetails = z
  .array(
    z.looseObject({
      type: z.enum(['alternate', 'local', 'national', 'vat', 'other', 'green']).optional(),
      amount: upTo(13).optional(),
      rate: rate.optional(),
      code: text(4).optional(),
      taxId: text(15).optional(),
      applied: flag.optional(),
      exemptionCode: text(1).optional(),
    }),
  )
  .optional();

/** Of what the total consists. */
export const amountParts = {
  subTotalAmount: upTo(19).optional(),
  taxAmount: upTo(12).optional(),
  freightAmount: upTo(13).optional(),
  dutyAmount: upTo(15).optional(),
  discountAmount: upTo(15).optional(),
  nationalTaxIncluded: textLike(/^[01]$/).optional(),
  taxAppliedAfterDiscount: textLike(/^[0-2]$/).optional(),
  taxAppliedLevel: textLike(/^[0-4]$/).optional(),
  // A blank follows the Canadian one.
  taxTypeCode: textLike(/^(?:056|TX )$/).optional(),
  taxDetails,
};

const lineItem = z.looseObject({
  productCode: text(255).optional(),
  productName: text(255).optional(),
  productSku: text(255).optional(),
  quantity: whole(0, 999_999_999).optional(),
  unitPrice: upTo(15).optional(),
  totalAmount: upTo(13).optional(),
  taxAmount: upTo(15).optional(),
  discountAmount: upTo(13).optional(),
  discountRate: textLike(/^\d{1,3}(?:\.\d{1,2})?$/).optional(),
  unitOfMeasure: text(12).optional(),
  commodityCode: textLike(/^[A-Za-z0-9]{1,15}$/).optional(),
  taxRate: rate.optional(),
  taxTypeCode: text(4).optional(),
  taxStatusIndicator: textLike(/^[0-2]$/).optional(),
  amountIncludesTax: flag.optional(),
  typeOfSupply: textLike(/^0[01]$/).optional(),
  unitTaxAmount: textLike(/^\d{1,7}(?:\.\d{1,3})?$/).optional(),
  taxDetails,
});

/** The parts of `orderInformation` that say what is bought. */
export const purchaseParts = {
  lineItems: z.array(lineItem).max(98).optional(),
  invoiceDetails: z
    .looseObject({
      invoiceNumber: text(255).optional(),
      purchaseOrderNumber: text(25).optional(),
      purchaseOrderDate: textLike(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/).optional(),
      purchaseContactName: text(36).optional(),
      taxable: flag.optional(),
      vatInvoiceReferenceNumber: text(15).optional(),
      commodityCode: textLike(/^[A-Za-z0-9]{1,4}$/).optional(),
    })
    .optional(),
  shippingDetails: z
    .looseObject({
      shipFromPostalCode: textLike(/^(?:\d{5,9}|\d{5}-\d{4}|[A-Za-z]\d[A-Za-z] \d[A-Za-z]\d)$/).optional(),
    })
    .optional(),
};

/** CyberSource: the only level that is named. */
export const purchaseLevel = textLike(/^3$/).optional();

/** What each item of a level III request has to say. */
const OF_EACH_ITEM = ['productName', 'productCode', 'quantity', 'unitPrice', 'totalAmount', 'taxAmount'];

/** What depends on more than one field: what level III wants, and whether the order is taxable. */
export function purchaseFaults(body: RequestJson): readonly RefusalDetail[] {
  const at = (...path: readonly string[]): unknown => valueAt(body, ['orderInformation', ...path]);
  const listed = at('lineItems');
  const items: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const taxed = items.some((item) => Number(valueAt(item, ['taxAmount']) ?? 0) > 0);
  const untrue: readonly RefusalDetail[] =
    taxed && String(at('invoiceDetails', 'taxable')) === 'false'
      ? [{ field: 'orderInformation.invoiceDetails.taxable', reason: 'INVALID_DATA' }]
      : [];
  if (valueAt(body, ['processingInformation', 'purchaseLevel']) === undefined) return untrue;
  const missing = [
    ...(at('invoiceDetails', 'purchaseOrderNumber') === undefined
      ? ['orderInformation.invoiceDetails.purchaseOrderNumber']
      : []),
    ...(items.length === 0 ? ['orderInformation.lineItems'] : []),
    ...items.flatMap((item, nth) =>
      OF_EACH_ITEM.filter((name) => valueAt(item, [name]) === undefined).map(
        (name) => `orderInformation.lineItems[${nth}].${name}`,
      ),
    ),
  ];
  return [...untrue, ...missing.map((field): RefusalDetail => ({ field, reason: 'MISSING_FIELD' }))];
}
