/** When a card expires: month `01` to `12`, year with four digits; empty while not chosen. */
export interface Expiry {
  readonly month: string;
  readonly year: string;
}

export type ExpiryProblem = 'expiryMissing' | 'expiryPast';

/** A card is good until the last day of its month, in the shopper's own time zone. */
export function expiryProblem({ month, year }: Expiry, today: Date): ExpiryProblem | undefined {
  if (month === '' || year === '') return 'expiryMissing';
  const monthsOf = (years: number, months: number): number => years * 12 + months;
  const thisMonth = monthsOf(today.getFullYear(), today.getMonth() + 1);
  return monthsOf(Number(year), Number(month)) < thisMonth ? 'expiryPast' : undefined;
}

export const MONTHS: readonly string[] = Array.from({ length: 12 }, (_, index) => twoDigits(index + 1));

/** This year and the nineteen after it; no issuer looks further ahead. */
export function expiryYears(today: Date): readonly string[] {
  return Array.from({ length: 20 }, (_, index) => String(today.getFullYear() + index));
}

/** What a browser fills in (`3`, `03`, `27`, `2027`) as our selects have it; empty when it is none of these. */
export function toExpiry(month: string | undefined, year: string | undefined): Expiry {
  return {
    month: month !== undefined && /^(0?[1-9]|1[0-2])$/.test(month) ? twoDigits(Number(month)) : '',
    year: year !== undefined && /^(20)?\d\d$/.test(year) ? `20${year.slice(-2)}` : '',
  };
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
