import type { CardSummary } from './transaction.ts';
import { internationalTypeOf } from '../microform/cards/card-brands.ts';

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

/** CyberSource's code for the brand that a number's first digits belong to; Visa's for one that we do not know. */
export function toCardType(number: string): string {
  return internationalTypeOf(number) ?? '001';
}

/** What may be kept and shown of a card. */
export function toTrace(card: Card): CardSummary {
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
