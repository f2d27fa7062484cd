/** Which card a request means: typed in, tokenized by Microform, or saved earlier. */
import type { CardVault } from '../microform/card-vault.ts';
import { invalid, refuse, type Refusal } from '../ledger/refusal.ts';
import type { PaymentRequest } from '../requests/schemas.ts';
import { toCardType, type Card } from './card.ts';
import type { TokenVault } from './token-vault.ts';

/** Where cards are looked up. */
export interface CardSources {
  readonly transientTokens: CardVault;
  readonly savedCards: TokenVault;
}

/** The card, or the 400 that says which field does not lead to one. */
export async function resolveCard(
  request: PaymentRequest,
  merchantId: string,
  { transientTokens, savedCards }: CardSources,
): Promise<Card | Refusal> {
  const { paymentInformation: from, tokenInformation } = request;
  // Wallet payloads are encrypted for CyberSource: this sandbox has no key to open them.
  if (from.fluidData) return refuse('INVALID_MERCHANT_CONFIGURATION');

  if (tokenInformation?.transientTokenJwt !== undefined) {
    const card = await transientTokens.byTransientToken(tokenInformation.transientTokenJwt);
    return card?.merchantId === merchantId ? card : invalid('tokenInformation.transientTokenJwt');
  }
  if (tokenInformation?.jti !== undefined) {
    const card = transientTokens.byJti(tokenInformation.jti);
    return card?.merchantId === merchantId ? card : invalid('tokenInformation.jti');
  }
  if (from.tokenizedCard) return withType(from.tokenizedCard);
  if (from.card?.number !== undefined) return typedIn({ ...from.card, number: from.card.number });

  for (const field of ['paymentInstrument', 'instrumentIdentifier', 'customer'] as const) {
    const id = from[field]?.id ?? from[field]?.customerId;
    if (id === undefined) continue;
    const saved = savedCards.find(merchantId, id);
    return saved ? { ...saved, ...expiryAndCode(from.card) } : invalid(`paymentInformation.${field}.id`);
  }
  return {
    kind: 'refusal',
    reason: 'MISSING_FIELD',
    details: [{ field: 'paymentInformation.card.number', reason: 'MISSING_FIELD' }],
  };
}

type CardFields = NonNullable<PaymentRequest['paymentInformation']['card']>;

function typedIn(card: CardFields & { readonly number: string }): Card | Refusal {
  const missing = (['expirationMonth', 'expirationYear'] as const).filter(
    (field) => card[field] === undefined,
  );
  if (missing.length === 0) return withType(card);
  return {
    kind: 'refusal',
    reason: 'MISSING_FIELD',
    details: missing.map((field) => ({ field: `paymentInformation.card.${field}`, reason: 'MISSING_FIELD' })),
  };
}

function withType(card: CardFields & { readonly number: string }): Card {
  return { number: card.number, type: card.type ?? toCardType(card.number), ...expiryAndCode(card) };
}

function expiryAndCode(card: CardFields | undefined): Omit<Card, 'number' | 'type'> {
  const { expirationMonth, expirationYear, securityCode } = card ?? {};
  return {
    ...(expirationMonth !== undefined && { expirationMonth }),
    ...(expirationYear !== undefined && { expirationYear }),
    ...(securityCode !== undefined && { securityCode }),
  };
}
