import * as z from 'zod';
import { lazy, type Shape } from '../domain/json/lazy.ts';
import { type AddCardDeps, createAddCard } from '../checkout/saved-cards/add-card.ts';
import { cardStatusOf } from '../domain/card/card-expiry.ts';
import { present } from '../domain/present.ts';
import { defineRoute } from '../http/define-route.ts';
import { jsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import { CHECKOUT_ID } from '../occ/webhook/checkout-id.ts';
import { malformedField } from '../occ/webhook/shape/required-shape.ts';
import { storefrontBody } from './storefront-body.ts';
import { billingAddress, expiryMonth, expiryYear, nickname, savedCard, visa } from './saved-card-schema.ts';

export interface AddSavedCardDeps extends AddCardDeps {
  readonly now: () => Date;
}

const cardToAdd = lazy(() =>
  storefrontBody({
    additionId: z
      .string()
      .regex(CHECKOUT_ID, 'must have 22 to 128 random letters and digits')
      .meta({ description: 'Random, the same in all steps of one addition' }),
    type: z.string().trim().max(40).meta({ description: 'OCC’s card type' }),
    maskedNumber: z
      .string()
      .regex(/^\d{0,8}[xX*]{4,12}\d{4}$/, 'must be masked but for the last four digits'),
    nameOnCard: z.string().trim().min(1, 'must not be empty').max(100),
    expiryMonth: expiryMonth(),
    expiryYear: expiryYear(),
    nickname: nickname().optional(),
    isDefault: z.boolean().optional(),
    billingAddress: billingAddress(),
    customProperties: z
      .record(z.string().max(100), z.string().max(20_000))
      .refine((properties) => Object.keys(properties).length <= 50, 'must be 50 properties at most')
      .meta({ description: 'Those of a payment by card: token, capture context and its seal, browser' }),
  }),
);

/** Adds a card on the account page: verified with an amount of zero, asked about by the issuer where the site wants that. */
export const addSavedCard = defineRoute({
  method: 'POST',
  path: '/savedCards/add',
  operationId: 'addSavedCard',
  summary: 'Add a card without an order',
  description:
    'Commerce Cloud has the card verified with an amount of zero by the payment webhook, with 3-D Secure where the site asks for it, and ' +
    'keeps its token. The card is in CyberSource’s vault and in Commerce Cloud, or in neither; one that the shopper has already stays ' +
    'one entry. After `challenge` the same request is made again, with `authenticationTransactionId` (and `pauseRequestId`) among ' +
    'its custom properties.',
  caller: 'shopper',
  limit: 'card-addition',
  body: jsonBody(cardToAdd, {
    visa: {
      additionId: '5f0c1e6a9b7d4c3e8a2b1d0f6e5c4b3a',
      type: 'visa',
      maskedNumber: 'XXXXXXXXXXXX1111',
      nameOnCard: 'Ada Lovelace',
      expiryMonth: '03',
      expiryYear: '2031',
      nickname: visa.nickname,
      isDefault: true,
      billingAddress: { firstName: 'Ada', lastName: 'Lovelace', country: 'GB', postalCode: 'W1J 7NT' },
      customProperties: { paymentType: 'card', transientTokenJwt: 'eyJ…' },
    },
  }),
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'Saved, or what the issuer wants first, or declined with a sentence for the shopper',
      schema: lazy(() =>
        z.discriminatedUnion('outcome', [
          z.strictObject({ outcome: z.literal('saved'), card: savedCard() }),
          z.strictObject({ outcome: z.literal('challenge'), properties: z.record(z.string(), z.string()) }),
          z.strictObject({ outcome: z.literal('declined'), message: z.string() }),
        ]),
      ),
      examples: {
        saved: { outcome: 'saved', card: visa },
        challenge: {
          outcome: 'challenge',
          properties: { stepUpUrl: 'https://issuer.example/step-up', accessToken: 'eyJ…' },
        },
        declined: { outcome: 'declined', message: 'Your card was declined.' },
      },
    },
  },
  handler: (deps: AddSavedCardDeps) => {
    const addCard = createAddCard(deps);
    return async ({ res, body, caller }) => {
      if (cardStatusOf(body.expiryMonth, body.expiryYear, deps.now()) === 'expired')
        throw malformedField('body:expiryYear', 'must not be in the past');
      const settings = await caller.settings();
      sendJson(res, 200, await addCard({ ...caller, ...body, settings, card: toCardOfOcc(body) }));
    };
  },
});

/** OCC: `POST /ccstore/v1/profiles/current/creditCards`. */
export function toCardOfOcc(card: Shape<typeof cardToAdd>): object {
  const { additionId, type, maskedNumber, isDefault, nickname, billingAddress, customProperties } = card;
  return {
    cardType: type,
    cardNumber: maskedNumber,
    nameOnCard: card.nameOnCard,
    expiryMonth: card.expiryMonth,
    expiryYear: card.expiryYear,
    setAsDefault: isDefault === true,
    ...present({ nickname }),
    billingAddress: present(billingAddress),
    customProperties: { ...customProperties, checkoutId: additionId },
  };
}
