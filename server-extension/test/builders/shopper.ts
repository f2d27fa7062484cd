import { API, type Reply, type RunningApp } from './app.ts';
import { aWebhook } from './webhook.ts';

/** Somebody who pays with cards: a network, a session of the card fields, an order. */
export interface Shopper {
  /** Asks for a key, as a page does when its card fields are opened. */
  open(): Promise<Reply>;
  /** Pays with a card by the digits it ends with and what was mistyped, `1111#WRONG`; OCC's answer to the shopper. */
  executePayment(
    ending: string,
    more?: object,
  ): Promise<{ readonly code: string; readonly description: string }>;
}

let sessions = 0;
let deliveries = 0;

/** A guest, unless the webhook says more. */
export function aShopper(app: RunningApp, address: string, webhook: object = {}): Shopper {
  const number = (sessions += 1);
  let properties: Record<string, string> = {};

  async function open(): Promise<Reply> {
    const reply = await app.call('POST', `${API}/keys`, {
      headers: { 'x-ccsite': 'siteUS', 'x-forwarded-for': `198.51.100.1, ${address}` },
      body: { targetOrigin: 'https://shop.test' },
    });
    const { captureContext, cipher } = reply.json as unknown as Issued;
    if (reply.status === 200) {
      properties = {
        paymentType: 'card',
        captureContext,
        captureContextCipherEncrypted: cipher.encrypted,
        captureContextCipherIv: cipher.iv,
      };
    }
    return reply;
  }

  return {
    open,
    async executePayment(ending, more = {}) {
      if (properties['captureContext'] === undefined) await open();
      const context = properties['captureContext'] ?? '';
      const { json } = await app.deliver(
        aWebhook({
          orderId: `o${number}`,
          paymentId: `pg${number}`,
          transactionId: `o${number}-pg${number}-${(deliveries += 1)}`,
          customProperties: { ...properties, transientTokenJwt: `${context}/token/XXXXXXXXXXXX${ending}` },
          profile: {},
          profileDetails: {},
          ...webhook,
          ...more,
        }),
      );
      const { responseCode, responseDescription } = (json as unknown as Answered).authorizationResponse;
      return { code: responseCode, description: responseDescription };
    },
  };
}

interface Issued {
  readonly captureContext: string;
  readonly cipher: { readonly encrypted: string; readonly iv: string };
}

interface Answered {
  readonly authorizationResponse: { readonly responseCode: string; readonly responseDescription: string };
}
