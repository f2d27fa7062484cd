import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import {
  anAmount,
  anIncrement,
  aPayment,
  aReversal,
  at,
  createClient,
  textAt,
  type Client,
  type Reply,
} from '../client.ts';

describe('Payments', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox({
      merchants: [
        {
          id: 'euro_shop',
          sharedSecrets: new Map([['euro-key', Buffer.from('euro')]]),
          certificates: [],
          currencies: new Set(['EUR']),
        },
      ],
    });
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const pay = (body: object = aPayment()): Promise<Reply> => client.post('/pts/v2/payments', body);

  it('answers an authorization as recorded, header for header', async () => {
    const { status, headers, body } = await pay(aPayment({ amount: '102.21', transactionId: 'mti-1' }));
    expect(status).to.equal(201);
    expect(headers.get('content-type')).to.equal('application/hal+json');
    expect(headers.get('v-c-correlation-id')).to.match(/^[0-9a-f-]{36}$/);
    expect(headers.get('cache-control')).to.contain('no-store');
    expect(headers.get('strict-transport-security')).to.contain('max-age');
    expect(headers.get('x-response-time')).to.match(/^\d+ms$/);

    const id = textAt(body, 'id');
    expect(id).to.match(/^\d{22}$/);
    expect(body['_links']).to.deep.equal({
      authReversal: { method: 'POST', href: `/pts/v2/payments/${id}/reversals` },
      self: { method: 'GET', href: `/pts/v2/payments/${id}` },
      capture: { method: 'POST', href: `/pts/v2/payments/${id}/captures` },
    });
    expect(body).to.deep.include({
      status: 'AUTHORIZED',
      clientReferenceInformation: { code: 'order-1', transactionId: 'mti-1' },
      orderInformation: { amountDetails: { authorizedAmount: '102.21', currency: 'USD' } },
      paymentAccountInformation: { card: { type: '001' } },
    });
    expect(textAt(body, 'submitTimeUtc')).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(textAt(body, 'processorInformation.networkTransactionId')).to.match(/^\d{15}$/);
    expect(body).not.to.have.any.keys('errorInformation', 'embeddedActions', 'tokenInformation');
  });

  it('gives every transaction an id of its own', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => pay()));
    expect(new Set(replies.map(({ body }) => body['id'])).size).to.equal(20);
  });

  it('answers a sale with its capture among the embedded actions and no link to capture', async () => {
    const { body } = await pay(aPayment({ capture: true }));
    expect(at(body, 'embeddedActions.CAPTURE.status')).to.equal('PENDING');
    expect(at(body, 'orderInformation.amountDetails.totalAmount')).to.equal('10.00');
    expect(at(body, '_links.capture')).to.equal(undefined);
    expect(sandbox.ledger()[0]?.sums).to.include({ authorized: 1000, captured: 1000, open: 0 });
  });

  for (const [currency, sent, held, minor] of [
    ['USD', '10', '10.00', 1000],
    ['USD', '10.999', '10.99', 1099],
    ['JPY', '1000', '1000', 1000],
    ['JPY', '1000.00', '1000', 1000],
    ['KWD', '6.400', '6.400', 6400],
    ['KWD', '1.23456', '1.234', 1234],
    ['HUF', '.5', '0.50', 50],
  ] as const) {
    it(`takes ${sent} ${currency} as ${held}`, async () => {
      const { body } = await pay(aPayment({ amount: sent, currency }));
      expect(at(body, 'orderInformation.amountDetails.authorizedAmount')).to.equal(held);
      expect(sandbox.ledger()[0]?.sums?.authorized).to.equal(minor);
    });
  }

  it('verifies an account with an amount of zero: nothing is held, so nothing can follow', async () => {
    const { body } = await pay(aPayment({ amount: '0.00', transactionId: 'verification' }));
    expect(body['status']).to.equal('AUTHORIZED');
    expect(at(body, '_links.authReversal')).to.equal(undefined);
    expect(sandbox.ledger()[0]?.sums).to.include({ authorized: 0, open: 0 });
    const payment = `/pts/v2/payments/${textAt(body, 'id')}`;
    for (const reply of [
      await client.post(`${payment}/reversals`, aReversal('0.00')),
      await client.post('/pts/v2/reversals', aReversal('0.00', 'verification')),
      await client.post(`${payment}/captures`, anAmount('1.00')),
      await client.patch(payment, anIncrement('1.00')),
    ]) {
      expect([reply.status, reply.body['reason']]).to.deep.equal([400, 'MISSING_AUTH']);
    }
    const declined = await pay(aPayment({ amount: '0', card: '4000000000000002' }));
    expect(declined.body['status']).to.equal('DECLINED');
  });

  const without = (path: readonly string[], body: object = aPayment()): object => {
    const copy = structuredClone(body) as Record<string, unknown>;
    const last = path.at(-1) ?? '';
    const parent = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, copy);
    Reflect.deleteProperty(parent, last);
    return copy;
  };

  for (const field of [
    'orderInformation.amountDetails.totalAmount',
    'orderInformation.amountDetails.currency',
    'paymentInformation.card.number',
    'paymentInformation.card.expirationMonth',
    'paymentInformation.card.expirationYear',
  ]) {
    it(`names ${field} when it is missing`, async () => {
      const { status, body } = await pay(without(field.split('.')));
      expect(status).to.equal(400);
      expect(body).to.deep.include({
        status: 'INVALID_REQUEST',
        reason: 'MISSING_FIELD',
        message: 'Declined - The request is missing one or more fields',
        details: [{ field, reason: 'MISSING_FIELD' }],
      });
      expect(body['id']).to.match(/^\d{22}$/);
      expect(body).not.to.have.property('errorInformation');
    });
  }

  it('takes a null for a missing field', async () => {
    const { body } = await pay({ ...aPayment(), paymentInformation: null });
    expect(body['reason']).to.equal('MISSING_FIELD');
  });

  it('names every field that is missing at once, in the request’s own places', async () => {
    for (const body of [[], {}, { orderInformation: {} }, { paymentInformation: { card: {} } }]) {
      const reply = await pay(body);
      expect([reply.status, reply.body['reason']]).to.deep.equal([400, 'MISSING_FIELD']);
      expect(fieldsOf(reply)).to.include.members([
        'orderInformation.amountDetails.totalAmount',
        'orderInformation.amountDetails.currency',
        'paymentInformation.card.number',
        'paymentInformation.card.expirationMonth',
        'paymentInformation.card.expirationYear',
      ]);
    }
  });

  it('names what is wrong beside what is missing', async () => {
    const body = aPayment({ amount: 'ten' }) as { paymentInformation: { card: object } };
    const reply = await pay({ ...body, paymentInformation: { card: { number: '4111111111111111' } } });
    expect(reply.body['reason']).to.equal('MISSING_FIELD');
    expect(fieldsOf(reply)).to.have.members([
      'orderInformation.amountDetails.totalAmount',
      'paymentInformation.card.expirationMonth',
      'paymentInformation.card.expirationYear',
    ]);
  });

  it('takes an empty text for a missing field', async () => {
    const reply = await pay(aPayment({ amount: '' }));
    expect([reply.body['reason'], fieldsOf(reply)]).to.deep.equal([
      'MISSING_FIELD',
      ['orderInformation.amountDetails.totalAmount'],
    ]);
  });

  for (const amount of ['-1.00', '1,00', '1.0.0', 'ten', ' 1', '1e3', '9999999999999999']) {
    it(`refuses the amount "${amount}" and names it`, async () => {
      const { status, body } = await pay(aPayment({ amount }));
      expect(status).to.equal(400);
      expect(body['reason']).to.equal('INVALID_DATA');
      expect(at(body, 'details.0.field')).to.equal('orderInformation.amountDetails.totalAmount');
    });
  }

  it('refuses a currency that ISO does not know', async () => {
    const { body } = await pay(aPayment({ currency: 'ABC' }));
    expect(at(body, 'details.0')).to.deep.equal({
      field: 'orderInformation.amountDetails.currency',
      reason: 'INVALID_DATA',
    });
  });

  it('breaks down (502) over a currency that the account is not set up for', async () => {
    const euroShop = createClient(sandbox.url, {
      merchantId: 'euro_shop',
      keyId: 'euro-key',
      secret: Buffer.from('euro').toString('base64'),
    });
    const reply = await euroShop.post('/pts/v2/payments', aPayment({ currency: 'USD' }));
    expect(reply.status).to.equal(502);
    expect(reply.body).to.include({
      status: 'SERVER_ERROR',
      reason: 'SYSTEM_ERROR',
      message: 'Error - General system failure',
    });
    expect((await euroShop.post('/pts/v2/payments', aPayment({ currency: 'EUR' }))).status).to.equal(201);
    expect((await pay(aPayment({ currency: 'XTS' }))).status).to.equal(502);
  });

  it('declines a number without a valid check digit as an account that does not exist', async () => {
    const { status, body } = await pay(aPayment({ card: '4111111111111112' }));
    expect(status).to.equal(201);
    expect(body['status']).to.equal('DECLINED');
    expect(body['errorInformation']).to.deep.equal({
      reason: 'INVALID_ACCOUNT',
      message: 'Decline - Invalid account number',
    });
    expect(sandbox.ledger()[0]?.sums?.authorized).to.equal(0);
  });

  it('declines a card whose last month is over', async () => {
    const body = {
      ...aPayment(),
      paymentInformation: {
        card: { number: '4111111111111111', expirationMonth: '01', expirationYear: '2020' },
      },
    };
    expect(at((await pay(body)).body, 'errorInformation.reason')).to.equal('EXPIRED_CARD');
  });

  it('refuses a second use of a merchant transaction id without details and without the first answer', async () => {
    expect((await pay(aPayment({ transactionId: 'once' }))).status).to.equal(201);
    const { status, body } = await pay(aPayment({ transactionId: 'once' }));
    expect(status).to.equal(400);
    expect(body).to.include({ status: 'INVALID_REQUEST', reason: 'INVALID_DATA' });
    expect(body).to.have.all.keys('submitTimeUtc', 'status', 'reason', 'message');
    expect(sandbox.ledger()).to.have.length(1);
  });

  it('lets a refused request have its transaction id back', async () => {
    expect((await pay(aPayment({ transactionId: 'again', amount: 'x' }))).status).to.equal(400);
    expect((await pay(aPayment({ transactionId: 'again' }))).status).to.equal(201);
  });

  it('lets two requests with one transaction id, sent at once, hold money once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => pay(aPayment({ transactionId: 'race' }))),
    );
    expect(replies.filter(({ status }) => status === 201)).to.have.length(1);
    expect(sandbox.ledger()).to.have.length(1);
  });

  it('allows a merchant reference to come back', async () => {
    await pay(aPayment({ code: 'TC50171_3' }));
    expect((await pay(aPayment({ code: 'TC50171_3' }))).status).to.equal(201);
  });

  it('refuses a merchant reference of more than 50 characters', async () => {
    const { body } = await pay(aPayment({ code: 'x'.repeat(51) }));
    expect(at(body, 'details.0.field')).to.equal('clientReferenceInformation.code');
  });

  it('refuses an action that is in no list, and a payment that needs a product beside cards', async () => {
    const unknown = await pay(aPayment({ processing: { actionList: ['DECISION', 'MAKE_COFFEE'] } }));
    expect([unknown.body['reason'], fieldsOf(unknown)]).to.deep.equal([
      'INVALID_DATA',
      ['processingInformation.actionList'],
    ]);
    const payPal = await pay({
      ...aPayment({ processing: { actionList: ['AP_SALE'] } }),
      paymentInformation: { paymentType: { name: 'eWallet', method: { name: 'payPal' } } },
    });
    expect([payPal.status, payPal.body['reason']]).to.deep.equal([400, 'INVALID_MERCHANT_CONFIGURATION']);
  });

  it('refuses a transient token that it never made', async () => {
    const { status, body } = await pay({ ...aPayment(), tokenInformation: { transientTokenJwt: 'a.b.c' } });
    expect(status).to.equal(400);
    expect(at(body, 'details.0.field')).to.equal('tokenInformation.transientTokenJwt');
  });

  const fieldsOf = ({ body }: Reply): readonly string[] =>
    (at(body, 'details') as readonly { readonly field: string }[]).map(({ field }) => field);

  describe('saved cards', () => {
    const saving = (types: readonly string[], more = {}): object =>
      aPayment({ processing: { actionList: ['TOKEN_CREATE'], actionTokenTypes: types, ...more } });
    const with_ = (paymentInformation: object): object => ({ ...aPayment(), paymentInformation });

    it('creates the tokens that were asked for, with their shapes', async () => {
      const { body } = await pay(
        saving(['customer', 'paymentInstrument', 'instrumentIdentifier', 'shippingAddress']),
      );
      expect(at(body, 'tokenInformation.instrumentidentifierNew')).to.equal(true);
      expect(textAt(body, 'tokenInformation.customer.id')).to.match(/^[0-9A-F]{32}$/);
      expect(textAt(body, 'tokenInformation.paymentInstrument.id')).to.match(/^[0-9A-F]{32}$/);
      expect(textAt(body, 'tokenInformation.shippingAddress.id')).to.match(/^[0-9A-F]{32}$/);
      expect(textAt(body, 'tokenInformation.instrumentIdentifier.id')).to.match(/^70[13]00\d{10}1111$/);
      expect(at(body, 'embeddedActions.TOKEN_CREATE.status')).to.equal('SUCCESS');
    });

    it('pays by customer, payment instrument or instrument identifier', async () => {
      const { body } = await pay(saving(['customer', 'paymentInstrument', 'instrumentIdentifier']));
      for (const kind of ['customer', 'paymentInstrument', 'instrumentIdentifier']) {
        const id = textAt(body, `tokenInformation.${kind}.id`);
        const reply = await pay(with_({ [kind]: { id }, card: { securityCode: '123' } }));
        expect(reply.body['status'], kind).to.equal('AUTHORIZED');
        expect(at(reply.body, 'paymentInformation.card.type')).to.equal('001');
      }
    });

    it('knows a card number again, and joins a card to a known customer', async () => {
      const first = (await pay(saving(['customer']))).body;
      const customer = textAt(first, 'tokenInformation.customer.id');
      const again = { ...saving(['customer']), paymentInformation: { customer: { id: customer } } };
      const second = (await pay(again)).body;
      expect(at(second, 'tokenInformation.instrumentidentifierNew')).to.equal(false);
      expect(at(second, 'tokenInformation.instrumentIdentifier.id')).to.equal(
        at(first, 'tokenInformation.instrumentIdentifier.id'),
      );
      expect(at(second, 'tokenInformation.customer.id')).to.equal(customer);
    });

    it('takes the payment but saves no card for a customer who does not exist or was deleted', async () => {
      const id = textAt((await pay(saving(['customer']))).body, 'tokenInformation.customer.id');
      await client.delete(`/tms/v2/customers/${id}`);
      for (const customer of [id, '0123456789ABCDEF0123456789ABCDEF', 'no-such-customer']) {
        const body = saving(['paymentInstrument']) as { paymentInformation: object };
        const reply = await pay({
          ...body,
          paymentInformation: { ...body.paymentInformation, customer: { id: customer } },
        });
        expect(reply.body['status'], customer).to.equal('AUTHORIZED');
        expect(at(reply.body, 'embeddedActions.TOKEN_CREATE')).to.include({
          status: 'INVALID_REQUEST',
          reason: 'INVALID_DATA',
        });
        expect(reply.body).not.to.have.property('tokenInformation');
        expect((await client.get(`/tms/v2/customers/${customer}`)).status).to.be.oneOf([404, 410]);
      }
    });

    it('saves nothing when the payment is declined', async () => {
      const declined = {
        ...saving(['customer']),
        paymentInformation: {
          card: { number: '4000000000000002', expirationMonth: '12', expirationYear: '2035' },
        },
      };
      expect((await pay(declined)).body).not.to.have.property('tokenInformation');
    });

    it('does not know the tokens of another merchant', async () => {
      const id = textAt(
        (await pay(saving(['paymentInstrument']))).body,
        'tokenInformation.paymentInstrument.id',
      );
      const euroShop = createClient(sandbox.url, {
        merchantId: 'euro_shop',
        keyId: 'euro-key',
        secret: Buffer.from('euro').toString('base64'),
      });
      const reply = await euroShop.post('/pts/v2/payments', with_({ paymentInstrument: { id } }));
      expect(at(reply.body, 'details.0.field')).to.equal('paymentInformation.paymentInstrument.id');
    });
  });
});
