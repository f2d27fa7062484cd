/** Read by the extension and by the form of the account page, in any browser that shops support. */
import { cityOf } from './city.ts';

/** Whether a form asks for a part of an address: it cannot be paid without `required`, and the country's addresses have no `absent`. */
export type FieldRule = 'required' | 'optional' | 'absent';

/** What differs from country to country; street and country itself every form asks for. */
export interface AddressFieldRules {
  readonly city: FieldRule;
  readonly state: FieldRule;
  readonly postalCode: FieldRule;
}

/** CyberSource: `administrativeArea` and `postalCode` are required in the United States and Canada. */
const REQUIRING = listed('CA US');

/**
 * The others whose addresses name a state, province, prefecture, emirate, county or island. Source: Google's address data
 * (libaddressinput), formats with a `%S`; without Britain, whose postal service wants no county any more.
 */
const WITH_STATE = listed(
  'AE AM AR AU BR BS BY CL CN CO CR CV EG ES FM HK HN ID IE IN IQ IR IT JM JP KI KN KR KY KZ MH MN MX MY MZ NG NI NR PA PE ' +
    'PF PG PH PW RU SC SO SR SV TH TR TV TW UA UY UZ VE VN',
);

/** Countries without post codes. Same source: neither `%Z` nor an example; where another source has one, it is asked for. */
const WITHOUT_POST_CODE = listed(
  'AE AG AO AW BF BI BJ BO BS BW BZ CD CF CG CI CM CW DJ DM ER FJ GA GD GM GQ GY HK JM KI KM KN ML MO MR NR QA RW SB SC SL ' +
    'SR ST SX TD TG TL TO TV UG VU YE ZW',
);

/** Which parts a form asks for in a country, by its two letters. */
export function addressFieldsOf(country: string): AddressFieldRules {
  const isRequired = REQUIRING.has(country);
  return {
    city: cityOf(country) === undefined ? 'required' : 'absent',
    state: isRequired ? 'required' : WITH_STATE.has(country) ? 'optional' : 'absent',
    postalCode: isRequired ? 'required' : WITHOUT_POST_CODE.has(country) ? 'absent' : 'optional',
  };
}

function listed(countries: string): ReadonlySet<string> {
  return new Set(countries.split(' '));
}
