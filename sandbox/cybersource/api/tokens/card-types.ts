/** TMS names the type of a card in version 1 and numbers it in version 2. CyberSource: TMS, `card.type`. */
const NAMES: Readonly<Partial<Record<string, string>>> = {
  '001': 'visa',
  '002': 'mastercard',
  '003': 'american express',
  '004': 'discover',
  '005': 'diners club',
  '006': 'carte blanche',
  '007': 'jcb',
  '014': 'enroute',
  '021': 'jal',
  '024': 'maestro uk domestic',
  '033': 'visa electron',
  '034': 'dankort',
  '036': 'cartes bancaires',
  '037': 'carta si',
  '042': 'maestro international',
  '054': 'elo',
  '062': 'china unionpay',
};

const CODES = new Map(Object.entries(NAMES).map(([code, name]) => [name ?? '', code]));

/** The three digits of a type that is written either way; undefined for a word that is no type. */
export function toTypeCode(written: string): string | undefined {
  return /^\d{3}$/.test(written) ? written : CODES.get(written.toLowerCase());
}

/** The name of a type; its digits where it has none. */
export const toTypeName = (code: string): string => NAMES[code] ?? code;
