import type { Address } from './address.ts';

/** The fields of a billing address that a payment can be impossible without, in the order of a form. */
export const billingFields = [
  'firstName',
  'lastName',
  'email',
  'address1',
  'city',
  'state',
  'postalCode',
  'country',
] as const satisfies readonly (keyof Address)[];

export type BillingField = (typeof billingFields)[number];
