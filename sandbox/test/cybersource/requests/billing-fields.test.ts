/** The billing address that CyberSource wants with a card: which fields, of which form, and when. */
import { expect } from 'chai';
import fc from 'fast-check';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import {
  anAmount,
  aPayment,
  aReversal,
  at,
  BILL_TO,
  createClient,
  textAt,
  type Client,
  type Reply,
} from '../client.ts';

const GERMAN = {
  firstName: 'Jörg',
  lastName: 'Weiß',
  address1: 'Hauptstraße 1',
  locality: 'Köln',
  country: 'DE',
  email: 'joerg@beispiel.de',
};

describe('Billing fields', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox();
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const pay = (body: object): Promise<Reply> => client.post('/pts/v2/payments', body);
  const paying = (billTo: object | undefined, more: object = {}): Promise<Reply> => {
    const body = aPayment() as { orderInformation: object };
    return pay({ ...body, ...more, orderInformation: { ...body.orderInformation, billTo } });
  };
  const faultsOf = ({ body }: Reply): Readonly<Record<string, string>> =>
    Object.fromEntries(
      (at(body, 'details') as readonly { field: string; reason: string }[]).map(({ field, reason }) => [
        field.replace('orderInformation.billTo.', ''),
        reason,
      ]),
    );
  const allMissing = (...fields: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(fields.map((field) => [field, 'MISSING_FIELD']));
  const EVERYWHERE = ['firstName', 'lastName', 'address1', 'locality', 'country', 'email'];

  it('takes a complete address, with and without a state', async () => {
    for (const billTo of [BILL_TO, GERMAN])
      expect((await paying(billTo)).body).to.include({ status: 'AUTHORIZED' });
  });

  it('refuses a payment without billTo and names every field that it lacks, with an id', async () => {
    for (const billTo of [undefined, {}, null, { firstName: '', lastName: ' ', email: null }]) {
      const reply = await paying(billTo ?? undefined);
      expect(reply.status).to.equal(400);
      expect(reply.body).to.include({ status: 'INVALID_REQUEST', reason: 'MISSING_FIELD' });
      expect(reply.body['message']).to.equal('Declined - The request is missing one or more fields');
      expect(textAt(reply.body, 'id')).to.match(/^\d{22}$/);
      expect(faultsOf(reply)).to.deep.equal(allMissing(...EVERYWHERE));
    }
    expect(sandbox.ledger()).to.deep.equal([]);
  });

  it('names exactly the fields that are left out, whichever they are', async () => {
    const fields = Object.keys(BILL_TO);
    await fc.assert(
      fc.asyncProperty(fc.subarray(fields, { minLength: 1 }), async (left) => {
        const kept = Object.fromEntries(Object.entries(BILL_TO).filter(([field]) => !left.includes(field)));
        // State and postal code are wanted in the United States and Canada only.
        const wanted = left.includes('country')
          ? left.filter((field) => field !== 'administrativeArea' && field !== 'postalCode')
          : left;
        expect(faultsOf(await paying(kept))).to.deep.equal(allMissing(...wanted));
      }),
      { numRuns: 25 },
    );
  });

  for (const [country, postalCode] of [
    ['US', '94105'],
    ['US', '48104-2201'],
    ['ca', 'A1B 2C3'],
  ] as const) {
    it(`wants state and postal code in ${country}, and takes ${postalCode}`, async () => {
      expect(faultsOf(await paying({ ...GERMAN, country }))).to.deep.equal(
        allMissing('administrativeArea', 'postalCode'),
      );
      const complete = { ...GERMAN, country, postalCode, administrativeArea: 'New Hampshire' };
      expect((await paying(complete)).body).to.include({ status: 'AUTHORIZED' });
    });
  }

  for (const [field, values] of Object.entries({
    country: ['ZZ', 'USA', 'Germany', 'UK', 'X', 7],
    email: ['broken', 'a@b', '@shop.test', 'a b@shop.test', 'a@shop..test', `${'x'.repeat(250)}@shop.test`],
    firstName: ['x'.repeat(61), {}, ['Ada']],
    lastName: ['x'.repeat(61)],
    address1: ['x'.repeat(61)],
    locality: ['x'.repeat(51)],
    administrativeArea: ['x'.repeat(21)],
    postalCode: ['9410', 'ABCDE', '94105-1'],
    phoneNumber: ['1'.repeat(16)],
  })) {
    it(`refuses a ${field} that is none, and names it`, async () => {
      for (const value of values) {
        const reply = await paying({ ...BILL_TO, [field]: value });
        expect([reply.status, reply.body['reason']], JSON.stringify(value)).to.deep.equal([
          400,
          'INVALID_DATA',
        ]);
        expect(at(reply.body, 'details.0'), JSON.stringify(value)).to.deep.equal({
          field: `orderInformation.billTo.${field}`,
          reason: 'INVALID_DATA',
        });
      }
    });
  }

  it('takes numbers as text here, too', async () => {
    expect((await paying({ ...BILL_TO, postalCode: 94105, phoneNumber: 4155550100 })).body).to.include({
      status: 'AUTHORIZED',
    });
  });

  it('looks at the country of a shipping address that is there, and asks for none', async () => {
    const body = aPayment() as { orderInformation: object };
    const shipTo = (address: object): Promise<Reply> =>
      pay({ ...body, orderInformation: { ...body.orderInformation, shipTo: address } });
    expect((await shipTo({ firstName: 'Ada' })).body).to.include({ status: 'AUTHORIZED' });
    expect(at((await shipTo({ country: 'ZZ' })).body, 'details.0.field')).to.equal(
      'orderInformation.shipTo.country',
    );
  });

  it('wants the same of a verification, a sale, a network token, a wallet and a credit', async () => {
    const without = (body: object): object => {
      const { orderInformation } = body as { orderInformation: { amountDetails: object } };
      return { ...body, orderInformation: { amountDetails: orderInformation.amountDetails } };
    };
    const networkToken = {
      ...aPayment(),
      paymentInformation: {
        tokenizedCard: { number: '4111111111111111', expirationMonth: '12', expirationYear: '2035' },
      },
    };
    const wallet = {
      ...aPayment({ processing: { paymentSolution: '012' } }),
      paymentInformation: { fluidData: { value: 'e30=' } },
    };
    for (const body of [aPayment({ amount: '0' }), aPayment({ capture: true }), networkToken, wallet])
      expect(faultsOf(await pay(without(body)))).to.deep.equal(allMissing(...EVERYWHERE));
    expect(faultsOf(await client.post('/pts/v2/credits', without(aPayment())))).to.deep.equal(
      allMissing(...EVERYWHERE),
    );
  });

  it('takes the address of a saved card where the request has none, but that of a bare number it does not know', async () => {
    const saved = await pay(
      aPayment({
        processing: {
          actionList: ['TOKEN_CREATE'],
          actionTokenTypes: ['customer', 'paymentInstrument', 'instrumentIdentifier'],
        },
      }),
    );
    const using = (kind: string): object => ({
      paymentInformation: { [kind]: { id: textAt(saved.body, `tokenInformation.${kind}.id`) }, card: {} },
    });
    for (const kind of ['customer', 'paymentInstrument'])
      expect((await paying(undefined, using(kind))).body, kind).to.include({ status: 'AUTHORIZED' });
    expect(faultsOf(await paying({ country: 'ZZ' }, using('customer')))).to.deep.equal({
      country: 'INVALID_DATA',
    });
    expect(faultsOf(await paying(undefined, using('instrumentIdentifier')))).to.deep.equal(
      allMissing(...EVERYWHERE),
    );
    expect((await paying(BILL_TO, using('instrumentIdentifier'))).body).to.include({ status: 'AUTHORIZED' });
  });

  it('asks for no address in what follows a payment', async () => {
    const held = textAt((await pay(aPayment())).body, 'id');
    const captured = await client.post(`/pts/v2/payments/${held}/captures`, anAmount('6.00'));
    expect(captured.status).to.equal(201);
    const taken = textAt(captured.body, 'id');
    expect((await client.post(`/pts/v2/captures/${taken}/refunds`, anAmount('1.00'))).status).to.equal(201);
    expect((await client.post(`/pts/v2/payments/${held}/reversals`, aReversal('4.00'))).status).to.equal(201);
  });

  it('wants all but the city for the enrolment in payer authentication, and nothing for its setup', async () => {
    const { paymentInformation } = aPayment() as { paymentInformation: object };
    const amountDetails = { totalAmount: '10.00', currency: 'USD' };
    const enrolled = await client.post('/risk/v1/authentications', {
      paymentInformation,
      orderInformation: { amountDetails },
    });
    expect(faultsOf(enrolled)).to.deep.equal(
      allMissing(...EVERYWHERE.filter((field) => field !== 'locality')),
    );
    const billTo = { ...BILL_TO, locality: undefined };
    const complete = { paymentInformation, orderInformation: { amountDetails, billTo } };
    expect((await client.post('/risk/v1/authentications', complete)).status).to.equal(201);
    expect((await client.post('/risk/v1/authentication-setups', { paymentInformation })).status).to.equal(
      201,
    );
  });
});

describe('The lenient switch', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox({ lenient: true });
    client = createClient(sandbox.url);
  });
  after(() => sandbox.close());

  const authorized = async (body: object): Promise<void> => {
    expect((await client.post('/pts/v2/payments', body)).body).to.include({ status: 'AUTHORIZED' });
  };

  it('asks for no address and looks at none', async () => {
    const body = aPayment() as { orderInformation: { amountDetails: object } };
    for (const billTo of [undefined, {}, { country: 'ZZ', email: 'broken', lastName: 'x'.repeat(100) }])
      await authorized({
        ...body,
        orderInformation: { amountDetails: body.orderInformation.amountDetails, billTo },
      });
  });

  it('validates a challenge that the sandbox knows nothing of, with and without an amount', async () => {
    const validation = aPayment({
      card: '4000000000001091',
      processing: { actionList: ['VALIDATE_CONSUMER_AUTHENTICATION'] },
    }) as { orderInformation: object };
    const consumerAuthenticationInformation = { authenticationTransactionId: 'OiCtXA1j1AxtSNDh5lt1' };
    await authorized({ ...validation, consumerAuthenticationInformation });
    await authorized({
      ...validation,
      consumerAuthenticationInformation,
      orderInformation: { billTo: BILL_TO },
    });
    const results = await client.post('/risk/v1/authentication-results', {
      ...validation,
      consumerAuthenticationInformation: { authenticationTransactionId: 'PYffv9G3sa1e0CQr5fV0' },
    });
    expect(results.body).to.include({ status: 'AUTHENTICATION_SUCCESSFUL' });
  });

  it('takes a token of a vault that it does not have, but none of its own that was deleted', async () => {
    for (const paymentInformation of [
      { customer: { id: 'AB695DA801DD1BB6E05341588E0A3BDC' } },
      { instrumentIdentifier: { id: '7010000000016241111' } },
    ])
      await authorized({ ...aPayment(), paymentInformation });
    const saved = await client.post(
      '/pts/v2/payments',
      aPayment({ processing: { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['customer'] } }),
    );
    const id = textAt(saved.body, 'tokenInformation.customer.id');
    await client.delete(`/tms/v2/customers/${id}`);
    for (const gone of [id, 'no-token']) {
      const reply = await client.post('/pts/v2/payments', {
        ...aPayment(),
        paymentInformation: { customer: { id: gone } },
      });
      expect(at(reply.body, 'details.0.field'), gone).to.equal('paymentInformation.customer.id');
    }
  });

  it('takes an expired network token, and a payload that a real wallet has sealed', async () => {
    await authorized({
      ...aPayment({ processing: { paymentSolution: '012' } }),
      paymentInformation: {
        tokenizedCard: {
          number: '4111111111111111',
          expirationMonth: '12',
          expirationYear: '2020',
          cryptogram: 'EHuWW9PiBkWvqE5juRwDzAUFBAk=',
          transactionType: '1',
        },
      },
    });
    const sealed = { data: 'ORS+j5kfKF6dNy3', version: 'EC_v1', header: { ephemeralPublicKey: 'MIIB' } };
    const value = Buffer.from(JSON.stringify(sealed)).toString('base64');
    await authorized({
      ...aPayment({ processing: { paymentSolution: '001' } }),
      paymentInformation: { fluidData: { value } },
    });
    const noWallet = await client.post('/pts/v2/payments', {
      ...aPayment({ processing: { paymentSolution: '001' } }),
      paymentInformation: { fluidData: { value: 'bm90IEpTT04=' } },
    });
    expect(at(noWallet.body, 'details.0.field')).to.equal('paymentInformation.fluidData.value');
  });
});
