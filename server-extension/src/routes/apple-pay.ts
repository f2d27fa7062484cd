import * as z from 'zod';
import type { GatewaySettings } from '../domain/settings.ts';
import { Problem } from '../domain/problem.ts';
import type { RequestLimit } from '../guard/request-limits.ts';
import { originOf } from '../occ/orders/origins.ts';
import type { AppleMerchant, ValidateMerchant } from '../payments/ports/merchant-validation.ts';
import type { Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { requireStorefrontRequest, storefrontBody, type StorefrontDeps } from './storefront-request.ts';

export interface ApplePayDeps extends StorefrontDeps {
  readonly requestLimit: RequestLimit;
  readonly validateMerchant: ValidateMerchant;
}

const request = storefrontBody({
  validationUrl: z.string('must be the address that the payment sheet gave').max(300),
});

/** A merchant session for Apple's payment sheet. The earlier plugin's storefront spells the path with a capital P. */
export function applePayValidation(
  path: '/applepay/validate' | '/applePay/validate',
  deps: ApplePayDeps,
): Route {
  const { shopPages, requestLimit, validateMerchant } = deps;
  return {
    method: 'POST',
    path,
    async handle(req, res) {
      const { body, site, settings } = await requireStorefrontRequest(request, req, res, deps);
      await requestLimit.require('applepay', site, req);
      const merchant = await merchantOf(settings);
      sendJson(res, 200, await validateMerchant(body.validationUrl, merchant));
    },
  };

  async function merchantOf(settings: GatewaySettings): Promise<AppleMerchant> {
    const { merchantId, displayName, domain } = settings.applePay;
    const [first = ''] = await shopPages.origins(settings);
    const origin = originOf(domain === '' ? first : domain);
    if (!settings.enabledTypes.has('applepay') || merchantId === '' || origin === undefined) {
      throw new Problem(
        'not-configured',
        `Apple Pay is not set up for site ${settings.site}: switch it on and set applePayMerchantId and applePayInitiativeContext.`,
      );
    }
    const { hostname } = new URL(origin);
    return { merchantId, displayName: displayName === '' ? hostname : displayName, domain: hostname };
  }
}
