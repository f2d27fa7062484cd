import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { Problem } from '../domain/problem.ts';
import type { MerchantValidation, PaymentMethod } from '../methods/method/payment-method.ts';
import type { AppleMerchant, ValidateMerchant } from '../payments/ports/merchant-validation.ts';
import type { OriginCheck } from '../checkout/origin-check.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { jsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import { storefrontBody } from './storefront-body.ts';

export interface MerchantValidationRouteDeps {
  readonly originCheck: Pick<OriginCheck, 'origins'>;
  readonly validateMerchant: ValidateMerchant;
}

type ValidatedMethod = Pick<PaymentMethod, 'type' | 'name'> & {
  readonly merchantValidation: MerchantValidation;
};

/** The routes of every method whose owner validates the merchant: a merchant session for its payment sheet. */
export function merchantValidations(
  methods: readonly PaymentMethod[],
): readonly Route<MerchantValidationRouteDeps>[] {
  return methods.flatMap(({ type, name, merchantValidation }) =>
    merchantValidation === undefined
      ? []
      : merchantValidation.paths.map((path, nth) =>
          validationRoute(path, nth, { type, name, merchantValidation }),
        ),
  );
}

/** @param nth of the method's paths; those after the first one are spelt as earlier storefronts do. */
function validationRoute(
  path: `/${string}`,
  nth: number,
  method: ValidatedMethod,
): Route<MerchantValidationRouteDeps> {
  const { name } = method;
  const suffix = nth === 0 ? '' : `AsSpeltBefore${nth === 1 ? '' : nth}`;
  return defineRoute({
    method: 'POST',
    path,
    operationId: `validate${name.replaceAll(' ', '')}Merchant${suffix}`,
    summary: `A merchant session for the payment sheet of ${name}${nth === 0 ? '' : ', as an earlier storefront spells the path'}`,
    description:
      'Merchant ID, name and domain come from the gateway settings, never from the request. The address is only compared with those ' +
      'of the wallet’s owner; the call goes to its host with the shop’s Merchant Identity certificate, follows no redirect and ends ' +
      'within 5 seconds.',
    caller: 'storefront',
    limit: 'merchant-validation',
    body: jsonBody(
      lazy(() =>
        storefrontBody({
          validationUrl: z
            .string('must be the address that the payment sheet gave')
            .max(300)
            .meta({ description: 'As the payment sheet gave it' }),
        }),
      ),
      {
        fromTheSheet: { validationUrl: 'https://apple-pay-gateway.apple.com/paymentservices/startSession' },
      },
    ),
    answers: {
      200: {
        description: 'The merchant session, to be handed to the payment sheet as it is',
        // The wallet's own: whatever it holds.
        schema: lazy(() => z.looseObject({})),
      },
    },
    handler:
      ({ originCheck, validateMerchant }: MerchantValidationRouteDeps) =>
      async ({ body, caller, res }) => {
        const settings = await caller.settings();
        const [shop = ''] = await originCheck.origins(settings);
        const merchant = merchantOf(method, settings, shop);
        sendJson(res, 200, await validateMerchant(body.validationUrl, merchant, settings.channel));
      },
  });
}

/** @throws Problem `not-configured` where the site does not take the method or does not name the merchant. */
function merchantOf(
  { type, name, merchantValidation }: ValidatedMethod,
  settings: GatewaySettings,
  shop: string,
): AppleMerchant {
  const merchant = merchantValidation.toMerchant(settings, shop);
  const { site, channel } = settings;
  if (settings.enabledTypes.has(type) && merchant !== undefined) return merchant;
  throw new Problem(
    'not-configured',
    `${name} is not set up for site ${settings.site}: switch it on and set ${merchantValidation.settings.join(' and ')}.`,
    [],
    { details: { site, channel, setting: merchantValidation.settings.join(', ') } },
  );
}
