import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import { createOwnSavedCard } from './occ/own-saved-card.ts';
import { createSignatureCheck, type SignatureKeys } from './occ/webhook-signature.ts';
import { applePayValidation } from './routes/apple-pay.ts';
import { createAuthenticate } from './routes/authenticate.ts';
import { createCredibility } from './routes/credibility.ts';
import { dispatch } from './routes/dispatch.ts';
import { errorHandler } from './routes/error-handler.ts';
import { keys } from './routes/keys.ts';
import { oms } from './routes/oms.ts';
import { attention, health, journalOfOrder } from './routes/operations.ts';
import { operationsSweep } from './routes/operations-sweep.ts';
import { payerAuthenticationReturn } from './routes/payer-authentication-return.ts';
import { payerAuthenticationSetup } from './routes/payer-authentication-setup.ts';
import { paymentMethods } from './routes/payment-methods.ts';
import { paymentWebhook } from './routes/payment-webhook.ts';
import { createRestrainedPay } from './routes/restrained-pay.ts';
import type { Route } from './routes/route.ts';
import { changeSavedCard, deleteSavedCard, savedCards } from './routes/saved-cards.ts';
import type { ShopPages } from './routes/shop-page.ts';
import type { AdmitAttempt } from './limits/attempts.ts';
import type { ClientNetwork } from './limits/client-network.ts';
import type { RequestLimit } from './limits/requests.ts';
import type { Seal } from './domain/seal.ts';
import type { Log } from './log.ts';
import type { OccApi } from './occ/admin-api.ts';
import type { ShopperCards } from './occ/shopper-cards.ts';
import type { SiteFacts } from './occ/site-facts.ts';
import type { CardVault } from './payments/card-vault.ts';
import type { Pay } from './payments/pay.ts';
import type { ValidateMerchant } from './payments/merchant-validation.ts';
import type { PayerAuthenticationSetup } from './payments/payer-authentication.ts';
import type { CardFields, Journal, SettingsFor } from './payments/ports.ts';
import type { Sweep } from './payments/sweep/sweep.ts';

/** Everything that the routes work with, built elsewhere. */
export interface AppDeps {
  readonly webhookKeys: SignatureKeys;
  readonly pay: Pay;
  readonly journal: Journal;
  readonly settingsFor: SettingsFor;
  readonly sites: SiteFacts;
  readonly occ: OccApi;
  readonly cardFields: CardFields;
  readonly payerAuthentication: PayerAuthenticationSetup;
  readonly shopPages: ShopPages;
  readonly clientNetwork: ClientNetwork;
  readonly requestLimit: RequestLimit;
  readonly admitAttempt: AdmitAttempt;
  readonly validateMerchant: ValidateMerchant;
  readonly shopperCards: ShopperCards;
  readonly cardVault: CardVault;
  readonly walletScriptOrigin?: string;
  readonly seal: Seal;
  readonly sweep: Sweep;
  readonly now: () => Date;
  readonly log: Log;
}

/** All routes, in the order of the documentation. */
export function createRoutes(deps: AppDeps): readonly Route[] {
  return [
    paymentWebhook({
      ...deps,
      requireSignature: createSignatureCheck(deps.webhookKeys),
      requireCredible: createCredibility(deps),
      authenticate: createAuthenticate(deps),
      restrainedPay: createRestrainedPay(deps),
    }),
    paymentMethods(deps),
    keys(deps),
    applePayValidation('/applepay/validate', deps),
    applePayValidation('/applePay/validate', deps),
    payerAuthenticationSetup({ ...deps, ownSavedCard: createOwnSavedCard(deps.occ) }),
    payerAuthenticationReturn(deps),
    savedCards(deps),
    changeSavedCard(deps),
    deleteSavedCard({ ...deps, ownSavedCard: createOwnSavedCard(deps.occ) }),
    oms('capture', deps),
    oms('refund', deps),
    journalOfOrder(deps),
    attention(deps),
    operationsSweep(deps),
    health,
  ];
}

/** The extension as an Express app. Uses only what Express 4 and 5 share: inside OCC the host brings its own. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(protectiveHeaders);
  app.use(dispatch(createRoutes(deps)));
  app.use(errorHandler(deps.log));
  return app;
}

/** JSON for programs: nothing here is a page, belongs in a frame or may be kept by anybody on the way. */
const protectiveHeaders: RequestHandler = (_req, res, next) => {
  // The host's own Express may have said what it is.
  res.removeHeader('X-Powered-By');
  res.setHeader('x-request-id', randomUUID());
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('Referrer-Policy', 'no-referrer');
  next();
};
