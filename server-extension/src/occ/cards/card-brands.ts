/** What CyberSource calls a card brand of OCC. */
export interface CardBrand {
  /** CyberSource: microform sessions, `allowedCardNetworks`. */
  readonly network: string;
  /** CyberSource: card type codes. */
  readonly typeCode: string;
}

/** OCC's card types in lower case without punctuation, with the spellings that tenants use. */
const BRANDS: Readonly<Record<string, CardBrand>> = {
  visa: { network: 'VISA', typeCode: '001' },
  mastercard: { network: 'MASTERCARD', typeCode: '002' },
  amex: { network: 'AMEX', typeCode: '003' },
  americanexpress: { network: 'AMEX', typeCode: '003' },
  discover: { network: 'DISCOVER', typeCode: '004' },
  dinersclub: { network: 'DINERSCLUB', typeCode: '005' },
  diners: { network: 'DINERSCLUB', typeCode: '005' },
  jcb: { network: 'JCB', typeCode: '007' },
  maestro: { network: 'MAESTRO', typeCode: '042' },
  cartesbancaires: { network: 'CARTESBANCAIRES', typeCode: '036' },
  cartebancaire: { network: 'CARTESBANCAIRES', typeCode: '036' },
  elo: { network: 'ELO', typeCode: '054' },
  unionpay: { network: 'CUP', typeCode: '062' },
  chinaunionpay: { network: 'CUP', typeCode: '062' },
  mada: { network: 'MADA', typeCode: '060' },
};

/** `masterCard`, `MasterCard` and `Master Card` are one brand. Undefined for one that CyberSource's fields do not know. */
export function brandOf(occType: string): CardBrand | undefined {
  const name = occType.toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(BRANDS, name) ? BRANDS[name] : undefined;
}
