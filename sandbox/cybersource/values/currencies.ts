/**
 * ISO 4217 currencies that an account can be set up for, with the number of their decimals
 * (list one of 1 January 2026). Two decimals is the rule; the exceptions are written out.
 */

const TWO_DECIMALS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP ' +
  'CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS ' +
  'INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN ' +
  'MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE ' +
  'SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ' +
  'ZMW ZWG XTS';
const NO_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND';

const listed = (codes: string, decimals: number): readonly (readonly [string, number])[] =>
  codes.split(' ').map((code) => [code, decimals]);

const DECIMALS: ReadonlyMap<string, number> = new Map([
  ...listed(TWO_DECIMALS, 2),
  ...listed(NO_DECIMALS, 0),
  ...listed(THREE_DECIMALS, 3),
]);

/** ISO's code reserved for testing: the built-in merchant is not set up for it, on purpose. */
export const UNCONFIGURED_CURRENCY = 'XTS';

/** How many decimals a currency has, or undefined for a code that ISO does not know. */
export function decimalsOf(currency: string): number | undefined {
  return DECIMALS.get(currency);
}
