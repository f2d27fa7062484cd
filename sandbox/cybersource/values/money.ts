/**
 * Money in the sandbox: integer minor units. CyberSource's amounts are strings in major units; decimals beyond
 * the currency's are cut off (CyberSource: amounts and currencies).
 */
import { decimalsOf } from './currencies.ts';

/** A number of minor units of an ISO currency; always a safe integer, never negative. */
export interface LedgerMoney {
  readonly minor: number;
  readonly currency: string;
}

/** Digits with at most one point, at least one digit. */
export const AMOUNT = /^(?=.*\d)\d{0,15}(\.\d*)?$/;

/** Reads `"10"`, `"10.5"`, `"10.509"`; undefined for what is no amount of a known currency. */
export function toMoney(amount: string, currency: string): LedgerMoney | undefined {
  const decimals = decimalsOf(currency);
  if (decimals === undefined || !AMOUNT.test(amount)) return undefined;
  const [whole = '', fraction = ''] = amount.split('.');
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return Number.isSafeInteger(minor) ? { minor, currency } : undefined;
}

/** Writes `"10.00"` for USD, `"1000"` for JPY, `"1.000"` for KWD. */
export function toAmount({ minor, currency }: LedgerMoney): string {
  const decimals = decimalsOf(currency) ?? 2;
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
