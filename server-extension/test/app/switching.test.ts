import { expect } from 'chai';
import { API } from '../builders/app.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { type IssuedKey, typedCard } from '../builders/card-fields.ts';
import { createReplacedPlugin, type ReplacedPluginOptions } from '../builders/replaced-plugin.ts';
import { billTo as address } from '../cybersource/fixtures/shop.ts';
import { aGooglePayPayload, anApplePayPayload } from '../cybersource/fixtures/wallets.ts';

type Json = Record<string, unknown>;

interface Group {
  readonly id: string;
  readonly state: string;
  readonly amount: number;
  readonly authorizationStatus: readonly Status[];
  readonly debitStatus: readonly Status[];
}

interface Status {
  readonly statusProps: { readonly hostTransactionId: string };
}

interface Order {
  readonly id: string;
  readonly payments: readonly Payment[];
}

interface Payment {
  readonly paymentState: string;
  readonly uiIntervention?: string;
  readonly customPaymentProperties: Readonly<Record<string, string>>;
}

/** A shop that switches: what the replaced plugin has left in orders, profiles and open checkouts, and the way back. */
describe('After the switch from the earlier plugin', () => {
  let machine: BetweenSandboxes;
  let occ: BetweenSandboxes['occ'];
  let api: string;
  let admin: Record<string, string>;
  let agent: Record<string, string>;
  let shopper: Record<string, string>;

  before(async () => {
    machine = await startBetweenSandboxes({ environment: { CACHE_GATEWAYSETTINGS_TTL_SECS: '0' } });
    occ = machine.occ;
    api = `${occ.url}${API}`;
    admin = {
      authorization: `Bearer ${await login('/ccadmin/v1', 'admin@example.com', 'admin')}`,
      'x-ccsite': 'siteUS',
      'x-ccasset-channel': 'storefront',
    };
    agent = { authorization: `Bearer ${await login('/ccagent/v1', 'admin@example.com', 'admin')}` };
    shopper = { authorization: `Bearer ${await login('/ccstore/v1', 'shopper@example.com', 'shopper')}` };
  });

  after(() => machine.close());
  afterEach(() => {
    machine.standIn();
  });

  const thePluginRuns = (options: ReplacedPluginOptions = {}): void => {
    machine.standIn(createReplacedPlugin(machine.cybersource.url, options));
  };
  const weRun = (): void => {
    machine.standIn();
  };

  async function login(root: string, username: string, password: string): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const { json } = await call(`${root}/login`, { method: 'POST', body });
    return String(json['access_token']);
  }

  async function call(path: string, init: RequestInit = {}): Promise<{ status: number; json: Json }> {
    const answer = await fetch(path.startsWith('http') ? path : occ.url + path, init);
    return { status: answer.status, json: (await answer.json()) as Json };
  }

  function post(path: string, body: object, headers: Record<string, string> = {}, method = 'POST') {
    const type = { 'content-type': 'application/json', 'x-ccsite': 'siteUS' };
    return call(path, { method, headers: { ...type, ...headers }, body: JSON.stringify(body) });
  }

  async function key(): Promise<IssuedKey> {
    return (await post(`${api}/keys`, { targetOrigin: occ.url })).json as unknown as IssuedKey;
  }

  async function order(
    payment: object,
    more: object = {},
    headers: Record<string, string> = {},
  ): Promise<Order> {
    const { json } = await call('/ccstore/v1/products', { headers: { 'x-ccsite': 'siteUS' } });
    const [product] = json['items'] as { id: string }[];
    const placed = await post(
      '/ccstore/v1/orders',
      {
        op: 'complete',
        shoppingCart: { items: [{ productId: product?.id, quantity: 1 }] },
        shippingAddress: address,
        billingAddress: address,
        email: address.email,
        payments: [payment],
        ...more,
      },
      headers,
    );
    return placed.json as unknown as Order;
  }

  async function card(number = '4111111111111111', more: Json = {}, given?: IssuedKey): Promise<object> {
    const typed = await typedCard(machine.cybersource.url, given ?? (await key()), number);
    const { customProperties, ...details } = more;
    return {
      type: 'card',
      cardType: 'visa',
      nameOnCard: 'Ada Lovelace',
      cardNumber: '411111xxxxxx1111',
      expiryMonth: '12',
      expiryYear: '2031',
      customProperties: stripped({ ...typed, ...(customProperties as Record<string, string>) }),
      ...details,
    };
  }

  function wallet(paymentType: 'googlepay' | 'applepay'): object {
    const paymentToken = paymentType === 'googlepay' ? aGooglePayPayload() : anApplePayPayload();
    return { type: 'generic', customProperties: stripped({ paymentType, paymentToken }) };
  }

  /** As the storefront does it: OCC drops every `=`. */
  function stripped(properties: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, value.replaceAll('=', '~W!C@O#n')]),
    );
  }

  async function groupOf({ id }: Order): Promise<Group> {
    const { json } = await call(`/ccadmin/v1/orders/${id}`, { headers: admin });
    return (json['paymentGroups'] as Group[]).at(-1)!;
  }

  const refOf = (group: Group): string =>
    (group.state === 'SETTLED' ? group.debitStatus : group.authorizationStatus).at(-1)!.statusProps
      .hostTransactionId;

  function oms(path: string, { id }: Order, transactionId: string, amount: unknown): ReturnType<typeof post> {
    return post(api + path, { merchantReferenceNumber: id, transactionId, currency: 'USD', amount }, admin);
  }

  async function cancel({ id }: Order): Promise<Json[]> {
    const { json } = await post('/ccagent/v1/orders/submitCancelOrder', { orderId: id }, agent, 'PUT');
    return json['payments'] as Json[];
  }

  /** What CyberSource did for the order. */
  function kinds({ id }: Order): string[] {
    const [view] = machine.cybersource.ledger({ reference: id });
    return (view?.transactions ?? []).map(({ kind }) => kind);
  }

  const digits = (amount: number): string => String(Math.round(amount * 100)).padStart(12, '0');

  async function placedByThePlugin(
    payment: () => Promise<object> | object,
    options: ReplacedPluginOptions = {},
    headers: Record<string, string> = {},
  ): Promise<Order> {
    thePluginRuns(options);
    const placed = await order(await payment(), {}, headers);
    weRun();
    return placed;
  }

  it('an order that it authorized is captured and refunded', async () => {
    const placed = await placedByThePlugin(card);
    const group = await groupOf(placed);
    expect(group.state).to.equal('AUTHORIZED');
    const captured = await oms('/capture', placed, refOf(group), digits(group.amount));
    expect(captured).to.have.nested.property('json.responseCode', '11000');
    const refunded = await oms('/refund', placed, String(captured.json['hostTransactionId']), 100);
    expect(refunded).to.have.nested.property('json.responseCode', '3000');
    expect(kinds(placed)).to.deep.equal(['payment', 'capture', 'refund']);
  });

  it('an order that it authorized is cancelled', async () => {
    const placed = await placedByThePlugin(card);
    expect((await cancel(placed))[0]).to.include({ success: true });
    expect((await groupOf(placed)).state).to.equal('REMOVED');
    expect(kinds(placed)).to.deep.equal(['payment', 'reversal']);
  });

  it('the rest of an order that it captured in part is captured, and never more than that', async () => {
    thePluginRuns();
    const placed = await order(await card());
    const group = await groupOf(placed);
    const part = await oms('/capture', placed, refOf(group), '000000000100');
    expect(part).to.have.nested.property('json.responseCode', '11000');
    weRun();
    const tooMuch = await oms('/capture', placed, refOf(group), digits(group.amount));
    expect(tooMuch.status).to.be.oneOf([400, 409]);
    const rest = await oms('/capture', placed, refOf(group), digits(group.amount - 1));
    expect(rest).to.have.nested.property('json.responseCode', '11000');
  });

  it('what it captured is refunded by the capture’s id', async () => {
    thePluginRuns();
    const placed = await order(await card());
    const group = await groupOf(placed);
    const captured = await oms('/capture', placed, refOf(group), digits(group.amount));
    weRun();
    const refunded = await oms('/refund', placed, String(captured.json['hostTransactionId']), 100);
    expect(refunded).to.have.nested.property('json.responseCode', '3000');
    expect(kinds(placed)).to.deep.equal(['payment', 'capture', 'refund']);
  });

  it('an order that it sold at once is refunded when it is cancelled', async () => {
    await saleIsOn(async () => {
      const placed = await placedByThePlugin(card, { sale: true });
      expect((await groupOf(placed)).state).to.equal('SETTLED');
      machine.cybersource.control.closeBatch();
      expect((await cancel(placed))[0]).to.include({ success: true });
      expect(kinds(placed).at(-1)).to.equal('refund');
    });
  });

  it('a return is refunded although OCC names no transaction', async () => {
    await saleIsOn(async () => {
      const placed = await placedByThePlugin(card, { sale: true });
      machine.cybersource.control.closeBatch();
      const { id: paymentGroupId } = await groupOf(placed);
      const returned = await post(
        `/sandbox/v1/orders/${placed.id}/refund`,
        { paymentGroupId, amount: 1, omitReferenceInfo: true },
        admin,
      );
      expect(returned.json).to.have.nested.property('payments[0].success', true);
    });
  });

  for (const paymentType of ['googlepay', 'applepay'] as const) {
    it(`a ${paymentType} order that it authorized is captured, and refunded`, async () => {
      const placed = await placedByThePlugin(() => wallet(paymentType));
      const group = await groupOf(placed);
      expect(group.state).to.equal('AUTHORIZED');
      const captured = await oms('/capture', placed, refOf(group), digits(group.amount));
      expect(captured).to.have.nested.property('json.responseCode', '11000');
      const refunded = await oms('/refund', placed, String(captured.json['hostTransactionId']), 100);
      expect(refunded).to.have.nested.property('json.responseCode', '3000');
    });

    it(`a ${paymentType} order that it authorized is cancelled`, async () => {
      const placed = await placedByThePlugin(() => wallet(paymentType));
      expect((await cancel(placed))[0]).to.include({ success: true });
      expect(kinds(placed)).to.deep.equal(['payment', 'reversal']);
    });
  }

  it('a card that it saved pays, is listed and is deleted, in CyberSource’s vault too', async () => {
    await placedByThePlugin(() => card('4111111111111111', { saveCard: true }), {}, shopper);
    const { json } = await call(`${api}/savedCards`, { headers: { ...shopper, 'x-ccsite': 'siteUS' } });
    const [saved] = json['items'] as { id: string; last4: string }[];
    expect(saved).to.include({ last4: '1111' });

    const payment = { type: 'card', savedCardId: saved?.id, customProperties: { paymentType: 'card' } };
    await authenticationIsOff(async () => {
      const paid = await order(payment, {}, shopper);
      expect(paid.payments.at(-1)).to.include({ paymentState: 'AUTHORIZED' });
    });
    const gone = await post(`${api}/savedCards/delete`, { id: saved?.id }, shopper);
    expect(gone).to.deep.equal({ status: 200, json: { deleted: true } });
  });

  it('a card that its versions up to 23.2.0 saved pays too: its token is an instrument identifier', async () => {
    const old = { savesInstrumentIdentifiers: true };
    await placedByThePlugin(() => card('5555555555554444', { saveCard: true }), old, shopper);
    const { json } = await call(`${api}/savedCards`, { headers: { ...shopper, 'x-ccsite': 'siteUS' } });
    const saved = (json['items'] as { id: string }[]).at(-1);
    const payment = { type: 'card', savedCardId: saved?.id, customProperties: { paymentType: 'card' } };
    await authenticationIsOff(async () => {
      const paid = await order(payment, {}, shopper);
      expect(paid.payments.at(-1)).to.include({ paymentState: 'AUTHORIZED' });
    });
  });

  it('a checkout whose card fields it opened is refused before anything is sent, and pays with new ones', async () => {
    thePluginRuns();
    const payment = await card('4111111111111111', {}, await key());
    weRun();
    const refused = await order(payment);
    expect(refused.payments.at(-1)).to.include({ paymentState: 'PAYMENT_REQUEST_FAILED' });
    expect(await lastDelivery(refused)).to.include({ status: 401 });
    expect(kinds(refused)).to.deep.equal([]);
    const paid = await order(await card(), { id: refused.id });
    expect(paid.payments.at(-1)).to.include({ paymentState: 'AUTHORIZED' });
    expect(kinds(refused)).to.deep.equal(['payment']);
  });

  it('a challenge that it asked for pays nothing, and the order is paid with a new one', async () => {
    thePluginRuns({ payerAuthentication: true });
    const issued = await key();
    const challenged = await order(await card('4000000000001091', {}, issued));
    const [first] = challenged.payments;
    expect(first).to.include({ uiIntervention: 'payerAuthRequired' });
    weRun();
    const { authenticationTransactionId = '' } = first?.customPaymentProperties ?? {};
    const answered = {
      customProperties: { authenticationTransactionId, pauseRequestId: '7000000000000001' },
    };
    const refused = await order(await card('4000000000001091', answered, issued), { id: challenged.id });
    expect(refused.payments.at(-1)).to.include({ paymentState: 'PAYMENT_REQUEST_FAILED' });
    expect(await lastDelivery(refused)).to.include({ status: 401 });

    const anew = await order(await card('4111111111111111'), { id: challenged.id });
    expect(anew.payments.at(-1)).to.include({ paymentState: 'AUTHORIZED' });
  });

  it('a card payment that it answered and OCC delivers again is not paid a second time', async () => {
    const placed = await placedByThePlugin(card);
    const { json } = await call(`/sandbox/v1/webhooks?orderId=${placed.id}`, { headers: admin });
    const [webhook] = json['items'] as { id: string }[];
    const again = await post(`/sandbox/v1/webhooks/${webhook?.id ?? ''}/resend`, {}, admin);
    expect(again.json).to.have.nested.property('again.status', 401);
    expect(kinds(placed)).to.deep.equal(['payment']);
  });

  for (const [path, body] of [
    ['/paymentMethods', undefined],
    ['/keys', { targetOrigin: 'http://localhost:8080' }],
    ['/payerAuth/generateJwt', {}],
    ['/applepay/validate', { validationUrl: 'https://apple-pay-gateway.apple.com/' }],
    ['/payments', {}],
  ] as const)
    it(`the Knockout widget that still asks for /v1${path} is answered with what to replace`, async () => {
      const address = `${occ.url}/ccstorex/custom/isv-payment/v1${path}`;
      const { status, json } =
        body === undefined
          ? await call(address, { headers: { channel: 'storefront' } })
          : await post(address, body);
      expect(status).to.equal(404);
      expect(json['message']).to.match(/replace that widget in the layout/);
    });

  describe('the way back', () => {
    it('leaves orders that the plugin captures and cancels', async () => {
      const [first, second] = [await order(await card()), await order(await card())];
      thePluginRuns();
      const group = await groupOf(first);
      const captured = await oms('/capture', first, refOf(group), digits(group.amount));
      expect(captured).to.have.nested.property('json.responseCode', '11000');
      expect((await cancel(second))[0]).to.include({ success: true });
    });

    it('leaves saved cards that the plugin pays with', async () => {
      await order(await card('5555555555554444', { saveCard: true }), {}, shopper);
      const { json } = await call(`${api}/savedCards`, { headers: { ...shopper, 'x-ccsite': 'siteUS' } });
      const saved = (json['items'] as { id: string; last4: string }[]).at(-1);
      expect(saved).to.be.an('object');
      thePluginRuns();
      const paid = await order({ type: 'card', savedCardId: saved?.id }, {}, shopper);
      expect(paid.payments.at(-1)).to.include({ paymentState: 'AUTHORIZED' });
    });
  });

  async function lastDelivery({ id }: Order): Promise<Json> {
    const { json } = await call(`/sandbox/v1/webhooks?orderId=${id}`, { headers: admin });
    return (json['items'] as { answer: Json }[]).at(-1)!.answer;
  }

  function saleIsOn(work: () => Promise<void>): Promise<void> {
    return withSettings({ saleEnabled: 'card' }, { saleEnabled: '' }, work);
  }

  function authenticationIsOff(work: () => Promise<void>): Promise<void> {
    return withSettings({ payerAuthEnabled: false }, { payerAuthEnabled: true }, work);
  }

  async function withSettings(on: Json, off: Json, work: () => Promise<void>): Promise<void> {
    const path = '/ccadmin/v1/sitesettings/isv-occ-gateway';
    await post(path, { storefront: on }, admin, 'PUT');
    await work();
    await post(path, { storefront: off }, admin, 'PUT');
  }
});
