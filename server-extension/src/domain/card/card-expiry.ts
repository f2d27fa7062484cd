export type CardStatus = 'valid' | 'expires-soon' | 'expired';

/** Long enough that the next order of a scheduled series still goes through, short enough to be heeded. */
const SOON_MONTHS = 2;

/** The month with two digits, `06`, from `6` and the like. Undefined for what is no month. */
export function toExpiryMonth(text: string | null | undefined): string | undefined {
  const month = text?.trim().padStart(2, '0');
  return month !== undefined && /^(0[1-9]|1[0-2])$/.test(month) ? month : undefined;
}

/** The year with four digits, `2029`, from `29` and the like: cards are valid for years of this century. Undefined for what is no year. */
export function toExpiryYear(text: string | null | undefined): string | undefined {
  const year = text?.trim();
  return year !== undefined && /^\d{2}(?:\d{2})?$/.test(year) ? year.padStart(4, '20') : undefined;
}

/** A card is good until the end of the month that it names, in UTC. What is no month and year is taken for valid: the issuer decides. */
export function cardStatusOf(month: string, year: string, at: Date): CardStatus {
  const [inMonth, inYear] = [toExpiryMonth(month), toExpiryYear(year)];
  if (inMonth === undefined || inYear === undefined) return 'valid';
  const endsAt = (monthsBefore: number): number =>
    Date.UTC(Number(inYear), Number(inMonth) - monthsBefore, 1);
  if (at.getTime() >= endsAt(0)) return 'expired';
  return at.getTime() >= endsAt(SOON_MONTHS) ? 'expires-soon' : 'valid';
}
