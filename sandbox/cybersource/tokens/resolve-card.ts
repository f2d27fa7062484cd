/** Which card a request means: typed in, tokenized by Microform, in a wallet, or saved earlier. */
import type { CardVault } from '../microform/card-vault.ts';
import { invalid, missing, refuse, type Refusal } from '../ledger/refusal.ts';
import type { PaymentRequest } from '../requests/schemas.ts';
import { isKnownWallet, openWallet } from '../wallets/open-wallet.ts';
import { toCardType, type Card } from './card.ts';
import type { TokenVault } from './token-vault.ts';

/** Where cards are looked up. */
export interface CardSources {
  readonly transientTokens: CardVault;
  readonly savedCards: TokenVault;
  readonly now: () => Date;
}

/** The card, or the 400 that says which field does not lead to one. */
export async function resolveCard(
  request: Pick<PaymentRequest, 'paymentInformation' | 'processingInformation'> & {
    readonly tokenInformation?:
      { readonly transientTokenJwt?: string | undefined; readonly jti?: string | undefined } | undefined;
  },
  merchantId: string,
  sources: CardSources,
): Promise<Card | Refusal> {
  const { paymentInformation: from, tokenInformation, processingInformation } = request;
  if (from.fluidData) {
    return inWallet(processingInformation.paymentSolution, from.fluidData.value, sources.now());
  }
  if (tokenInformation?.transientTokenJwt !== undefined || tokenInformation?.jti !== undefined) {
    const { transientTokenJwt: jwt, jti = '' } = tokenInformation;
    const { transientTokens } = sources;
    const captured =
      jwt === undefined ? transientTokens.byJti(jti) : await transientTokens.byTransientToken(jwt);
    if (captured?.merchantId !== merchantId) {
      return invalid(`tokenInformation.${jwt === undefined ? 'jti' : 'transientTokenJwt'}`);
    }
    if ('number' in captured) return captured;
    // A security code alone goes with a saved card.
    const { securityCode } = captured;
    return saved({ ...from, card: { ...from.card, securityCode } }, merchantId, sources) ?? noCard;
  }
  if (from.tokenizedCard) return { ...withType(from.tokenizedCard), isNetworkToken: true };
  if (from.card?.number !== undefined) return typedIn({ ...from.card, number: from.card.number });
  return saved(from, merchantId, sources) ?? noCard;
}

const noCard = missing('paymentInformation.card.number');

function inWallet(paymentSolution: string | undefined, value: string, now: Date): Card | Refusal {
  if (paymentSolution === undefined) return missing('processingInformation.paymentSolution');
  if (!isKnownWallet(paymentSolution)) return refuse('INVALID_MERCHANT_CONFIGURATION');
  return openWallet(paymentSolution, value, now) ?? invalid('paymentInformation.fluidData.value');
}

function saved(
  from: PaymentRequest['paymentInformation'],
  merchantId: string,
  { savedCards }: CardSources,
): Card | Refusal | undefined {
  for (const field of ['paymentInstrument', 'instrumentIdentifier', 'customer'] as const) {
    const id = from[field]?.id ?? from[field]?.customerId;
    if (id === undefined) continue;
    const card = savedCards.find(merchantId, id);
    return card ? { ...card, ...expiryAndCode(from.card) } : invalid(`paymentInformation.${field}.id`);
  }
  return undefined;
}

type CardFields = NonNullable<PaymentRequest['paymentInformation']['card']>;

function typedIn(card: CardFields & { readonly number: string }): Card | Refusal {
  const lacking = (['expirationMonth', 'expirationYear'] as const).filter(
    (field) => card[field] === undefined,
  );
  return lacking.length === 0
    ? withType(card)
    : missing(...lacking.map((field) => `paymentInformation.card.${field}`));
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
