import { createHmac } from 'node:crypto';
import { type HttpResponse, type HttpRequest, createForward } from './http.ts';

/** OCC's payment webhooks for orders that no OCC knows, signed as OCC signs them. */
export interface WebhookClient {
  /** @param amount US cents */
  newOrder(amount: number): NotPlacedOrder;
  deliver(call: HttpRequest, origin?: string): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface NotPlacedOrder {
  readonly id: string;
  /** The shopper pays: another transaction id of the same payment group each time. */
  click(): HttpRequest;
}

/** The order as OCC includes it, as far as the extension looks at it before it pays. */
function toOrder(id: string, paymentId: string, cents: number): object {
  return {
    id,
    state: 'INCOMPLETE',
    originOfOrder: 'default',
    paymentGroups: [{ id: paymentId, state: 'INITIAL', amount: cents / 100, currencyCode: 'USD' }],
  };
}

const PATH = '/ccstorex/custom/isv-payment/v2/payments';

export interface WebhookClientOptions {
  /** A webhook that OCC sent, for everything but ids and amount. */
  readonly template: Readonly<Record<string, unknown>>;
  /** Base64. */
  readonly key: string;
  /** Where they go by default. */
  readonly origin: string;
  /** Keeps the ids of one run apart from those of another. */
  readonly run: string;
}

export function createWebhooks({ template, key, origin, run }: WebhookClientOptions): WebhookClient {
  const { forward, close } = createForward(60_000);
  let orders = 0;
  let last = 0;

  function signed(body: string): HttpRequest {
    const signature = createHmac('sha512', Buffer.from(key, 'base64')).update(body).digest('base64');
    return {
      method: 'POST',
      path: PATH,
      headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
      body: Buffer.from(body),
    };
  }

  return {
    newOrder(amount) {
      orders += 1;
      const id = `x${run}${orders}`;
      const paymentId = `pg${run}${orders}`;
      return {
        id,
        click() {
          last = Math.max(Date.now(), last + 1);
          return signed(
            JSON.stringify({
              ...template,
              orderId: id,
              paymentId,
              transactionId: `${id}-${paymentId}-${last}`,
              transactionTimestamp: new Date(last).toISOString().replace(/\.\d+Z$/, '+0000'),
              amount: String(amount).padStart(12, '0'),
              order: toOrder(id, paymentId, amount),
            }),
          );
        },
      };
    },
    deliver: (call, to = origin) => forward(to, call),
    close,
  };
}
