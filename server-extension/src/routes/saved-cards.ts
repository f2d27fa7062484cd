import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import { type CardAddressDeps, createReadCardAddress } from '../checkout/saved-cards/card-address.ts';
import { type ChangeCardDeps, createChangeCard } from '../checkout/saved-cards/change-card.ts';
import { createDeleteCard, type DeleteCardDeps } from '../checkout/saved-cards/delete-card.ts';
import { cardStatusOf } from '../domain/card/card-expiry.ts';
import { present } from '../domain/present.ts';
import { malformedField } from '../occ/webhook/shape/required-shape.ts';
import type { ShopperCards } from '../occ/cards/shopper-cards.ts';
import { defineRoute } from '../http/define-route.ts';
import { jsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import { storefrontBody } from './storefront-body.ts';
import {
  billingAddress,
  expiryMonth,
  expiryYear,
  nickname,
  postalAddress,
  savedCard,
  visa,
} from './saved-card-schema.ts';

export interface SavedCardsDeps {
  readonly shopperCards: ShopperCards;
}

export interface ChangeSavedCardDeps extends ChangeCardDeps {
  readonly now: () => Date;
}

const id = lazy(() => z.string().regex(/^[\w-]{1,64}$/, 'must be the id of a saved card'));

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
      schema: lazy(() => z.strictObject({ items: z.array(savedCard()) })),
      examples: { one: { items: [visa] } },
    },
  },
  handler:
    ({ shopperCards }: SavedCardsDeps) =>
    async ({ res, caller }) => {
      sendJson(res, 200, { items: await shopperCards.list(caller.token, caller.site) });
    },
});

/** Beside the list, because the vault is asked card by card: a checkout that lists ten cards waits for none of it. */
export const savedCardAddress = defineRoute({
  method: 'GET',
  path: '/savedCards/billingAddress',
  operationId: 'savedCardAddress',
  summary: 'The billing address of a saved card',
  description:
    'For a form that changes it. CyberSource’s vault keeps it, so it is asked for one card at a time, by its owner only. Without names, ' +
    'e-mail and telephone number; empty for a card that the vault has no address of.',
  caller: 'shopper',
  query: lazy(() => z.object({ id: id() })),
  answers: {
    200: {
      description: 'The address as the vault has it',
      schema: lazy(() => z.strictObject({ billingAddress: postalAddress() })),
      examples: {
        one: {
          billingAddress: {
            address1: '1 Market Street',
            city: 'San Francisco',
            state: 'CA',
            postalCode: '94105',
            country: 'US',
          },
        },
        none: { billingAddress: {} },
      },
    },
  },
  handler: (deps: CardAddressDeps) => {
    const readAddress = createReadCardAddress(deps);
    return async ({ res, query, caller }) => {
      const settings = await caller.settings();
      sendJson(res, 200, { billingAddress: await readAddress({ ...caller, card: query.id, settings }) });
    };
  },
});

/** Changes a card at CyberSource and in OCC: both or neither. */
export const changeSavedCard = defineRoute({
  method: 'POST',
  path: '/savedCards/update',
  operationId: 'changeSavedCard',
  summary: 'Another nickname, expiry date or billing address, or another default card',
  description:
    'Expiry date, billing address and default are changed in CyberSource’s vault first, then in OCC; where OCC fails, the vault is put ' +
    'back. Nickname and default go in one request, expiry date and billing address in another.',
  caller: 'shopper',
  body: jsonBody(
    lazy(() =>
      storefrontBody({
        id: id(),
        nickname: nickname().optional(),
        isDefault: z.literal(true, 'can only be true: make another card the default instead').optional(),
        expiryMonth: expiryMonth().optional(),
        expiryYear: expiryYear().optional(),
        billingAddress: billingAddress().optional(),
      }),
    ),
    {
      rename: { id: visa.id, nickname: visa.nickname },
      makeDefault: { id: visa.id, isDefault: true },
      newExpiry: { id: visa.id, expiryMonth: '06', expiryYear: '2033' },
    },
  ),
  problems: ['unprocessable', 'in-progress'],
  answers: {
    200: { description: 'The card as OCC has it now', schema: savedCard, examples: { changed: visa } },
  },
  handler: (deps: ChangeSavedCardDeps) => {
    const changeCard = createChangeCard(deps);
    return async ({ res, body, caller }) => {
      const { id: card, isDefault } = body;
      const address = body.billingAddress && present(body.billingAddress);
      const inOcc = present({ nickname: body.nickname, isDefault });
      const ofCard = present({
        expiryMonth: body.expiryMonth,
        expiryYear: body.expiryYear,
        billingAddress: address,
      });
      const [few, many] = [Object.keys(inOcc).length, Object.keys(ofCard).length];
      if (few === 0 && many === 0)
        throw malformedField('body:nickname', 'or another field must say what to change');
      if (few > 0 && many > 0)
        throw malformedField('body:expiryMonth', 'and billingAddress are changed in a request of their own');
      if ((body.expiryMonth === undefined) !== (body.expiryYear === undefined))
        throw malformedField('body:expiryYear', 'and expiryMonth must be given together');
      if (cardStatusOf(body.expiryMonth ?? '', body.expiryYear ?? '', deps.now()) === 'expired')
        throw malformedField('body:expiryYear', 'must not be in the past');
      const settings = await caller.settings();
      sendJson(res, 200, await changeCard({ ...caller, card, settings, inOcc, ofCard }));
    };
  },
});

/** Deletes a card in CyberSource's vault first: of a card that OCC forgot first, the vault's entry could not be found any more. */
export const deleteSavedCard = defineRoute({
  method: 'POST',
  path: '/savedCards/delete',
  operationId: 'deleteSavedCard',
  summary: 'Delete a card, in CyberSource’s vault and then in OCC',
  description:
    'Where the vault does not answer, the card stays in both and the same request can be made again. Where OCC does not answer ' +
    'afterwards, its entry is removed as soon as it does, within a day; without a database, unless the extension is restarted before.',
  caller: 'shopper',
  body: jsonBody(
    lazy(() => storefrontBody({ id: id() })),
    { one: { id: visa.id } },
  ),
  problems: ['in-progress', 'not-sent', 'outcome-unknown', 'unprocessable'],
  answers: {
    200: {
      description: 'It is gone',
      schema: lazy(() => z.strictObject({ deleted: z.literal(true) })),
      examples: { deleted: { deleted: true } },
    },
  },
  handler: (deps: DeleteCardDeps) => {
    const deleteCard = createDeleteCard(deps);
    return async ({ res, body, caller }) => {
      await deleteCard({ ...caller, card: body.id, settings: await caller.settings() });
      sendJson(res, 200, { deleted: true });
    };
  },
});
