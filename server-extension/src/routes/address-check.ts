import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import { wrongPartsOf } from '../domain/address/wrong-parts.ts';
import { defineRoute } from '../http/define-route.ts';
import { jsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import { storefrontBody } from './storefront-body.ts';

const word = lazy(() => z.string().max(100).nullish());

/**
 * Whether post code and state fit the billing country, before a card is tokenized: the same rules that requests to CyberSource
 * go through, so that the page needs none of its own. Keeps nothing and asks no other system.
 */
export const addressCheck = defineRoute({
  method: 'POST',
  path: '/address/check',
  operationId: 'checkBillingAddress',
  summary: 'Whether state and post code fit the billing country',
  description:
    'For a page that wants to tell the shopper before a card is tokenized. The same rules hold for payments: a country has to ' +
    'exist; in the United States and Canada a state and a post code of the country are needed. Keeps nothing.',
  caller: 'storefront',
  limit: 'address',
  body: jsonBody(
    lazy(() =>
      storefrontBody({
        country: word().meta({ description: 'ISO 3166-1, two letters' }),
        state: word(),
        postalCode: word(),
      }),
    ),
    { texas: { country: 'US', state: 'TX', postalCode: '78704' } },
  ),
  answers: {
    200: {
      description: 'The parts that do not fit',
      schema: lazy(() => z.strictObject({ wrong: z.array(z.enum(['country', 'state', 'postalCode'])) })),
      examples: { fits: { wrong: [] }, wrongPostCode: { wrong: ['postalCode'] } },
    },
  },
  handler: () => async (call) => {
    const { country, state, postalCode } = call.body;
    const wrong = wrongPartsOf({
      country: country ?? '',
      state: state ?? '',
      postalCode: postalCode ?? '',
    });
    sendJson(call.res, 200, { wrong });
  },
});
