import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMerchantValidation } from './apple-pay/merchant-validation.ts';
import { installationOf } from './assembly/installation.ts';
import { assembleLimits } from './assembly/limits.ts';
import { openJournal } from './assembly/open-journal.ts';
import { assemblePayments } from './assembly/payments.ts';
import { assembleSweep } from './assembly/sweep.ts';
import { createClock } from './clock.ts';
import type { Config } from './config/config.ts';
import { createCyberSource } from './cybersource/cybersource.ts';
import { refOf } from './domain/reported.ts';
import { createSeal } from './domain/seal.ts';
import { toFailureFields } from './failure-fields.ts';
import type { Log, LogLevel } from './log.ts';
import { createOccApi } from './occ/admin-api.ts';
import { createOrderAcceptance, createOrderReading } from './occ/order-acceptance.ts';
import { createShopperCards } from './occ/shopper-cards.ts';
import { createSiteFacts } from './occ/site-facts.ts';
import { requireSiteIds } from './occ/site-list.ts';
import { createSettingsFor } from './occ/site-settings.ts';
import { createFindElsewhere } from './payments/checkout-elsewhere.ts';
import { createReadCheckout } from './payments/checkout-state.ts';
import { createReadiness } from './payments/readiness.ts';
import { createDutyOf } from './payments/reconcile/duties.ts';
import { type Answer, createAnswer } from './routes/answer.ts';
import { createRoutes } from './routes/routes.ts';
import { createShopPages } from './routes/shop-page.ts';

/** Sites times channels, with room; invented site ids push each other out. */
const REMEMBERED_SITES = 200;

/** How loud the calls to CyberSource are; all else that is written about them is ordinary. */
const GATEWAY_LEVELS: Readonly<Record<string, LogLevel>> = {
  'gateway.call': 'warning',
  'credentials.refused': 'error',
};

export interface Assembled {
  readonly answer: Answer;
  /** Opens the journal before the first payment needs it. @throws Problem `journal-unavailable` with its cause. */
  openJournal(): Promise<void>;
  /** Lets calls under way end, then closes connections and journal. */
  close(): Promise<void>;
}

/** The one place where the real things are built and handed to each other. */
export function assemble(config: Config, log: Log): Assembled {
  const { now, hear } = createClock({
    machine: () => new Date(),
    elapsed: () => performance.now(),
    onWrong: (byMs, isCorrected) => {
      log('error', isCorrected ? 'clock-corrected' : 'clock-wrong', { ms: byMs });
    },
  });
  const readKeyFile = (name: string): Promise<Buffer> => readFile(join(config.keyFolder, name));
  for (const warning of config.warnings) log('warning', 'configuration', { setting: warning });

  const occ = createOccApi({ ...config.occ, timeoutMs: config.deadlines.lookUp, now });
  const remembering = { ttlMs: config.settingsTtlMs, capacity: REMEMBERED_SITES, now };
  const settingsFor = createSettingsFor(occ, remembering);
  const sites = createSiteFacts(occ, config.occ.storeUrl, remembering);

  const journal = openJournal(config.journal, {
    dutyOf: createDutyOf(config.pace),
    now,
    quietMs: config.pace.lostMs,
    onStray: ({ result }, reason) => {
      const { outcome } = result;
      log('error', 'result-not-in-journal', { reason, outcome, gatewayId: refOf(result) });
    },
  });
  const cyberSource = createCyberSource({
    partner: config.partner,
    application: { ...config.application, installation: installationOf(config.occ.adminUrl) },
    idleMs: config.connectionIdleMs,
    readKeyFile,
    now,
    hear,
    log: (event, fields) => {
      log(GATEWAY_LEVELS[event] ?? 'info', event, fields);
    },
    ...(config.intermediateHost !== undefined && { intermediateHost: config.intermediateHost }),
  });

  const { gateway, books, paymentRecords: records, cardFields, cardVault, payerAuthentication } = cyberSource;
  const accepted = createOrderAcceptance(occ);
  const payments = assemblePayments({ config, gateway, records, journal, accepted, settingsFor, now, log });
  const { pay } = payments;
  const sweeping = assembleSweep({ config, books, occ, journal, settingsFor, pay, now, log });
  const limits = assembleLimits(config, now, log);
  const validateMerchant = createMerchantValidation({
    readKeyFile,
    log: (event, fields) => {
      log('error', event, fields);
    },
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
      if (first === undefined) log('info', 'readiness.regained');
      else log('error', 'readiness.lost', { reason: first.code, ...toFailureFields(cause) });
    },
  });

  const routes = createRoutes({
    ...limits,
    readiness,
    webhookKeys: config.webhookKeys,
    seal: createSeal(config.sealingSecret),
    pay,
    journal,
    sweep: sweeping.sweep,
    occ,
    sites,
    settingsFor,
    shopPages: createShopPages(sites),
    shopperCards: createShopperCards(occ, now),
    readCheckout: createReadCheckout({
      journal,
      accepted,
      now,
      ...(config.journal.kind === 'memory' && {
        elsewhere: { find: createFindElsewhere(books, now), readOrder: createOrderReading(occ) },
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
      await Promise.all([payments.stop(), sweeping.stop()]);
      await cyberSource.close();
      await limits.end();
      await journal.end();
    },
  };
}
