import { toCountryCode } from '../../domain/address/country.ts';
import { stateCodesOf } from '../../domain/address/state.ts';
import { type BillingField, billingFields } from '../../domain/address/billing-field.ts';
import type { Authorize } from '../../domain/payment/command.ts';
import { fitRequest } from '../fields/grammar.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import type { Json, JsonObject } from '../fields/json.ts';
import { billTo } from './order.ts';

/** CyberSource: `orderInformation.billTo`, by our names of its fields. */
const NAMES: Readonly<Record<BillingField, string>> = {
  firstName: 'firstName',
  lastName: 'lastName',
  email: 'email',
  address1: 'address1',
  city: 'locality',
  state: 'administrativeArea',
  postalCode: 'postalCode',
  country: 'country',
};

/** CyberSource: post code and state are required where the state has a code. */
const WHERE_STATES_HAVE_CODES: readonly BillingField[] = ['state', 'postalCode'];

/**
 * What CyberSource requires of the billing address and the order does not say, even after every field was filled that can
 * be (CyberSource: required fields for processing an authorization). State and post code are required in the United States
 * and Canada only. A saved card has its own address in CyberSource's vault.
 */
export function missingFields({ instrument, order }: Authorize): readonly BillingField[] {
  if (instrument.kind === 'saved-card') return [];
  const given = fitRequest({ orderInformation: { billTo: billTo(order.billTo ?? {}) } }, paymentFields);
  const address = sectionOf(sectionOf(given, 'orderInformation'), 'billTo');
  const { country } = address;
  const code = typeof country === 'string' ? toCountryCode(country) : undefined;
  const hasStates = code !== undefined && stateCodesOf(code) !== undefined;
  return billingFields
    .filter((field) => hasStates || !WHERE_STATES_HAVE_CODES.includes(field))
    .filter((field) => address[NAMES[field]] === undefined);
}

/** The billing field that a path of CyberSource's names, `orderInformation.billTo.locality`; undefined for all others. */
export function billingFieldOf(path: string): BillingField | undefined {
  return billingFields.find((field) => path === `orderInformation.billTo.${NAMES[field]}`);
}

function sectionOf(
  object: JsonObject,
  name: string,
): Readonly<Record<string, Json | undefined>> & JsonObject {
  return (object[name] ?? {}) as JsonObject;
}
