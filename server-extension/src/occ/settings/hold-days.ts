import { brandOf } from '../cards/card-brands.ts';

/**
 * The gateway setting `holdDays`: `visa: 10, masterCard: 30`.
 *
 * @returns the days by CyberSource's card type code; undefined when a brand is not known or a number makes no sense.
 */
export function parseHoldDays(text: string): Readonly<Record<string, number>> | undefined {
  const days: Record<string, number> = {};
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const [, name = '', number = ''] = /^([A-Za-z ]+):\s*(\d{1,2})$/.exec(part) ?? [];
    const brand = brandOf(name);
    if (brand === undefined || Number(number) < 1) return undefined;
    days[brand.typeCode] = Number(number);
  }
  return days;
}
