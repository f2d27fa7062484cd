/** Money inside OCC: whole minor units. Decimals exist at OCC's REST edges only, twelve digits in the webhook only. */
import { OccProblem } from '../http/problem.ts';

/** A site's currency, and how many decimals it has (ISO 4217). */
export interface SiteCurrency {
  readonly currencyCode: string;
  readonly fractionalDigits: number;
  readonly symbol: string;
}

/**
 * How OCC writes an amount into a webhook. Oracle documents two-decimal currencies only, so both readings exist:
 * `iso` moves the digits by the currency's own decimals, `two-digits` always by two.
 */
export type OccAmountConvention = 'iso' | 'two-digits';

/** 1250 → 12.5 for a currency with two decimals: the number that OCC's JSON shows. */
export function toDecimal(minor: number, { fractionalDigits }: SiteCurrency): number {
  const digits = String(Math.abs(minor)).padStart(fractionalDigits + 1, '0');
  const whole = digits.slice(0, digits.length - fractionalDigits);
  const fraction = digits.slice(digits.length - fractionalDigits);
  return Number(`${minor < 0 ? '-' : ''}${whole}.${fraction}`);
}

/** 12.5 → 1250. Refuses a negative amount and one with more decimals than the currency has. */
export function parseDecimal(amount: number, { fractionalDigits, currencyCode }: SiteCurrency): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(amount));
  const [whole = '', fraction = ''] = match?.slice(1) ?? [];
  const minor = Number(whole + fraction.padEnd(fractionalDigits, '0'));
  if (match === null || fraction.length > fractionalDigits || !Number.isSafeInteger(minor)) {
    throw new OccProblem(400, `${amount} is not an amount of ${currencyCode}.`);
  }
  return minor;
}

/** Twelve digits with implied decimals: USD 125.75 → `000000012575`. OCC: generic payment webhook. */
export function toTwelveDigits(
  minor: number,
  currency: SiteCurrency,
  convention: OccAmountConvention,
): string {
  const digits = convention === 'iso' ? String(minor) : moveToTwoDigits(minor, currency);
  if (digits.length > 12) throw new OccProblem(400, 'The amount does not fit into twelve digits.');
  return digits.padStart(12, '0');
}

function moveToTwoDigits(minor: number, { fractionalDigits, currencyCode }: SiteCurrency): string {
  if (fractionalDigits <= 2) return String(minor) + '0'.repeat(2 - fractionalDigits);
  const surplus = String(minor)
    .padStart(fractionalDigits, '0')
    .slice(-(fractionalDigits - 2));
  if (Number(surplus) !== 0) {
    throw new OccProblem(400, `With the two-digit convention ${currencyCode} has no thousandths.`);
  }
  return String(minor).slice(0, -surplus.length) || '0';
}
