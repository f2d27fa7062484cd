/** Facts of an order that a merchant-defined field can hold. */
export const orderDetailNames = [
  'id',
  'site',
  'channel',
  'paymentType',
  'couponCode',
  'profileId',
  'purchases',
  'purchaseOrderNumber',
  'invoiceNumber',
] as const;

export type OrderDetailName = (typeof orderDetailNames)[number];

/** One of CyberSource's numbered fields (1 to 100) and what the merchant wants in it. */
export type MerchantDefinedField =
  | { readonly key: string; readonly from: 'order'; readonly name: OrderDetailName }
  /** A property that the shop's own storefront put beside the payment. */
  | { readonly key: string; readonly from: 'customProperties'; readonly name: string };

const FIELD = /^(100|[1-9]\d?)=(order|customProperties)\.([\w-]{1,64})$/;

/**
 * Reads the setting: `1=customProperties.giftWrap, 2=order.couponCode`.
 *
 * @returns undefined when a part of it is no field, or a number is used twice.
 */
export function parseMerchantDefinedFields(text: string): readonly MerchantDefinedField[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const fields = parts.map(parseField);
  const known = fields.filter((field) => field !== undefined);
  const keys = new Set(known.map(({ key }) => key));
  return keys.size === parts.length ? known : undefined;
}

function parseField(part: string): MerchantDefinedField | undefined {
  const [, key, from, name] = FIELD.exec(part) ?? [];
  if (key === undefined || name === undefined) return undefined;
  if (from === 'customProperties') return { key, from, name };
  const fact = orderDetailNames.find((each) => each === name);
  return from === 'order' && fact !== undefined ? { key, from, name: fact } : undefined;
}
