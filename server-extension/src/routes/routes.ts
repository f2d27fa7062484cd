import { createOwnSavedCard } from '../occ/cards/own-saved-card.ts';
import { createSignatureCheck, type SignatureKeys } from '../occ/webhook/webhook-signature.ts';
import { addressCheck } from './address-check.ts';
import { createAuthenticate } from '../checkout/payer-authentication.ts';
import { checkoutState } from './checkout-state.ts';
import { createVerifyCheckoutData } from '../checkout/verify-checkout-data.ts';
import { health, ready } from './health.ts';
import { createInitiationFor } from '../checkout/initiation.ts';
import { captureContext } from './capture-context.ts';
import { createCheckAmount } from '../checkout/amount-check.ts';
import { merchantValidations } from './merchant-validation.ts';
import { oms } from './oms/oms.ts';
import { manualReviews, journalOfOrder } from './operations/operations.ts';
import { operationsReconciliation } from './operations/authorization-reconciliation.ts';
import { payerAuthenticationReturn } from './payer-authentication-return.ts';
import { payerAuthenticationSetup } from './payer-authentication-setup.ts';
import { paymentMethods } from './payment-methods.ts';
import { paymentWebhook } from './payment-webhook.ts';
import { createExecuteWithRiskCheck } from '../checkout/execute-with-risk-check.ts';
import type { Route } from '../http/route.ts';
import { changeSavedCard, deleteSavedCard, savedCards } from './saved-cards.ts';
import type { ShopPages } from '../checkout/shop-page.ts';
import type { AdmitAttempt } from '../guard/attempt-limits.ts';
import type { ClientAddress, ClientNetwork } from '../guard/client-network.ts';
import type { RequestLimit } from '../guard/request-limits.ts';
import type { Seal } from '../domain/seal.ts';
import type { Log } from '../log/log.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import type { ShopperCards } from '../occ/cards/shopper-cards.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import type { PaymentMethod } from '../methods/payment-method.ts';
import type { ReadCheckout } from '../checkout/checkout-state.ts';
import type { CardVault } from '../payments/ports/card-vault.ts';
import type { ExecutePayment } from '../payments/execute-payment.ts';
import type { ValidateMerchant } from '../payments/ports/merchant-validation.ts';
import type { CheckReadiness } from '../payments/readiness.ts';
import type { PayerAuthenticationSetup } from '../payments/ports/payer-authentication.ts';
import type { CardFields, Journal, SettingsFor } from '../payments/ports/ports.ts';
import type { ReconcileAuthorizations } from '../payments/authorization-reconciliation/reconcile-authorizations.ts';

/** Everything that the routes work with, built elsewhere. */
export interface RoutesDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly PaymentMethod[];
  readonly webhookKeys: SignatureKeys;
  readonly executePayment: ExecutePayment;
  readonly journal: Journal;
  readonly settingsFor: SettingsFor;
  readonly sites: SiteDetails;
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
  readonly reconcileAuthorizations: ReconcileAuthorizations;
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
      verifyCheckoutData: createVerifyCheckoutData(deps),
      authenticate: createAuthenticate(deps),
      initiationFor: createInitiationFor(deps),
      checkAmount: createCheckAmount(deps.log),
      executeWithRiskCheck: createExecuteWithRiskCheck(deps),
    }),
    paymentMethods(deps),
    captureContext(deps),
    addressCheck(deps),
    checkoutState(deps),
    ...merchantValidations(deps.methods, deps),
    payerAuthenticationSetup({ ...deps, ownSavedCard: createOwnSavedCard(deps.occ) }),
    payerAuthenticationReturn(deps),
    savedCards(deps),
    changeSavedCard(deps),
    deleteSavedCard({ ...deps, ownSavedCard: createOwnSavedCard(deps.occ) }),
    oms('capture', deps),
    oms('refund', deps),
    journalOfOrder(deps),
    manualReviews(deps),
    operationsReconciliation(deps),
    health,
    ready(deps),
  ];
}
