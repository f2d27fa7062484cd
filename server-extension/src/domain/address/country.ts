import { toPlainCharacters } from './plain-characters.ts';

declare const country: unique symbol;

/** An upper-case ISO 3166-1 alpha-2 code that {@link toCountryCode} has seen. */
export type CountryCode = string & { readonly [country]: true };

/** ISO 3166-1 of 2026, alpha-2 and alpha-3 in turn; and Kosovo, under the code that postal services use. */
const CODES =
  'AD AND AE ARE AF AFG AG ATG AI AIA AL ALB AM ARM AO AGO AQ ATA AR ARG AS ASM AT AUT AU AUS AW ABW AX ALA AZ AZE ' +
  'BA BIH BB BRB BD BGD BE BEL BF BFA BG BGR BH BHR BI BDI BJ BEN BL BLM BM BMU BN BRN BO BOL BQ BES BR BRA BS BHS BT BTN ' +
  'BV BVT BW BWA BY BLR BZ BLZ CA CAN CC CCK CD COD CF CAF CG COG CH CHE CI CIV CK COK CL CHL CM CMR CN CHN CO COL CR CRI ' +
  'CU CUB CV CPV CW CUW CX CXR CY CYP CZ CZE DE DEU DJ DJI DK DNK DM DMA DO DOM DZ DZA EC ECU EE EST EG EGY EH ESH ER ERI ' +
  'ES ESP ET ETH FI FIN FJ FJI FK FLK FM FSM FO FRO FR FRA GA GAB GB GBR GD GRD GE GEO GF GUF GG GGY GH GHA GI GIB GL GRL ' +
  'GM GMB GN GIN GP GLP GQ GNQ GR GRC GS SGS GT GTM GU GUM GW GNB GY GUY HK HKG HM HMD HN HND HR HRV HT HTI HU HUN ID IDN ' +
  'IE IRL IL ISR IM IMN IN IND IO IOT IQ IRQ IR IRN IS ISL IT ITA JE JEY JM JAM JO JOR JP JPN KE KEN KG KGZ KH KHM KI KIR ' +
  'KM COM KN KNA KP PRK KR KOR KW KWT KY CYM KZ KAZ LA LAO LB LBN LC LCA LI LIE LK LKA LR LBR LS LSO LT LTU LU LUX LV LVA ' +
  'LY LBY MA MAR MC MCO MD MDA ME MNE MF MAF MG MDG MH MHL MK MKD ML MLI MM MMR MN MNG MO MAC MP MNP MQ MTQ MR MRT MS MSR ' +
  'MT MLT MU MUS MV MDV MW MWI MX MEX MY MYS MZ MOZ NA NAM NC NCL NE NER NF NFK NG NGA NI NIC NL NLD NO NOR NP NPL NR NRU ' +
  'NU NIU NZ NZL OM OMN PA PAN PE PER PF PYF PG PNG PH PHL PK PAK PL POL PM SPM PN PCN PR PRI PS PSE PT PRT PW PLW PY PRY ' +
  'QA QAT RE REU RO ROU RS SRB RU RUS RW RWA SA SAU SB SLB SC SYC SD SDN SE SWE SG SGP SH SHN SI SVN SJ SJM SK SVK SL SLE ' +
  'SM SMR SN SEN SO SOM SR SUR SS SSD ST STP SV SLV SX SXM SY SYR SZ SWZ TC TCA TD TCD TF ATF TG TGO TH THA TJ TJK TK TKL ' +
  'TL TLS TM TKM TN TUN TO TON TR TUR TT TTO TV TUV TW TWN TZ TZA UA UKR UG UGA UM UMI US USA UY URY UZ UZB VA VAT VC VCT ' +
  'VE VEN VG VGB VI VIR VN VNM VU VUT WF WLF WS WSM YE YEM YT MYT ZA ZAF ZM ZMB ZW ZWE XK XKX';

const LISTED = CODES.split(' ');

/** Every country, by its two letters. */
export const countryCodes = LISTED.filter((_, at): _ is CountryCode => at % 2 === 0);

/** What else a shop may write: three letters, and what Britain and Greece are called in daily life and in VAT numbers. */
const BY_OTHER_CODE: ReadonlyMap<string, CountryCode> = new Map([
  ...countryCodes.map((code, at) => [LISTED[at * 2 + 1] ?? '', code] as const),
  ['UK', 'GB' as CountryCode],
  ['EL', 'GR' as CountryCode],
]);

const TWO_LETTERS: ReadonlySet<string> = new Set(countryCodes);

/**
 * The country that a shop's text means: a code of two or three letters in any case, or the country's name in English.
 *
 * @returns undefined when there is no such country.
 */
export function toCountryCode(text: string): CountryCode | undefined {
  if (isCountryCode(text)) return text;
  const plain = toPlainCharacters(text).trim();
  const code = plain.toUpperCase();
  if (isCountryCode(code)) return code;
  return BY_OTHER_CODE.get(code) ?? countryNamed(plain);
}

function isCountryCode(text: string): text is CountryCode {
  return TWO_LETTERS.has(text);
}

let byName: ReadonlyMap<string, CountryCode> | undefined;

/** Made when the first shop writes a name. */
function countryNamed(name: string): CountryCode | undefined {
  if (byName === undefined) {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    byName = new Map([
      ...countryCodes.map((code) => [toNameKey(names.of(code) ?? code), code] as const),
      [toNameKey('United States of America'), 'US' as CountryCode],
      [toNameKey('Great Britain'), 'GB' as CountryCode],
      [toNameKey('Czech Republic'), 'CZ' as CountryCode],
      [toNameKey('Turkey'), 'TR' as CountryCode],
    ]);
  }
  return byName.get(toNameKey(name));
}

function toNameKey(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[^a-z]/g, '');
}
