/** The cards in both sandbox wallets. What becomes of a payment with one is in the sandbox's table of triggers. */
export interface WalletCard {
  /** As Google spells card networks; Apple's spelling follows from it. */
  readonly network: 'VISA' | 'MASTERCARD' | 'AMEX' | 'DISCOVER';
  readonly brand: string;
  readonly number: string;
  /** Shown behind the card, for developers who try the shop. */
  readonly note: string;
}

export const WALLET_CARDS: readonly WalletCard[] = [
  { network: 'VISA', brand: 'Visa', number: '4111111111111111', note: 'approved' },
  { network: 'MASTERCARD', brand: 'Mastercard', number: '5555555555554444', note: 'approved' },
  { network: 'AMEX', brand: 'American Express', number: '378282246310005', note: 'approved' },
  { network: 'DISCOVER', brand: 'Discover', number: '6011111111111117', note: 'approved' },
  { network: 'VISA', brand: 'Visa', number: '4000000000000002', note: 'declined' },
];

/** Cards that the bank asks about when a shop has nothing but their number. */
export const ASKING_CARDS: readonly WalletCard[] = [
  { network: 'VISA', brand: 'Visa', number: '4000000000002503', note: 'the bank asks, then approves' },
  { network: 'VISA', brand: 'Visa', number: '4000000000002370', note: 'the bank asks, then refuses' },
];

/** `Visa •••• 1111`, as wallets describe a card. */
export function describe({ brand, number }: WalletCard): string {
  return `${brand} •••• ${number.slice(-4)}`;
}

/** Good for three more years; December, so that the end of a year changes nothing. */
export const EXPIRY = { month: 12, year: new Date().getFullYear() + 3 };
