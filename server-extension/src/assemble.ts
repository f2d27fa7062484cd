import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMerchantValidation } from './methods/apple-pay/merchant-validation/merchant-validation.ts';
import type { PaymentMethod } from './methods/method/payment-method.ts';
import { orphanedResultFields } from './assembly/attempt-log-fields.ts';
import { installationOf } from './assembly/installation.ts';
import { assembleGuard } from './assembly/guard.ts';
import { openJournal } from './assembly/open-journal.ts';
import { assemblePayments } from './assembly/payments.ts';
import { assembleAuthorizationReconciliation } from './assembly/authorization-reconciliation.ts';
import { createClock } from './assembly/time/clock.ts';
import type { Config } from './config/config.ts';
import { createCyberSource } from './cybersource/cybersource.ts';
import { withReasons } from './cybersource/outcome/stored-result.ts';
import { createSeal } from './domain/seal.ts';
import { toErrorFields } from './log/error-fields.ts';
import type { Log } from './log/log.ts';
import { createOccApi } from './occ/api/admin-api.ts';
import { createFindOperator } from './occ/operators/find-operator.ts';
import { createSiteOperatorRoles } from './occ/operators/operator-roles.ts';
import { createOrderAcceptance, createOrderReading } from './occ/orders/order-acceptance.ts';
import { createShopperCards } from './occ/cards/shopper-cards.ts';
import { createSiteDetails } from './occ/settings/site-details.ts';
import { requireSiteIds } from './occ/settings/site-list.ts';
import { createSettingsFor } from './occ/settings/site-settings.ts';
import { createFindCheckoutAuthorization } from './checkout/checkout-elsewhere.ts';
import { createReadCheckout } from './checkout/checkout-state.ts';
import { createReadiness } from './payments/readiness.ts';
import { createRecoveryTaskOf } from './payments/recovery/recovery-task.ts';
import { type HandleRequest, createAnswer } from './http/answer.ts';
import { createRoutes } from './routes/routes.ts';
import { createShopPages } from './checkout/shop-page.ts';

/** Sites times channels, with room; invented site ids push each other out. */
const REMEMBERED_SITES = 200;

/** How long an operator waits for a reconciliation before the answer says that it goes on: shorter than the limits of common proxies. */
const RECONCILIATION_PATIENCE_MS = 20_000;

export interface Assembled {
  readonly answer: HandleRequest;
  /** Opens the journal before the first payment needs it. @throws Problem `journal-unavailable` with its cause. */
  openJournal(): Promise<void>;
  /** Lets calls under way end, then closes connections and journal. */
  close(): Promise<void>;
}

/**
 * The one place where the real things are built and handed to each other.
 *
 * @param methods the ways to pay, each type once.
 */
export function assemble(config: Config, log: Log, methods: readonly PaymentMethod[]): Assembled {
  const { now, observeServerDate } = createClock({
    machine: () => new Date(),
    elapsed: () => performance.now(),
    onDrift: (byMs, isCorrected) => {
      log(isCorrected ? 'clock.corrected' : 'clock.drift-too-large', { driftMs: byMs });
    },
  });
  const readKeyFile = (name: string): Promise<Buffer> => readFile(join(config.keyFolder, name));
  for (const warning of config.warnings) log('configuration.warning', { problem: warning });

  const occ = createOccApi({ ...config.occ, timeoutMs: config.deadlines.lookUp, now });
  const remembering = { ttlMs: config.settingsTtlMs, capacity: REMEMBERED_SITES, now };
  const settingsFor = createSettingsFor(occ, methods, remembering);
  const sites = createSiteDetails(occ, config.occ.storeUrl, remembering);

  const journal = openJournal(config.journal, {
    recoveryTaskOf: createRecoveryTaskOf(config.timings),
    withReasons,
    now,
    settleDelayMs: config.timings.lostAfterMs,
    onOrphanedResult: (orphaned, reason, attempt) => {
      log('result.orphaned', orphanedResultFields(orphaned, reason, attempt));
    },
  });
  const cyberSource = createCyberSource({
    partner: config.partner,
    application: { ...config.application, installation: installationOf(config.occ.adminUrl) },
    methods,
    idleMs: config.connectionIdleMs,
    readKeyFile,
    now,
    observeServerDate,
    log,
    ...(config.intermediateHost !== undefined && { intermediateHost: config.intermediateHost }),
  });

  const {
    gateway,
    authorizationSearch,
    paymentRecords: records,
    cardFields,
    cardVault,
    payerAuthentication,
  } = cyberSource;
  const orderAccepted = createOrderAcceptance(occ);
  const payments = assemblePayments({
    config,
    methods,
    gateway,
    records,
    journal,
    orderAccepted,
    settingsFor,
    now,
    log,
  });
  const { executePayment } = payments;
  const reconciliation = assembleAuthorizationReconciliation({
    config,
    authorizationSearch,
    occ,
    journal,
    settingsFor,
    executePayment,
    now,
    log,
  });
  const limits = assembleGuard(config, now, log);
  const validateMerchant = createMerchantValidation({
    readKeyFile,
    log,
    ...(config.appleIntermediateHost !== undefined && { intermediateHost: config.appleIntermediateHost }),
  });

  const readiness = createReadiness({
    journal,
    hasWebhookKey: config.webhookKeys.sha512.length > 0 || config.webhookKeys.sha1 !== undefined,
    sites: async () => requireSiteIds(await occ.sites()),
    settingsFor,
    now,
    onChange: (reasons, cause) => {
      const [first] = reasons;
      if (first === undefined) log('readiness.regained', {});
      else log('readiness.lost', { reason: first.code, ...toErrorFields(cause) });
    },
  });

  const routes = createRoutes({
    ...limits,
    methods,
    readiness,
    webhookKeys: config.webhookKeys,
    seal: createSeal(config.sealingSecret),
    executePayment,
    journal,
    reconcileAuthorizations: reconciliation.reconcileAuthorizations,
    reconciliationPatienceMs: RECONCILIATION_PATIENCE_MS,
    occ,
    findOperator: createFindOperator(occ),
    operatorRoles: createSiteOperatorRoles(occ, remembering),
    sites,
    settingsFor,
    shopPages: createShopPages(sites),
    shopperCards: createShopperCards(occ, now),
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
    cardFields,
    cardVault,
    payerAuthentication,
    validateMerchant,
    ...(config.walletScriptOrigin !== undefined && { walletScriptOrigin: config.walletScriptOrigin }),
    now,
    log,
  });

  return {
    answer: createAnswer(routes, log),
    async openJournal() {
      await journal.checkpoint('ready');
    },
    async close() {
      await Promise.all([payments.stop(), reconciliation.stop()]);
      await cyberSource.close();
      await limits.end();
      await journal.close();
    },
  };
}
