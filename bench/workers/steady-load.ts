import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { webhookSecret } from '../../server-extension/test/builders/between-sandboxes.ts';
import { anAddress, aWebhook } from '../../server-extension/test/builders/webhook.ts';
import { aGooglePayPayload } from '../../server-extension/test/cybersource/fixtures/wallets.ts';

/** How the first delivery of a payment ended, and the one after it where there was a second. */
export interface LoadedPayment {
  readonly orderId: string;
  /** HTTP status; 0 where the connection broke or was refused. */
  readonly first: number;
  /** As OCC repeats what was not answered; the status of the last one. */
  readonly last: number;
  /** Whether the last answer says that the payment was approved. */
  readonly isApproved: boolean;
}

/** Payments that come at a steady rate, however long their answers take. */
export interface SteadyLoad {
  readonly payments: readonly LoadedPayment[];
  /** No further one; resolves when all are answered. */
  stop(): Promise<void>;
}

/** Connections that are kept, as a proxy before the extension keeps them. */
const CONNECTIONS = 64;
const REPEAT_AFTER_MS = 300;
const REPEATS_MAX = 10;
const TICK_MS = 10;
/**
 * OCC gives up after 25 seconds; less makes no difference here. Node's cluster keeps a connection open for good that it was
 * handing to a worker in the moment in which that one was killed.
 */
const GIVEN_UP_AFTER_MS = 8_000;
/** OCC's code of an approved payment (OCC: generic payment webhook, `response.code`). */
const APPROVED = '"code":"1000"';

interface Delivery {
  readonly status: number;
  readonly isApproved: boolean;
}

/** The connection broke, or was refused. */
const BROKEN: Delivery = { status: 0, isApproved: false };

/**
 * Delivers authorizations of new orders, and again where a delivery is not answered with 200.
 *
 * @param apis where the routes are at the moment: each delivery goes to the next one, as a load balancer sends it.
 */
export function startLoad(apis: () => readonly string[], perSecond: number): SteadyLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const payments: LoadedPayment[] = [];
  const underWay = new Set<Promise<void>>();
  const startedAt = performance.now();
  let begun = 0;
  let delivered = 0;
  let isStopped = false;

  function deliver(body: string): Promise<Delivery> {
    return new Promise((resolve) => {
      const current = apis();
      delivered += 1;
      const { hostname, port, pathname } = new URL(`${current[delivered % current.length] ?? ''}/payments`);
      const call = request(
        {
          agent,
          hostname,
          port,
          path: pathname,
          method: 'POST',
          timeout: GIVEN_UP_AFTER_MS,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'x-oracle-cc-webhook-signature-sha512': createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
              .update(body)
              .digest('base64'),
          },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => (text += part));
          answer.on('end', () => {
            resolve({ status: answer.statusCode ?? 0, isApproved: text.includes(APPROVED) });
          });
          answer.on('error', () => {
            resolve(BROKEN);
          });
        },
      );
      call.on('error', () => {
        resolve(BROKEN);
      });
      call.on('timeout', () => {
        call.destroy();
        resolve(BROKEN);
      });
      call.end(body);
    });
  }

  async function pay(number: number): Promise<void> {
    const orderId = `w${number}`;
    const body = toWebhook(orderId);
    const first = await deliver(body);
    let last = first;
    for (let repeat = 0; last.status !== 200 && repeat < REPEATS_MAX; repeat += 1) {
      await pause(REPEAT_AFTER_MS);
      last = await deliver(body);
    }
    payments.push({ orderId, first: first.status, last: last.status, isApproved: last.isApproved });
  }

  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; begun < due && !isStopped; begun += 1) {
      const paying = pay(begun).finally(() => underWay.delete(paying));
      underWay.add(paying);
    }
  }, TICK_MS);

  return {
    payments,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await Promise.all(underWay);
      agent.destroy();
    },
  };
}

function toWebhook(orderId: string): string {
  const paymentId = `pg-${orderId}`;
  const webhook = aWebhook({
    orderId,
    paymentId,
    transactionId: `${orderId}-pay`,
    paymentMethod: 'generic',
    cardDetails: undefined,
    billingAddress: { ...anAddress(), lastName: 'Lovelace' },
    customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
  });
  return JSON.stringify(webhook);
}
