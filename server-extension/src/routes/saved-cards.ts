import * as z from 'zod';
import type { OccApi } from '../occ/api/admin-api.ts';
import { createOwnSavedCard } from '../occ/cards/own-saved-card.ts';
import { malformedField } from '../occ/webhook/required-shape.ts';
import type { ShopperCards } from '../occ/cards/shopper-cards.ts';
import type { CardVault } from '../payments/ports/card-vault.ts';
import { defineRoute } from '../http/define-route.ts';
import { jsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import { storefrontBody } from './storefront-body.ts';

export interface SavedCardsDeps {
  readonly shopperCards: ShopperCards;
}

export interface DeleteSavedCardDeps extends SavedCardsDeps {
  readonly occ: OccApi;
  readonly cardVault: CardVault;
}

const id = z.string('is missing').regex(/^[\w-]{1,64}$/, 'must be the id of a saved card');

const savedCard = z
  .strictObject({
    id: z.string(),
    nickname: z.string(),
    type: z.string().meta({ description: 'OCC’s card type' }),
    last4: z.string(),
    expiryMonth: z.string(),
    expiryYear: z.string(),
    isDefault: z.boolean(),
    status: z
      .enum(['valid', 'expires-soon', 'expired'])
      .meta({ description: '`expires-soon`: within two months' }),
  })
  .meta({ id: 'SavedCard', description: 'As OCC keeps it, without number and token' });

const visa: z.output<typeof savedCard> = {
  id: 'usercc-110658',
  nickname: 'Visa for travel',
  type: 'visa',
  last4: '1111',
  expiryMonth: '03',
  expiryYear: '2031',
  isDefault: true,
  status: 'valid',
};

/** The shopper's saved cards, for the profile page. Who the shopper is, OCC's token says and nothing else. */
export const savedCards = defineRoute({
  method: 'GET',
  path: '/savedCards',
  operationId: 'savedCards',
  summary: 'The shopper’s saved cards',
  caller: 'shopper',
  answers: {
    200: {
      description: 'Each card once, however often it was saved',
      schema: z.strictObject({ items: z.array(savedCard) }),
      examples: { one: { items: [visa] } },
    },
  },
  handler:
    ({ shopperCards }: SavedCardsDeps) =>
    async ({ res, caller }) => {
      sendJson(res, 200, { items: await shopperCards.list(caller.token, caller.site) });
    },
});

/** Gives a card another nickname, or makes it the default. */
export const changeSavedCard = defineRoute({
  method: 'POST',
  path: '/savedCards/update',
  operationId: 'changeSavedCard',
  summary: 'Another nickname, or another default card',
  caller: 'shopper',
  body: jsonBody(
    storefrontBody({
      id,
      nickname: z.string().trim().min(1, 'must not be empty').max(42).optional(),
      isDefault: z.literal(true, 'can only be true: make another card the default instead').optional(),
    }),
    { rename: { id: visa.id, nickname: visa.nickname }, makeDefault: { id: visa.id, isDefault: true } },
  ),
  answers: {
    200: { description: 'The card as OCC has it now', schema: savedCard, examples: { changed: visa } },
  },
  handler:
    ({ shopperCards }: SavedCardsDeps) =>
    async ({ res, body, caller }) => {
      const { id: card, nickname, isDefault } = body;
      if (nickname === undefined && isDefault === undefined)
        throw malformedField('body:nickname', 'or isDefault must say what to change');
      const change = {
        ...(nickname !== undefined && { nickname }),
        ...(isDefault !== undefined && { isDefault }),
      };
      sendJson(res, 200, await shopperCards.change(caller.token, caller.site, card, change));
    },
});

/** Deletes a card in CyberSource's vault first: of a card that OCC forgot first, the vault's entry could not be found any more. */
export const deleteSavedCard = defineRoute({
  method: 'POST',
  path: '/savedCards/delete',
  operationId: 'deleteSavedCard',
  summary: 'Delete a card, in CyberSource’s vault and then in OCC',
  description:
    'Where the vault does not answer, the card stays in OCC and the same request can be made again.',
  caller: 'shopper',
  body: jsonBody(storefrontBody({ id }), { one: { id: visa.id } }),
  problems: ['not-allowed', 'not-sent', 'outcome-unknown', 'unprocessable'],
  answers: {
    200: {
      description: 'It is gone',
      schema: z.strictObject({ deleted: z.literal(true) }),
      examples: { deleted: { deleted: true } },
    },
  },
  handler: ({ shopperCards, occ, cardVault }: DeleteSavedCardDeps) => {
    const ownSavedCard = createOwnSavedCard(occ);
    return async ({ res, body, caller }) => {
      const { site, token } = caller;
      const settings = await caller.settings();
      // A shopper who deletes a card does not want to see it again under another entry.
      for (const entry of await shopperCards.entriesOf(token, site, body.id)) {
        const { paymentInstrumentId, customerId } = await ownSavedCard(token, entry, site);
        if (paymentInstrumentId !== undefined) {
          const vaulted = { paymentInstrumentId, ...(customerId !== undefined && { customerId }) };
          await cardVault.forget(vaulted, settings);
        }
        await shopperCards.remove(token, site, entry);
      }
      sendJson(res, 200, { deleted: true });
    };
  },
});
