/** Sends webhooks and keeps what was sent and answered, so that each can be looked at and sent again. */
import { OccProblem } from '../http/problem.ts';
import type { FunctionWebhook } from './function-webhooks.ts';
import { toSignatureHeaders, type WebhookSecrets } from './signature.ts';

/** The call that a webhook made, from both sides. */
export interface WebhookDelivery {
  readonly id: string;
  readonly subject: DeliverySubject;
  readonly url: string;
  readonly sentAt: Date;
  readonly durationMs: number;
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };
  readonly answer?: DeliveryResponse;
  /** Why there is no answer. */
  readonly problem?: string;
  /** The delivery that this one repeats. */
  readonly resentFrom?: string;
}

/** What a webhook is about: the ids that people search by. */
export interface DeliverySubject {
  readonly orderId: string;
  readonly paymentId: string;
  readonly transactionId: string;
  readonly transactionType: string;
}

export interface DeliveryResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface WebhookDeliveries {
  /** Signs and sends. Never throws for what the receiver does: no answer is a `problem`. */
  send(webhook: FunctionWebhook, subject: DeliverySubject, body: unknown): Promise<WebhookDelivery>;
  /** The same bytes with the same signature to the same address once more. Changes nothing in the order. */
  resend(id: string): Promise<{ first: WebhookDelivery; again: WebhookDelivery }>;
  list(orderId?: string): readonly WebhookDelivery[];
}

interface Dependencies {
  readonly secrets: () => WebhookSecrets;
  readonly now: () => Date;
  /** How long OCC waits for an answer. Oracle publishes no number. */
  readonly timeoutMs: number;
  /** The oldest are forgotten above this many. */
  readonly keep?: number;
}

export function createDeliveries({
  secrets,
  now,
  timeoutMs,
  keep = 10_000,
}: Dependencies): WebhookDeliveries {
  const kept = new Map<string, WebhookDelivery>();
  let sequence = 0;

  type Sending = Pick<WebhookDelivery, 'url' | 'subject' | 'request' | 'resentFrom'>;
  async function call(sending: Sending): Promise<WebhookDelivery> {
    const sentAt = now();
    const id = `wh${++sequence}`;
    const started = performance.now();
    const answered = await post(sending.url, sending.request, timeoutMs);
    const delivery = {
      ...sending,
      id,
      sentAt,
      durationMs: Math.round(performance.now() - started),
      ...answered,
    };
    kept.set(id, delivery);
    for (const [oldest] of kept) {
      if (kept.size <= keep) break;
      kept.delete(oldest);
    }
    return delivery;
  }

  return {
    send({ url }, subject, body) {
      const bytes = Buffer.from(JSON.stringify(body));
      const headers = { 'content-type': 'application/json', ...toSignatureHeaders(bytes, secrets()) };
      return call({ url, subject, request: { headers, body: bytes } });
    },
    async resend(id) {
      const first = kept.get(id);
      if (first === undefined) throw new OccProblem(404, `There is no webhook ${id}.`);
      const { url, subject, request } = first;
      return { first, again: await call({ url, subject, request, resentFrom: first.id }) };
    },
    list: (orderId) =>
      [...kept.values()].filter(({ subject }) => orderId === undefined || subject.orderId === orderId),
  };
}

async function post(
  url: string,
  { headers, body }: WebhookDelivery['request'],
  timeoutMs: number,
): Promise<Pick<WebhookDelivery, 'answer' | 'problem'>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      answer: { status: response.status, headers: Object.fromEntries(response.headers), body: bytes },
    };
  } catch (error) {
    return { problem: describe(error) };
  }
}

/** `fetch failed` says little; the cause below it says which. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
