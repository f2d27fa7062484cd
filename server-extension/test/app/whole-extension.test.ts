import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { CompactEncrypt, decodeJwt, importJWK } from 'jose';
import { type CybersourceSandbox, startCybersourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { type OccSandbox, startOccSandbox } from '../../../sandbox/occ/start.ts';
import { assemble, type Assembled } from '../../src/assemble.ts';
import { readConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log.ts';

const MOUNT = '/ccstorex/custom';
const webhookSecret = Buffer.alloc(64, 7).toString('base64');
const sealingSecret = Buffer.alloc(32, 9).toString('base64');

interface Sold {
  readonly id: string;
  readonly payments: readonly {
    readonly paymentState: string;
    readonly message?: string;
    readonly paymentGroupId: string;
  }[];
}

/** Everything real: OCC and CyberSource as other programs on their own ports, the extension between them. */
describe('The extension between OCC and CyberSource', () => {
  let server: Server;
  let cybersource: CybersourceSandbox;
  let occ: OccSandbox;
  let extension: Assembled;
  let api: string;
  let admin: Record<string, string>;

  before(async () => {
    let handle: RequestListener = () => undefined;
    server = createServer((req, res) => {
      handle(req, res);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const extensionUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    cybersource = await startCybersourceSandbox();
    occ = await startOccSandbox({ extensionUrl, secrets: { webhook: webhookSecret } });
    const config = readConfig({
      environment: {
        ATG_SERVER_URL: occ.url,
        ATG_SERVER_ADMIN_URL: occ.url,
        ATG_APPLICATION_TOKEN: 'sandbox-application-key',
        PAYMENTS_SECRET_KEY: webhookSecret,
        CRYPTO_SERVICE_KEY: sealingSecret,
        CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
        CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url,
      },
      version: '1.0.0',
    });
    extension = assemble(
      config,
      createLog(
        () => undefined,
        () => new Date(),
      ),
    );
    handle = express().use(MOUNT, extension.app) as RequestListener;
    api = `${occ.url}${MOUNT}/isv-payment/v2`;
    admin = {
      authorization: `Bearer ${await adminToken()}`,
      'x-ccsite': 'siteUS',
      'x-ccasset-channel': 'storefront',
    };
  });

  after(async () => {
    await occ.close();
    await cybersource.close();
    server.closeAllConnections();
    server.close();
    await extension.close();
  });

  it('sells, captures part and the rest, and refunds part', async () => {
    const order = await buy('siteUS', '4111111111111111');
    expect(order.payments[0]).to.include({ paymentState: 'AUTHORIZED' });

    const [authorization] = await journal(order.id);
    const total = Number(String(authorization?.['amount']).replace('.', ''));
    const first = await oms('/capture', order.id, authorization?.['gatewayId'], 1_000);
    expect(first).to.include({ responseCode: '11000' });
    expect(await oms('/capture', order.id, authorization?.['gatewayId'], total - 1_000)).to.include({
      responseCode: '11000',
    });
    expect(await oms('/refund', order.id, first['hostTransactionId'], 500)).to.include({
      responseCode: '3000',
    });
    expect(await oms('/capture', order.id, authorization?.['gatewayId'], 1)).to.include({ status: 409 });

    const entries = await journal(order.id);
    expect(entries.map(({ type }) => type)).to.deep.equal(['authorize', 'capture', 'capture', 'refund']);
  });

  it('tells the shopper of a decline, and takes another card for the same order', async () => {
    const declined = await buy('siteUS', '4000000000000002');
    expect(declined.payments[0]).to.include({ paymentState: 'AUTHORIZE_FAILED' });
    expect(declined.payments[0]?.message).to.match(/another card/);
    const paid = await buy('siteUS', '4111111111111111', declined.id);
    expect(paid.payments.at(-1)).to.include({ paymentState: 'AUTHORIZED' });
  });

  for (const site of ['siteJP', 'siteKW']) {
    it(`sells in the currency of ${site}`, async () => {
      expect((await buy(site, '4111111111111111')).payments[0]).to.include({ paymentState: 'AUTHORIZED' });
    });
  }

  it('answers a second delivery byte for byte the same', async () => {
    const order = await buy('siteUS', '4111111111111111');
    const sent = await json(`${occ.url}/sandbox/v1/webhooks?orderId=${order.id}`, { headers: admin });
    const [webhook] = (sent as { items: { id: string }[] }).items;
    const again = await json(`${occ.url}/sandbox/v1/webhooks/${webhook?.id ?? ''}/resend`, {
      method: 'POST',
      headers: admin,
    });
    expect(again).to.include({ equal: true });
    expect(await journal(order.id)).to.have.length(1);
  });

  it('gives no card fields to another origin, and no journal to a shopper', async () => {
    expect((await keysFor('siteUS', 'https://evil.test')).status).to.equal(403);
    expect((await fetch(`${api}/operations/journal?orderId=o1`)).status).to.equal(401);
  });

  async function adminToken(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'password',
      username: 'admin@example.com',
      password: 'admin',
    });
    const answer = await json(`${occ.url}/ccadmin/v1/login`, { method: 'POST', body: form });
    return (answer as { access_token: string }).access_token;
  }

  function keysFor(site: string, targetOrigin: string): Promise<Response> {
    return fetch(`${api}/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ccsite': site, channel: 'storefront' },
      body: JSON.stringify({ targetOrigin }),
    });
  }

  /** What the card fields do in the shopper's browser. */
  async function cardToken(context: string, number: string): Promise<string> {
    const { flx } = decodeJwt<{ flx: { path: string; jwk: { kid: string } } }>(context);
    const data = { number, securityCode: '123', type: '001', expirationMonth: '12', expirationYear: '2031' };
    const envelope = await new CompactEncrypt(Buffer.from(JSON.stringify({ data, context, index: 0 })))
      .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: flx.jwk.kid })
      .encrypt(await importJWK(flx.jwk, 'RSA-OAEP'));
    const headers = {
      'content-type': 'application/jwt; charset=utf-8',
      origin: new URL(cybersource.url).origin,
    };
    return (await fetch(cybersource.url + flx.path, { method: 'POST', headers, body: envelope })).text();
  }

  async function buy(site: string, cardNumber: string, id?: string): Promise<Sold> {
    const { captureContext, cipher } = (await (await keysFor(site, occ.url)).json()) as Issued;
    const products = (await json(`${occ.url}/ccstore/v1/products`, { headers: { 'x-ccsite': site } })) as {
      items: { id: string }[];
    };
    const properties = {
      paymentType: 'card',
      transientTokenJwt: await cardToken(captureContext, cardNumber),
      captureContext,
      captureContextCipherEncrypted: cipher.encrypted,
      captureContextCipherIv: cipher.iv,
    };
    const carried = Object.entries(properties).map(([name, value]) => [
      name,
      value.replaceAll('=', '~W!C@O#n'),
    ]);
    const order = {
      op: 'complete',
      ...(id === undefined
        ? { shoppingCart: { items: [{ productId: products.items[0]?.id, quantity: 1 }] } }
        : { id }),
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
          customProperties: Object.fromEntries(carried) as Record<string, string>,
        },
      ],
    };
    const headers = { 'content-type': 'application/json', 'x-ccsite': site };
    return (await json(`${occ.url}/ccstore/v1/orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify(order),
    })) as Sold;
  }

  async function oms(
    path: string,
    orderId: string,
    transactionId: unknown,
    minor: number,
  ): Promise<Record<string, unknown>> {
    const body = {
      merchantReferenceNumber: orderId,
      transactionId,
      currency: 'USD',
      amount: String(minor).padStart(12, '0'),
    };
    const headers = { ...admin, 'content-type': 'application/json' };
    return (await json(api + path, { method: 'POST', headers, body: JSON.stringify(body) })) as Record<
      string,
      unknown
    >;
  }

  async function journal(orderId: string): Promise<Record<string, unknown>[]> {
    return (await json(`${api}/operations/journal?orderId=${orderId}`, { headers: admin })) as Record<
      string,
      unknown
    >[];
  }
});

interface Issued {
  readonly captureContext: string;
  readonly cipher: { readonly iv: string; readonly encrypted: string };
}

const address = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  address1: '12 St James Square',
  city: 'Austin',
  state: 'TX',
  postalCode: '78704',
  country: 'US',
  email: 'ada@example.com',
};

async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  return (await fetch(url, init)).json();
}
