import { createOwnSavedCard } from '../occ/own-saved-card.ts';
import { createSignatureCheck, type SignatureKeys } from '../occ/webhook-signature.ts';
import { addressCheck } from './address-check.ts';
import { applePayValidation } from './apple-pay.ts';
import { createAuthenticate } from './authenticate.ts';
import { checkoutState } from './checkout-state.ts';
import { createCredibility } from './credibility.ts';
import { health, ready } from './health.ts';
import { createWhoStarts } from './initiation.ts';
import { keys } from './keys.ts';
import { createObjectionTo } from './objection.ts';
import { oms } from './oms.ts';
import { attention, journalOfOrder } from './operations.ts';
import { operationsSweep } from './operations-sweep.ts';
import { payerAuthenticationReturn } from './payer-authentication-return.ts';
import { payerAuthenticationSetup } from './payer-authentication-setup.ts';
import { paymentMethods } from './payment-methods.ts';
import { paymentWebhook } from './payment-webhook.ts';
import { createRestrainedPay } from './restrained-pay.ts';
import type { Route } from './route.ts';
import { changeSavedCard, deleteSavedCard, savedCards } from './saved-cards.ts';
import type { ShopPages } from './shop-page.ts';
import type { AdmitAttempt } from '../limits/attempts.ts';
import type { ClientAddress, ClientNetwork } from '../limits/client-network.ts';
import type { RequestLimit } from '../limits/requests.ts';
import type { Seal } from '../domain/seal.ts';
import type { Log } from '../log.ts';
import type { OccApi } from '../occ/admin-api.ts';
import type { ShopperCards } from '../occ/shopper-cards.ts';
import type { SiteFacts } from '../occ/site-facts.ts';
import type { ReadCheckout } from '../payments/checkout-state.ts';
import type { CardVault } from '../payments/card-vault.ts';
import type { Pay } from '../payments/pay.ts';
import type { ValidateMerchant } from '../payments/merchant-validation.ts';
import type { CheckReadiness } from '../payments/readiness.ts';
import type { PayerAuthenticationSetup } from '../payments/payer-authentication.ts';
import type { CardFields, Journal, SettingsFor } from '../payments/ports.ts';
import type { Sweep } from '../payments/sweep/sweep.ts';

/** Everything that the routes work with, built elsewhere. */
export interface RoutesDeps {
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
  readonly clientAddress: ClientAddress;
  readonly requestLimit: RequestLimit;
  readonly admitAttempt: AdmitAttempt;
  readonly readCheckout: ReadCheckout;
  readonly validateMerchant: ValidateMerchant;
  readonly shopperCards: ShopperCards;
  readonly cardVault: CardVault;
  readonly walletScriptOrigin?: string;
  readonly seal: Seal;
  readonly sweep: Sweep;
  readonly readiness: CheckReadiness;
  readonly now: () => Date;
  readonly log: Log;
}

/** All routes, in the order of the documentation. */
export function createRoutes(deps: RoutesDeps): readonly Route[] {
  return [
    paymentWebhook({
      ...deps,
      requireSignature: createSignatureCheck(deps.webhookKeys),
      requireCredible: createCredibility(deps),
      authenticate: createAuthenticate(deps),
      whoStarts: createWhoStarts(deps),
      objectionTo: createObjectionTo(deps.log),
      restrainedPay: createRestrainedPay(deps),
    }),
    paymentMethods(deps),
    keys(deps),
    addressCheck(deps),
    checkoutState(deps),
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
    ready(deps),
  ];
}
