import { createHmac } from 'node:crypto';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';
import { webhookSecret } from './between-sandboxes.ts';
import { anAddress, aWebhook } from './webhook.ts';

/** What came of a delivery. */
export interface DeliveredOrder {
  readonly orderId: string;
  readonly status: number;
  readonly httpRequestId: string;
  readonly body: string;
  /** Delivers the same bytes once more; the HTTP status. */
  readonly again: () => Promise<number>;
}

let orders = 0;

/**
 * Delivers the authorization of a new order to the extension at `api`, as OCC does; CyberSource's sandbox treats it as the last
 * name says.
 */
export async function deliverOrder(
  api: string,
  lastName: string,
  { siteId = 'siteUS', headers = {} }: { siteId?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<DeliveredOrder> {
  orders += 1;
  const orderId = `o${process.pid}x${orders}`;
  const body = JSON.stringify(
    aWebhook({
      orderId,
      siteId,
      paymentId: `pg${process.pid}x${orders}`,
      transactionId: `${orderId}-pay`,
      paymentMethod: 'generic',
      cardDetails: undefined,
      billingAddress: { ...anAddress(), lastName },
      customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
    }),
  );
  const sending: RequestInit = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-oracle-cc-webhook-signature-sha512': createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
        .update(body)
        .digest('base64'),
      ...headers,
    },
    body,
  };
  const deliver = (): Promise<Response> => fetch(`${api}/payments`, sending);
  const answer = await deliver();
  return {
    orderId,
    status: answer.status,
    httpRequestId: answer.headers.get('x-request-id') ?? 'none',
    body: await answer.text(),
    again: async () => (await deliver()).status,
  };
}
