import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { createClient, textAt } from '../../../sandbox/test/cybersource/client.ts';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
  webhookSecret,
} from '../builders/between-sandboxes.ts';
import { anAddress, aWebhook } from '../builders/webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';

/** As inside OCC: the journal is in the memory of a process that OCC restarts, and others have journals of their own. */
describe('What an order management asks for after a restart of an extension without a database', () => {
  let machine: BetweenSandboxes;
  let cybersource: BetweenSandboxes['cybersource'];
  let token: string;
  let orders = 0;

  before(async () => {
    machine = await startBetweenSandboxes({
      // Takes captures and refunds above what is there, as CyberSource's own test system does.
      cybersource: { lenient: true },
      environment: { JOURNAL: 'memory:' },
    });
    ({ cybersource } = machine);
    token = await adminToken();
  });

  after(() => machine.close());

  beforeEach(() => {
    cybersource.control.setSearchLagMs(0);
  });

  async function adminToken(): Promise<string> {
    const answered = await fetch(`${machine.occ.url}/ccadmin/v1/login`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-application-key' },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return ((await answered.json()) as { readonly access_token: string }).access_token;
  }

  interface Order {
    readonly orderId: string;
    readonly ref: string;
  }

  /** Authorizes 100.00 USD. */
  async function anOrder(email = 'ada@example.com'): Promise<Order> {
    orders += 1;
    const orderId = `o7${orders}`;
    const body = JSON.stringify({
      ...aWebhook({
        orderId,
        paymentId: `pg7${orders}`,
        transactionId: `${orderId}-pay`,
        paymentMethod: 'generic',
        cardDetails: undefined,
        amount: '000000010000',
        customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
      }),
      billingAddress: { ...anAddress(), email },
    });
    const signature = createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
      .update(body)
      .digest('base64');
    const answered = await fetch(`${machine.api}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
      body,
    });
    return { orderId, ref: textAt(await answered.json(), 'hostTransactionId') };
  }

  interface Answer {
    readonly status: number;
    readonly json: Readonly<Record<string, unknown>>;
    readonly retryAfter: string | null;
  }

  async function ask(
    operation: 'capture' | 'refund',
    { orderId, ref }: Order,
    minor: number,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answered = await fetch(`${machine.api}/${operation}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-ccsite': 'siteUS',
        'x-ccasset-channel': 'storefront',
        ...headers,
      },
      body: JSON.stringify({
        merchantReferenceNumber: orderId,
        transactionId: ref,
        currency: 'USD',
        amount: String(minor).padStart(12, '0'),
      }),
    });
    const json = (await answered.json()) as Answer['json'];
    return { status: answered.status, json, retryAfter: answered.headers.get('retry-after') };
  }

  function ledger({ orderId }: Order): string[] {
    const [view] = cybersource.ledger({ reference: orderId });
    return (view?.transactions ?? []).map((each) =>
      `${each.kind} ${'amount' in each ? each.amount : ''}`.trim(),
    );
  }

  it('is captured up to what CyberSource says is left, and no further', async () => {
    const order = await anOrder();
    expect(await ask('capture', order, 6_000)).to.include({ status: 200 });
    await machine.restart();
    const refused = await ask('capture', order, 6_001);
    expect(refused).to.include({ status: 409 });
    expect(refused.json).to.have.property('message').that.contains('40.00 USD is left to capture');
    expect(await ask('capture', order, 4_000)).to.include({ status: 200 });
    expect(ledger(order)).to.deep.equal(['payment', 'capture 6000', 'capture 4000']);
  });

  it('is refunded up to what was taken, and no further', async () => {
    const order = await anOrder();
    await ask('capture', order, 6_000);
    await machine.restart();
    expect(await ask('refund', order, 4_000)).to.include({ status: 200 });
    await machine.restart();
    const refused = await ask('refund', order, 4_001);
    expect(refused).to.include({ status: 409 });
    expect(refused.json).to.have.property('message').that.contains('20.00 USD is left to refund');
    expect(ledger(order)).to.deep.equal(['payment', 'capture 6000', 'refund 4000']);
  });

  it('is answered with its first result when it is asked for again under its Idempotency-Key', async () => {
    const order = await anOrder();
    const key = { 'idempotency-key': `shipment of ${order.orderId}`.replaceAll(' ', '-') };
    const first = await ask('capture', order, 6_000, key);
    await machine.restart();
    const again = await ask('capture', order, 6_000, key);
    expect(again).to.include({ status: 200 });
    expect(again.json).to.include({
      hostTransactionId: first.json['hostTransactionId'],
      responseCode: '11000',
    });
    expect(await ask('capture', order, 4_000, key)).to.include({ status: 409 });
    expect(ledger(order)).to.deep.equal(['payment', 'capture 6000']);
  });

  it("is not sent beyond what was sent moments ago, though CyberSource's records lag", async () => {
    const order = await anOrder();
    // Longer than a busy machine needs for a restart. The payment itself is shown: CyberSource's clock has gone on since.
    cybersource.control.setSearchLagMs(60_000);
    cybersource.control.setClock({ offsetMs: 90_000 });
    await ask('capture', order, 6_000);
    await machine.restart();
    expect(await ask('capture', order, 6_001)).to.include({ status: 503 });
    expect(ledger(order)).to.deep.equal(['payment', 'capture 6000']);
    cybersource.control.setClock({ offsetMs: 0 });
  });

  it("is not sent while CyberSource's records cannot be read: 503, to be asked for again", async () => {
    const order = await anOrder();
    await machine.restart();
    cybersource.control.setSearchLagMs(60_000);
    const waits = await ask('capture', order, 6_000);
    expect(waits).to.include({ status: 503 });
    expect(Number(waits.retryAfter)).to.be.greaterThan(0);
    expect(waits.json).to.include({ code: 'wait-for-result' });
    expect(ledger(order)).to.deep.equal(['payment']);
  });

  it('is 404 for a payment that CyberSource does not know', async () => {
    const order = { orderId: 'o7', ref: '6750124114786780104953' };
    expect(await ask('capture', order, 100)).to.include({ status: 404 });
  });

  describe('while a review of its payment is open', () => {
    const aReviewedOrder = (): Promise<Order> => anOrder('review@domain.com');
    const decide = ({ ref }: Order, newDecision: 'ACCEPT' | 'REJECT'): void => {
      cybersource.control.decideCase('testrest', ref, { newDecision, reviewer: 'jane' });
    };

    it('is not captured: CyberSource says of the payment that it is under review', async () => {
      const order = await aReviewedOrder();
      await machine.restart();
      const refused = await ask('capture', order, 6_000);
      expect(refused).to.include({ status: 409 });
      expect(refused.json).to.have.property('message').that.contains('under review');
      expect(ledger(order)).to.deep.equal(['payment']);
    });

    it('is captured once CyberSource says that a reviewer has accepted it, and not where one has rejected it', async () => {
      const [accepted, rejected] = [await aReviewedOrder(), await aReviewedOrder()];
      await machine.restart(async () => {
        decide(accepted, 'ACCEPT');
        decide(rejected, 'REJECT');
      });
      expect(await ask('capture', accepted, 6_000)).to.include({ status: 200 });
      const refused = await ask('capture', rejected, 6_000);
      expect(refused).to.include({ status: 409 });
      expect(refused.json).to.have.property('message').that.contains('rejected by jane');
    });

    it('is told at once of a decision that another process was told', async () => {
      const order = await aReviewedOrder();
      expect(await ask('capture', order, 6_000)).to.include({ status: 409 });
      decide(order, 'ACCEPT');
      expect(await ask('capture', order, 6_000)).to.include({ status: 200 });
    });

    it('waits while CyberSource does not say what reviewers have decided', async () => {
      const order = await aReviewedOrder();
      await machine.restart();
      cybersource.control.orderFault({ fault: 'reset-before-commit', on: 'reports', times: 2 });
      const waits = await ask('capture', order, 6_000);
      expect(waits).to.include({ status: 503 });
      expect(waits.json).to.include({ code: 'wait-for-result' });
      expect(ledger(order)).to.deep.equal(['payment']);
    });
  });

  it('is done for payments that another program made, within the same limits', async () => {
    const plugin = createClient(cybersource.url);
    const orderId = 'o7plugin';
    const paid = await plugin.post('/pts/v2/payments', {
      clientReferenceInformation: { code: orderId },
      orderInformation: {
        amountDetails: { totalAmount: '100.00', currency: 'USD' },
        billTo: {
          firstName: 'Ada',
          lastName: 'Lovelace',
          address1: '12 St James Square',
          locality: 'Austin',
          administrativeArea: 'TX',
          postalCode: '78704',
          country: 'US',
          email: 'ada@example.com',
        },
      },
      paymentInformation: {
        card: { number: '4111111111111111', expirationMonth: '12', expirationYear: '2031', type: '001' },
      },
    });
    const order = { orderId, ref: textAt(paid.body, 'id') };
    await plugin.post(`/pts/v2/payments/${order.ref}/captures`, {
      clientReferenceInformation: { code: orderId },
      orderInformation: { amountDetails: { totalAmount: '60.00', currency: 'USD' } },
    });
    expect(await ask('capture', order, 4_001)).to.include({ status: 409 });
    expect(await ask('capture', order, 4_000)).to.include({ status: 200 });
    await machine.restart();
    expect(await ask('refund', order, 10_000)).to.include({ status: 200 });
    expect(ledger(order)).to.deep.equal([
      'payment',
      'capture 6000',
      'capture 4000',
      'refund 6000',
      'refund 4000',
    ]);
  });
});
