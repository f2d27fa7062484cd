import type { CountryCode } from './country.ts';

/** Where the country is a city, forms do not ask for one. */
const CITIES: Readonly<Record<string, string>> = {
  GI: 'Gibraltar',
  HK: 'Hong Kong',
  MC: 'Monaco',
  MO: 'Macao',
  SG: 'Singapore',
  VA: 'Vatican City',
};

/** The city that a country is; undefined of every other country. */
export function cityOf(country: CountryCode): string | undefined {
  return CITIES[country];
}
