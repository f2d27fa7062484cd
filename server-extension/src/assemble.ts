import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMerchantValidation } from './methods/apple-pay/merchant-validation/merchant-validation.ts';
import type { PaymentMethod } from './methods/method/payment-method.ts';
import { createSettleManualReview } from './payments/manual-review/settle-manual-review.ts';
import { attemptFields, logRefusedReturn, orphanedResultFields } from './assembly/attempt-log-fields.ts';
import { installationOf } from './assembly/installation.ts';
import { assembleConfigurationCheck } from './assembly/configuration-check.ts';
import { assembleDependencyStatus } from './assembly/dependency-status.ts';
import { assembleTelemetry, provideGauges, type Telemetry } from './assembly/monitoring/telemetry.ts';
import type { Metrics } from './telemetry/registry.ts';
import { assembleAlerts, type AssembleAlertsDeps } from './assembly/monitoring/alerts.ts';
import { assembleGuard } from './assembly/guard.ts';
import { openJournal, type OpenedJournal } from './assembly/open-journal.ts';
import { assembleExpiringHolds } from './assembly/after-order/expiring-holds.ts';
import { assemblePaymentReading } from './assembly/payment-reading.ts';
import { assemblePayments } from './assembly/payments.ts';
import { createMemoryCases } from './journal/cases/memory.ts';
import { assembleReviews, type AssembledReviews } from './assembly/after-order/reviews.ts';
import { assembleWriteBack, type AssembledWriteBack } from './assembly/after-order/write-back.ts';
import { withWriteBack } from './payments/write-back/with-write-back.ts';
import { assembleSettlement } from './assembly/settlement.ts';
import { type AssembledNotifications, assembleNotifications } from './assembly/notifications.ts';
import { assembleAuthorizationReconciliation } from './assembly/authorization-reconciliation.ts';
import { type Clock, createClock } from './assembly/time/clock.ts';
import type { Config } from './config/config.ts';
import type { ClientFor } from './cybersource/client/client.ts';
import type { Transport } from './cybersource/client/transport.ts';
import { createCyberSource, type CyberSource } from './cybersource/cybersource.ts';
import { withReasons } from './cybersource/outcome/stored-result.ts';
import { createSeal } from './domain/seal.ts';
import { toErrorFields } from './telemetry/log/error-fields.ts';
import type { Log } from './telemetry/log/log.ts';
import { createReadPurchase } from './occ/orders/purchase-details.ts';
import { createOccApi, type OccApi } from './occ/api/admin-api.ts';
import { createFindOperator } from './occ/operators/find-operator.ts';
import { createSiteOperatorRoles } from './occ/operators/operator-roles.ts';
import { createOrderAcceptance, createOrderReading } from './occ/orders/order-acceptance.ts';
import { createShopperCards } from './occ/cards/shopper-cards.ts';
import { createAllSettings } from './occ/settings/all-settings.ts';
import { createSiteDetails } from './occ/settings/site-details.ts';
import { requireSiteIds } from './occ/settings/site-list.ts';
import { createSettingsFor } from './occ/settings/site-settings.ts';
import { createCurrentSecrets } from './occ/webhook/current-secrets.ts';
import { createFindCheckoutAuthorization } from './checkout/checkout-elsewhere.ts';
import { createReadCheckout } from './checkout/checkout-state.ts';
import { createDailyDecisions } from './payments/review/daily-decisions.ts';
import { createReadiness } from './payments/health/readiness.ts';
import { createRecoveryTaskOf } from './payments/recovery/recovery-task.ts';
import { type HandleRequest, createAnswer } from './http/answer.ts';
import type { Route } from './http/define-route.ts';
import type { ServedRoute } from './http/route.ts';
import type { NotificationStore } from './notifications/ports.ts';
import type { Journal } from './payments/ports/journal.ts';
import type { SettingsFor } from './payments/ports/settings-for.ts';
import { createRoutes, type RoutesDeps } from './routes/routes.ts';
import { createOriginCheck } from './checkout/origin-check.ts';
import { present } from './domain/present.ts';

/** Sites times channels, with room; invented site ids push each other out. */
const REMEMBERED_SITES = 200;

/** Cases that a test's journal keeps. */
const REMEMBERED_CASES = 10_000;

/** How long an operator waits for a reconciliation before the answer says that it goes on: shorter than the limits of common proxies. */
const RECONCILIATION_PATIENCE_MS = 20_000;

/** What an installation is made of, whatever runs it. */
export interface Installation {
  readonly config: Config;
  readonly log: Log;
  /** The ways to pay, each type once. */
  readonly methods: readonly PaymentMethod[];
  /** How e-mails about alerts leave; inside OCC there are none. */
  readonly createEmailReceiver?: AssembleAlertsDeps['createEmailReceiver'];
  /** Whether the process has warmed up; inside OCC there is nothing to wait for. */
  readonly isWarm?: () => boolean;
}

/** Parts that a test or the simulation puts in the place of the real ones. */
export interface Overrides {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Beside a journal that was put in: where notifications outlive the process. */
  readonly notifications: NotificationStore;
  readonly occ: OccApi;
  readonly settingsFor: SettingsFor;
  /** CyberSource's clients, below everything that speaks its language. */
  readonly clientFor: ClientFor;
  /** The network to CyberSource, below its clients. */
  readonly transport: Transport;
  readonly telemetry: Telemetry;
  /** Ports to CyberSource, above its language. */
  readonly cyberSource: Partial<CyberSource>;
  /** Whatever routes alone work with. */
  readonly routeDeps: Partial<RoutesDeps>;
  /** The routes, instead of all. */
  readonly declared: readonly Route<RoutesDeps>[];
}

export interface Assembled {
  readonly routes: readonly ServedRoute[];
  readonly answer: HandleRequest;
  /** The metrics of this process. */
  readonly readMetrics: Metrics['read'];
  /**
   * Starts recovery and reconciliation, and opens the journal before the first payment needs it.
   *
   * @throws Problem `journal-unavailable` with its cause. What was started goes on, and tries to open it again.
   */
  start(): Promise<void>;
  /** Lets calls under way end, then closes connections and journal. */
  stop(): Promise<void>;
}

/** The one place where things are built and handed to each other. Starts nothing by itself. */
export function assemble(
  { config, log, methods, createEmailReceiver, isWarm = () => true }: Installation,
  overrides: Partial<Overrides> = {},
): Assembled {
  const { now, observeServerDate, offsetMs } =
    overrides.clock ??
    createClock({
      machine: () => new Date(),
      elapsed: () => performance.now(),
      onDrift: (byMs, isCorrected) => {
        log(isCorrected ? 'clock.corrected' : 'clock.drift-too-large', { driftMs: byMs });
      },
    });
  const readKeyFile = (name: string): Promise<Buffer> => readFile(join(config.keyFolder, name));
  for (const warning of config.warnings) log('configuration.warning', { problem: warning });

  const telemetry = overrides.telemetry ?? assembleTelemetry(config, now);
  const { metrics, observeCall, traceCall, observeCertificate, attemptListener, runs } = telemetry;
  const occ =
    overrides.occ ??
    createOccApi({
      ...config.occ,
      timeoutMs: config.deadlines.lookUp,
      now,
      observeCall: telemetry.observeOccCall,
      traceCall: telemetry.traceOccCall,
    });
  const remembering = { ttlMs: config.settingsTtlMs, capacity: REMEMBERED_SITES, now };
  const settingsFor = overrides.settingsFor ?? createSettingsFor(occ, methods, remembering);
  const allSettings = createAllSettings(occ, settingsFor);
  const sites = createSiteDetails(occ, config.occ.storeUrl, remembering);

  const opened: OpenedJournal = overrides.journal
    ? {
        journal: overrides.journal,
        cases: createMemoryCases(REMEMBERED_CASES),
        ...(overrides.notifications && { notifications: overrides.notifications }),
      }
    : openJournal(config.journal, {
        recoveryTaskOf: createRecoveryTaskOf(config.timings),
        withReasons,
        now,
        settleDelayMs: config.timings.lostAfterMs,
        onOrphanedResult: (orphaned, reason, attempt) => {
          log('result.orphaned', orphanedResultFields(orphaned, reason, attempt));
        },
      });
  const journal = telemetry.measured(opened.journal);
  const cyberSource: CyberSource = {
    ...createCyberSource({
      partner: config.partner,
      application: { ...config.application, installation: installationOf(config.occ.adminUrl) },
      methods,
      idleMs: config.connectionIdleMs,
      readKeyFile,
      now,
      observeServerDate,
      observeCall,
      traceCall,
      observeCertificate,
      log,
      ...present({ intermediateHost: config.intermediateHost }),
      ...(overrides.clientFor && { clientFor: overrides.clientFor }),
      ...(overrides.transport && { transport: overrides.transport }),
    }),
    ...overrides.cyberSource,
  };
  const { authorizationSearch } = cyberSource;

  const orderAccepted = createOrderAcceptance(occ);
  const settling = assembleSettlement({
    config,
    cases: opened.cases,
    journal,
    occ,
    allSettings,
    movements: cyberSource.movements,
    runs,
    now,
    log,
  });
  const payments = assemblePayments({
    config,
    methods,
    gateway: cyberSource.gateway,
    readPurchase: createReadPurchase(occ),
    records: cyberSource.paymentRecords,
    orderRecords: cyberSource.orderRecords,
    journal,
    cases: opened.cases,
    orderAccepted,
    settingsFor,
    runs,
    now,
    log,
    requireAccepted: (authorization) => reviewing.reviews.requireAccepted(authorization),
    attemptListener: {
      attemptCompleted: (attempt) => {
        attemptListener.attemptCompleted(attempt);
        reviewing.attemptCompleted(attempt);
        writing.writeBack.attemptEnded(attempt);
        void notifications.attemptCompleted(attempt);
        logRefusedReturn(log, attempt);
      },
      attemptResolved: (attempt, result) => {
        attemptListener.attemptResolved(attempt, result);
        reviewing.attemptCompleted({ ...attempt, result });
        writing.writeBack.attemptEnded({ ...attempt, result });
        logRefusedReturn(log, { ...attempt, result });
      },
    },
  });
  const reviewing: AssembledReviews = assembleReviews({
    config,
    cases: opened.cases,
    journal,
    settingsFor,
    reviewDecisions: cyberSource.reviewDecisions,
    executePayment: payments.executePayment,
    changed: (review) => {
      writing.writeBack.reviewChanged(review);
    },
    runs,
    now,
    log,
  });
  const reading = assemblePaymentReading({
    config,
    methods,
    records: cyberSource.paymentRecords,
    orderRecords: cyberSource.orderRecords,
    journal,
    occ,
    settingsFor,
    changedElsewhere: (attempt) => {
      writing.writeBack.attemptEnded(attempt);
    },
    now,
    log,
  });
  const writing: AssembledWriteBack = assembleWriteBack({
    config,
    methods,
    journal,
    cases: opened.cases,
    occ,
    readOrderPayments: reading.readOrderPayments,
    settingsFor,
    runs,
    now,
    log,
  });
  const executePayment = withWriteBack(payments.executePayment, writing.writeBack);
  const { previewPayment, previewCharge, findPayment, findFirstPayment } = payments;
  const reconciliation = assembleAuthorizationReconciliation({
    config,
    authorizationSearch,
    records: cyberSource.paymentRecords,
    occ,
    journal,
    allSettings,
    executePayment,
    changedElsewhere: (attempt) => {
      writing.writeBack.attemptEnded(attempt);
    },
    runs,
    now,
    log,
  });
  const notifications: AssembledNotifications = assembleNotifications({
    config,
    readKeyFile,
    journal,
    store: opened.notifications,
    settleNotified: payments.settleNotified,
    readReviews: () => reviewing.reviews.catchUp('notification'),
    cardSource: cyberSource.cardSource,
    occ,
    allSettings,
    settingsFor,
    runs,
    now,
    log,
  });
  const guard = assembleGuard(config, now, log);
  const readiness = createReadiness({
    journal,
    hasWebhookKey: config.webhookKeys.sha512.length > 0 || config.webhookKeys.sha1 !== undefined,
    sites: async () => requireSiteIds(await occ.sites()),
    settingsFor,
    now,
    isWarm,
    onChange: (reasons, cause) => {
      const [first] = reasons;
      if (first === undefined) log('readiness.regained', {});
      else log('readiness.lost', { reason: first.code, ...toErrorFields(cause) });
    },
  });
  provideGauges(metrics, {
    journal,
    cases: opened.cases,
    guardedSites: guard.guardedSites,
    offsetMs,
    readiness,
    now,
  });
  const alerting = assembleAlerts({
    config,
    samples: metrics.samples,
    cases: opened.cases,
    ...(opened.notifications && { leases: opened.notifications }),
    ...(createEmailReceiver && { createEmailReceiver }),
    now,
    log,
  });
  const expiring = assembleExpiringHolds({
    journal,
    cases: opened.cases,
    allSettings,
    settingsFor,
    runs,
    now,
    log,
  });

  const routes = createRoutes(
    {
      ...guard,
      ...cyberSource,
      ...reading,
      expiringHolds: expiring.expiringHolds,
      unwrittenResult: (attempt) => writing.writeBack.unwritten(attempt),
      settleManualReview: createSettleManualReview({
        journal,
        cases: opened.cases,
        now,
        onSettled: (attempt, { by }) => {
          writing.writeBack.attemptEnded(attempt);
          log('manual-review.settled', { ...attemptFields(attempt), actor: by });
        },
      }),
      methods,
      readiness,
      checkDependencies: assembleDependencyStatus({
        occ,
        reachGateway: cyberSource.reachGateway,
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
        reachGateway: cyberSource.reachGateway,
        rehearseMandate: cyberSource.rehearseMandate,
        readKeyFile,
        journal,
        offsetMs,
        now,
      }),
      readMetrics: metrics.read,
      running: { version: config.application.version, instance: config.instance },
      ...present({ monitoringToken: config.monitoring.token }),
      webhookKeys: {
        ...config.webhookKeys,
        ...(config.isWebhookSecretRotating && { current: createCurrentSecrets(occ) }),
      },
      seal: createSeal(config.sealingSecret, config.previousSealingSecret),
      executePayment,
      previewPayment,
      previewCharge,
      findPayment,
      findFirstPayment,
      journal,
      ...(notifications.reader && { notificationReader: notifications.reader }),
      inbox: notifications.inbox,
      notificationStore: notifications.store,
      isInboxDurable: notifications.isDurable,
      reviews: reviewing.reviews,
      settlement: settling.settlement,
      settledSites: settling.settledSites,
      dailyDecisions: createDailyDecisions({ reviewDecisions: cyberSource.reviewDecisions, now }),
      reconcileAuthorizations: reconciliation.reconcileAuthorizations,
      reconciliationPatienceMs: RECONCILIATION_PATIENCE_MS,
      occ,
      findOperator: createFindOperator(occ),
      operatorRoles: createSiteOperatorRoles(occ, remembering),
      sites,
      settingsFor,
      originCheck: createOriginCheck(sites),
      shopperCards: createShopperCards(occ, now),
      profileCards: notifications.profileCards,
      profileLeases: notifications.profileLeases,
      readCheckout: createReadCheckout({
        journal,
        orderAccepted,
        now,
        ...(config.journal.kind === 'memory' && {
          elsewhere: {
            find: createFindCheckoutAuthorization(authorizationSearch, now),
            readOrder: createOrderReading(occ),
          },
        }),
      }),
      validateMerchant: createMerchantValidation({
        readKeyFile,
        log,
        ...present({ intermediateHost: config.appleIntermediateHost }),
      }),
      ...present({ walletScriptOrigin: config.walletScriptOrigin }),
      now,
      log,
      ...overrides.routeDeps,
    },
    overrides.declared,
  );

  return {
    routes,
    answer: createAnswer(routes, log, telemetry.requests),
    readMetrics: metrics.read,
    async start() {
      payments.start();
      reconciliation.start();
      expiring.start();
      reviewing.start();
      settling.start();
      writing.start();
      notifications.start();
      alerting.start();
      await journal.checkpoint('ready');
    },
    async stop() {
      await alerting.stop();
      await notifications.stop();
      await settling.stop();
      await Promise.all([payments.stop(), reconciliation.stop(), expiring.stop(), reviewing.stop()]);
      // What the others have ended is noted before the journal is closed.
      await writing.stop();
      await cyberSource.close();
      await guard.end();
      await journal.close();
    },
  };
}
