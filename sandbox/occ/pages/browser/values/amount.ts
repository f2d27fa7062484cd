import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';

/** An amount in the extension's newer answers: whole minor units. */
export interface AmountView {
  readonly minor: number;
  readonly currency: string;
}

/** The currencies of the tenant's sites by code. */
export type CurrencyTable = ReadonlyMap<string, StorefrontCurrency>;

/** How many decimals the twelve digits imply; the gateway setting `amountConvention` of the site. */
export type DisplayConvention = 'iso' | 'two-digits';

/**
 * A typed amount as OCC's twelve digits: digits are moved, never divided. Throws a sentence when the text is no amount
 * of the currency.
 */
export function requireTwelveDigits(
  text: string,
  currency: StorefrontCurrency,
  convention: DisplayConvention,
): string {
  const match = /^\s*(\d{1,9})(?:[.,](\d*))?\s*$/.exec(text);
  const decimals = match?.[2] ?? '';
  if (match === null || decimals.length > currency.fractionalDigits) {
    throw new Error(
      `Enter an amount in ${currency.currencyCode}, ${describeDecimals(currency.fractionalDigits)}.`,
    );
  }
  const implied = convention === 'iso' ? currency.fractionalDigits : 2;
  if (/[1-9]/.test(decimals.slice(implied))) {
    throw new Error('Two decimals are all that the site’s amount convention can carry.');
  }
  const digits = `${match[1] ?? ''}${decimals.slice(0, implied).padEnd(implied, '0')}`.padStart(12, '0');
  if (!/[1-9]/.test(digits)) throw new Error('Enter an amount above zero.');
  return digits;
}

function describeDecimals(digits: number): string {
  return digits === 0 ? 'without decimals' : `with up to ${digits} decimals`;
}

/** `12.50` for 1250 minor units of a currency with two decimals. */
export function toDecimal(minor: number, { fractionalDigits }: StorefrontCurrency): string {
  const digits = String(minor).padStart(fractionalDigits + 1, '0');
  return fractionalDigits === 0
    ? digits
    : `${digits.slice(0, -fractionalDigits)}.${digits.slice(-fractionalDigits)}`;
}

/** Minor units of a decimal number that a REST API gave. */
export function toMinor(price: number, { fractionalDigits }: StorefrontCurrency): number {
  return Math.round(price * 10 ** fractionalDigits);
}

/** `12.50 USD`. Of a currency that no site has the digits are not known: then it says that they are minor units. */
export function formatAmount({ minor, currency }: AmountView, currencies: CurrencyTable): string {
  const known = currencies.get(currency);
  return known === undefined
    ? `${minor} minor units of ${currency}`
    : `${toDecimal(minor, known)} ${currency}`;
}
