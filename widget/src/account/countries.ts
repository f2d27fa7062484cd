/** ISO 3166-1. */
const CODES =
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

/** ECMA-402, newer than the oldest browsers that shops support. */
type RegionNames = new (
  languages: readonly string[],
  options: { readonly type: 'region' },
) => { of(code: string): string | undefined };

/** A country to choose. */
export interface CountryChoice {
  readonly code: string;
  readonly name: string;
}

/** All countries in the shopper's language, by name; by their codes where the browser has no names. */
export function countriesIn(language: string): readonly CountryChoice[] {
  const codes = CODES.split(' ');
  try {
    const { DisplayNames } = Intl as unknown as { readonly DisplayNames: RegionNames };
    const names = new DisplayNames([language], { type: 'region' });
    const { compare } = new Intl.Collator(language);
    return codes
      .map((code) => ({ code, name: names.of(code) ?? code }))
      .sort((a, b) => compare(a.name, b.name));
  } catch {
    return codes.map((code) => ({ code, name: code }));
  }
}

/** ECMA-402 as well. */
type LocaleOf = new (language: string) => { maximize(): { readonly region?: string } };

/**
 * The country that the form begins with: that of the first language which names one (`en-GB`), else the one in which most
 * people speak the first language; `US` where the browser does not know.
 */
export function likelyCountry(languages: readonly string[]): string {
  const named = languages.map((each) => /-([A-Z]{2})\b/.exec(each)?.[1]).find((each) => each !== undefined);
  if (named !== undefined) return named;
  try {
    const { Locale } = Intl as unknown as { readonly Locale: LocaleOf };
    return new Locale(languages[0] ?? 'en').maximize().region ?? 'US';
  } catch {
    return 'US';
  }
}
