import { createHmac } from 'node:crypto';
import type {
  WebhookDeliveries,
  WebhookDelivery,
  DeliverySubject,
} from '../../../sandbox/occ/webhooks/deliveries.ts';
import { type ResponseLog, type RecordedRequest, isYes } from './response-log.ts';
import type { ExtensionResponse, ExtensionRequest } from './instance.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './time.ts';
import type { RecordCall } from './transport.ts';

export interface DeliveriesDeps {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faultInjector: FaultInjector;
  readonly answers: ResponseLog;
  readonly send: (request: ExtensionRequest, withinMs: number) => Promise<ExtensionResponse | undefined>;
  readonly webhookKey: string;
  readonly note: RecordCall;
}

/** How long OCC waits for an answer, in milliseconds. */
const OCC_WAITS_MS = 25_000;

const KINDS: Readonly<Record<string, RecordedRequest['kind']>> = {
  '0100': 'authorize',
  '0110': 'void',
  '0400': 'refund',
};

/**
 * OCC's webhooks on their way: delivered again at the same time or minutes later, beside a second click of the shopper's
 * with a transaction id of its own, and with a body that was changed on the way.
 */
export function createDeliveriesIn({
  time,
  random,
  faultInjector,
  answers,
  send,
  webhookKey,
  note,
}: DeliveriesDeps): WebhookDeliveries {
  const key = Buffer.from(webhookKey, 'base64');
  let sequence = 0;

  function signed(body: unknown): ExtensionRequest {
    const bytes = Buffer.from(JSON.stringify(body));
    const signature = createHmac('sha512', key).update(bytes).digest('base64');
    return {
      path: '/payments',
      headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
      bytes,
    };
  }

  async function deliver(asked: RecordedRequest): Promise<ExtensionResponse | undefined> {
    const answer = await send(asked.request, OCC_WAITS_MS);
    note(`webhook ${asked.id} ${answer === undefined ? 'no answer' : `${answer.status} ${answer.text}`}`);
    answers.record(asked, answer);
    return answer;
  }

  function asked(subject: DeliverySubject, body: object, request: ExtensionRequest): RecordedRequest {
    const { orderId, paymentId: paymentGroupId, transactionId, transactionType } = subject;
    const kind = KINDS[transactionType];
    if (kind === undefined) throw new RangeError(`${transactionType} is not simulated`);
    const { amount } = body as { readonly amount: string };
    return answers.ask({ id: transactionId, kind, orderId, paymentGroupId, amount: Number(amount), request });
  }

  /** Unrequested copies, beside the delivery or after it. */
  function addTrouble(first: RecordedRequest, subject: DeliverySubject, body: object): void {
    if (faultInjector.strikes(0.5)) time.after(random.between(0, 60_000), () => void deliver(first));
    if (first.kind !== 'authorize' || !faultInjector.strikes(0.4)) return;
    first.hasTwin = true;
    const twin = {
      ...signed({ ...body, transactionId: `${subject.transactionId}1` }),
      isOnce: true,
    } as const;
    time.after(random.between(0, 120_000), () => void send(twin, OCC_WAITS_MS));
  }

  /** A request with another amount under the same ids. */
  function forge(id: string, body: object): void {
    const forged = { ...signed({ ...body, amount: '000000000777' }), isOnce: true } as const;
    time.after(random.between(0, 40_000), () => {
      void send(forged, OCC_WAITS_MS).then((answer) => {
        if (answer?.status === 200 && isYes(answer)) answers.recordForgery(id);
      });
    });
  }

  return {
    async send(webhook, subject, body): Promise<WebhookDelivery> {
      const request = signed(body);
      const first = asked(subject, body as object, request);
      addTrouble(first, subject, body as object);
      const sentAt = new Date(time.now());
      const answer = await deliver(first);
      if (answer?.status === 200 && faultInjector.strikes(0.2)) forge(first.id, body as object);
      sequence += 1;
      return {
        id: `wh${sequence}`,
        subject,
        url: webhook.url,
        sentAt,
        durationMs: time.now() - sentAt.getTime(),
        request: { headers: request.headers, body: request.bytes },
        ...(answer === undefined
          ? { problem: 'no answer' }
          : { answer: { status: answer.status, headers: {}, body: Buffer.from(answer.text) } }),
      };
    },
    resend: () => Promise.reject(new Error('Webhooks are delivered again by the log of answers.')),
    list: () => [],
  };
}
