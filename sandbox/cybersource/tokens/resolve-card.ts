/** Which card a request means: typed in, tokenized by Microform, in a wallet, or saved earlier. */
import type { ValidationMode } from '../ledger/follow-ons.ts';
import type { MicroformVault } from '../microform/cards/card-vault.ts';
import { invalid, missing, refuse, type RequestRefusal } from '../model/refusal.ts';
import { savedTokenIn, TRANSIENT_TOKENS } from '../api/requests/card-source.ts';
import type { LedgerPaymentRequest } from '../api/requests/schemas.ts';
import { isKnownWallet, openWallet, sealedElsewhere } from '../wallets/open-wallet.ts';
import { toCardType, type Card } from '../model/card.ts';
import type { TokenVault } from './token-vault.ts';

/** Where cards are looked up. */
export interface CardSources {
  readonly transientTokens: MicroformVault;
  readonly savedCards: TokenVault;
  readonly now: () => Date;
  readonly rules: ValidationMode;
}

/** What a request says about its card. */
type CardRequest = Pick<LedgerPaymentRequest, 'paymentInformation' | 'processingInformation'> & {
  readonly tokenInformation?: Readonly<Partial<Record<string, unknown>>> | undefined;
};

/** The card, or the 400 that says which field does not lead to one. */
export async function resolveCard(
  request: CardRequest,
  merchantId: string,
  sources: CardSources,
): Promise<Card | RequestRefusal> {
  const { paymentInformation: from, processingInformation } = request;
  if (from.fluidData) {
    return inWallet(processingInformation.paymentSolution, from.fluidData.value, sources);
  }
  const token = transientTokenOf(request);
  if (token) {
    const { transientTokens } = sources;
    const captured = token.text.includes('.')
      ? await transientTokens.byTransientToken(token.text)
      : transientTokens.byJti(token.text);
    if (captured?.merchantId !== merchantId) return invalid(token.field);
    if ('number' in captured) return captured;
    // A security code alone goes with a saved card.
    const { securityCode } = captured;
    const alone = { ...from, card: { ...from.card, securityCode } };
    return saved({ ...request, paymentInformation: alone }, merchantId, sources) ?? noCard;
  }
  if (from.tokenizedCard?.number !== undefined) {
    return {
      ...withType({ ...from.tokenizedCard, number: from.tokenizedCard.number }),
      isNetworkToken: true,
    };
  }
  const securityCode = from.card?.securityCode ?? from.tokenizedCard?.securityCode;
  const card = { ...from.card, ...(securityCode !== undefined && { securityCode }) };
  if (from.card?.number !== undefined) return withType({ ...card, number: from.card.number });
  return saved({ ...request, paymentInformation: { ...from, card } }, merchantId, sources) ?? noCard;
}

const noCard = missing('paymentInformation.card.number');

function transientTokenOf({ tokenInformation }: CardRequest): { field: string; text: string } | undefined {
  const name = TRANSIENT_TOKENS.find((each) => tokenInformation?.[each] !== undefined);
  return name && { field: `tokenInformation.${name}`, text: String(tokenInformation?.[name]) };
}

function inWallet(
  paymentSolution: string | undefined,
  value: string,
  { now, rules }: CardSources,
): Card | RequestRefusal {
  if (paymentSolution === undefined) return missing('processingInformation.paymentSolution');
  if (!isKnownWallet(paymentSolution)) return refuse('INVALID_MERCHANT_CONFIGURATION');
  const card =
    openWallet(paymentSolution, value, now()) ?? (rules.lenient ? sealedElsewhere(value) : undefined);
  return card ?? invalid('paymentInformation.fluidData.value');
}

function saved(
  request: CardRequest,
  merchantId: string,
  { savedCards, rules }: CardSources,
): Card | RequestRefusal | undefined {
  const named = savedTokenIn(request);
  if (!named) return undefined;
  const isOurs = savedCards.wasEver(merchantId, named.id);
  const card =
    savedCards.find(merchantId, named) ??
    (rules.lenient && !isOurs && TOKEN.test(named.id) ? SAVED_ELSEWHERE : undefined);
  return card ? { ...card, ...expiryAndCode(request.paymentInformation.card) } : invalid(named.field);
}

/** What TMS's tokens look like: 32 hexadecimal digits, or a number that keeps the card's last four. */
const TOKEN = /^(?:[\dA-F]{32}|\d{16,19})$/i;

/** CyberSource's samples name tokens of a vault that only CyberSource has. */
const SAVED_ELSEWHERE: Card = {
  number: '4111111111111111',
  type: '001',
  expirationMonth: '12',
  expirationYear: '2035',
};

type CardFields = NonNullable<LedgerPaymentRequest['paymentInformation']['card']>;

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
