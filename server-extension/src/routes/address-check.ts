import * as z from 'zod';
import { wrongPartsOf } from '../domain/address/wrong-parts.ts';
import type { RequestLimit } from '../guard/request-limits.ts';
import type { Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { requireStorefrontRequest, storefrontBody, type StorefrontDeps } from './storefront-request.ts';

export interface AddressCheckDeps extends StorefrontDeps {
  readonly requestLimit: RequestLimit;
}

const word = z.string().max(100).nullish();

const request = storefrontBody({ country: word, state: word, postalCode: word });

/**
 * Whether post code and state fit the billing country, before a card is tokenized: the same rules that requests to CyberSource
 * go through, so that the page needs none of its own. Keeps nothing and asks no other system.
 */
export function addressCheck(deps: AddressCheckDeps): Route {
  return {
    method: 'POST',
    path: '/address/check',
    async handle(req, res) {
      const { body, site } = await requireStorefrontRequest(request, req, res, deps);
      await deps.requestLimit.require('address', site, req);
      const { country, state, postalCode } = body;
      const wrong = wrongPartsOf({
        country: country ?? '',
        state: state ?? '',
        postalCode: postalCode ?? '',
      });
      sendJson(res, 200, { wrong });
    },
  };
}
