import { type Money, parseDecimal, toDecimalString } from '../../domain/money/money.ts';
import type { CurrencyCode } from '../../domain/money/currency.ts';
import type { JsonObject } from '../fields/json.ts';

/** CyberSource: `amountDetails`. Decimal text with exactly the currency's decimals. */
export function amountDetails(amount: Money): JsonObject {
  return { totalAmount: toDecimalString(amount), currency: amount.currency };
}

/** CyberSource: `amountDetails` of an incremental authorization; what is held more. */
export function additionalAmount(amount: Money): JsonObject {
  return { additionalAmount: toDecimalString(amount), currency: amount.currency };
}

/** The shop's decimal text, spelt as CyberSource wants it; undefined when it is no amount of the currency. */
export function toDecimal(text: string | undefined, currency: CurrencyCode): string | undefined {
  const amount = parseDecimal(text, currency);
  return amount && toDecimalString(amount);
}
