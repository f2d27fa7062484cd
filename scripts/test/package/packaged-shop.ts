/** OCC's and CyberSource's sandbox around an extension that runs in a process of its own, out of a package. */
import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../src/program/free-port.ts';
import { type CyberSourceSandbox, startCybersourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { type OccSandbox, startOccSandbox } from '../../../sandbox/occ/start.ts';
import { API } from '../../../server-extension/test/builders/app.ts';
import { type IssuedKey, typedCard } from '../../../server-extension/test/builders/card-fields.ts';
import { billTo as address } from '../../../server-extension/test/cybersource/fixtures/shop.ts';

export const webhookSecret = Buffer.alloc(64, 7).toString('base64');
export const sealingSecret = 'a sealing key of the tests, long enough';

export interface PackagedShop {
  readonly occ: OccSandbox;
  readonly cybersource: CyberSourceSandbox;
  readonly extensionPort: number;
  /** A guest buys something by card, as a browser would do it: the state of the order's payment and what is held for it. */
  buy(): Promise<Purchase>;
  close(): Promise<void>;
}

export async function startPackagedShop(): Promise<PackagedShop> {
  const extensionPort = await freePort();
  const cybersource = await startCybersourceSandbox();
  const occ = await startOccSandbox({
    extensionUrl: `http://127.0.0.1:${extensionPort}`,
    webhookUrl: `http://127.0.0.1:${extensionPort}${API}/payments`,
    secrets: { webhook: webhookSecret, sealing: sealingSecret },
    environment: { CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url },
  });
  return {
    occ,
    cybersource,
    extensionPort,
    buy: () => buyByCard(occ, cybersource),
    async close() {
      await Promise.all([occ.close(), cybersource.close()]);
    },
  };
}

/** How a guest's purchase ended. */
export interface Purchase {
  readonly orderId: string;
  readonly paymentState: string;
  /** Authorizations that are held for it. */
  readonly held: number;
}

/** A guest buys something by card, as a browser would do it. */
export async function buyByCard(occ: OccSandbox, cybersource: CyberSourceSandbox): Promise<Purchase> {
  const key = (await post(`${occ.url}${API}/keys`, { targetOrigin: occ.url })) as IssuedKey;
  const card = await typedCard(cybersource.url, key, '4111111111111111');
  const order = await placeOrder(occ, card);
  const held = cybersource.ledger({ reference: order.id }).filter(({ sums }) => (sums?.open ?? 0) > 0).length;
  return {
    orderId: order.id,
    paymentState: order.payments.at(-1)?.paymentState ?? JSON.stringify(order),
    held,
  };
}

interface PlacedOrder {
  readonly id: string;
  readonly payments: readonly { readonly paymentState: string }[];
}

async function placeOrder({ url }: OccSandbox, card: Readonly<Record<string, string>>): Promise<PlacedOrder> {
  const products = (await (await fetch(`${url}/ccstore/v1/products`)).json()) as { items: { id: string }[] };
  const customProperties = Object.fromEntries(
    Object.entries(card).map(([name, value]) => [name, value.replaceAll('=', '~W!C@O#n')]),
  );
  return (await post(`${url}/ccstore/v1/orders`, {
    op: 'complete',
    shoppingCart: { items: [{ productId: products.items[0]?.id, quantity: 1 }] },
    shippingAddress: address,
    billingAddress: address,
    email: address.email,
    payments: [
      {
        type: 'card',
        cardType: 'visa',
        nameOnCard: 'Ada Lovelace',
        cardNumber: '411111xxxxxx1111',
        expiryMonth: '12',
        expiryYear: '2031',
        customProperties,
      },
    ],
  })) as PlacedOrder;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-ccsite': 'siteUS', channel: 'storefront' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

/** Starts a program and waits until it says where it listens. @throws Error with what it printed when it ends first. */
export async function startProgram(program: string, options: ForkOptions): Promise<ChildProcess> {
  const child = fork(program, [], { ...options, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => {
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`It ended with code ${String(code)}: ${output}`));
    });
  });
  child.removeAllListeners('exit');
  return child;
}

export async function endProgram(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
