import { type CurrencyCode, decimalsOf } from './currency.ts';

/** An amount in the currency's minor unit: USD 12.50 is `{ minor: 1250, currency: 'USD' }`. Never negative, always a safe integer. */
export interface Money {
  readonly minor: number;
  readonly currency: CurrencyCode;
}

/** @throws RangeError when `minor` is negative, not whole, or too large to be exact. */
export function money(minor: number, currency: CurrencyCode): Money {
  if (!Number.isSafeInteger(minor) || minor < 0)
    throw new RangeError(`Not an amount in minor units: ${minor}`);
  return { minor, currency };
}

/** "12.50" for USD 1250, "1250" for JPY 1250, "1.250" for KWD 1250. Digits are moved, never divided. */
export function toDecimalString({ minor, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * Reads a gateway's decimal text: "10", "10.5" and "10.500" are all USD 1050. Zeros beyond the currency's decimals are
 * harmless, other digits there are not an amount of this currency.
 *
 * @returns undefined when there is no text, or it is no exact amount of the currency.
 */
export function parseDecimal(text: string | undefined, currency: CurrencyCode): Money | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,16})(?:\.(\d{1,15}))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  const decimals = decimalsOf(currency);
  if (/[1-9]/.test(fraction.slice(decimals))) return undefined;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return Number.isSafeInteger(minor) ? { minor, currency } : undefined;
}

/** @throws RangeError when the currencies differ. */
export function plus(a: Money, b: Money): Money {
  return money(a.minor + sameCurrency(a, b).minor, a.currency);
}

/** What is left of `a` after `b`, never below zero. @throws RangeError when the currencies differ. */
export function minus(a: Money, b: Money): Money {
  return money(Math.max(0, a.minor - sameCurrency(a, b).minor), a.currency);
}

export function isSameMoney(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.minor === b.minor;
}

/** For people: "12.50 USD". */
export function describeMoney(amount: Money): string {
  return `${toDecimalString(amount)} ${amount.currency}`;
}

function sameCurrency(a: Money, b: Money): Money {
  if (a.currency !== b.currency)
    throw new RangeError(`${a.currency} and ${b.currency} cannot be reckoned together`);
  return b;
}
