/**
 * What a payment method can be asked for. `cancel` takes back all of it before it is settled, `reduce` a part of what is
 * held, `increment` holds more on the same authorization; `redirect` sends the shopper to another site, `express` pays
 * outside the checkout page, `notifications` reports later what became of a payment.
 */
export const capabilities = [
  'authorize',
  'sale',
  'capture',
  'partial-capture',
  'cancel',
  'reduce',
  'increment',
  'refund',
  'redirect',
  'express',
  'notifications',
] as const;

export type Capability = (typeof capabilities)[number];
