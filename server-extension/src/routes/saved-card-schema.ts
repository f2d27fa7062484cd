import * as z from 'zod';
import { lazy, type Shape } from '../domain/json/lazy.ts';

/** A saved card in an answer. */
export const savedCard = lazy(() =>
  z
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
    .meta({ id: 'StoredCard', description: 'As OCC keeps it, without number and token' }),
);

/** For examples. */
export const visa: Shape<typeof savedCard> = {
  id: 'usercc-110658',
  nickname: 'Visa for travel',
  type: 'visa',
  last4: '1111',
  expiryMonth: '03',
  expiryYear: '2031',
  isDefault: true,
  status: 'valid',
};

const word = lazy(() => z.string().trim().max(100).optional());

/** A card's billing address in a request. */
export const billingAddress = lazy(() =>
  z.object({
    firstName: word(),
    lastName: word(),
    company: word(),
    address1: word(),
    address2: word(),
    city: word(),
    state: word(),
    postalCode: word(),
    country: word().meta({ description: 'ISO 3166-1, two letters' }),
    email: word(),
    phone: word(),
  }),
);

const given = lazy(() => z.string().optional());

/** A card's billing address in an answer: what a form shows, and no person. */
export const postalAddress = lazy(() =>
  z.strictObject({
    address1: given(),
    address2: given(),
    city: given(),
    state: given(),
    postalCode: given(),
    country: given().meta({ description: 'ISO 3166-1, two letters' }),
  }),
);

/** The shopper's own name of a card. */
export const nickname = lazy(() => z.string().trim().min(1, 'must not be empty').max(42));

export const expiryMonth = lazy(() => z.string().regex(/^(0[1-9]|1[0-2])$/, 'must be a month of two digits'));

export const expiryYear = lazy(() => z.string().regex(/^20\d{2}$/, 'must be a year of four digits'));
