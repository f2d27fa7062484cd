import type { CardTrace } from '../ledger/transaction.ts';

/** A card as a request brings it. It lives as long as the request, or in the token vault; nowhere else. */
export interface Card {
  readonly number: string;
  readonly type: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  readonly securityCode?: string;
  /** A wallet's or a network's number in place of the card's own. */
  readonly isNetworkToken?: true;
  /** Of a saved card: the payment that it was saved with, as the card network calls it. */
  readonly previousTransactionId?: string;
}

const BRANDS: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^4/, '001'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, '002'],
  [/^3[47]/, '003'],
  [/^(6011|64[4-9]|65)/, '004'],
  [/^3(0[0-5]|[68])/, '005'],
  [/^35/, '007'],
  [/^62/, '062'],
  [/^(5018|5020|5038|6304|6759|676[1-3])/, '042'],
];

/** CyberSource's code for the brand that a number's first digits belong to; Visa's for one that we do not know. */
export function toCardType(number: string): string {
  return BRANDS.find(([pattern]) => pattern.test(number))?.[1] ?? '001';
}

/** What may be kept and shown of a card. */
export function toTrace(card: Card): CardTrace {
  const { number, type, expirationMonth, expirationYear, isNetworkToken } = card;
  return {
    type,
    prefix: number.slice(0, 6),
    suffix: number.slice(-4),
    ...(isNetworkToken && { isNetworkToken }),
    ...(expirationMonth !== undefined && { expirationMonth }),
    ...(expirationYear !== undefined && { expirationYear }),
  };
}

/** Whether the card's last month is over, by UTC. A card without expiry has not expired. */
export function hasExpired({ expirationMonth, expirationYear }: Card, now: Date): boolean {
  if (expirationMonth === undefined || expirationYear === undefined) return false;
  return Date.UTC(Number(expirationYear), Number(expirationMonth), 1) <= now.getTime();
}
