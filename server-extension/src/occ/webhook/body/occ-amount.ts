import { type CurrencyCode, decimalsOf } from '../../../domain/money/currency.ts';
import { type Money, money } from '../../../domain/money/money.ts';
import type { AmountConvention } from '../../occ-settings.ts';
import { malformedField } from '../shape/required-shape.ts';

/** OCC: amounts of the payment webhook are twelve digits with implied decimals. */
export const TWELVE_DIGITS = /^[0-9]{12}$/;

/** Decimals that OCC's older convention implies in every currency. */
const HUNDREDTHS = 2;

/**
 * Reads OCC's twelve digits: as the currency's ISO minor units (`iso`), or as hundredths in every currency
 * (`two-digits`), where JPY 1000 is written 000000100000. Digits are moved, never divided.
 *
 * @throws Problem `malformed-request` when the digits are no exact amount of the currency.
 */
export function requireAmount(digits: string, currency: CurrencyCode, convention: AmountConvention): Money {
  if (!TWELVE_DIGITS.test(digits)) throw malformedField('body:amount', 'must be twelve digits');
  if (convention === 'iso') return money(Number(digits), currency);

  const shift = decimalsOf(currency) - HUNDREDTHS;
  if (shift >= 0) return money(Number(digits + '0'.repeat(shift)), currency);
  if (/[1-9]/.test(digits.slice(shift))) {
    throw malformedField(
      'body:amount',
      `has decimals that ${currency} does not have: set amountConvention to what OCC sends`,
    );
  }
  return money(Number(digits.slice(0, shift)), currency);
}
