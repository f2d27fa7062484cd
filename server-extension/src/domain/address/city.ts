/** Where the country is a city, forms do not ask for one. */
const CITIES: ReadonlyMap<string, string> = new Map([
  ['GI', 'Gibraltar'],
  ['HK', 'Hong Kong'],
  ['MC', 'Monaco'],
  ['MO', 'Macao'],
  ['SG', 'Singapore'],
  ['VA', 'Vatican City'],
]);

/** The city that a country is, by its two letters; undefined of every other country. */
export function cityOf(country: string): string | undefined {
  return CITIES.get(country);
}
