import * as z from 'zod';
import { lazy, type Shape } from '../domain/json/lazy.ts';
import { present } from '../domain/present.ts';
import { Problem } from '../domain/problem.ts';
import type { ClientAddress } from '../guard/client-network.ts';
import type { PaymentMethod, WalletAuthentication } from '../methods/method/payment-method.ts';
import { describeWork } from '../telemetry/log/line-context.ts';
import { createOwnSavedCard, type OwnSavedCard } from '../occ/cards/own-saved-card.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import { malformedField } from '../occ/webhook/shape/required-shape.ts';
import type { CardToAuthenticate, PayerAuthenticationSetup } from '../payments/ports/payer-authentication.ts';
import type { StorefrontCaller } from '../http/callers.ts';
import { defineRoute } from '../http/define-route.ts';
import { shopperToken } from '../http/request-authentication.ts';
import { jsonBody } from '../http/route-body.ts';
import type { Request } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { storefrontBody } from './storefront-body.ts';

export interface PayerAuthenticationSetupDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly PaymentMethod[];
  readonly occ: OccApi;
  readonly clientAddress: ClientAddress;
  readonly payerAuthentication: PayerAuthenticationSetup;
}

const id = lazy(() => z.string().regex(/^[\w.:-]{1,128}$/, 'must be an id'));

/** `profileId` is what the earlier plugin's storefront sends. Who the shopper is, the OCC token says. */
const request = lazy(() =>
  storefrontBody({
    orderId: id().optional().meta({ description: 'Where the order has an id already' }),
    transientToken: id().optional().meta({ description: 'The id (`jti`) of the card fields’ token' }),
    savedCardId: id().optional().meta({ description: 'OCC’s id of the shopper’s saved card' }),
    paymentToken: z
      .string()
      .max(16_000)
      .optional()
      .meta({ description: 'Google Pay: the payment token, as JSON or in base64' }),
  }),
);

/**
 * CyberSource: payer authentication, setup. What the browser needs before a card is paid with. Where the site's setting
 * `payerAuthEnabled` is off it is answered all the same, as the replaced plugin does: whether the payment then asks the issuer is
 * decided by the setting alone.
 */
export const payerAuthenticationSetup = defineRoute({
  method: 'POST',
  path: '/payerAuth/setup',
  operationId: 'setUpPayerAuthentication',
  summary: 'What the browser needs before a card is paid with',
  description:
    'Exactly one of `transientToken`, `savedCardId` and `paymentToken`. A saved card is looked for among those of the shopper whose ' +
    'OCC token the request carries (`Authorization`); `profileId` is not read.',
  caller: 'storefront',
  limit: 'payer-authentication',
  limitSubject: (body) => body.transientToken ?? body.savedCardId ?? body.paymentToken,
  body: jsonBody(request, {
    newCard: { orderId: 'o30446', transientToken: '1D1I2O4Z5ZFJT0O6VKJ7B2DGY3N8XWQ1CSRU9E4HMALP' },
    savedCard: { orderId: 'o30446', savedCardId: 'usercc-110658' },
  }),
  problems: ['not-authenticated', 'unprocessable', 'not-sent', 'outcome-unknown'],
  answers: {
    200: {
      description:
        'Post `JWT=<accessToken>` to `deviceDataCollectionUrl` in a hidden frame, wait for its message (ten seconds at most), then ' +
        'pay with `referenceId`.',
      schema: lazy(() =>
        z.strictObject({
          status: z.literal('COMPLETED'),
          accessToken: z.string(),
          referenceId: z.string(),
          deviceDataCollectionUrl: z.string().meta({ format: 'uri' }),
          browser: z
            .strictObject({
              ipAddress: z
                .string()
                .optional()
                .meta({ description: 'As the extension sees it, where it can' }),
              httpAcceptContent: z.string().optional(),
            })
            .meta({
              description:
                'What the issuer wants to know of the browser and it cannot know itself: to be put beside the payment as custom ' +
                'properties of the same names.',
            }),
        }),
      ),
      examples: {
        setUp: {
          status: 'COMPLETED',
          accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIxIn0.c2lnbmF0dXJl',
          referenceId: 'f13fe5e0-9b47-4ea1-a03a-ec360f4d0f9f',
          deviceDataCollectionUrl: 'https://centinelapi.cardinalcommerce.com/V1/Cruise/Collect',
          browser: { ipAddress: '203.0.113.7', httpAcceptContent: '*/*' },
        },
      },
    },
  },
  handler: ({ methods, occ, clientAddress, payerAuthentication }: PayerAuthenticationSetupDeps) => {
    const ownSavedCard = createOwnSavedCard(occ);
    return async ({ req, res, body, caller }) => {
      if (body.orderId !== undefined) describeWork({ orderId: body.orderId });
      const card = await requireCard(req, caller, body, { methods, ownSavedCard });
      const setup = await payerAuthentication.setUp(
        card,
        body.orderId ?? 'before-order',
        await caller.settings(),
      );
      const { status, accessToken, referenceId, deviceDataCollectionUrl } = setup;
      // The browser cannot know its own address; the issuer wants it beside what the browser says of itself.
      const browser = present({ ipAddress: clientAddress(req), httpAcceptContent: req.headers.accept });
      sendJson(res, 200, { status, accessToken, referenceId, deviceDataCollectionUrl, browser });
    };
  },
});

/** @throws Problem `malformed-request` unless exactly one is given. */
async function requireCard(
  req: Request,
  { site }: StorefrontCaller,
  { transientToken, savedCardId, paymentToken }: Shape<typeof request>,
  {
    methods,
    ownSavedCard,
  }: { readonly methods: readonly PaymentMethod[]; readonly ownSavedCard: OwnSavedCard },
): Promise<CardToAuthenticate> {
  const given = [transientToken, savedCardId, paymentToken].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw malformedField(
      'body:transientToken',
      'must be the id of the card token, unless savedCardId or paymentToken (Google Pay) is given',
    );
  }
  if (savedCardId !== undefined) return ownSavedCard(shopperToken(req), savedCardId, site);
  if (transientToken !== undefined) return { kind: 'transient-token-id', id: transientToken };
  return requireWallet(methods).toCard(paymentToken, 'body:paymentToken');
}

/** The wallet that payer authentication is set up for. @throws Problem `not-configured` where the installation has none. */
function requireWallet(methods: readonly PaymentMethod[]): WalletAuthentication {
  for (const { payerAuthentication } of methods)
    if (payerAuthentication !== undefined) return payerAuthentication;
  throw new Problem('not-configured', 'No payment method of this installation authenticates a paymentToken.');
}
