import { dig } from '../values/dig.ts';

/** A card that the shopper keeps with the shop. The number stays with the payment provider. */
export interface SavedCard {
  readonly id: string;
  readonly nickname: string;
  /** For people: `Visa` */
  readonly brand: string;
  readonly last4: string;
  /** `03` */
  readonly expiryMonth: string;
  /** `2031` */
  readonly expiryYear: string;
  readonly isDefault: boolean;
  readonly status: SavedCardStatus;
}

export type SavedCardStatus = 'valid' | 'expires-soon' | 'expired';

/** OCC's words for card types that people write in another way than with a capital letter. */
const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

/** Reads our extension's answer to `GET /savedCards`. Throws when it is no list. */
export function parseSavedCards(body: unknown): readonly SavedCard[] {
  const items = dig(body, ['items']);
  if (!Array.isArray(items)) throw new Error('/savedCards');
  return items.map((item: Omit<SavedCard, 'brand'> & { readonly type: string }) => ({
    ...item,
    brand: BRANDS[item.type] ?? item.type.slice(0, 1).toUpperCase() + item.type.slice(1),
  }));
}
