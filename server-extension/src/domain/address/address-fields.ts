import { cityOf } from './city.ts';
import type { CountryCode } from './country.ts';
import { stateCodesOf } from './state.ts';

/** Whether a form asks for a part of an address: it cannot be paid without `required`, and the country's addresses have no `absent`. */
export type FieldUse = 'required' | 'optional' | 'absent';

/** What differs from country to country; street and country itself every form asks for. */
export interface AddressFieldUses {
  readonly city: FieldUse;
  readonly state: FieldUse;
  readonly postalCode: FieldUse;
}

/**
 * Countries whose addresses name a state, province, prefecture, emirate, county or island, beside those whose codes CyberSource
 * wants. Source: the postal services, as the Universal Postal Union lists them.
 */
const WITH_STATE = listed(
  'AE AM AR AU BR BS BY CL CN CO CR CV EG ES FM HK HN ID IE IN IQ IR IT JM JP KI KN KR KY KZ MH MN MX MY MZ NG NI NR PA PE ' +
    'PF PG PH PW RU SC SO SR SV TH TR TV TW UA UY UZ VE VN',
);

/** Countries without post codes. Same source; one about which it is silent is not among them. */
const WITHOUT_POST_CODE = listed(
  'AE AG AO AW BF BI BJ BO BS BW BZ CD CF CG CI CM CW DJ DM ER FJ GA GD GM GQ GY HK JM KI KM KN ML MO MR NR QA RW SB SC SL ' +
    'SR ST SX TD TG TL TO TV UG VU YE ZW',
);

/** Which parts a form asks for in a country. Required are those that {@link wrongPartsOf} misses, and the city. */
export function addressFieldsOf(country: CountryCode): AddressFieldUses {
  const isCoded = stateCodesOf(country) !== undefined;
  return {
    city: cityOf(country) === undefined ? 'required' : 'absent',
    state: isCoded ? 'required' : WITH_STATE.has(country) ? 'optional' : 'absent',
    postalCode: isCoded ? 'required' : WITHOUT_POST_CODE.has(country) ? 'absent' : 'optional',
  };
}

function listed(countries: string): ReadonlySet<string> {
  return new Set(countries.split(' '));
}
