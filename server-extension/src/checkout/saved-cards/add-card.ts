import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { Problem } from '../../domain/problem.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { SavedCardIds } from '../../domain/payment/result.ts';
import { present } from '../../domain/present.ts';
import type { OccApi, ShopperCardReply } from '../../occ/api/admin-api.ts';
import {
  expiryOf,
  instrumentOf,
  parseProfileCards,
  type ProfileCard,
} from '../../occ/cards/profile-cards.ts';
import type { ShopperCard, ShopperCards } from '../../occ/cards/shopper-cards.ts';
import { checkoutKeyOf } from '../../occ/webhook/checkout-id.ts';
import { isGiven } from '../../occ/webhook/webhook.ts';
import type { CardVault } from '../../payments/ports/card-vault.ts';
import type { Journal } from '../../payments/ports/journal.ts';

export interface AddCardDeps {
  readonly occ: Pick<OccApi, 'addShopperCard' | 'profile'>;
  readonly shopperCards: ShopperCards;
  readonly cardVault: Pick<CardVault, 'forget'>;
  readonly journal: Pick<Journal, 'ofCheckout'>;
}

export interface CardAdditionRequest {
  readonly token: string;
  readonly site: SiteId;
  readonly settings: GatewaySettings;
  /** The browser's name of this addition, the same in all its steps: the journal knows the verification by it. */
  readonly additionId: string;
  readonly expiryMonth: string;
  readonly expiryYear: string;
  /** The card as OCC's store API takes it, custom properties included. */
  readonly card: object;
}

/** How far an addition has come. */
export type CardAddition =
  | { readonly outcome: 'saved'; readonly card: ShopperCard }
  /** The issuer wants the shopper to confirm: what the browser needs for that, as OCC passes it on. */
  | { readonly outcome: 'challenge'; readonly properties: Readonly<Record<string, string>> }
  | { readonly outcome: 'declined'; readonly message: string };

/**
 * Adds a card to the shopper's own: OCC has it verified with an amount of zero by our own payment webhook, and keeps its token.
 * In the vault and in OCC, or in neither: what CyberSource has saved and OCC has not is deleted again. A card that the shopper
 * has already stays one entry.
 *
 * Rejects with a Problem `gateway-failure` when OCC did not answer: the card is then in neither, and can be added again.
 */
export type AddCard = (request: CardAdditionRequest) => Promise<CardAddition>;

/** OCC: `POST …/creditCards`, the saved card, or what the shopper has to do. */
const answer = lazy(() =>
  z.object({
    savedCardId: z.string().nullish(),
    repositoryId: z.string().nullish(),
    uiIntervention: z.union([z.string(), z.boolean()]).nullish(),
    customPaymentProperties: z.record(z.string(), z.unknown()).nullish(),
  }),
);

export function createAddCard({ occ, shopperCards, cardVault, journal }: AddCardDeps): AddCard {
  return async (request) => {
    const { token, site } = request;
    const profileId = await shopperCards.profileIdOf(token, site);
    const reply = await occ
      .addShopperCard(token, site, request.card)
      .catch((error: unknown): Extract<ShopperCardReply, { is: 'silent' }> => {
        if (error instanceof Problem && error.code === 'not-authenticated') throw error;
        return { is: 'silent' };
      });
    if (reply.is === 'answered') {
      const { savedCardId, repositoryId, uiIntervention, customPaymentProperties } = answer().parse(
        reply.body,
      );
      const id = [savedCardId, repositoryId].find(isGiven);
      if (id !== undefined) return { outcome: 'saved', card: await shopperCards.read(token, site, id) };
      if (isGiven(String(uiIntervention ?? '')))
        return { outcome: 'challenge', properties: textsIn(customPaymentProperties ?? {}) };
    }
    const vaulted = await vaultedBy(request);
    const known = vaulted && (await entryOf(vaulted, profileId, request));
    if (known !== undefined) return { outcome: 'saved', card: await shopperCards.read(token, site, known) };
    if (reply.is === 'refused') return { outcome: 'declined', message: reply.message };
    throw new Problem('gateway-failure', 'OCC did not save the card. It is not kept anywhere; try again.');
  };

  /** What the verification has saved in the vault. */
  async function vaultedBy({ site, additionId }: CardAdditionRequest): Promise<SavedCardIds | undefined> {
    const attempts = await journal.ofCheckout(checkoutKeyOf(site, additionId));
    return attempts
      .map(({ result }) => result && 'savedCard' in result && result.savedCard)
      .findLast(isSaved);
  }

  /** OCC's entry of the card. Where it is another one than was saved now, or none, the vault forgets what was saved now. */
  async function entryOf(
    vaulted: SavedCardIds,
    profileId: string,
    { site, settings, expiryMonth, expiryYear }: CardAdditionRequest,
  ): Promise<string | undefined> {
    const { paymentInstrumentId, instrumentIdentifierId, customerId } = vaulted;
    const cards = parseProfileCards(await occ.profile(profileId, site));
    const own = cards.find((card) => card.token === paymentInstrumentId);
    if (own !== undefined) return idOf(own);
    if (paymentInstrumentId !== undefined)
      await cardVault.forget({ paymentInstrumentId, ...present({ customerId }) }, settings);
    const twin = cards.find(
      (card) =>
        instrumentOf(card) === instrumentIdentifierId &&
        expiryOf(card.expiryMonth, card.expiryYear) === expiryOf(expiryMonth, expiryYear),
    );
    return twin && idOf(twin);
  }
}

function isSaved(ids: SavedCardIds | false | undefined): ids is SavedCardIds {
  return ids !== false && ids !== undefined;
}

function idOf({ repositoryId, savedCardId, id }: ProfileCard): string | undefined {
  return [savedCardId, repositoryId, id].find(isGiven);
}

function textsIn(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
