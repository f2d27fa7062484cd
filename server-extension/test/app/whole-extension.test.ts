import { expect } from 'chai';
import { API } from '../builders/app.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { type IssuedKey, typedCard } from '../builders/card-fields.ts';
import { billTo as address } from '../cybersource/fixtures/shop.ts';

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
  let machine: BetweenSandboxes;
  let occ: BetweenSandboxes['occ'];
  let api: string;
  let admin: Record<string, string>;

  before(async () => {
    machine = await startBetweenSandboxes({ environment: { CACHE_GATEWAYSETTINGS_TTL_SECS: '0' } });
    occ = machine.occ;
    // As a storefront reaches it: through OCC.
    api = `${occ.url}${API}`;
    admin = {
      authorization: `Bearer ${await adminToken()}`,
      'x-ccsite': 'siteUS',
      'x-ccasset-channel': 'storefront',
    };
  });

  after(() => machine.close());

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

  async function buy(site: string, cardNumber: string, id?: string): Promise<Sold> {
    const key = (await (await keysFor(site, occ.url)).json()) as IssuedKey;
    const products = (await json(`${occ.url}/ccstore/v1/products`, { headers: { 'x-ccsite': site } })) as {
      items: { id: string }[];
    };
    const properties = await typedCard(machine.cybersource.url, key, cardNumber);
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

async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  return (await fetch(url, init)).json();
}
