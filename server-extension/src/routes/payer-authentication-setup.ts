import * as z from 'zod';
import type { SiteId } from '../domain/ids.ts';
import { present } from '../domain/present.ts';
import { Problem } from '../domain/problem.ts';
import type { ClientAddress } from '../guard/client-network.ts';
import type { RequestLimit } from '../guard/request-limits.ts';
import type { PaymentMethod, WalletAuthentication } from '../methods/payment-method.ts';
import type { OwnSavedCard } from '../occ/cards/own-saved-card.ts';
import { malformedField } from '../occ/webhook/required-shape.ts';
import type { CardToAuthenticate, PayerAuthenticationSetup } from '../payments/ports/payer-authentication.ts';
import { shopperToken } from '../http/request-authentication.ts';
import type { Request, Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { requireStorefrontRequest, storefrontBody, type StorefrontDeps } from './storefront-request.ts';

export interface PayerAuthenticationSetupDeps extends StorefrontDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly PaymentMethod[];
  readonly requestLimit: RequestLimit;
  readonly clientAddress: ClientAddress;
  readonly payerAuthentication: PayerAuthenticationSetup;
  readonly ownSavedCard: OwnSavedCard;
}

const id = z.string().regex(/^[\w.:-]{1,128}$/, 'must be an id');

/** `profileId` is what the earlier plugin's storefront sends. Who the shopper is, the OCC token says. */
const request = storefrontBody({
  orderId: id.optional(),
  transientToken: id.optional(),
  savedCardId: id.optional(),
  paymentToken: z.string().max(16_000).optional(),
});

/**
 * CyberSource: payer authentication, setup. What the browser needs before a card is paid with. Where the site's setting
 * `payerAuthEnabled` is off it is answered all the same, as the replaced plugin does: whether the payment then asks the issuer is
 * decided by the setting alone.
 */
export function payerAuthenticationSetup(deps: PayerAuthenticationSetupDeps): Route {
  const { methods, requestLimit, clientAddress, payerAuthentication, ownSavedCard } = deps;
  return {
    method: 'POST',
    path: '/payerAuth/setup',
    async handle(req, res) {
      const { body, site, settings } = await requireStorefrontRequest(request, req, res, deps);
      const subject = body.transientToken ?? body.savedCardId ?? body.paymentToken;
      await requestLimit.require('payer-authentication', site, req, subject);
      const card = await requireCard(req, site, body);
      const setup = await payerAuthentication.setUp(card, body.orderId ?? 'before-order', settings);
      const { status, accessToken, referenceId, deviceDataCollectionUrl } = setup;
      // The browser cannot know its own address; the issuer wants it beside what the browser says of itself.
      const browser = present({ ipAddress: clientAddress(req), httpAcceptContent: req.headers.accept });
      sendJson(res, 200, { status, accessToken, referenceId, deviceDataCollectionUrl, browser });
    },
  };

  async function requireCard(
    req: Request,
    site: SiteId,
    { transientToken, savedCardId, paymentToken }: z.output<typeof request>,
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
}

/** The wallet that payer authentication is set up for. @throws Problem `not-configured` where the installation has none. */
function requireWallet(methods: readonly PaymentMethod[]): WalletAuthentication {
  for (const { payerAuthentication } of methods)
    if (payerAuthentication !== undefined) return payerAuthentication;
  throw new Problem('not-configured', 'No payment method of this installation authenticates a paymentToken.');
}
