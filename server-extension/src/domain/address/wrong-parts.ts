import { addressFieldsOf } from './address-fields.ts';
import type { BillingField } from './billing-field.ts';
import { toCountryCode } from './country.ts';
import { toPostCode } from './post-code.ts';
import { toState } from './state.ts';

/** The parts of an address that have to fit one another. */
export interface AddressParts {
  readonly country: string;
  readonly state: string;
  readonly postalCode: string;
}

/**
 * The parts that CyberSource would refuse: a country that is none; in the United States and Canada also a state or post code
 * that is missing, or of another country.
 */
export function wrongPartsOf({ country, state, postalCode }: AddressParts): readonly BillingField[] {
  const code = toCountryCode(country);
  if (code === undefined) return ['country'];
  const rules = addressFieldsOf(code);
  const wrong: BillingField[] = [];
  if (rules.state === 'required' && toState(state, code) === undefined) wrong.push('state');
  if (rules.postalCode === 'required' && toPostCode(postalCode, code) === undefined) wrong.push('postalCode');
  return wrong;
}
