import { createHmac } from 'node:crypto';
import { eventsOf } from '../../../sandbox/cybersource/api/notifications/ledger-events.ts';
import type { Ledger } from '../../../sandbox/cybersource/ledger/ledger.ts';
import type { LedgerTransaction } from '../../../sandbox/cybersource/model/transaction.ts';
import type { NotificationEvent } from '../../../sandbox/cybersource/notifications/notification-event.ts';
import { routeOf } from '../../../server-extension/src/cybersource/notifications/event-types.ts';
import { EVENT_KEY } from './event-key.ts';
import type { ExtensionRequest, ExtensionResponse } from './instance.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './time.ts';
import type { RecordCall } from './transport.ts';

/** What a history does with the notifications of its payments. */
export interface SimulatedEvents {
  /** `badly`: late, twice, in any order, some dropped, with forged and replayed ones among them. `dropped`: none arrives. */
  readonly delivery: 'badly' | 'dropped';
  /** Nothing else goes wrong than that this share of the gateway's answers is lost; without it every fault strikes. */
  readonly lostAnswers?: number;
}

/** The lost answers of a history, and what became of them. */
export interface SettledByEvents {
  /** Lost answers whose event an instance took in, and milliseconds from the later of both to the settlement. */
  readonly told: readonly number[];
  /** Lost answers that no event told of, and milliseconds to the settlement. */
  readonly untold: readonly number[];
  /** Look-ups of orders that were told of, between the event and the settlement. */
  readonly lookUps: number;
  readonly delivered: number;
  readonly dropped: number;
  /** Forged and replayed notifications, and those of them that an instance did not refuse. */
  readonly forged: number;
  readonly believed: number;
}

/** The gateway's notifications on their way to the instances, and the clock of those that tell of a lost answer. */
export interface EventsInWorld {
  /** The gateway's book, each entry of which sets events off. */
  readonly observed: (book: Ledger) => Ledger;
  readonly answerLost: (name: string) => void;
  readonly answerFound: (name: string) => void;
  /** A call to the gateway: whether it looks something up, of which order. */
  readonly called: (path: string, body: string) => void;
  readonly settled: () => SettledByEvents;
}

export interface EventsDeps {
  readonly events: SimulatedEvents;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly send: (request: ExtensionRequest, withinMs: number) => Promise<ExtensionResponse | undefined>;
  readonly note: RecordCall;
}

const DROPPED = 0.1;
const TWICE = 0.3;
const FORGED = 0.1;
/** Milliseconds. */
const LATE = [20, 60_000] as const;
const PATIENCE = 20_000;
/** CyberSource: `retryPolicy`, in minutes. */
const RETRY_AFTER = 60_000;
const RETRIES = 5;

interface Lost {
  readonly at: number;
  toldAt?: number;
}

export function createEventsIn({ events, time, random, send, note }: EventsDeps): EventsInWorld {
  const lost = new Map<string, Lost>();
  const toldAt = new Map<string, number>();
  const orderOf = new Map<string, string>();
  /** Orders with a lost answer that was told of, and is not settled. */
  const awaited = new Map<string, number>();
  const told: number[] = [];
  const untold: number[] = [];
  let [lookUps, delivered, dropped, forged, believed] = [0, 0, 0, 0, 0];

  function publish(event: NotificationEvent, name: string): void {
    if (events.delivery === 'dropped' || random.chance(DROPPED)) {
      dropped += 1;
      return;
    }
    const copies = random.chance(TWICE) ? 2 : 1;
    for (let nth = 0; nth < copies; nth += 1)
      time.after(random.between(...LATE), () => void deliver(event, name, 0));
    if (random.chance(FORGED)) time.after(random.between(...LATE), () => void forge(event));
  }

  async function deliver(event: NotificationEvent, name: string, retry: number): Promise<void> {
    const answer = await send(toRequest(event, EVENT_KEY.secret, time.now()), PATIENCE);
    if (answer?.status === 200) {
      delivered += 1;
      // Beside each payment that is screened, fraud screening has an event of its own, which is kept and settles nothing.
      if (routeOf(event.eventType).topic !== 'other') tell(name);
    } else if (retry < RETRIES) time.after(RETRY_AFTER, () => void deliver(event, name, retry + 1));
  }

  /** An attacker says the opposite, and puts what was signed into another envelope. */
  async function forge(event: NotificationEvent): Promise<void> {
    const opposite = { ...event, data: { ...event.data, status: 'DECLINED' } };
    const genuine = toRequest(event, EVENT_KEY.secret, time.now());
    const changed = {
      ...genuine,
      bytes: Buffer.from(genuine.bytes.toString().replace(/"id":"\d/, '"id":"x')),
    };
    for (const request of [
      toRequest(opposite, Buffer.alloc(32, 4).toString('base64'), time.now()),
      changed,
    ]) {
      forged += 1;
      const answer = await send(request, PATIENCE);
      if (answer?.status === 200) believed += 1;
    }
  }

  function tell(name: string): void {
    if (!toldAt.has(name)) toldAt.set(name, time.now());
    expectSettlement(name);
  }

  function expectSettlement(name: string): void {
    const order = orderOf.get(name);
    if (order !== undefined && lost.has(name) && toldAt.has(name)) awaited.set(order, time.now());
  }

  return {
    observed: (book) => ({
      ...book,
      append: (entry) => {
        book.append(entry);
        const name = entry.merchantTransactionId;
        if (name === undefined) return;
        orderOf.set(name, orderIn(entry, book));
        for (const event of eventsOf(entry, book)) publish(event, name);
      },
    }),
    answerLost(name) {
      if (!lost.has(name)) lost.set(name, { at: time.now() });
      expectSettlement(name);
    },
    answerFound(name) {
      const since = lost.get(name);
      if (since === undefined) return;
      lost.delete(name);
      const order = orderOf.get(name);
      if (order !== undefined) awaited.delete(order);
      const heard = toldAt.get(name);
      const took = time.now() - Math.max(since.at, heard ?? 0);
      if (heard === undefined) untold.push(time.now() - since.at);
      else told.push(took);
      note(`# ${name} settled ${took} ms after ${heard === undefined ? 'it was lost' : 'it was told'}`);
    },
    called(path, body) {
      if (!path.startsWith('/tss/')) return;
      for (const order of awaited.keys()) if (body.includes(order)) lookUps += 1;
    },
    settled: () => ({ told, untold, lookUps, delivered, dropped, forged, believed }),
  };
}

function orderIn({ merchantId, rootId, reference }: LedgerTransaction, book: Ledger): string {
  return reference ?? book.find(merchantId, rootId)?.reference ?? '';
}

/** CyberSource: webhooks, the signature covers the payload. */
function toRequest(event: NotificationEvent, secret: string, at: number): ExtensionRequest {
  const payload = JSON.stringify({ data: event.data, organizationId: event.merchantId });
  const sig = createHmac('sha256', Buffer.from(secret, 'base64')).update(`${at}.${payload}`).digest('base64');
  return {
    path: '/notifications',
    headers: {
      'content-type': 'application/json',
      'v-c-signature': `t=${at};keyId=${EVENT_KEY.id};sig=${sig}`,
    },
    bytes: Buffer.from(`{"eventType":"${event.eventType}","webhookId":"w","payload":${payload}}`),
  };
}
