import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Express } from 'express';
import { createApp } from './app.ts';
import { createMerchantValidation } from './apple-pay/merchant-validation.ts';
import { assembleSweep } from './assemble-sweep.ts';
import type { Config } from './config/config.ts';
import { createCyberSource } from './cybersource/cybersource.ts';
import { createSeal } from './domain/seal.ts';
import { refOf } from './domain/reported.ts';
import type { Outcome } from './domain/result.ts';
import { createAdmitAttempt } from './limits/attempts.ts';
import { createClientNetwork } from './limits/client-network.ts';
import { createRequestLimit } from './limits/requests.ts';
import { createShield } from './limits/shield.ts';
import type { Log } from './log.ts';
import { createOccApi } from './occ/admin-api.ts';
import { createSettingsFor } from './occ/site-settings.ts';
import { createOrderAcceptance } from './occ/order-acceptance.ts';
import { createShopperCards } from './occ/shopper-cards.ts';
import { createSiteFacts } from './occ/site-facts.ts';
import { openCounters } from './open-counters.ts';
import { installationOf } from './installation.ts';
import { openJournal } from './open-journal.ts';
import { createAttemptNames } from './payments/attempt-name.ts';
import { createAttempt } from './payments/attempt.ts';
import { createDebts } from './payments/debts.ts';
import { createPay } from './payments/pay.ts';
import type { Entry } from './payments/ports.ts';
import { createConfirm } from './payments/reconcile/confirm.ts';
import { createDutyOf } from './payments/reconcile/duties.ts';
import { createFindOut } from './payments/reconcile/find-out.ts';
import { identityOf, lineAbout } from './payments/reconcile/line.ts';
import { createReconcile } from './payments/reconcile/reconcile.ts';
import { createSecondLook } from './payments/second-look.ts';
import { repeatedly } from './repeatedly.ts';
import { createShopPages } from './routes/shop-page.ts';

/** Sites times channels, with room; invented site ids push each other out. */
const REMEMBERED_SITES = 200;

/** A round of the reconciler starts this part of the shortest wait after the one before it. */
const ROUNDS_PER_WAIT = 2;
/** A duty takes a few calls, one after the other. */
const CALLS_PER_DUTY = 4;

/** How calls to the gateway end when nothing is wrong with them. */
const ORDINARY: ReadonlySet<string> = new Set<Outcome>(['approved', 'pending', 'challenge', 'declined']);

export interface Assembled {
  readonly app: Express;
  /** Lets calls under way end, then closes connections and journal. */
  close(): Promise<void>;
}

/** The one place where the real things are built and handed to each other. */
export function assemble(config: Config, log: Log): Assembled {
  const now = (): Date => new Date();
  for (const warning of config.warnings) log('warning', 'configuration', { setting: warning });

  const occ = createOccApi({ ...config.occ, timeoutMs: config.deadlines.lookUp, now });
  const remembering = { ttlMs: config.settingsTtlMs, capacity: REMEMBERED_SITES, now };
  const { pace } = config;
  const journal = openJournal(config.journal, {
    dutyOf: createDutyOf(pace),
    now,
    quietMs: pace.lostMs,
    onStray: ({ result }, why) => {
      log('error', 'result-not-in-journal', {
        reason: why,
        outcome: result.outcome,
        gatewayId: refOf(result),
      });
    },
  });
  const cyberSource = createCyberSource({
    partner: config.partner,
    application: { ...config.application, installation: installationOf(config.occ.adminUrl) },
    readKeyFile: (name) => readFile(join(config.keyFolder, name)),
    now,
    log: (event, fields) => {
      // What became of a payment has a line of its own already.
      if (event !== 'gateway.call') log('info', event, fields);
      else if (!ORDINARY.has(String(fields['outcome']))) log('warning', event, fields);
    },
    ...(config.intermediateHost !== undefined && { intermediateHost: config.intermediateHost }),
  });

  const onTrouble = (event: string, error: unknown, entry?: Entry): void => {
    const name = error instanceof Error ? error.name : typeof error;
    const { orderId, operation, merchantTransactionId } = entry ?? {};
    log('error', event, { orderId, operation, merchantTransactionId, error: name });
  };
  const deadlineMs = config.deadlines.cybersource;
  const attempt = createAttempt({
    gateway: cyberSource.gateway,
    journal,
    name: createAttemptNames(config.sealingSecret),
    now,
    deadlineMs,
    secondLook: createSecondLook({
      gateway: cyberSource.gateway,
      journal,
      deadlineMs: config.deadlines.lookUp,
    }),
    onTrouble,
  });
  const settingsFor = createSettingsFor(occ, remembering);
  const debts = createDebts({
    attempt,
    journal,
    now,
    lostAfterMs: 2 * deadlineMs,
    onTried: ({ orderId, operation, merchantTransactionId, result }) => {
      const outcome = result?.outcome;
      log('info', 'hold-reversal', {
        orderId,
        operation,
        outcome,
        gatewayId: refOf(result),
        merchantTransactionId,
      });
    },
    onTrouble,
  });
  const pay = createPay({
    attempt,
    journal,
    deadlineMs,
    onDebt: (debtor, settings) => void debts.settle(debtor, settings),
  });
  const reconciling = repeatedly(
    createReconcile({
      journal,
      findOut: createFindOut({ gateway: cyberSource.gateway, journal, pace, now, deadlineMs }),
      confirm: createConfirm({
        journal,
        accepted: createOrderAcceptance(occ),
        pay,
        pace,
        now,
        onOrphan: (entry) => log('warning', 'order-not-placed', identityOf(entry)),
      }),
      debts,
      settingsFor,
      pace,
      now,
      leaseMs: CALLS_PER_DUTY * deadlineMs,
      onLeft: (taken, left) => {
        log(...lineAbout(taken, left));
      },
      onTrouble,
    }),
    pace.unknownMs / ROUNDS_PER_WAIT,
  );

  const sweep = assembleSweep({
    config,
    books: cyberSource.books,
    occ,
    journal,
    settingsFor,
    pay,
    now,
    log,
  });
  const { everyMs } = config.sweep;
  const sweeping = everyMs > 0 ? repeatedly(async () => void (await sweep()), everyMs) : undefined;

  const sites = createSiteFacts(occ, config.occ.storeUrl, remembering);
  const clientNetwork = createClientNetwork(config.clientAddress);
  const { counterFor, end: endCounters } = openCounters(config.journal);
  const shield = createShield({
    counterFor,
    now,
    onTurn: (site, turned) => {
      log(turned === 'up' ? 'error' : 'info', `shield-${turned}`, { site });
    },
  });
  const app = createApp({
    webhookKeys: config.webhookKeys,
    pay,
    shopPages: createShopPages(sites),
    shopperCards: createShopperCards(occ, now),
    cardVault: cyberSource.cardVault,
    clientNetwork,
    requestLimit: createRequestLimit(counterFor, clientNetwork),
    admitAttempt: createAdmitAttempt({
      counterFor,
      shield,
      secret: config.sealingSecret,
    }),
    validateMerchant: createMerchantValidation({
      readKeyFile: (name) => readFile(join(config.keyFolder, name)),
      log: (event, fields) => {
        log('error', event, fields);
      },
      ...(config.appleIntermediateHost !== undefined && { intermediateHost: config.appleIntermediateHost }),
    }),
    ...(config.walletScriptOrigin !== undefined && { walletScriptOrigin: config.walletScriptOrigin }),
    journal,
    sweep,
    settingsFor,
    sites,
    occ,
    cardFields: cyberSource.cardFields,
    payerAuthentication: cyberSource.payerAuthentication,
    seal: createSeal(config.sealingSecret),
    now,
    log,
  });

  return {
    app,
    async close() {
      await Promise.all([reconciling.stop(), sweeping?.stop()]);
      await debts.idle();
      await cyberSource.close();
      await endCounters();
      await journal.end();
    },
  };
}
