import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { aPayment, at, createClient, textAt, type Client, type Reply } from '../client.ts';

describe('Saved cards in TMS', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  let unknownCaller: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox({
      merchants: [
        { id: 'other_shop', sharedSecrets: new Map([['other', Buffer.from('x')]]), certificates: [] },
      ],
    });
    client = createClient(sandbox.url);
    unknownCaller = createClient(sandbox.url, {
      merchantId: 'other_shop',
      keyId: 'other',
      secret: Buffer.from('x').toString('base64'),
    });
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  interface Saved {
    readonly customer: string;
    readonly instrument: string;
    readonly identifier: string;
    readonly reply: Reply;
  }
  async function save(card = '4111111111111111', customerId?: string): Promise<Saved> {
    const processing = { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['customer', 'paymentInstrument'] };
    const body = aPayment({ card, processing }) as { paymentInformation: object };
    const reply = await client.post('/pts/v2/payments', {
      ...body,
      paymentInformation: { ...body.paymentInformation, ...(customerId && { customer: { id: customerId } }) },
    });
    return {
      customer: textAt(reply.body, 'tokenInformation.customer.id'),
      instrument: textAt(reply.body, 'tokenInformation.paymentInstrument.id'),
      identifier: textAt(reply.body, 'tokenInformation.instrumentIdentifier.id'),
      reply,
    };
  }
  it('pay by the field of their kind only: an id of another kind is refused', async () => {
    const saved = await save();
    const kinds = {
      customer: saved.customer,
      paymentInstrument: saved.instrument,
      instrumentIdentifier: saved.identifier,
    };
    for (const [field, itsId] of Object.entries(kinds))
      for (const id of Object.values(kinds)) {
        const body = aPayment();
        const { status, body: answer } = await client.post('/pts/v2/payments', {
          ...body,
          paymentInformation: { [field]: { id }, card: { expirationMonth: '12', expirationYear: '2031' } },
        });
        expect(status, `${field} ${id}`).to.equal(id === itsId ? 201 : 400);
        if (id !== itsId) expect(at(answer, 'details.0.field')).to.equal(`paymentInformation.${field}.id`);
      }
  });

  const customers = '/tms/v2/customers';
  const identifiers = '/tms/v1/instrumentidentifiers';
  const error = ({ status, body }: Reply): readonly unknown[] => [status, at(body, 'errors.0.type')];

  it('shows a card number masked, with the payment that it was saved with', async () => {
    const { identifier, reply } = await save();
    const { status, body } = await client.get(`${identifiers}/${identifier}`);
    expect(status).to.equal(200);
    expect(body).to.deep.include({ id: identifier, state: 'ACTIVE', card: { number: '411111XXXXXX1111' } });
    expect(
      at(
        body,
        'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.previousTransactionId',
      ),
    ).to.equal(at(reply.body, 'processorInformation.networkTransactionId'));
  });

  it('shows a customer with the card that is used when none is named', async () => {
    const { customer, instrument } = await save();
    const { body } = await client.get(`${customers}/${customer}`);
    expect(body).to.deep.include({ id: customer, defaultPaymentInstrument: { id: instrument } });
  });

  it('lists a customer’s cards in pages', async () => {
    const first = await save();
    const second = await save('5555555555554444', first.customer);
    expect(second.customer).to.equal(first.customer);
    const list = `${customers}/${first.customer}/payment-instruments`;
    const { body } = await client.get(list);
    expect(body).to.include({ offset: 0, limit: 20, count: 2, total: 2 });
    expect(at(body, '_embedded.paymentInstruments.0')).to.deep.include({
      id: first.instrument,
      default: true,
      state: 'ACTIVE',
      card: { expirationMonth: '12', expirationYear: '2035', type: '001' },
      instrumentIdentifier: { id: first.identifier },
    });
    const page = await client.get(`${list}?offset=1&limit=1`);
    expect(page.body).to.include({ count: 1, total: 2 });
    expect(at(page.body, '_embedded.paymentInstruments.0.id')).to.equal(second.instrument);
    expect(error(await client.get(`${list}?limit=101`))).to.deep.equal([400, 'invalidFields']);
  });

  it('changes expiry and address of a card as a merge patch: what is not named stays, null removes', async () => {
    const { customer, instrument } = await save();
    const path = `${customers}/${customer}/payment-instruments/${instrument}`;
    const changed = await client.patch(path, {
      card: { expirationMonth: '01', expirationYear: '2020' },
      billTo: { locality: 'Paris', country: 'FR', administrativeArea: null, address2: null },
    });
    expect(changed.status).to.equal(200);
    expect((await client.get(path)).body).to.deep.include({
      card: { expirationMonth: '01', expirationYear: '2020', type: '001' },
      billTo: {
        firstName: 'Ada',
        lastName: 'Ito',
        address1: '1 Market Street',
        locality: 'Paris',
        postalCode: '94105',
        country: 'FR',
        email: 'ada@example.com',
      },
    });
    expect((await client.patch(path, { billTo: null })).status).to.equal(200);
    expect(at((await client.get(path)).body, 'billTo') ?? {}).to.deep.equal({});
    const paid = await client.post('/pts/v2/payments', {
      ...aPayment(),
      paymentInformation: { customer: { id: customer } },
    });
    expect(at(paid.body, 'errorInformation.reason')).to.equal('EXPIRED_CARD');
  });

  it('does not change the number behind a card, nor take fields that are none', async () => {
    const { customer, instrument } = await save();
    const path = `${customers}/${customer}/payment-instruments/${instrument}`;
    expect(error(await client.patch(path, { card: { number: '5555555555554444' } }))).to.deep.equal([
      400,
      'unsupportedPaymentMethodModification',
    ]);
    const wrong = await client.patch(path, { card: { expirationMonth: '13' } });
    expect(error(wrong)).to.deep.equal([400, 'invalidFields']);
    expect(at(wrong.body, 'errors.0.details.0')).to.deep.equal({
      name: 'expirationMonth',
      location: 'card.expirationMonth',
    });
  });

  it('makes another card the default, and keeps the default from being deleted', async () => {
    const first = await save();
    const second = await save('5555555555554444', first.customer);
    const pathOf = ({ instrument }: Saved): string =>
      `${customers}/${first.customer}/payment-instruments/${instrument}`;
    expect(error(await client.delete(pathOf(first)))).to.deep.equal([409, 'conflict']);
    expect((await client.patch(pathOf(second), { default: true })).body['default']).to.equal(true);
    expect((await client.delete(pathOf(first))).status).to.equal(204);
    expect((await client.delete(pathOf(second))).status).to.equal(204);
    expect((await client.get(`${customers}/${first.customer}`)).body).not.to.have.property(
      'defaultPaymentInstrument',
    );
  });

  it('deletes for good: 410 from then on, and no payment', async () => {
    const { customer, instrument } = await save();
    const path = `${customers}/${customer}/payment-instruments/${instrument}`;
    expect((await client.delete(path)).status).to.equal(204);
    expect(error(await client.get(path))).to.deep.equal([410, 'notAvailable']);
    expect(error(await client.delete(path))).to.deep.equal([410, 'notAvailable']);
    const paid = await client.post('/pts/v2/payments', {
      ...aPayment(),
      paymentInformation: { paymentInstrument: { id: instrument } },
    });
    expect(at(paid.body, 'details.0.field')).to.equal('paymentInformation.paymentInstrument.id');
  });

  it('keeps a number that cards still use', async () => {
    const { customer, identifier } = await save();
    expect(error(await client.delete(`${identifiers}/${identifier}`))).to.deep.equal([
      409,
      'instrumentIdentifierDeletionError',
    ]);
    expect((await client.delete(`${customers}/${customer}`)).status).to.equal(204);
    expect((await client.delete(`${identifiers}/${identifier}`)).status).to.equal(204);
    expect(error(await client.get(`${customers}/${customer}`))).to.deep.equal([410, 'notAvailable']);
  });

  it('knows nothing of another merchant’s tokens, nor of another kind’s under a path', async () => {
    const { customer, instrument, identifier } = await save();
    const other = await save('5555555555554444');
    for (const reply of [
      await unknownCaller.get(`${identifiers}/${identifier}`),
      await unknownCaller.get(`${customers}/${customer}/payment-instruments`),
      await unknownCaller.delete(`${customers}/${customer}`),
      await client.get(`${identifiers}/${customer}`),
      await client.get(`${customers}/${instrument}`),
      await client.get(`${customers}/${other.customer}/payment-instruments/${instrument}`),
    ]) {
      expect(error(reply)).to.deep.equal([404, 'notFound']);
    }
  });
});
