/** The gateway as one Express application: everything is built here and handed on. */
import express, { type Express } from 'express';
import { createAccountRecords } from './records/account-records.ts';
import { createAuthentication } from './access/authentication/authenticate.ts';
import { createControl, type Control } from './api/control/control.ts';
import type { CertifiedKey } from './access/encryption/identity.ts';
import { createMessages } from './access/encryption/messages.ts';
import { createClock } from './values/clock.ts';
import { createFaultDesk } from './api/http/fault-queue.ts';
import { createCalls } from './api/http/calls.ts';
import { answerError, createCommonHeaders, createGate, notFound, rawBody } from './api/http/receive.ts';
import { createDeviceProfiles } from './device-fingerprint/device-profiles.ts';
import { deviceFingerprintRoutes } from './device-fingerprint/routes.ts';
import { createIds } from './values/ids.ts';
import { createLedger, type Ledger } from './ledger/ledger.ts';
import { createTriggerTable } from './ledger/trigger-table.ts';
import { createMerchantDirectory } from './access/merchants/merchant-directory.ts';
import { TESTREST, type Merchant } from './access/merchants/merchants.ts';
import { createCardVault } from './microform/cards/card-vault.ts';
import { createMicroform } from './microform/microform.ts';
import { createAuthentications } from './payer-authentication/authentications.ts';
import { authenticationPages } from './payer-authentication/page-routes.ts';
import { createApi } from './api/api.ts';
import type { AccountRules } from './api/routes/deps.ts';
import type { BatchTimes } from './records/settlement/batches.ts';
import { addSampleTokens } from './tokens/sample-tokens.ts';
import { caseEventOf, createBatchEvents, eventsOf } from './api/notifications/ledger-events.ts';
import { tokenEventOf } from './api/notifications/token-events.ts';
import { createNotifications, type NotificationOptions } from './notifications/notifications.ts';
import { createTokenVault } from './tokens/create-token-vault.ts';
import { walletScriptRoutes } from './wallets/script-routes.ts';

/** What the gateway is set up with. */
export interface AppOptions {
  /** Address under which browsers reach the microform. */
  readonly publicUrl: string;
  /** The host names that signatures may name. */
  readonly publicNames: readonly string[];
  readonly merchants: readonly Merchant[];
  /** The gateway's key for message-level encryption. Asked for when it is first needed. */
  readonly gateway: () => Promise<CertifiedKey>;
  readonly clockSkewMs: number;
  readonly searchLagMs: number;
  readonly directoryTimeoutMs: number;
  readonly rules: AccountRules;
  readonly batchTimes: BatchTimes;
  readonly notifications: NotificationOptions;
  readonly now: () => Date;
  /** One seed, one history of ids. */
  readonly seed?: string | undefined;
}

/** Between two looks whether the clock has closed a batch. */
const BATCH_LOOK_MS = 1_000;

/** The application, and what may be done to it from outside. */
export function createApp(options: AppOptions): { app: Express; control: Control; close: () => void } {
  const { rules, publicUrl, publicNames, clockSkewMs, gateway } = options;
  const merchants = createMerchantDirectory(options.merchants);
  const clock = createClock(options.now);
  const { now } = clock;
  const ids = createIds(now, options.seed);
  const triggers = createTriggerTable();
  const notifications = createNotifications({ ids, now, gateway }, options.notifications);
  const { publish } = notifications.sender;
  const book = createLedger();
  const ledger: Ledger = {
    ...book,
    append: (entry) => {
      book.append(entry);
      for (const event of eventsOf(entry, book)) publish(event);
    },
  };
  const { batchTimes } = options;
  const records = createAccountRecords({ ledger, now, lenient: rules.lenient, batchTimes });
  const desk = createFaultDesk();
  const calls = createCalls();
  const savedCards = createTokenVault(ids, (change) => {
    const id = ids.uuid().replaceAll('-', '').toUpperCase();
    publish(tokenEventOf(change, savedCards, id, now()));
  });
  const addSamples = (): void => {
    addSampleTokens(TESTREST.id, savedCards, now);
  };
  addSamples();
  records.cases.onDecided((decided) => {
    publish(caseEventOf(decided));
  });
  const batchEvents = createBatchEvents(ledger, records.batches);
  const tellBatched = (): void => {
    for (const event of batchEvents(now())) publish(event);
  };
  const closeBatch = (): void => {
    records.batches.close();
    tellBatched();
  };
  // The clock closes them without a call.
  const lookAtClock =
    batchTimes.closeAt === undefined ? undefined : setInterval(tellBatched, BATCH_LOOK_MS).unref();
  const transientTokens = createCardVault({ now });
  const deviceProfiles = createDeviceProfiles();
  const authentications = createAuthentications(publicUrl, now, ids);
  const control = createControl(
    {
      ledger,
      ...records,
      calls,
      desk,
      ids,
      clock,
      triggers,
      savedCards,
      authentications,
      deviceProfiles,
      merchants,
      gateway,
      addSamples,
      closeBatch,
      notifications,
    },
    options.searchLagMs,
  );

  const microform = createMicroform({ publicUrl, now, vault: transientTokens });
  const authenticate = createAuthentication({ merchants, publicNames, now, clockSkewMs });
  const open = createMessages({ merchants, gateway, now, clockSkewMs });
  const { searchLagMs } = control;

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(createCommonHeaders(ids, now));
  app.use(microform.publicRoutes, walletScriptRoutes(), deviceFingerprintRoutes(deviceProfiles));
  app.use(authenticationPages(authentications));
  app.use(rawBody, createGate({ authenticate, open, calls, ids, now }));
  app.use(microform.merchantRoutes);
  app.use(
    createApi(
      {
        ledger,
        ...records,
        authentications,
        directoryTimeoutMs: options.directoryTimeoutMs,
        desk,
        ids,
        triggers,
        now,
        rules,
        searchLagMs,
        savedCards,
        transientTokens,
      },
      notifications,
    ),
  );
  app.use(notFound, answerError);
  return {
    app,
    control,
    close: () => {
      clearInterval(lookAtClock);
      notifications.sender.close();
    },
  };
}
