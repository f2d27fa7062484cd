import type { CountryCode } from './country.ts';
import { toPlainCharacters } from './plain-characters.ts';

/**
 * States, provinces and territories by their codes, of the countries where CyberSource takes nothing else (CyberSource:
 * State, Province, and Territory Codes for the United States and Canada). Of the United States also the armed forces'.
 */
const STATES: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  US: listed(
    'AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, ' +
      'DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, ' +
      'KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, ' +
      'MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, ' +
      'NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, ' +
      'PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, ' +
      'VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, AS American Samoa, ' +
      'FM Micronesia, GU Guam, MH Marshall Islands, MP Northern Mariana Islands, PR Puerto Rico, PW Palau, ' +
      'VI Virgin Islands, AA Armed Forces Americas, AE Armed Forces Europe, AP Armed Forces Pacific',
  ),
  CA: listed(
    'AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia, ' +
      'NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan, YT Yukon',
  ),
};

/** Names and codes that are still written. */
const FORMER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  US: { WASHINGTONDC: 'DC' },
  CA: { NF: 'NL', NEWFOUNDLAND: 'NL', PQ: 'QC', YK: 'YT', YUKONTERRITORY: 'YT' },
};

const BY_KEY: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(STATES).map(([country, states]) => [
    country,
    new Map([
      ...[...states].flatMap(([code, name]) => [[code, code] as const, [keyOf(name), code] as const]),
      ...Object.entries(FORMER[country] ?? {}),
    ]),
  ]),
);

/** The codes that a country's state has to be one of; undefined where its name will do. */
export function stateCodesOf(country: CountryCode): readonly string[] | undefined {
  const states = STATES[country];
  return states && [...states.keys()];
}

/**
 * The state as CyberSource takes it: in the United States and Canada the code of two letters, written as a code, as
 * ISO 3166-2 does (`US-TX`), or as a name; elsewhere the text itself.
 *
 * @returns undefined when it is none, or nothing but placeholders.
 */
export function toState(text: string, country: CountryCode | undefined): string | undefined {
  const plain = toPlainCharacters(text).trim();
  const name = country !== undefined && hasPrefix(plain, country) ? plain.slice(3) : plain;
  const known = country === undefined ? undefined : BY_KEY.get(country);
  if (known !== undefined) return known.get(keyOf(name));
  return /[\p{L}\p{N}]/u.test(name) ? name : undefined;
}

function hasPrefix(text: string, country: CountryCode): boolean {
  return /^[A-Za-z]{2}-[A-Za-z\d]{1,3}$/.test(text) && text.slice(0, 2).toUpperCase() === country;
}

function keyOf(name: string): string {
  return name
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
}

function listed(states: string): ReadonlyMap<string, string> {
  return new Map(states.split(', ').map((state) => [state.slice(0, 2), state.slice(3)]));
}
