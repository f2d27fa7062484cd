/** When a card expires: month `01` to `12`, year with four digits; empty while it is not known. */
export interface Expiry {
  readonly month: string;
  readonly year: string;
}

export type ExpiryProblem = 'expiryMissing' | 'expiryInvalid' | 'expiryPast';

/** No issuer looks further ahead. */
const MOST_YEARS = 20;

/**
 * What is wrong with a date as it stands in the field. A card is good until the last day of its month, in the shopper's
 * own time zone.
 */
export function expiryProblem(text: string, today: Date): ExpiryProblem | undefined {
  if (text.trim() === '') return 'expiryMissing';
  const { month, year } = parseExpiry(text);
  const years = Number(year) - today.getFullYear();
  if (month === '' || years > MOST_YEARS) return 'expiryInvalid';
  return years < 0 || (years === 0 && Number(month) <= today.getMonth()) ? 'expiryPast' : undefined;
}

/**
 * Reads a date as people and browsers write it: `4/30`, `04 / 30`, `04/2030`, `430`, `0430`, `2030-04`, with the digits
 * of any keyboard. Both parts are empty when it is none of these.
 */
export function parseExpiry(text: string): Expiry {
  const [first = '', second, ...more] = latinDigits(text).match(/\d+/g) ?? [];
  if (more.length > 0) return toExpiry();
  if (second !== undefined) return first.length === 4 ? toExpiry(second, first) : toExpiry(first, second);
  const monthDigits = 2 - (first.length % 2);
  return toExpiry(first.slice(0, monthDigits), first.slice(monthDigits));
}

/** What a browser fills in beside the number (`3`, `03`; `27`, `2027`); both parts are empty when it is none of these. */
export function toExpiry(month = '', year = ''): Expiry {
  return /^(0?[1-9]|1[0-2])$/.test(month) && /^(\d\d)?\d\d$/.test(year)
    ? { month: month.padStart(2, '0'), year: year.padStart(4, '20') }
    : { month: '', year: '' };
}

/** As it stands in the field: `04 / 30`. A year of another century keeps its four digits. */
export function writeExpiry({ month, year }: Expiry): string {
  return `${month} / ${year.replace(/^20/, '')}`;
}

/** Digits of the keyboards that people use (Arabic, Persian, full width) as Latin ones. */
export function latinDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹０-９]/g, (digit) => String(digit.charCodeAt(0) % 16));
}
