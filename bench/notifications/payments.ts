/** Notifications about payments, delivered badly: in the end the journal says what CyberSource did. */
import { notifiedPayments } from '../../server-extension/src/cybersource/notifications/notified-payments.ts';
import { recoveryTaskOf } from './recovery.ts';
import { createMemoryJournal } from '../../server-extension/src/journal/memory.ts';
import { createMemoryNotifications } from '../../server-extension/src/journal/notifications/memory.ts';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
  SiteId,
} from '../../server-extension/src/domain/ids.ts';
import { money } from '../../server-extension/src/domain/money/money.ts';
import type { PaymentResult } from '../../server-extension/src/domain/payment/result.ts';
import { createInbox } from '../../server-extension/src/notifications/inbox.ts';
import { createPaymentNotifications } from '../../server-extension/src/notifications/payments/payment-notifications.ts';
import type { Notification } from '../../server-extension/src/notifications/ports.ts';
import type { CurrencyCode } from '../../server-extension/src/domain/money/currency.ts';
import type { GatewaySettings } from '../../server-extension/src/domain/settings.ts';
import { RECOVERY_TIMINGS } from '../../server-extension/src/payments/recovery/recovery-task.ts';
import { createResolveOutcome } from '../../server-extension/src/payments/recovery/resolve-outcome.ts';
import { createSettleNotified } from '../../server-extension/src/payments/recovery/settle-notified.ts';
import { notificationRun, type NotificationRun } from './run.ts';

/** What the run has found. */
export interface PaymentRunReport {
  readonly notifications: number;
  /** Captures of which a notification came, and of which none came. */
  readonly told: number;
  readonly untold: number;
  /** Look-ups that were made all the same. */
  readonly lookUps: number;
  /** Captures whose result is not what CyberSource did, and results of those that no notification told of. */
  readonly wrong: readonly string[];
}

const settings = {
  account: { merchantId: 'testrest', host: 'apitest.cybersource.com' },
  onVerificationFailure: 'decline',
} as GatewaySettings;

/** Loses the answers of captures, delivers the notifications about them badly, and compares the journal. */
export async function runPaymentNotifications(run: NotificationRun): Promise<PaymentRunReport> {
  const { random, deliveries } = notificationRun(run);
  let time = Date.UTC(2026, 10, 29);
  const now = (): Date => new Date(time);
  const journal = createMemoryJournal({ capacity: run.count, recoveryTaskOf, now });
  let lookUps = 0;
  const settingsFor = async (): Promise<GatewaySettings> => settings;
  const resolveOutcome = createResolveOutcome({
    gateway: {
      send: () => Promise.reject(new Error('Nothing is sent.')),
      reverse: () => Promise.reject(new Error('Nothing is reversed.')),
      lookUp: async () => {
        lookUps += 1;
        return { kind: 'not-found' };
      },
    },
    journal,
    orderAccepted: async () => 'no',
    isJournalOwn: false,
    timings: RECOVERY_TIMINGS,
    now,
    deadlineMs: 1_000,
  });
  const handler = createPaymentNotifications({
    journal,
    notifiedPayments,
    settleNotified: createSettleNotified({
      journal,
      resolveOutcome,
      settingsFor,
      timings: RECOVERY_TIMINGS,
      now,
      leaseMs: 10_000,
      onTaskEnded: () => undefined,
    }),
    settingsFor,
    now,
    continueTrace: (_attempt, work) => work(),
    lostAfterMs: RECOVERY_TIMINGS.lostAfterMs,
    onContradiction: () => undefined,
  });
  const inbox = createInbox({
    store: createMemoryNotifications({ capacity: Infinity, now }),
    isDurable: true,
    handlers: { payment: handler, batch: handler },
    now,
    traceNotification: (_notification, work) => work(),
    onProcessed: () => undefined,
    onError: () => undefined,
  });

  const truth = new Map<CommandKey, string>();
  const events: Notification[] = [];
  for (let nth = 0; nth < run.count; nth += 1) {
    const key = `k${nth}` as CommandKey;
    const isDone = random.chance(0.8);
    truth.set(key, isDone ? 'pending' : 'declined');
    await lost(key, nth);
    events.push(anEvent(nth, isDone));
  }
  const sent = deliveries(events);
  for (const notification of sent) {
    time += 10;
    await inbox.receive([notification]);
  }
  for (let round = 0; round < 5; round += 1) {
    await inbox.idle();
    time += 60_000;
    await inbox.process();
  }

  const told = new Set(sent.map(({ id }) => `k${id}`));
  const wrong: string[] = [];
  for (const [key, outcome] of truth) {
    const known = (await journal.find(key))?.result?.outcome;
    if (known !== (told.has(key) ? outcome : 'unknown')) wrong.push(`${key} is ${String(known)}`);
  }
  return { notifications: run.count, told: told.size, untold: run.count - told.size, lookUps, wrong };

  async function lost(key: CommandKey, nth: number): Promise<void> {
    const claimed = await journal.claim(
      {
        key,
        fingerprint: key,
        payment: `payment-${nth}` as PaymentKey,
        operation: 'capture',
        caller: 'oms',
        site: 'siteUS' as SiteId,
        channel: 'storefront',
        orderId: `o${nth}` as OrderId,
        amount: money(1_000, 'USD' as CurrencyCode),
        captureNow: false,
        original: '7000000000000000000001' as GatewayRef,
        claimedAt: now(),
      },
      () => ({ verdict: 'proceed' }),
      () => `mti${nth}` as MerchantTransactionId,
    );
    if (claimed.kind !== 'claimed') throw new Error('Every capture is new.');
    await journal.complete(claimed.attempt, UNKNOWN, now());
  }
}

const UNKNOWN: PaymentResult = { outcome: 'unknown', problem: 'The answer was lost.' };

function anEvent(nth: number, isDone: boolean): Notification {
  return {
    id: String(nth),
    eventType: 'payments.capture.status.accepted',
    topic: 'payment',
    signedAt: new Date(0),
    content: {
      id: `7${String(nth).padStart(21, '0')}`,
      status: isDone ? 'PENDING' : 'DECLINED',
      clientReferenceInformation: { code: `o${nth}`, transactionId: `mti${nth}` },
    },
  };
}
