import { expect } from 'chai';
import type { OrderId } from '../../../src/domain/ids.ts';
import type { PaymentRecords } from '../../../src/payments/ports/payment-records.ts';
import { API, type AppOptions, type Reply, type RunningApp, startApp } from '../../builders/app.ts';
import { adminToken, type Occ, someSettings, startOcc } from '../../builders/occ.ts';
import { anAddress, aFollowOn, aWebhook } from '../../builders/webhook.ts';
import { paymentMethods } from './methods.ts';

const invoiceSite = {
  paymentOptions: ['card', 'invoice'],
  invoiceLabel: 'Pay by invoice',
  invoiceCountries: 'DE,AT',
};
const storefront = { 'x-ccsite': 'siteUS', channel: 'storefront' };
const operator = { authorization: `Bearer ${adminToken}`, 'x-ccsite': 'siteUS' };

/** An invoice of EUR 42.50 as OCC sends it. */
function anInvoice(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return aWebhook({
    paymentMethod: 'generic',
    currencyCode: 'EUR',
    cardDetails: undefined,
    billingAddress: { ...anAddress(), country: 'DE' },
    customProperties: { paymentType: 'invoice', purchaseOrder: 'PO-7' },
    ...overrides,
  });
}

/** What follows on it. */
function following(type: '0110' | '0200' | '0400', ref: string, amount = '000000004250'): unknown {
  return aFollowOn(type, ref, {
    paymentMethod: 'generic',
    currencyCode: 'EUR',
    cardDetails: undefined,
    amount,
  });
}

/** No gateway has records of an invoice: reading them is a mistake. */
const noRecordsAtAll: PaymentRecords = {
  read: async () => Promise.reject(new Error('The gateway was asked for its records.')),
};

describe('A payment method that is one folder and one line: the invoice', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(() => {
    occ = startOcc();
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  async function start(
    settings: Readonly<Record<string, unknown>> = {},
    options: AppOptions = {},
  ): Promise<void> {
    occ.settings(someSettings({ ...invoiceSite, ...settings }));
    app = await startApp({ methods: paymentMethods, records: noRecordsAtAll, ...options });
  }

  function offered(query = ''): Promise<Reply> {
    return app.call('GET', `${API}/paymentMethods${query}`, { headers: storefront });
  }

  function ask(path: '/capture' | '/refund', ref: string, amount: string): Promise<Reply> {
    return app.call('POST', API + path, {
      headers: { ...operator, 'x-ccasset-channel': 'storefront' },
      body: { merchantReferenceNumber: 'o10001', transactionId: ref, currency: 'EUR', amount },
    });
  }

  async function authorized(delivery = anInvoice()): Promise<string> {
    const { json } = await app.deliver(delivery);
    return (json as unknown as { hostTransactionId: string }).hostTransactionId;
  }

  const said = ({ json }: Reply): unknown =>
    (json as unknown as { response: { success: boolean; code: string } }).response;

  describe('is offered', () => {
    it('to the storefront, with the label that the merchant has given it', async () => {
      await start();
      const { json } = await offered();
      expect((json as unknown as { paymentMethods: unknown[] }).paymentMethods[1]).to.deep.equal({
        type: 'invoice',
        config: { label: 'Pay by invoice' },
      });
      expect(json).not.to.have.property('notOffered');
    });

    for (const [query, reason] of [
      ['?currency=USD', 'invoices are in EUR, not in USD'],
      ['?currency=EUR&amount=500001', '5000.01 EUR is more than an invoice may be over'],
      ['?country=FR', 'FR is not in the gateway setting invoiceCountries'],
    ] as const)
      it(`not for ${query}, and the answer and the log say why`, async () => {
        await start();
        const { json } = await offered(query);
        expect(json).to.deep.include({ notOffered: [{ type: 'invoice', reason }] });
        expect((json as unknown as { paymentMethods: { type: string }[] }).paymentMethods).to.have.length(1);
        expect(app.lines.join('')).to.include('method.not-offered').and.to.include(reason);
      });

    it('for an order within its limits', async () => {
      await start();
      const { json } = await offered('?currency=EUR&amount=500000&country=AT');
      expect(json).to.deep.include({ notOffered: [] });
      expect((json as unknown as { paymentMethods: unknown[] }).paymentMethods).to.have.length(2);
    });

    for (const [query, path] of [
      ['?currency=euro', 'query:currency'],
      ['?amount=12.5&currency=EUR', 'query:amount'],
      ['?amount=100', 'query:currency'],
      ['?country=Nowhere', 'query:country'],
    ] as const)
      it(`for no order that ${query} describes`, async () => {
        await start();
        const { status, text } = await offered(query);
        expect(status).to.equal(400);
        expect(text).to.include(path);
      });
  });

  describe('is processed offline', () => {
    it('and the journal says so: authorized, captured and refunded without a call', async () => {
      await start();
      const delivery = anInvoice();
      expect(said(await app.deliver(delivery))).to.include({ success: true, code: '1000' });
      const ref = await authorized(delivery);
      expect(ref).to.match(/^INV-\w+$/);
      expect(said(await app.deliver(following('0200', ref)))).to.include({ success: true, code: '11000' });
      expect(said(await app.deliver(following('0400', ref)))).to.include({ success: true, code: '3000' });

      expect(app.sent).to.deep.equal([]);
      const attempts = await app.journal.ofOrder('o10001' as OrderId);
      expect(
        attempts.map(({ operation, paymentType, offline, merchant }) => [
          operation,
          paymentType,
          offline,
          merchant,
        ]),
      ).to.deep.equal([
        ['authorize', 'invoice', true, undefined],
        ['capture', 'invoice', true, undefined],
        ['refund', 'invoice', true, undefined],
      ]);
      const { json } = await app.call('GET', `${API}/operations/journal?orderId=o10001`, {
        headers: operator,
      });
      expect((json as unknown as Record<string, unknown>[])[0]).to.include({
        type: 'authorize',
        paymentType: 'invoice',
        offline: true,
        outcome: 'approved',
        gatewayId: ref,
      });
    });

    it('when OCC cancels it', async () => {
      await start();
      const ref = await authorized();
      expect(said(await app.deliver(following('0110', ref)))).to.include({ success: true, code: '2000' });
      expect(app.sent).to.deep.equal([]);
    });

    it('and only with a reference that an invoice can show', async () => {
      await start();
      const { status, text } = await app.deliver(
        anInvoice({ customProperties: { paymentType: 'invoice', purchaseOrder: 'x'.repeat(41) } }),
      );
      expect(status).to.equal(400);
      expect(text).to.include('body:customProperties.purchaseOrder');
    });
  });

  describe('is refused, before anything is written or sent,', () => {
    const refused = { success: false };

    it('as a sale that the site’s settings ask for', async () => {
      await start({ saleEnabled: ['invoice'] });
      expect(said(await app.deliver(anInvoice()))).to.include({ ...refused, code: '9000' });
      expect(app.lines.join('')).to.include('does not take a sale');
      expect(await app.journal.ofOrder('o10001' as OrderId)).to.deep.equal([]);
    });

    it('over more than its limit', async () => {
      await start();
      expect(said(await app.deliver(anInvoice({ amount: '000000500001' })))).to.include({
        ...refused,
        code: '9000',
      });
      expect(app.lines.join('')).to.include('is more than an invoice may be over');
      expect(await app.journal.ofOrder('o10001' as OrderId)).to.deep.equal([]);
    });

    for (const [what, type, code] of [
      ['partial capture', '0200', '12000'],
      ['reduction of what is held', '0110', '8000'],
    ] as const)
      it(`for a ${what}, with OCC’s code of a no`, async () => {
        await start();
        const ref = await authorized();
        expect(said(await app.deliver(following(type, ref, '000000001000')))).to.include({
          ...refused,
          code,
        });
        expect(app.lines.join('')).to.include(`does not take a ${what}`);
        expect(await app.journal.ofOrder('o10001' as OrderId)).to.have.length(1);
      });

    it('for a partial capture that the order management asks for, with the full body', async () => {
      await start();
      const { status, json } = await ask('/capture', await authorized(), '000000001000');
      expect(status).to.equal(400);
      expect(json).to.deep.include({
        status: 400,
        code: 'not-supported',
        errorCode: 'not-supported',
        message:
          'Invoice (invoice) does not take a partial capture: nothing was sent. Capture the whole amount.',
        amount: '000000001000',
        merchantTransactionId: 'o10001',
        responseCode: '12000',
        responseReason: 'NOT_SUPPORTED',
      });
      expect(await app.journal.ofOrder('o10001' as OrderId)).to.have.length(1);
    });
  });

  it('is answered as before where the delivery comes again after its limits have changed', async () => {
    await start({}, { settingsTtlMs: 0 });
    const webhook = anInvoice();
    const first = await app.deliver(webhook);
    occ.settings(someSettings({ ...invoiceSite, invoiceCountries: 'AT', saleEnabled: ['invoice'] }));
    expect((await app.deliver(webhook)).text).to.equal(first.text);
  });
});
