/**
 * The billing address that CyberSource wants with a card (CyberSource: required fields of an authorization, a credit and the
 * enrolment in payer authentication; `billTo` in the documentation of its client library).
 */
import { isCountry } from '../../values/countries.ts';
import type { RefusalDetail } from '../../model/refusal.ts';
import { valueAt, type RequestJson } from './body.ts';

/** Required of every card; a saved card with an address of its own brings what the request leaves out. */
const REQUIRED = ['firstName', 'lastName', 'address1', 'locality', 'country', 'email'] as const;

/** Required as well where the country is the United States or Canada. */
const REQUIRED_IN_NORTH_AMERICA = ['administrativeArea', 'postalCode'] as const;

/** Characters that a field takes. */
const LENGTHS: Readonly<Record<string, number>> = {
  firstName: 60,
  lastName: 60,
  address1: 60,
  address2: 60,
  locality: 50,
  administrativeArea: 20,
  postalCode: 10,
  country: 2,
  email: 255,
  phoneNumber: 15,
};

/** A postal code where CyberSource names its form. */
const POSTAL_CODES: Readonly<Partial<Record<string, RegExp>>> = {
  US: /^\d{5}(?:-?\d{4})?$/,
  CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i,
};

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** What the rules depend on beside the request. */
export interface BillingRules {
  /** The address that the saved card brings along. */
  readonly saved?: RequestJson | undefined;
  /** Fields that this call does not need. */
  readonly optional?: readonly string[];
}

/** Every field of `billTo` that is missing, and every one of `billTo` and `shipTo` that is no such thing. */
export function billingFaults(
  body: RequestJson,
  { saved = {}, optional = [] }: BillingRules,
): readonly RefusalDetail[] {
  const sent = addressIn(body, 'billTo');
  const known: RequestJson = { ...saved, ...sent };
  const country = typeof known['country'] === 'string' ? known['country'].trim().toUpperCase() : '';
  const required = [...REQUIRED, ...(country in POSTAL_CODES ? REQUIRED_IN_NORTH_AMERICA : [])];
  const missing = required.filter((field) => !optional.includes(field) && isBlank(known[field]));
  return [
    ...missing.map((field): RefusalDetail => ({
      field: `orderInformation.billTo.${field}`,
      reason: 'MISSING_FIELD',
    })),
    ...malformed('billTo', sent, country),
    ...malformed('shipTo', addressIn(body, 'shipTo')),
  ];
}

function addressIn(body: RequestJson, name: string): RequestJson {
  const address = valueAt(body, ['orderInformation', name]);
  return typeof address === 'object' && address !== null ? (address as RequestJson) : {};
}

function malformed(name: string, address: RequestJson, country = ''): readonly RefusalDetail[] {
  return Object.entries(address)
    .filter(([field, value]) => field in LENGTHS && !isBlank(value) && !fits(field, value, country))
    .map(([field]) => ({ field: `orderInformation.${name}.${field}`, reason: 'INVALID_DATA' }));
}

function fits(field: string, value: unknown, country: string): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value).trim();
  if (text.length > (LENGTHS[field] ?? 0)) return false;
  if (field === 'country') return isCountry(text);
  if (field === 'email') return EMAIL.test(text);
  return field !== 'postalCode' || (POSTAL_CODES[country]?.test(text) ?? true);
}

const isBlank = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '');
