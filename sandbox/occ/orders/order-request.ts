/** What a storefront sends to place an order. OCC: createOrder, payments of the order. */
import { z } from 'zod';

const Text = z.string().max(4000);
const AddressInput = z.record(z.string(), z.union([Text, z.boolean(), z.null()]));

// OCC's custom properties are text. A storefront may send an object, such as the token of Apple Pay: it travels as JSON.
const CustomProperties = z
  .record(
    z.string(),
    z.union([
      z.string().max(20_000),
      z.number(),
      z.boolean(),
      z
        .union([z.record(z.string(), z.unknown()), z.array(z.unknown())])
        .refine((value) => JSON.stringify(value).length <= 20_000),
    ]),
  )
  .nullish()
  .transform((properties) => properties ?? {});

const PaymentInput = z.object({
  type: z.enum(['card', 'generic']),
  amount: z.number().optional(),
  paymentGroupId: Text.optional(),
  billingAddress: AddressInput.optional(),
  customProperties: CustomProperties,
  cardType: Text.optional(),
  nameOnCard: Text.optional(),
  cardNumber: Text.optional(),
  expiryMonth: Text.optional(),
  expiryYear: Text.optional(),
  cardCVV: Text.optional(),
  saveCard: z.boolean().default(false),
  setAsDefault: z.boolean().default(false),
  savedCardId: Text.optional(),
});
export type PaymentInput = z.infer<typeof PaymentInput>;

const Cart = z.object({
  items: z
    .array(z.object({ productId: Text, quantity: z.int().min(1).max(1_000_000_000) }))
    .min(1)
    .max(100),
  coupons: z
    .array(z.object({ code: Text }))
    .max(1)
    .default([]),
});

/** What a storefront sends to learn what a cart costs. */
export const PriceInput = z.object({ shoppingCart: Cart });

export const OrderInput = z.object({
  op: z.enum(['complete', 'initiate']).default('complete'),
  id: Text.optional(),
  shoppingCart: Cart.optional(),
  /** OCC: scheduled orders. The order becomes a template; when it is repeated is nothing to a gateway. */
  scheduledOrder: z
    .array(z.object({ name: Text }))
    .length(1)
    .optional(),
  shippingAddress: AddressInput.optional(),
  billingAddress: AddressInput.optional(),
  email: Text.optional(),
  payments: z.array(PaymentInput).max(10).default([]),
});
export type OrderInput = z.infer<typeof OrderInput>;

/** OCC drops `=` from the values of custom properties; a storefront that needs it has to spell it in another way. */
export function toCustomProperties(
  input: PaymentInput['customProperties'],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value).replaceAll('=', ''),
    ]),
  );
}

/** The texts of an address; what is empty or no text is left out. */
export function toAddress(input: z.infer<typeof AddressInput>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(input).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
