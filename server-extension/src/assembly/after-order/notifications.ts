import type { RunTracing } from '../../telemetry/tracing.ts';
import type { Config } from '../../config/config.ts';
import { createDecryptNotification } from '../../cybersource/notifications/encrypted.ts';
import { notifiedPayments } from '../../cybersource/notifications/notified-payments.ts';
import { createNotificationReader } from '../../cybersource/notifications/reader.ts';
import { createCheckReplay } from '../../cybersource/notifications/check-replay.ts';
import type { ReadKeyFile } from '../../cybersource/keys/key-files.ts';
import { createMemoryNotifications } from '../../journal/notifications/memory.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { createInbox, type Inbox } from '../../notifications/inbox.ts';
import { createCardNotifications } from '../../notifications/cards/card-notifications.ts';
import { createProfileLeases, type ProfileLeases } from '../../notifications/cards/profile-leases.ts';
import { createRefreshProfile } from '../../notifications/cards/refresh-profile.ts';
import { createRefreshCards } from '../../notifications/cards/refresh-cards.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createProfileCardStore } from '../../occ/cards/profile-card-store.ts';
import { createWakeNotified } from '../../notifications/payments/wake-notified.ts';
import { createPaymentNotifications } from '../../notifications/payments/payment-notifications.ts';
import type {
  CardSource,
  HandleNotification,
  NotificationReader,
  NotificationStore,
  ProfileCardStore,
} from '../../notifications/ports.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { SettleNotified } from '../../payments/recovery/settle-notified.ts';
import { attemptFields } from '../payments/attempt-log-fields.ts';
import { createJob } from '../time/repeatedly.ts';

export interface AssembleNotificationsDeps {
  readonly config: Pick<Config, 'notifications' | 'timings'>;
  readonly readKeyFile: ReadKeyFile;
  readonly journal: Journal;
  /** That of the journal's database; without one notifications are acted on before they are answered. */
  readonly store: NotificationStore | undefined;
  readonly settleNotified: SettleNotified;
  /** Reads what reviewers have decided. Whether a notification says so is no proof: CyberSource is asked. */
  readonly readReviews: () => Promise<void>;
  readonly cardSource: CardSource;
  readonly occ: OccApi;
  /** Settings of every site and channel. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly settingsFor: SettingsFor;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
}

export interface AssembledNotifications {
  /** Absent without a key: then there are no notifications. */
  readonly reader?: NotificationReader;
  readonly inbox: Inbox;
  readonly store: NotificationStore;
  /** Whether the list of notifications outlives this process. */
  readonly isDurable: boolean;
  readonly profileLeases: ProfileLeases;
  /** Works at once on notifications that came while the attempt was under way. Never rejects. */
  attemptCompleted(attempt: PaymentAttempt): Promise<void>;
  readonly profileCards: ProfileCardStore;
  start(): void;
  stop(): Promise<void>;
}

/** Without a database: those that wait to come again, and what was parked. */
const MEMORY_CAPACITY = 1_000;
const ROUND_MS = 1_000;
/**
 * Without a key only our own notifications are there: of deletions that OCC still has to follow. CyberSource repeats its own
 * notifications, but these exist in this process only.
 */
const OFF_ROUND_MS = 60_000;
const REFRESH_EVERY_MS = 10 * 60_000;
/** A start has more urgent things to do. */
const REFRESH_FIRST_AFTER_MS = 2 * 60_000;

/** The inbox of CyberSource's notifications, and its rounds over what is due. */
export function assembleNotifications({
  config: { notifications, timings },
  readKeyFile,
  journal,
  store: databaseStore,
  settleNotified,
  readReviews,
  cardSource,
  occ,
  allSettings,
  settingsFor,
  runs,
  now,
  log,
}: AssembleNotificationsDeps): AssembledNotifications {
  const store = databaseStore ?? createMemoryNotifications({ capacity: MEMORY_CAPACITY, now });
  const isDurable = databaseStore !== undefined;
  const ofPayments = createPaymentNotifications({
    journal,
    notifiedPayments,
    settleNotified,
    settingsFor,
    now,
    lostAfterMs: timings.lostAfterMs,
    continueTrace: ({ trace, operation }, work) =>
      runs.continueTrace(
        { name: 'notification', attributes: { 'messaging.system': 'cybersource', operation } },
        trace,
        work,
      ),
    onContradiction: (attempt, problem) => {
      log('notification.contradiction', { ...attemptFields(attempt), problem });
    },
  });
  const ofReviews: HandleNotification = async () => {
    await readReviews();
    return { processed: 'What reviewers have decided was read.' };
  };
  const profileLeases = createProfileLeases({ leases: store, now });
  const profiles = createProfileCardStore(occ, profileLeases);
  const refreshProfile = createRefreshProfile({ source: cardSource, profiles, profileLeases });
  const inbox = createInbox({
    store,
    isDurable,
    handlers: {
      payment: ofPayments,
      batch: ofPayments,
      review: ofReviews,
      card: createCardNotifications({
        source: cardSource,
        profiles,
        refreshProfile,
        allSettings,
        now,
      }),
    },
    now,
    traceNotification: ({ topic }, work) =>
      runs.traceRun({ name: 'inbox', attributes: { 'messaging.system': 'cybersource', topic } }, work),
    onProcessed: ({ id, eventType }, result) => {
      const about = { notificationId: id, eventType };
      if ('processed' in result) log('notification.processed', { ...about, note: result.processed });
      else if ('parked' in result) log('notification.parked', { ...about, problem: result.parked });
    },
    onError: (error, notification) => {
      log('notification.failed', {
        notificationId: notification?.id,
        eventType: notification?.eventType,
        ...toErrorFields(error),
      });
    },
  });
  const isOn = notifications.keys.size > 0;
  const rounds = createJob((isOver) => inbox.process(isOver), isDurable && isOn ? ROUND_MS : OFF_ROUND_MS);
  const refreshCards = createRefreshCards({
    profiles,
    refreshProfile,
    allSettings,
    leases: store,
    now,
    onRound: ({ profiles: read, changed }) => {
      log('cards.refreshed', { note: `${read} shoppers, ${changed} cards changed` });
    },
    onError: (error) => {
      log('cards.not-refreshed', toErrorFields(error));
    },
  });
  const refreshes = createJob(
    (isOver) => runs.traceRun({ name: 'refresh of cards', attributes: {} }, () => refreshCards(isOver)),
    REFRESH_EVERY_MS,
    { firstAfterMs: REFRESH_FIRST_AFTER_MS },
  );
  return {
    ...(isOn && {
      reader: createNotificationReader({
        keys: notifications.keys,
        windowMs: notifications.windowMs,
        checkReplay: createCheckReplay({ leases: store, windowMs: notifications.windowMs }),
        decrypt: createDecryptNotification(readKeyFile, notifications.decryptionKeyFile),
        now,
      }),
    }),
    inbox,
    store,
    isDurable,
    profileLeases,
    profileCards: profiles,
    attemptCompleted: createWakeNotified({ store, notifiedPayments, process: () => inbox.process() }),
    start() {
      rounds.start();
      refreshes.start();
    },
    async stop() {
      await refreshes.stop();
      await rounds.stop();
      await inbox.idle();
    },
  };
}
