import { createFindCheckoutAuthorization } from '../checkout/checkout-elsewhere.ts';
import { createReadCheckout } from '../checkout/checkout-state.ts';
import { createOriginCheck } from '../checkout/origin-check.ts';
import { present } from '../domain/present.ts';
import { createSeal } from '../domain/seal.ts';
import { createMerchantValidation } from '../methods/apple-pay/merchant-validation/merchant-validation.ts';
import { createShopperCards } from '../occ/cards/shopper-cards.ts';
import { createFindOperator } from '../occ/operators/find-operator.ts';
import { createSiteOperatorRoles } from '../occ/operators/operator-roles.ts';
import { createOrderReading } from '../occ/orders/order-acceptance.ts';
import { createCurrentSecrets } from '../occ/webhook/signature/current-secrets.ts';
import type { CheckReadiness } from '../payments/health/readiness.ts';
import { createSettleManualReview } from '../payments/manual-review/settle-manual-review.ts';
import { createDailyDecisions } from '../payments/review/daily-decisions.ts';
import type { RoutesDeps } from '../routes/routes.ts';
import { toErrorFields } from '../telemetry/log/error-fields.ts';
import type { AssembledConnections } from './connections.ts';
import type { AssembledGuard } from './guard/guard.ts';
import { assembleConfigurationCheck } from './health/configuration-check.ts';
import { assembleDependencyStatus } from './health/dependency-status.ts';
import type { Installation } from './installation.ts';
import type { OpenedJournal } from './journal/open-journal.ts';
import type { PaymentParts } from './payment-parts.ts';
import { attemptFields } from './payments/attempt-log-fields.ts';

/** How long an operator waits for a reconciliation before the answer says that it goes on: shorter than the limits of common proxies. */
const RECONCILIATION_WAIT_MAX_MS = 20_000;

/** What was built before the routes. */
export interface AssembleRouteDepsDeps {
  readonly installation: Installation;
  readonly connections: AssembledConnections;
  readonly stores: OpenedJournal;
  readonly parts: PaymentParts;
  readonly guard: AssembledGuard;
  readonly readiness: CheckReadiness;
}

/** Everything that the routes work with. */
export function assembleRouteDeps(built: AssembleRouteDepsDeps): RoutesDeps {
  const { guard, readiness } = built;
  const { config, methods, log } = built.installation;
  const { now, occ, settingsFor, sites, remembering, cyberSource, readKeyFile, offsetMs } = built.connections;
  const { journal, cases } = built.stores;
  const { payments, reading, reviewing, writing, settling, notifications } = built.parts;
  const { reachGateway } = cyberSource;
  const { previewPayment, previewCharge, findPayment, findFirstPayment } = payments;

  return {
    ...guard,
    ...cyberSource,
    ...reading,
    now,
    log,
    methods,
    running: { version: config.application.version, instance: config.instance },

    // Who may call.
    webhookKeys: {
      ...config.webhookKeys,
      ...(config.isWebhookSecretRotating && { current: createCurrentSecrets(occ) }),
    },
    seal: createSeal(config.sealingSecret, config.previousSealingSecret),
    findOperator: createFindOperator(occ),
    operatorRoles: createSiteOperatorRoles(occ, remembering),
    originCheck: createOriginCheck(sites),
    ...present({ monitoringToken: config.monitoring.token }),

    // The shop: its sites, settings, shoppers and checkouts.
    occ,
    sites,
    settingsFor,
    shopperCards: createShopperCards(occ, now),
    profileCards: notifications.profileCards,
    profileLeases: notifications.profileLeases,
    readCheckout: createReadCheckout({
      journal,
      orderAccepted: built.parts.orderAccepted,
      now,
      ...(config.journal.kind === 'memory' && {
        elsewhere: {
          find: createFindCheckoutAuthorization(cyberSource.authorizationSearch, now),
          readOrder: createOrderReading(occ),
          onUnreadable: (error) => {
            log('checkout.not-read', toErrorFields(error));
          },
        },
      }),
    }),
    validateMerchant: createMerchantValidation({
      readKeyFile,
      log,
      ...present({ intermediateHost: config.appleIntermediateHost }),
    }),
    ...present({ walletScriptOrigin: config.walletScriptOrigin }),

    // Payments, and what happens to them after the order.
    journal,
    executePayment: built.parts.executePayment,
    previewPayment,
    previewCharge,
    findPayment,
    findFirstPayment,
    expiringHolds: built.parts.expiring.expiringHolds,
    unwrittenResult: (attempt) => writing.writeBack.unwritten(attempt),
    settleManualReview: createSettleManualReview({
      journal,
      cases,
      now,
      onSettled: (attempt, { by }) => {
        writing.writeBack.attemptEnded(attempt);
        log('manual-review.settled', { ...attemptFields(attempt), actor: by });
      },
    }),
    reviews: reviewing.reviews,
    dailyDecisions: createDailyDecisions({ reviewDecisions: cyberSource.reviewDecisions, now }),
    settlement: settling.settlement,
    settledSites: settling.settledSites,
    reconcileAuthorizations: built.parts.reconciliation.reconcileAuthorizations,
    reconciliationPatienceMs: RECONCILIATION_WAIT_MAX_MS,
    ...(notifications.reader && { notificationReader: notifications.reader }),
    inbox: notifications.inbox,
    notificationStore: notifications.store,
    isInboxDurable: notifications.isDurable,

    // Whether all is well.
    readiness,
    readMetrics: built.connections.telemetry.metrics.read,
    checkDependencies: assembleDependencyStatus({
      occ,
      reachGateway,
      settingsFor,
      journal,
      journalKind: config.journal.kind,
      lookUpMs: config.deadlines.lookUp,
      now,
    }),
    checkConfiguration: assembleConfigurationCheck({
      config,
      methods,
      occ,
      sites,
      reachGateway,
      rehearseMandate: cyberSource.rehearseMandate,
      readKeyFile,
      journal,
      offsetMs,
      now,
    }),
  };
}
