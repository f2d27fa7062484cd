import type { BillingAddress } from '../payment/checkout.ts';
import type { OccWidget } from './occ-widget.ts';
import { readProperty } from './read-property.ts';

/** The billing address of OCC's order, as an order would carry it; empty where the page has none. */
export function billingAddressOf(order: ReturnType<OccWidget['order']>): BillingAddress {
  const isSame = readProperty(order, 'billingSameAsShipping') === true;
  const address = readProperty(order, isSame ? 'shippingAddress' : 'billingAddress');
  const { country, state, postalCode } = (readProperty(address, 'toJSON') ?? {}) as BillingAddress;
  return { country, state, postalCode };
}
