/** What an issuer does to cards while they are saved: other numbers, other dates, closed accounts, suspended tokens. */
import { toCardType } from '../model/card.ts';
import type { InstrumentIdentifier } from '../model/saved-token.ts';
import type { SavedTokenizedCard, TokenizedCardState } from '../model/tokenized-card.ts';
import type { TokenVault } from './token-vault.ts';

/** A card that its bank replaced; members that are left out stay. */
export interface CardReplacement {
  readonly number?: string | undefined;
  readonly expirationMonth?: string | undefined;
  readonly expirationYear?: string | undefined;
  /** The account is closed: its cards and its network token end. */
  readonly isClosed?: boolean | undefined;
}

/** CyberSource: issuer life cycle event simulations. */
export interface LifeCycleEvent {
  readonly state?: Exclude<TokenizedCardState, 'UNPROVISIONED'> | undefined;
  readonly card?:
    | {
        readonly last4?: string | undefined;
        readonly expirationMonth?: string | undefined;
        readonly expirationYear?: string | undefined;
      }
    | undefined;
  /** The card's picture is another one. */
  readonly isArtUpdated?: boolean | undefined;
}

/** The vault learns of a replaced card: number and expiry behind the same tokens. */
export function replaceCard(
  identifier: InstrumentIdentifier,
  { number, expirationMonth, expirationYear, isClosed }: CardReplacement,
  vault: TokenVault,
): InstrumentIdentifier {
  const { merchantId } = identifier;
  const type = number === undefined ? identifier.type : toCardType(number);
  const expiry = {
    ...(expirationMonth !== undefined && { expirationMonth }),
    ...(expirationYear !== undefined && { expirationYear }),
  };
  const state = isClosed ? 'CLOSED' : identifier.state;
  for (const instrument of vault.instrumentsWith(identifier))
    vault.instruments.put({ ...instrument, ...expiry, type, state });
  const replaced = vault.identifiers.put({ ...identifier, number: number ?? identifier.number, type, state });
  vault.tell({ kind: number === undefined ? 'updated' : 'number-updated', identifier: replaced });
  const tokenizedCard = vault.tokenizedCards.find(merchantId, identifier.tokenizedCardId);
  if (tokenizedCard?.token && tokenizedCard.state !== 'DELETED')
    applyLifeCycle(
      tokenizedCard,
      { ...(isClosed && { state: 'DELETED' }), card: { last4: number?.slice(-4), ...expiry } },
      vault,
    );
  return replaced;
}

/** What the card network reports of a token. A deleted one stays deleted: then nothing happens, and undefined comes back. */
export function applyLifeCycle(
  tokenizedCard: SavedTokenizedCard,
  { state, card, isArtUpdated }: LifeCycleEvent,
  vault: TokenVault,
): SavedTokenizedCard | undefined {
  if (tokenizedCard.state === 'DELETED') return undefined;
  const updated = vault.tokenizedCards.put({
    ...tokenizedCard,
    ...(state !== undefined && { state }),
    artRevision: tokenizedCard.artRevision + (isArtUpdated ? 1 : 0),
    card: {
      ...tokenizedCard.card,
      ...(card?.last4 !== undefined && { suffix: card.last4 }),
      ...(card?.expirationMonth !== undefined && { expirationMonth: card.expirationMonth }),
      ...(card?.expirationYear !== undefined && { expirationYear: card.expirationYear }),
    },
  });
  vault.tell({ kind: 'network-token-updated', tokenizedCard: updated });
  return updated;
}
