export type CardStatus = 'valid' | 'expires-soon' | 'expired';

/** Long enough that the next order of a scheduled series still goes through, short enough to be heeded. */
const SOON_MONTHS = 2;

/** A card is good until the end of the month that it names, in UTC. What is no month and year is taken for valid: the issuer decides. */
export function cardStatusOf(month: string, year: string, at: Date): CardStatus {
  if (!/^(0?[1-9]|1[0-2])$/.test(month) || !/^\d{4}$/.test(year)) return 'valid';
  const endsAt = (monthsBefore: number): number => Date.UTC(Number(year), Number(month) - monthsBefore, 1);
  if (at.getTime() >= endsAt(0)) return 'expired';
  return at.getTime() >= endsAt(SOON_MONTHS) ? 'expires-soon' : 'valid';
}
