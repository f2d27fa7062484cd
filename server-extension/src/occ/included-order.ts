import * as z from 'zod';
import type { LineItem, OrderFacts } from '../domain/command.ts';
import { present } from '../domain/present.ts';

/** Numbers and texts with at most four decimals; anything else is left out rather than rounded. */
const decimal = z
  .union([z.string(), z.number().transform(String)])
  .refine((text) => /^\d{1,12}(?:\.\d{1,4})?$/.test(text))
  .optional()
  .catch(undefined);
const word = z
  .union([z.string().trim().min(1).max(2_000), z.number().transform(String)])
  .optional()
  .catch(undefined);
const MAX_LINES = 200;

const line = z.object({
  displayName: word,
  productDisplayName: word,
  productId: word,
  catRefId: word,
  catalogRefId: word,
  quantity: z.number().int().min(1).max(999_999).optional().catch(undefined),
  unitPrice: decimal,
  rawTotalPrice: decimal,
  commodityCode: word,
  unitOfMeasure: word,
  priceInfo: z.object({ amount: decimal, listPrice: decimal, tax: decimal }).optional().catch(undefined),
  taxPriceInfo: z.object({ amount: decimal }).optional().catch(undefined),
});

const order = z.object({
  purchaseOrderNumber: word,
  poNumber: word,
  PONumber: word,
  invoiceNumber: word,
  commerceItems: z.array(line).max(MAX_LINES).optional().catch(undefined),
  items: z.array(line).max(MAX_LINES).optional().catch(undefined),
  priceInfo: z
    .object({ amount: decimal, tax: decimal, shipping: decimal, discountAmount: decimal })
    .optional()
    .catch(undefined),
});

type IncludedFacts = Partial<
  Pick<
    OrderFacts,
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
export function toIncludedFacts(raw: unknown): IncludedFacts {
  if (raw === undefined) return {};
  const { data } = order.safeParse(raw);
  if (data === undefined) return {};
  const { priceInfo, commerceItems, items } = data;
  return present({
    lineItems: (commerceItems ?? items)?.map(toLineItem),
    subTotal: priceInfo?.amount,
    taxAmount: priceInfo?.tax,
    shippingAmount: priceInfo?.shipping,
    discountAmount: priceInfo?.discountAmount,
    purchaseOrderNumber: data.purchaseOrderNumber ?? data.poNumber ?? data.PONumber,
    invoiceNumber: data.invoiceNumber,
  });
}

function toLineItem(item: z.output<typeof line>): LineItem {
  return present({
    productName: item.displayName ?? item.productDisplayName,
    productCode: item.productId,
    productSku: item.catRefId ?? item.catalogRefId,
    quantity: item.quantity,
    unitPrice: item.unitPrice ?? item.priceInfo?.listPrice,
    totalAmount: item.priceInfo?.amount ?? item.rawTotalPrice,
    taxAmount: item.taxPriceInfo?.amount ?? item.priceInfo?.tax,
    commodityCode: item.commodityCode,
    unitOfMeasure: item.unitOfMeasure,
  });
}
