import { Problem } from '../domain/problem.ts';
import type {
  HandleNotification,
  LeasedNotification,
  Notification,
  NotificationResult,
  NotificationStore,
  NotificationTopic,
} from './ports.ts';

export interface InboxDeps {
  readonly store: NotificationStore;
  /** The store outlives the process: a notification may be answered before it is acted on. */
  readonly isDurable: boolean;
  /** What has no handler is parked. */
  readonly handlers: Readonly<Partial<Record<NotificationTopic, HandleNotification>>>;
  readonly now: () => Date;
  /** Does the work on a notification as a run of its own. */
  readonly traceNotification: (notification: Notification, work: () => Promise<void>) => Promise<void>;
  /** Called with how a run over a notification ended. */
  readonly onProcessed: (notification: Notification, result: NotificationResult) => void;
  /** Called with what a handler or the store rejected with. */
  readonly onError: (error: unknown, notification?: Notification) => void;
}

/** Receives notifications of the gateway and acts on each of them once. */
export interface Inbox {
  /**
   * Takes in what was verified. With a database: resolves once it is stored, and works on it behind the caller's back.
   * Without one: resolves once it was acted on; what could not be is tried again as long as the process lives.
   *
   * Rejects with `journal-unavailable` when it cannot be stored, `in-progress` when it could not be acted on: CyberSource
   * sends it again.
   */
  receive(notifications: readonly Notification[]): Promise<void>;
  /** One round over what is due. Never rejects. */
  process(isOver?: () => boolean): Promise<void>;
  /** Resolves when the round under way is over. */
  idle(): Promise<void>;
}

/** From one try to the next, in seconds: a day in all. */
const WAITS_SECONDS = [1, 1, 2, 5, 15, 60, 300, 900, 3_600, 7_200, 21_600, 43_200] as const;
/** A handler makes a few calls, one after the other. */
const LEASE_MS = 90_000;
const LEASED_MAX = 10;
/** More than a store in memory holds. */
const LISTED_MAX = 10_000;
/** CyberSource repeats a notification for hours at most; a processed one is kept so long to recognise its repetitions. */
const KEEP_MS = 60 * 24 * 60 * 60 * 1000;
const FORGET_EVERY_MS = 60 * 60 * 1000;

export function createInbox({
  store,
  isDurable,
  handlers,
  now,
  traceNotification,
  onProcessed,
  onError,
}: InboxDeps): Inbox {
  let round: Promise<void> | undefined;
  /** Counts the requests for a round. */
  let asked = 0;
  let forgottenAt = 0;

  return {
    async receive(notifications) {
      let isNew = false;
      for (const notification of notifications) isNew = (await store.add(notification, now())) || isNew;
      if (isDurable) {
        if (isNew) void process();
        return;
      }
      // A second copy of one that could not be acted on is acted on again.
      await store.reopen(notifications.map(({ id }) => id));
      await process();
      const open = new Set(
        [...(await store.list('waiting', LISTED_MAX)), ...(await store.list('parked', LISTED_MAX))].map(
          ({ id }) => id,
        ),
      );
      if (notifications.some(({ id, topic }) => open.has(id) && handlers[topic] !== undefined))
        throw new Problem(
          'in-progress',
          'The notification could not be acted on yet: send it again. Without a database nothing is kept.',
        );
    },
    process,
    idle: async () => round,
  };

  /** One round at a time, which takes in what comes meanwhile. */
  function process(isOver: () => boolean = () => false): Promise<void> {
    asked += 1;
    round ??= rounds(isOver).finally(() => (round = undefined));
    return round;
  }

  async function rounds(isOver: () => boolean): Promise<void> {
    try {
      await forgetOld();
      while (!isOver()) {
        const before = asked;
        const taken = await store.lease(LEASED_MAX, LEASE_MS);
        await Promise.all(taken.map((each) => traceNotification(each.notification, () => work(each))));
        // What was stored during an empty look was asked for in vain.
        if (taken.length === 0 && asked === before) return;
      }
    } catch (error) {
      onError(error);
    }
  }

  async function work(taken: LeasedNotification): Promise<void> {
    const { notification } = taken;
    const result = await handle(notification).catch((error: unknown): NotificationResult => {
      onError(error, notification);
      return { waiting: error instanceof Problem ? error.message : 'An unexpected error.', runAt: now() };
    });
    const ended = scheduled(result, notification.runs);
    try {
      await store.complete(taken, ended);
      onProcessed(notification, ended);
    } catch (error) {
      onError(error, notification);
    }
  }

  async function handle(notification: Notification): Promise<NotificationResult> {
    const handler = handlers[notification.topic];
    return handler === undefined
      ? { parked: 'This version does not know the event type.' }
      : handler(notification);
  }

  /** The later of the handler's own time and the schedule's; parked for good when the tries are used up. */
  function scheduled(result: NotificationResult, runs: number): NotificationResult {
    if ('processed' in result || result.runAt === undefined) return result;
    const seconds = WAITS_SECONDS[runs];
    if (seconds === undefined) return { parked: 'parked' in result ? result.parked : result.waiting };
    const runAt = new Date(Math.max(result.runAt.getTime(), now().getTime() + seconds * 1000));
    return 'parked' in result ? { parked: result.parked, runAt } : { waiting: result.waiting, runAt };
  }

  async function forgetOld(): Promise<void> {
    const at = now().getTime();
    if (at - forgottenAt < FORGET_EVERY_MS) return;
    forgottenAt = at;
    await store.forgetProcessed(new Date(at - KEEP_MS));
  }
}
