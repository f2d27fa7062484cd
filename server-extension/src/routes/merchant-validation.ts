import * as z from 'zod';
import type { GatewaySettings } from '../domain/settings.ts';
import { Problem } from '../domain/problem.ts';
import type { RequestLimit } from '../guard/request-limits.ts';
import type { MerchantValidation, PaymentMethod } from '../methods/payment-method.ts';
import type { AppleMerchant, ValidateMerchant } from '../payments/ports/merchant-validation.ts';
import type { Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { requireStorefrontRequest, storefrontBody, type StorefrontDeps } from './storefront-request.ts';

export interface MerchantValidationRouteDeps extends StorefrontDeps {
  readonly requestLimit: RequestLimit;
  readonly validateMerchant: ValidateMerchant;
}

const request = storefrontBody({
  validationUrl: z.string('must be the address that the payment sheet gave').max(300),
});

/** The routes of every method whose owner validates the merchant: a merchant session for its payment sheet. */
export function merchantValidations(
  methods: readonly PaymentMethod[],
  deps: MerchantValidationRouteDeps,
): readonly Route[] {
  return methods.flatMap(({ type, name, merchantValidation }) =>
    merchantValidation === undefined
      ? []
      : merchantValidation.paths.map((path) =>
          validationRoute(path, { type, name, merchantValidation }, deps),
        ),
  );
}

type ValidatedMethod = Pick<PaymentMethod, 'type' | 'name'> & {
  readonly merchantValidation: MerchantValidation;
};

function validationRoute(
  path: `/${string}`,
  method: ValidatedMethod,
  deps: MerchantValidationRouteDeps,
): Route {
  const { shopPages, requestLimit, validateMerchant } = deps;
  return {
    method: 'POST',
    path,
    async handle(req, res) {
      const { body, site, settings } = await requireStorefrontRequest(request, req, res, deps);
      await requestLimit.require('merchant-validation', site, req);
      const merchant = await merchantOf(settings);
      sendJson(res, 200, await validateMerchant(body.validationUrl, merchant));
    },
  };

  async function merchantOf(settings: GatewaySettings): Promise<AppleMerchant> {
    const { type, name, merchantValidation } = method;
    const [first = ''] = await shopPages.origins(settings);
    const merchant = merchantValidation.toMerchant(settings, first);
    if (settings.enabledTypes.has(type) && merchant !== undefined) return merchant;
    throw new Problem(
      'not-configured',
      `${name} is not set up for site ${settings.site}: switch it on and set ${merchantValidation.settings.join(' and ')}.`,
    );
  }
}
