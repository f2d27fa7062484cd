/** Sends notifications: to each subscription that wants the event, again when it was not taken, and wrongly when ordered to. */
import type { Ids } from '../values/ids.ts';
import type { RandomSeries } from '../values/random.ts';
import { authorizationFor, type AccessTokenDeps } from './access-token.ts';
import { productOf } from './catalogue.ts';
import { FAITHFUL, type DeliveryMode } from './delivery-mode.ts';
import { writeMessage, type NotificationMessage } from './message.ts';
import type { NotificationEvent, NotificationListener } from './notification-event.ts';
import type { NotificationTarget } from './target.ts';
import { retryMinutes, type WebhookSubscription } from './subscription.ts';
import type { WebhookSubscriptions } from './subscriptions.ts';

/** `withheld`: the subscription is suspended. `dropped`: on order. `stopped`: the subscription is no longer active. */
export type SentNotificationState =
  'waiting' | 'delivered' | 'failed' | 'dropped' | 'withheld' | 'stopped' | 'unsigned';

/** An event on its way to a subscription, as the control API shows it. */
export interface SentNotification {
  readonly eventType: string;
  readonly webhookId: string;
  readonly productId: string;
  readonly at: Date;
  /** One for each sending, newest last. */
  readonly traceIds: readonly string[];
  readonly state: SentNotificationState;
  /** Of the last sending: the receiver's status, or why there was none. */
  readonly answer?: string;
  readonly data: object;
}

/** Which notifications are sent again. */
export interface ReplayFilter {
  readonly traceIds?: readonly string[] | undefined;
  readonly state?: SentNotificationState | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly eventType?: string | undefined;
}

/** Takes events and delivers them. */
export interface NotificationSender {
  readonly publish: NotificationListener;
  /** Sends what was sent before once more, with new identifiers; how many that are. */
  readonly replay: (subscription: WebhookSubscription, filter: ReplayFilter) => number;
  /** Sends one message now, outside of all mode. */
  readonly sendNow: (message: NotificationMessage) => Promise<string>;
  /** Asks the receiver whether it is there, and activates or suspends the subscription by it. */
  readonly probe: (subscription: WebhookSubscription) => Promise<WebhookSubscription>;
  readonly mode: () => DeliveryMode;
  readonly setMode: (change: Partial<DeliveryMode>) => void;
  readonly list: () => readonly SentNotification[];
  /** Resolves when nothing waits to be sent or to be answered; retries count as waiting. */
  readonly idle: () => Promise<void>;
  readonly clear: () => void;
  readonly close: () => void;
}

/** What the sender is built from. */
export interface NotificationSenderDeps extends AccessTokenDeps {
  readonly subscriptions: WebhookSubscriptions;
  readonly receiver: NotificationTarget;
  readonly ids: Ids;
  readonly draw: RandomSeries;
  /** Between two looks at a suspended subscription, in milliseconds. */
  readonly probeEveryMs: number;
}

/** Older notifications fall out of the list. */
const CAP = 20_000;
/** Sendings at the same time. */
const LANES = 32;

interface Parcel {
  readonly event: NotificationEvent;
  readonly webhookId: string;
  readonly productId: string;
  traceIds: string[];
  state: SentNotificationState;
  answer?: string;
}

/** Nothing to deliver yet. */
export function createNotificationSender(deps: NotificationSenderDeps): NotificationSender {
  const { subscriptions, receiver, ids, draw, keys, now } = deps;
  let mode = FAITHFUL;
  let parcels: Parcel[] = [];
  let held: Parcel[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const queue: (() => Promise<void>)[] = [];
  let busy = 0;
  let waiting = 0;
  let onIdle: (() => void)[] = [];

  const chance = (percent: number): boolean =>
    percent > 0 && draw.bytes(4).readUInt32BE() / 2 ** 32 < percent / 100;
  const upTo = (milliseconds: number): number =>
    milliseconds === 0 ? 0 : draw.bytes(4).readUInt32BE() % milliseconds;

  function begin(): void {
    waiting += 1;
  }
  function end(): void {
    waiting -= 1;
    if (waiting > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  }

  /** Runs a task after a time, a few at once. Every task that is begun ends. */
  function after(milliseconds: number, task: () => Promise<void>): void {
    begin();
    const enqueue = (): void => {
      queue.push(task);
      work();
    };
    if (milliseconds <= 0) {
      enqueue();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      enqueue();
    }, milliseconds);
    timer.unref();
    timers.add(timer);
  }
  function work(): void {
    while (busy < LANES) {
      const task = queue.shift();
      if (!task) return;
      busy += 1;
      void task().finally(() => {
        busy -= 1;
        end();
        work();
      });
    }
  }

  const publish: NotificationListener = (event) => {
    for (const subscription of subscriptions.ofMerchant(event.merchantId)) {
      const product = subscription.products.find(({ eventTypes }) => eventTypes.includes(event.eventType));
      if (!product || !['ACTIVE', 'SUSPENDED'].includes(subscription.status)) continue;
      const parcel: Parcel = {
        event,
        webhookId: subscription.id,
        productId: product.productId,
        traceIds: [],
        state: 'waiting',
      };
      parcels.push(parcel);
      if (parcels.length > CAP) parcels.shift();
      dispatch(parcel);
    }
  };

  function dispatch(parcel: Parcel): void {
    if (mode.isPaused) {
      held.push(parcel);
      return;
    }
    if (chance(mode.dropPercent)) {
      parcel.state = 'dropped';
      return;
    }
    const traceId = ids.uuid();
    const send = (): void => {
      after(mode.delayMs + upTo(mode.shuffleMs), () => attempt(parcel, traceId, 0));
    };
    send();
    // The same sending once more: same identifiers, wherever it falls in the order.
    if (chance(mode.duplicatePercent)) send();
  }

  async function attempt(parcel: Parcel, traceId: string, retryNumber: number): Promise<void> {
    const subscription = subscriptions.byId(parcel.webhookId);
    if (!subscription || !['ACTIVE', 'SUSPENDED'].includes(subscription.status)) {
      parcel.state = 'stopped';
      return;
    }
    if (subscription.status === 'SUSPENDED') {
      parcel.state = 'withheld';
      return;
    }
    if (!parcel.traceIds.includes(traceId)) parcel.traceIds = [...parcel.traceIds, traceId];
    const { event, productId } = parcel;
    parcel.answer = await sendNow({ event, subscription, productId, traceId, retryNumber });
    if (parcel.answer === UNSIGNED) {
      parcel.state = 'unsigned';
    } else if (/^2\d\d$/.test(parcel.answer)) {
      parcel.state = 'delivered';
    } else if (parcel.state !== 'delivered') {
      retry(parcel, subscription, retryNumber);
    }
  }

  function retry(parcel: Parcel, subscription: WebhookSubscription, retryNumber: number): void {
    const minutes = retryMinutes(subscription.retryPolicy);
    const next = minutes[retryNumber];
    if (next !== undefined) {
      const since = retryNumber === 0 ? 0 : (minutes[retryNumber - 1] ?? 0);
      after((next - since) * mode.minuteMs, () => attempt(parcel, ids.uuid(), retryNumber + 1));
      return;
    }
    parcel.state = 'failed';
    if (!subscription.retryPolicy.deactivateFlag) return;
    parcel.state = 'withheld';
    const latest = subscriptions.byId(subscription.id);
    if (latest?.status === 'ACTIVE') {
      subscriptions.put({ ...latest, status: 'SUSPENDED' });
      watch(latest.id);
    }
  }

  async function sendNow(message: NotificationMessage): Promise<string> {
    const { subscription, event } = message;
    const signingKey = keys.signingKey(subscription.merchantId);
    if (!signingKey || signingKey.expiresAt <= now()) return UNSIGNED;
    const isEncrypted = productOf(message.productId)?.isEncrypted === true;
    const certificate = isEncrypted ? keys.certificate(event.merchantId) : undefined;
    const { payloadShape, signs } = mode;
    try {
      const { headers, body } = await writeMessage(message, {
        signingKey,
        certificate,
        payloadShape,
        signs: certificate && signs === 'payload' ? 'message' : signs,
        now,
      });
      const authorization = await authorizationFor(subscription, deps);
      const answer = await receiver.post(
        subscription.webhookUrl,
        { ...headers, ...(authorization !== undefined && { authorization }) },
        body,
      );
      return 'status' in answer ? String(answer.status) : answer.failed;
    } catch (error) {
      return error instanceof Error ? error.message : 'not sent';
    }
  }

  async function probe(subscription: WebhookSubscription): Promise<WebhookSubscription> {
    const { healthCheckUrl, webhookUrl } = subscription;
    const isHealthy = await receiver.isHealthy(healthCheckUrl ?? webhookUrl);
    const latest = subscriptions.byId(subscription.id);
    if (!latest || latest.status === 'BLOCKED' || latest.status === 'PENDING_REVIEW')
      return latest ?? subscription;
    const probed = subscriptions.put({ ...latest, status: isHealthy ? 'ACTIVE' : 'SUSPENDED' });
    if (isHealthy) release(probed.id);
    else watch(probed.id);
    return probed;
  }

  /** Looks at a suspended subscription until it is not suspended any more. */
  function watch(id: string): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      const subscription = subscriptions.byId(id);
      if (subscription?.status === 'SUSPENDED') void probe(subscription);
    }, deps.probeEveryMs);
    timer.unref();
    timers.add(timer);
  }

  /** Sends what was kept while the subscription was suspended. */
  function release(id: string): void {
    for (const parcel of parcels.filter(({ webhookId, state }) => webhookId === id && state === 'withheld')) {
      parcel.state = 'waiting';
      after(0, () => attempt(parcel, ids.uuid(), 0));
    }
  }

  return {
    publish,
    sendNow,
    probe,
    replay: ({ id }, filter) => {
      const again = parcels.filter((parcel) => parcel.webhookId === id && matches(parcel, filter));
      for (const parcel of again) after(0, () => attempt(parcel, ids.uuid(), 0));
      return again.length;
    },
    mode: () => mode,
    setMode: (change) => {
      mode = { ...mode, ...change };
      if (mode.isPaused) return;
      const released = held;
      held = [];
      for (const parcel of released) dispatch(parcel);
    },
    list: () => parcels.map(shown),
    idle: () =>
      waiting === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            onIdle.push(resolve);
          }),
    clear: () => {
      stop();
      mode = FAITHFUL;
      parcels = [];
      held = [];
    },
    close: () => {
      stop();
      receiver.close();
    },
  };

  function stop(): void {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    queue.length = 0;
    waiting = busy;
    if (waiting === 0) for (const resolve of onIdle) resolve();
    onIdle = [];
  }
}

const UNSIGNED = 'the merchant has no key that notifications could be signed with';

function matches({ event, traceIds, state }: Parcel, filter: ReplayFilter): boolean {
  return (
    (filter.traceIds === undefined || filter.traceIds.some((id) => traceIds.includes(id))) &&
    (filter.state === undefined || filter.state === state) &&
    (filter.from === undefined || event.at >= filter.from) &&
    (filter.to === undefined || event.at <= filter.to) &&
    (filter.eventType === undefined || filter.eventType === event.eventType)
  );
}

function shown({ event, webhookId, productId, traceIds, state, answer }: Parcel): SentNotification {
  const { eventType, at, data } = event;
  return {
    eventType,
    webhookId,
    productId,
    at,
    traceIds,
    state,
    data,
    ...(answer !== undefined && { answer }),
  };
}
