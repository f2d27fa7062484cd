/**
 * The merchant's country, which wallets want to know: the one that the extension names, else the one whose currency it
 * is, as ISO 4217 codes begin with their country. Of the countries that share the euro, the one of the page's language.
 */
export function walletCountry(named: unknown, currency: string, language: string): string {
  if (typeof named === 'string' && /^[A-Z]{2}$/.test(named)) return named;
  if (currency !== 'EUR') return currency.slice(0, 2);
  const [spoken = '', region = spoken] = language.split('-');
  return EURO_COUNTRY[spoken] ?? (region.toUpperCase() || 'DE');
}

/** Languages that are not called after a country with the euro. */
const EURO_COUNTRY: Readonly<Record<string, string>> = { en: 'IE' };
