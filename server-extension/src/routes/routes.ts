import type { AdmitAttempt } from '../guard/attempt-limits.ts';
import type { ClientAddress, ClientNetwork } from '../guard/client-network.ts';
import type { RequestLimit } from '../guard/request-limits.ts';
import type { Seal } from '../domain/seal.ts';
import type { Secret } from '../domain/secret.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import type { FindOperator } from '../occ/operators/find-operator.ts';
import type { SiteOperatorRoles } from '../occ/operators/operator-roles.ts';
import type { ShopperCards } from '../occ/cards/shopper-cards.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import { createSignatureCheck, type SignatureKeys } from '../occ/webhook/signature/webhook-signature.ts';
import type { Inbox } from '../notifications/inbox.ts';
import type { ProfileLeases } from '../notifications/cards/profile-leases.ts';
import type { NotificationReader, NotificationStore, ProfileCardStore } from '../notifications/ports.ts';
import type { PaymentMethod } from '../methods/method/payment-method.ts';
import type { ReadCheckout } from '../checkout/checkout-state.ts';
import type { OriginCheck } from '../checkout/origin-check.ts';
import type { CardVault } from '../payments/ports/card-vault.ts';
import type { ExecutePayment } from '../payments/execute-payment.ts';
import type { FindFirstPayment } from '../payments/first-payment.ts';
import type { FindPayment } from '../payments/find-payment.ts';
import type { PreviewCharge } from '../payments/preview-charge.ts';
import type { PreviewPayment } from '../payments/preview-payment.ts';
import type { ValidateMerchant } from '../payments/ports/merchant-validation.ts';
import type { CheckConfiguration } from '../payments/health/configuration-check.ts';
import type { CheckDependencies } from '../payments/health/dependency-status.ts';
import type { CheckReadiness } from '../payments/health/readiness.ts';
import type { PayerAuthenticationSetup } from '../payments/ports/payer-authentication.ts';
import type { CardFields } from '../payments/ports/card-fields.ts';
import type { Journal } from '../payments/ports/journal.ts';
import type { SettingsFor } from '../payments/ports/settings-for.ts';
import type { ReconcileAuthorizations } from '../payments/authorization-reconciliation/reconcile-authorizations.ts';
import type { ExpiringHolds } from '../payments/expiring-holds/expiring-holds.ts';
import type { SettleManualReview } from '../payments/manual-review/settle-manual-review.ts';
import type { ReadOrderPayments } from '../payments/overview/read-order.ts';
import type { SearchPayments } from '../payments/overview/search-payments.ts';
import type { Route } from '../http/define-route.ts';
import { createAuthentication } from '../http/request-authentication.ts';
import type { ServedRoute } from '../http/route.ts';
import { addressCheck } from './address-check.ts';
import { captureContext } from './capture-context.ts';
import { checkoutState } from './checkout-state.ts';
import { health, ready } from './health.ts';
import { merchantValidations } from './merchant-validation.ts';
import { omsCapture, omsRefund } from './oms/oms.ts';
import { notifications } from './notifications.ts';
import { notificationOperations } from './operations/notifications.ts';
import { dailyReport, onDemandReport, type ReportRoutesDeps } from './oms/reports.ts';
import { configurationCheck } from './operations/configuration-check.ts';
import { acceptReview, openReviews, rejectReview, type ReviewRoutesDeps } from './operations/reviews.ts';
import { charge } from './oms/charge.ts';
import { paymentOperations } from './oms/operation.ts';
import {
  closeSettlementCase,
  readSettlement,
  runSettlement,
  settlementFile,
  type SettlementRoutesDeps,
} from './operations/settlement.ts';
import { operationsReconciliation } from './operations/authorization-reconciliation.ts';
import {
  type MetricsPage,
  operationsMetrics,
  operationsStatus,
  type StatusDeps,
} from './operations/monitoring.ts';
import { holdsThatExpire } from './operations/expiring-holds.ts';
import { settledManualReview } from './operations/manual-review.ts';
import { journalOfOrder, manualReviews, type OperationsDeps } from './operations/operations.ts';
import { paymentsOfOrder } from './operations/payments/payments.ts';
import { payerAuthenticationReturns } from './payer-authentication-return.ts';
import { payerAuthenticationSetup } from './payer-authentication-setup.ts';
import { paymentMethods } from './payment-methods.ts';
import { paymentWebhook } from './payment-webhook/payment-webhook.ts';
import { addSavedCard } from './add-saved-card.ts';
import { changeSavedCard, deleteSavedCard, savedCardAddress, savedCards } from './saved-cards.ts';

/** Everything that the routes work with, built elsewhere. */
export interface RoutesDeps extends OperationsDeps, ReportRoutesDeps, ReviewRoutesDeps, SettlementRoutesDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly PaymentMethod[];
  readonly webhookKeys: SignatureKeys;
  readonly executePayment: ExecutePayment;
  readonly previewPayment: PreviewPayment;
  readonly previewCharge: PreviewCharge;
  readonly findPayment: FindPayment;
  readonly findFirstPayment: FindFirstPayment;
  readonly journal: Journal;
  readonly settingsFor: SettingsFor;
  readonly sites: SiteDetails;
  /** Absent without a key: notifications are off. */
  readonly notificationReader?: NotificationReader;
  readonly inbox: Inbox;
  readonly notificationStore: NotificationStore;
  /** Whether notifications outlive this process. */
  readonly isInboxDurable: boolean;
  readonly occ: OccApi;
  readonly findOperator: FindOperator;
  readonly operatorRoles: SiteOperatorRoles;
  readonly cardFields: CardFields;
  readonly payerAuthentication: PayerAuthenticationSetup;
  readonly originCheck: OriginCheck;
  readonly clientNetwork: ClientNetwork;
  readonly clientAddress: ClientAddress;
  readonly requestLimit: RequestLimit;
  readonly admitAttempt: AdmitAttempt;
  readonly readCheckout: ReadCheckout;
  readonly validateMerchant: ValidateMerchant;
  readonly shopperCards: ShopperCards;
  readonly cardVault: CardVault;
  readonly profileCards: ProfileCardStore;
  readonly profileLeases: ProfileLeases;
  readonly walletScriptOrigin?: string;
  readonly seal: Seal;
  readonly reconcileAuthorizations: ReconcileAuthorizations;
  /** Milliseconds that an operator who asks for a reconciliation is kept waiting. */
  readonly reconciliationPatienceMs: number;
  readonly settleManualReview: SettleManualReview;
  readonly expiringHolds: ExpiringHolds;
  readonly readOrderPayments: ReadOrderPayments;
  readonly searchPayments: SearchPayments;
  readonly isJournalOwn: boolean;
  readonly readiness: CheckReadiness;
  readonly checkDependencies: CheckDependencies;
  readonly checkConfiguration: CheckConfiguration;
  readonly readMetrics: () => Promise<MetricsPage>;
  readonly running: StatusDeps['running'];
  readonly monitoringToken?: Secret;
  readonly now: () => Date;
  readonly log: Log;
}

/** All routes of an installation, in the order of the documentation. A new route is its file and its line here. */
export function declareRoutes(methods: readonly PaymentMethod[]): readonly Route<RoutesDeps>[] {
  return [
    paymentWebhook,
    paymentMethods(methods),
    captureContext,
    addressCheck,
    checkoutState,
    payerAuthenticationSetup,
    ...payerAuthenticationReturns,
    ...merchantValidations(methods),
    savedCards,
    savedCardAddress,
    addSavedCard,
    changeSavedCard,
    deleteSavedCard,
    omsCapture,
    omsRefund,
    dailyReport,
    onDemandReport,
    paymentsOfOrder,
    openReviews,
    acceptReview,
    rejectReview,
    ...paymentOperations,
    charge,
    readSettlement,
    settlementFile,
    runSettlement,
    closeSettlementCase,
    journalOfOrder,
    manualReviews,
    settledManualReview,
    holdsThatExpire,
    operationsReconciliation,
    configurationCheck,
    operationsMetrics,
    operationsStatus,
    ...notifications,
    ...notificationOperations,
    health,
    ready,
  ];
}

/** The routes with their dependencies, each behind the check of its caller. */
export function createRoutes(
  deps: RoutesDeps,
  declared: readonly Route<RoutesDeps>[] = declareRoutes(deps.methods),
): readonly ServedRoute[] {
  const requireSignature = createSignatureCheck(deps.webhookKeys);
  const checks = {
    authentication: createAuthentication({ ...deps, requireSignature }),
    requestLimit: deps.requestLimit,
  };
  return declared.map((route) => route.bind(deps, checks));
}
