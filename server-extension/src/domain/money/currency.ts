/**
 * How many decimals each ISO 4217 currency has (list of 1 January 2026), plus codes withdrawn shortly before, kept so
 * that old orders can still be refunded. Never taken from `Intl`: it says 0 for HUF, IDR, COP and IQD, where ISO says
 * 2, 2, 2 and 3.
 */
const DECIMALS: Readonly<Record<string, number>> = {
  ...withDecimals(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...withDecimals(
    2,
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  ),
  ...withDecimals(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...withDecimals(4, 'CLF UYW'),
  // Withdrawn: ANG (2025), BGN (2026), HRK (2023), SLL (2023), ZWL (2024).
  ...withDecimals(2, 'ANG BGN HRK SLL ZWL'),
};

declare const currency: unique symbol;

/** An upper-case ISO 4217 code that {@link isCurrencyCode} has seen. */
export type CurrencyCode = string & { readonly [currency]: true };

/** Every code that the product can pay in. */
export const currencyCodes = Object.keys(DECIMALS).filter(isCurrencyCode);

export function isCurrencyCode(text: string): text is CurrencyCode {
  return Object.hasOwn(DECIMALS, text);
}

/** Decimals of the currency's minor unit: USD 2, JPY 0, KWD 3. */
export function decimalsOf(code: CurrencyCode): number {
  const decimals = DECIMALS[code];
  if (decimals === undefined) throw new RangeError(`Not an ISO 4217 currency: ${code}`);
  return decimals;
}

function withDecimals(decimals: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, decimals]));
}
