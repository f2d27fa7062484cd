import { createHmac } from 'node:crypto';
import { textAt } from '../../../sandbox/test/cybersource/client.ts';
import { type BetweenSandboxes, webhookSecret } from './between-sandboxes.ts';
import { aWebhook } from './webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';

export interface OmsAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** An order of 100.00 USD that is paid by Google Pay. */
export interface PaidOrder {
  readonly orderId: string;
  readonly paymentGroupId: string;
  /** CyberSource's id of the authorization. */
  readonly requestId: string;
}

/** A merchant's order management that calls the extension between both sandboxes. */
export interface OrderManagement {
  order(changes?: object): Promise<PaidOrder>;
  /** OCC's cancellation of the order, always the same delivery. */
  cancel(order: PaidOrder): Promise<Pick<OmsAnswer, 'status' | 'json'>>;
  call(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<OmsAnswer>;
  /** The payments of an order, as `GET /operations/payments` has them. */
  read(order: Pick<PaidOrder, 'orderId'>): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Every call to CyberSource's payments about the order, in its ledger's words and in minor units: `capture 6000`. */
  ledger(order: Pick<PaidOrder, 'orderId'>): readonly string[];
}

/** @param prefix of the order ids: what one test does another one does not see. */
export async function createOrderManagement(
  machine: BetweenSandboxes,
  prefix: string,
): Promise<OrderManagement> {
  const token = await adminToken(machine);
  let orders = 0;
  /** A delivery says when it was first sent, however often it comes. */
  const cancellations = new Map<string, object>();
  return {
    async order(changes = {}) {
      orders += 1;
      const orderId = `${prefix}${orders}`;
      const paymentGroupId = `pg-${orderId}`;
      const { json } = await deliver(machine, {
        ...ofOrder({ orderId, paymentGroupId }),
        transactionId: `${orderId}-pay`,
        customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
        ...changes,
      });
      return { orderId, paymentGroupId, requestId: textAt(json, 'hostTransactionId') };
    },

    cancel({ requestId, ...order }) {
      const cancellation = cancellations.get(order.orderId) ?? {
        ...ofOrder(order),
        transactionId: `${order.orderId}-cancel`,
        transactionType: '0110',
        referenceInfo: { hostTransactionId: requestId },
        customProperties: { paymentType: 'googlepay' },
      };
      cancellations.set(order.orderId, cancellation);
      return deliver(machine, cancellation);
    },

    async call(path, body, headers = {}) {
      const answered = await fetch(machine.api + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'x-ccsite': 'siteUS',
          'x-ccasset-channel': 'storefront',
          ...headers,
        },
        body: JSON.stringify(body),
      });
      const json = (await answered.json()) as OmsAnswer['json'];
      return { status: answered.status, json, headers: answered.headers };
    },

    async read({ orderId }) {
      const answered = await fetch(`${machine.api}/operations/payments?orderId=${orderId}`, {
        headers: { authorization: `Bearer ${token}`, 'x-ccsite': 'siteUS' },
      });
      const { payments } = (await answered.json()) as {
        readonly payments?: readonly Readonly<Record<string, unknown>>[];
      };
      return payments ?? [];
    },

    ledger({ orderId }) {
      return machine.cybersource
        .ledger({ reference: orderId })
        .flatMap(({ transactions }) => transactions)
        .map((each) => `${each.kind} ${'amount' in each ? each.amount : each.asked}`);
    },
  };
}

function ofOrder({ orderId, paymentGroupId }: Omit<PaidOrder, 'requestId'>): object {
  return {
    ...aWebhook({ orderId, paymentId: paymentGroupId, paymentMethod: 'generic', cardDetails: undefined }),
    amount: '000000010000',
  };
}

/** A webhook as OCC signs and sends it. */
async function deliver(
  machine: BetweenSandboxes,
  webhook: object,
): Promise<Pick<OmsAnswer, 'status' | 'json'>> {
  const body = JSON.stringify(webhook);
  const signature = createHmac('sha512', Buffer.from(webhookSecret, 'base64')).update(body).digest('base64');
  const answered = await fetch(`${machine.api}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
    body,
  });
  return { status: answered.status, json: (await answered.json()) as OmsAnswer['json'] };
}

async function adminToken({ occ }: BetweenSandboxes): Promise<string> {
  const answered = await fetch(`${occ.url}/ccadmin/v1/login`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox-application-key' },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await answered.json()) as { readonly access_token: string }).access_token;
}
