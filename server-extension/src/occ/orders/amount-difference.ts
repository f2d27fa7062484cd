import { decimalsOf } from '../../domain/money/currency.ts';
import { type Money, toDecimalString } from '../../domain/money/money.ts';
import type { StatedAmount } from './order-statements.ts';

/** How an amount differs from the one that OCC's order states. */
export interface AmountDifference {
  /** The order's amount for people: "6900 JPY". */
  readonly stated: string;
  /** One is the other times 10, 100, 1000 …: OCC writes amounts in another way than the settings say. */
  readonly isPowerOfTen: boolean;
}

/**
 * Compares what is to be authorized with what OCC's order states for the payment group, digit by digit. Where the order
 * names no currency, its amount counts in the currency that was asked for. An order with more decimals than the currency
 * has (OCC's share of a split that it did not round) equals both amounts beside it.
 *
 * @returns undefined when they are the same.
 */
export function amountDifference(asked: Money, stated: StatedAmount): AmountDifference | undefined {
  const { decimal, currency = asked.currency } = stated;
  if (currency !== asked.currency) return { stated: `${decimal} ${currency}`, isPowerOfTen: false };
  const [whole = '', fraction = ''] = decimal.split('.');
  const decimals = decimalsOf(asked.currency);
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  const isExact = !/[1-9]/.test(fraction.slice(decimals));
  if (asked.minor === minor || (!isExact && asked.minor === minor + 1)) return undefined;
  const shown = isExact && Number.isSafeInteger(minor) ? toDecimalString({ ...asked, minor }) : decimal;
  return {
    stated: `${shown} ${currency}`,
    isPowerOfTen: isExact && significantDigits(minor) === significantDigits(asked.minor),
  };
}

/** The digits without the zeros at the end; of nothing, nothing. */
function significantDigits(minor: number): string {
  return minor === 0 ? 'none' : String(minor).replace(/0+$/, '');
}
