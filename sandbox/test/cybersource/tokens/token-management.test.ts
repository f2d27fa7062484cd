/** The Token Management Service through the API classes of CyberSource's client library, in the order of its sample programs. */
import { readFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { compactDecrypt } from 'jose';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { at, BILL_TO, createClient, aPayment, textAt, type Client } from '../client.ts';
import { aModel, createOfficialClient, type OfficialClient, type SdkAnswer } from '../library-calls.ts';

const SAMPLE = {
  customer: 'AB695DA801DD1BB6E05341588E0A3BDC',
  instrument: 'AB6A54B982A6FCB6E05341588E0A3935',
  address: 'AB6A54B97C00FCB6E05341588E0A3935',
  identifier: '7010000000016241111',
  bankAccount: 'A7A91A2CA872B272E05340588D0A0699',
  ownInstrument: '888454C31FB6150CE05340588D0AA9BE',
  networkToken: '7010000000008573216',
};

describe('Token Management through the official client library', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let sandbox: CyberSourceSandbox;
  let call: OfficialClient;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox();
    sandbox.control.addMerchant({
      id: 'testrest',
      sharedSecrets: new Map(),
      certificates: [],
      credentialsKey: publicKey,
    });
    call = createOfficialClient(sandbox.url);
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const error = ({ status, body }: SdkAnswer): readonly unknown[] => [status, at(body, 'errors.0.type')];
  const id = ({ body }: SdkAnswer): string => textAt(body, 'id');
  const card = { expirationMonth: '12', expirationYear: '2031', type: '001' };
  const anInstrument = (more: object = {}): object =>
    aModel('PostCustomerPaymentInstrumentRequest', {
      card,
      billTo: BILL_TO,
      instrumentIdentifier: { id: SAMPLE.identifier },
      ...more,
    });

  /** Follows every link of a body; all of them have to lead somewhere. */
  async function follow(body: unknown): Promise<void> {
    const hrefs = JSON.stringify(body).matchAll(/"href":"([^"]+)"/g);
    for (const [, href = ''] of hrefs) expect((await client.get(href)).status, href).to.equal(200);
  }

  it('creates, reads, changes and deletes a customer', async () => {
    const details = {
      buyerInformation: { merchantCustomerID: 'customer 7', email: 'ada@example.com' },
      clientReferenceInformation: { code: 'TC50171_3' },
      merchantDefinedInformation: [{ name: 'data1', value: 'gold' }],
    };
    const created = await call('CustomerApi', 'postCustomer', aModel('PostCustomerRequest', details), []);
    expect(created.status).to.equal(201);
    expect(created.headers['location']).to.equal(`/tms/v2/customers/${id(created)}`);
    const read = await call('CustomerApi', 'getCustomer', id(created), []);
    expect(read.body).to.deep.include(details);
    expect(read.data).to.have.property('id', id(created));
    const changed = await call(
      'CustomerApi',
      'patchCustomer',
      id(created),
      aModel('PatchCustomerRequest', { buyerInformation: { email: 'b@example.com' } }),
      [],
    );
    expect(changed.body).to.deep.include({
      buyerInformation: { merchantCustomerID: 'customer 7', email: 'b@example.com' },
      clientReferenceInformation: { code: 'TC50171_3' },
    });
    expect((await call('CustomerApi', 'deleteCustomer', id(created), [])).status).to.equal(204);
    expect(error(await call('CustomerApi', 'getCustomer', id(created), []))).to.deep.equal([
      410,
      'notAvailable',
    ]);
  });

  it('changes a token only in the version that its caller has read', async () => {
    const read = await call('CustomerApi', 'getCustomer', SAMPLE.customer, []);
    const patch = (ifMatch: string | undefined, code: string): Promise<SdkAnswer> =>
      call(
        'CustomerApi',
        'patchCustomer',
        SAMPLE.customer,
        { clientReferenceInformation: { code } },
        { ifMatch },
      );
    const version = read.headers['etag'];
    expect((await patch(version, 'first')).status).to.equal(200);
    expect(error(await patch(version, 'second'))).to.deep.equal([412, 'conflict']);
    const now = await call('CustomerApi', 'getCustomer', SAMPLE.customer, []);
    expect(at(now.body, 'clientReferenceInformation.code')).to.equal('first');
  });

  it('has the tokens that the samples name, and each of their links leads somewhere', async () => {
    const { body } = await call('CustomerApi', 'getCustomer', SAMPLE.customer, []);
    expect(at(body, '_embedded.defaultPaymentInstrument.id')).to.equal(SAMPLE.instrument);
    expect(at(body, '_embedded.defaultShippingAddress.id')).to.equal(SAMPLE.address);
    await follow(body);
    await follow(
      (await call('InstrumentIdentifierApi', 'getInstrumentIdentifier', SAMPLE.networkToken, [])).body,
    );
    await follow((await call('PaymentInstrumentApi', 'getPaymentInstrument', SAMPLE.ownInstrument, [])).body);
  });

  it('adds payment instruments to a customer: the default one, another one, a bank account', async () => {
    const post = (more: object): Promise<SdkAnswer> =>
      call(
        'CustomerPaymentInstrumentApi',
        'postCustomerPaymentInstrument',
        SAMPLE.customer,
        anInstrument(more),
        [],
      );
    const other = await post({ _default: false });
    expect([other.status, at(other.body, 'default')]).to.deep.equal([201, false]);
    const standard = await post({
      default: true,
      card: { ...card, useAs: 'pinless debit', issueNumber: '01' },
    });
    expect(at(standard.body, 'default')).to.equal(true);
    expect(at(standard.body, 'card')).to.deep.include({
      type: '001',
      useAs: 'pinless debit',
      issueNumber: '01',
    });
    expect(at(standard.body, '_embedded.instrumentIdentifier.card.number')).to.equal('414720XXXXXX1111');
    const account = await post({
      card: undefined,
      bankAccount: { type: 'savings' },
      buyerInformation: { companyTaxID: '12345', currency: 'USD' },
      instrumentIdentifier: { id: SAMPLE.bankAccount },
    });
    expect(account.body).to.deep.include({ bankAccount: { type: 'savings' } });
    expect(account.body).not.to.have.property('card');
    const customer = await call('CustomerApi', 'getCustomer', SAMPLE.customer, []);
    expect(at(customer.body, 'defaultPaymentInstrument.id')).to.equal(id(standard));
  });

  it('refuses a payment instrument without an account, with one that is not there, and with odd fields', async () => {
    const post = (more: object): Promise<SdkAnswer> =>
      call(
        'CustomerPaymentInstrumentApi',
        'postCustomerPaymentInstrument',
        SAMPLE.customer,
        anInstrument(more),
        [],
      );
    expect(error(await post({ instrumentIdentifier: undefined }))).to.deep.equal([400, 'missingFields']);
    expect(error(await post({ instrumentIdentifier: { id: '7010000000099999999' } }))).to.deep.equal([
      424,
      'notFound',
    ]);
    expect(error(await post({ card: { ...card, expirationMonth: '13' } }))).to.deep.equal([
      400,
      'invalidFields',
    ]);
    expect(error(await post({ card: { ...card, type: 'gold' } }))).to.deep.equal([400, 'invalidFields']);
  });

  it('lists in pages that link to each other, and reads, changes and deletes one', async () => {
    const api = 'CustomerPaymentInstrumentApi';
    for (let count = 0; count < 4; count += 1)
      await call(api, 'postCustomerPaymentInstrument', SAMPLE.customer, anInstrument(), []);
    const list = (offset: number, limit: number): Promise<SdkAnswer> =>
      call(api, 'getCustomerPaymentInstrumentsList', SAMPLE.customer, { offset, limit });
    const middle = await list(2, 2);
    expect(middle.body).to.include({ offset: 2, limit: 2, count: 2, total: 5 });
    expect(Object.keys(at(middle.body, '_links') as object)).to.deep.equal([
      'self',
      'first',
      'prev',
      'next',
      'last',
    ]);
    expect(at(middle.body, '_links.last.href')).to.match(/offset=4&limit=2$/);
    await follow(at(middle.body, '_links'));
    expect(Object.keys(at((await list(0, 100)).body, '_links') as object)).to.deep.equal([
      'self',
      'first',
      'last',
    ]);
    expect(error(await list(0, 101))).to.deep.equal([400, 'invalidFields']);
    const one = textAt(middle.body, '_embedded.paymentInstruments.0.id');
    const changed = await call(
      api,
      'patchCustomersPaymentInstrument',
      SAMPLE.customer,
      one,
      { card: { expirationYear: '2033' } },
      [],
    );
    expect(at(changed.body, 'card')).to.deep.equal({ ...card, expirationYear: '2033' });
    expect((await call(api, 'deleteCustomerPaymentInstrument', SAMPLE.customer, one, [])).status).to.equal(
      204,
    );
    expect((await call(api, 'getCustomerPaymentInstrument', SAMPLE.customer, one, [])).status).to.equal(410);
  });

  it('keeps shipping addresses of a customer, one of them the default', async () => {
    const api = 'CustomerShippingAddressApi';
    const shipTo = { firstName: 'Ada', lastName: 'Ito', address1: '1 Market St', country: 'US' };
    const post = (more: object): Promise<SdkAnswer> =>
      call(
        api,
        'postCustomerShippingAddress',
        SAMPLE.customer,
        aModel('PostCustomerShippingAddressRequest', { shipTo, ...more }),
        [],
      );
    const other = await post({ default: false });
    expect([other.status, at(other.body, 'default')]).to.deep.equal([201, false]);
    const standard = await post({ default: true });
    expect(at(standard.body, 'default')).to.equal(true);
    const deleted = await call(api, 'deleteCustomerShippingAddress', SAMPLE.customer, id(standard), []);
    expect(error(deleted)).to.deep.equal([409, 'conflict']);
    const patched = await call(
      api,
      'patchCustomersShippingAddress',
      SAMPLE.customer,
      id(other),
      { shipTo: { country: 'CA' }, default: true },
      [],
    );
    // A merge patch: what is not named stays.
    expect(at(patched.body, 'shipTo')).to.deep.equal({ ...shipTo, country: 'CA' });
    expect(
      (await call(api, 'deleteCustomerShippingAddress', SAMPLE.customer, id(standard), [])).status,
    ).to.equal(204);
    const list = await call(api, 'getCustomerShippingAddressesList', SAMPLE.customer, []);
    expect(list.body).to.include({ total: 2 });
    expect((await call(api, 'getCustomerShippingAddress', SAMPLE.customer, id(other), [])).body).to.include({
      default: true,
    });
    const customer = await call(
      'CustomerApi',
      'patchCustomer',
      SAMPLE.customer,
      { defaultShippingAddress: { id: SAMPLE.address } },
      [],
    );
    expect(at(customer.body, 'defaultShippingAddress.id')).to.equal(SAMPLE.address);
  });

  it('finds an account again that it knows, and deletes it when no payment instrument uses it', async () => {
    const api = 'InstrumentIdentifierApi';
    const post = (body: object): Promise<SdkAnswer> =>
      call(api, 'postInstrumentIdentifier', aModel('PostInstrumentIdentifierRequest', body), []);
    const first = await post({ card: { number: '4111111111111111' } });
    expect([first.status, at(first.body, 'card.number')]).to.deep.equal([201, '411111XXXXXX1111']);
    const again = await post({ card: { number: '4111111111111111' } });
    expect([again.status, id(again)]).to.deep.equal([200, id(first)]);
    const account = await post({ bankAccount: { number: '123456789', routingNumber: '071923284' } });
    expect(at(account.body, 'bankAccount')).to.deep.equal({ number: 'XXXX6789', routingNumber: '071923284' });
    expect(error(await post({}))).to.deep.equal([400, 'missingFields']);
    expect(error(await post({ card: { number: '12ab' } }))).to.deep.equal([400, 'invalidFields']);
    const used = await call(api, 'deleteInstrumentIdentifier', SAMPLE.identifier, []);
    expect(error(used)).to.deep.equal([409, 'instrumentIdentifierDeletionError']);
    expect((await call(api, 'deleteInstrumentIdentifier', id(first), [])).status).to.equal(204);
    const list = await call(api, 'getInstrumentIdentifierPaymentInstrumentsList', SAMPLE.identifier, []);
    expect(list.body).to.include({ total: 2 });
    expect(at(list.body, '_embedded.paymentInstruments.0.card.type')).to.equal('visa');
    const initiator = { merchantInitiatedTransaction: { previousTransactionId: '123456789012345' } };
    const patched = await call(
      api,
      'patchInstrumentIdentifier',
      SAMPLE.identifier,
      { processingInformation: { authorizationOptions: { initiator } } },
      [],
    );
    expect(at(patched.body, 'processingInformation.authorizationOptions.initiator')).to.deep.equal(initiator);
    const other = { card: { number: '5555555555554444' } };
    const refused = await call(api, 'patchInstrumentIdentifier', SAMPLE.identifier, other, []);
    expect(error(refused)).to.deep.equal([400, 'unsupportedPaymentMethodModification']);
  });

  it('keeps payment instruments of no customer, whose cards have names', async () => {
    const api = 'PaymentInstrumentApi';
    const created = await call(
      api,
      'postPaymentInstrument',
      aModel('PostPaymentInstrumentRequest', {
        card: { ...card, type: 'visa' },
        billTo: BILL_TO,
        instrumentIdentifier: { id: SAMPLE.identifier },
      }),
      [],
    );
    expect([created.status, at(created.body, 'card.type')]).to.deep.equal([201, 'visa']);
    const older = await call(
      api,
      'postPaymentInstrument',
      { card, instrumentIdentifier: { card: { number: '5555555555554444' } } },
      [],
    );
    expect([older.status, at(older.body, '_embedded.instrumentIdentifier.card.number')]).to.deep.equal([
      201,
      '555555XXXXXX4444',
    ]);
    const changed = await call(api, 'patchPaymentInstrument', SAMPLE.ownInstrument, { billTo: BILL_TO }, []);
    // What the patch does not name stays.
    expect(at(changed.body, 'billTo')).to.include({ ...BILL_TO, company: 'CyberSource' });
    expect((await call(api, 'deletePaymentInstrument', id(created), [])).status).to.equal(204);
    expect((await call(api, 'getPaymentInstrument', id(created), [])).status).to.equal(410);
  });

  describe('Network tokens', () => {
    const enrol = (): Promise<SdkAnswer> =>
      call(
        'InstrumentIdentifierApi',
        'postInstrumentIdentifier',
        {
          type: 'enrollable card',
          card: { number: '4622943127013705', expirationMonth: '12', expirationYear: '2031' },
        },
        [],
      );
    const decrypted = async ({ body }: SdkAnswer): Promise<unknown> => {
      const { plaintext } = await compactDecrypt(String(body), privateKey);
      return JSON.parse(new TextDecoder().decode(plaintext));
    };

    it('are provisioned with an account, or for one that is there', async () => {
      const enrolled = await enrol();
      expect(at(enrolled.body, 'tokenizedCard')).to.deep.include({
        state: 'ACTIVE',
        type: 'visa',
        card: { type: '001', suffix: '3705', expirationMonth: '12', expirationYear: '2031' },
      });
      expect(at(enrolled.body, 'tokenizedCard.number')).to.match(/^489537XXXXXX\d{4}$/);
      const body = { type: 'enrollable card', card: { expirationMonth: '12', expirationYear: '2031' } };
      const later = await call(
        'InstrumentIdentifierApi',
        'postInstrumentIdentifierEnrollment',
        SAMPLE.identifier,
        body,
        [],
      );
      expect(later.status).to.equal(202);
      const read = await call('InstrumentIdentifierApi', 'getInstrumentIdentifier', SAMPLE.identifier, []);
      expect(at(read.body, 'tokenizedCard.state')).to.equal('ACTIVE');
      await follow(read.body);
    });

    it('are refused with a reason for cards of other networks and for expired ones', async () => {
      const reasonOf = async (number: string, expirationYear: string): Promise<unknown> => {
        const body = { source: 'ONFILE', card: { number, expirationMonth: '12', expirationYear } };
        const { body: made } = await call('NetworkTokensApi', 'postTokenizedCard', body, []);
        return [at(made, 'reason'), at(made, 'state')];
      };
      expect(await reasonOf('6011111111111117', '2031')).to.deep.equal(['CARD_NOT_ELIGIBLE', undefined]);
      expect(await reasonOf('4111111111111111', '2020')).to.deep.equal([
        'CARD_VERIFICATION_FAILED',
        undefined,
      ]);
      expect(await reasonOf('378282246310005', '2031')).to.deep.equal([undefined, 'ACTIVE']);
    });

    it('are made, read, changed by their issuer, and deleted for good', async () => {
      const api = 'NetworkTokensApi';
      const made = await call(
        api,
        'postTokenizedCard',
        aModel('PostTokenizedCardRequest', {
          source: 'ONFILE',
          createPanInstrumentIdentifier: true,
          card: { number: '5555555555554444', expirationMonth: '12', expirationYear: '2031', type: '002' },
        }),
        [],
      );
      expect(made.status).to.equal(201);
      const simulate = (body: object): Promise<SdkAnswer> =>
        call(api, 'postIssuerLifeCycleSimulation', 'any profile', id(made), body);
      expect((await simulate({ state: 'SUSPENDED' })).status).to.equal(204);
      const change = { last4: '1881', expirationMonth: '01', expirationYear: '2036' };
      await simulate({ state: 'ACTIVE', card: change });
      const read = await call(api, 'getTokenizedCard', id(made), []);
      expect(at(read.body, 'card')).to.deep.include({ suffix: '1881', expirationYear: '2036' });
      expect(error(await simulate({}))).to.deep.equal([400, 'missingFields']);
      await simulate({ state: 'DELETED' });
      expect(error(await simulate({ state: 'ACTIVE' }))).to.deep.equal([409, 'conflict']);
      expect((await call(api, 'postTokenizedCardDelete', id(made), [])).status).to.equal(204);
      expect((await call(api, 'getTokenizedCard', id(made), [])).status).to.equal(410);
      expect(error(await call(api, 'postTokenizedCard', { source: 'ISSUER' }, []))).to.deep.equal([
        400,
        'missingFields',
      ]);
    });

    it('give their number and a new cryptogram each time, readable for the merchant’s key only', async () => {
      const api = 'NetworkTokensApi';
      const ask = (body: object, version = ''): Promise<SdkAnswer> =>
        call(api, `postTokenPaymentCredentials${version}`, SAMPLE.networkToken, body, []);
      const first = await ask(aModel('PostPaymentCredentialsRequest'));
      expect(first.status).to.equal(201);
      expect(first.headers['content-type']).to.match(/^application\/jose/);
      const credentials = await decrypted(first);
      expect(at(credentials, 'tokenizedCard.number')).to.match(/^520473\d{10}$/);
      const second = await decrypted(await ask({ paymentCredentialType: 'CRYPTOGRAM' }, 'V3'));
      expect(at(second, 'tokenizedCard.cryptogram')).not.to.equal(
        at(credentials, 'tokenizedCard.cryptogram'),
      );
      const bare = await decrypted(await ask({ paymentCredentialType: 'NETWORK_TOKEN' }));
      expect(at(bare, 'tokenizedCard')).not.to.have.any.keys('cryptogram', 'securityCode');
      const refused = await ask({ transactionType: 'AFT' });
      expect([refused.status, /"?type\\?":\\?"invalidCombination/.test(refused.text)]).to.deep.equal([
        400,
        true,
      ]);
      const none = await call(api, 'postTokenPaymentCredentials', SAMPLE.identifier, {}, []);
      expect(none.status).to.equal(404);
      const paid = await client.post('/pts/v2/payments', {
        ...aPayment(),
        paymentInformation: {
          tokenizedCard: {
            ...(at(credentials, 'tokenizedCard') as object),
            transactionType: '1',
            type: '002',
          },
        },
      });
      expect(paid.body['status']).to.equal('AUTHORIZED');
    });

    it('keep a card alive whose own date is over', async () => {
      const created = await call(
        'PaymentInstrumentApi',
        'postPaymentInstrument',
        {
          card: { ...card, expirationYear: '2020' },
          billTo: BILL_TO,
          instrumentIdentifier: { id: SAMPLE.identifier },
        },
        [],
      );
      const pay = async (): Promise<unknown> =>
        (
          await client.post('/pts/v2/payments', {
            ...aPayment(),
            paymentInformation: { paymentInstrument: { id: id(created) } },
          })
        ).body['status'];
      expect(await pay()).to.equal('DECLINED');
      const body = { type: 'enrollable card', card: { expirationMonth: '12', expirationYear: '2034' } };
      await call(
        'InstrumentIdentifierApi',
        'postInstrumentIdentifierEnrollment',
        SAMPLE.identifier,
        body,
        [],
      );
      expect(await pay()).to.equal('AUTHORIZED');
    });

    it('come with pictures, and with other ones after an update', async () => {
      const api = 'NetworkTokensApi';
      const ask = (provider = 'mdes'): Promise<SdkAnswer> =>
        call(api, 'getCardArtAsset', SAMPLE.networkToken, provider, 'card-art-combined');
      const first = await ask();
      expect(first.body).to.deep.include({ type: 'card-art-combined', provider: 'mdes' });
      const picture = Buffer.from(textAt(first.body, 'content.0.data'), 'base64').toString();
      expect(picture).to.match(/^<svg .*3216.*<\/svg>$/);
      sandbox.control.issuer.changeNetworkToken('testrest', SAMPLE.networkToken, { isArtUpdated: true });
      expect(id(await ask())).not.to.equal(id(first));
      expect((await ask('vts')).status).to.equal(404);
    });
  });

  it('tokenizes in one call, and says of each resource what became of it', async () => {
    const encrypted = createOfficialClient(sandbox.url, {
      disableRequestMLEForMandatoryApisGlobally: true,
    });
    const tokenize = (actionTokenTypes: readonly string[], tokenInformation: object): Promise<SdkAnswer> =>
      encrypted(
        'TokenizeApi',
        'tokenize',
        aModel('PostTokenizeRequest', {
          processingInformation: { actionList: ['TOKEN_CREATE'], actionTokenTypes },
          tokenInformation,
        }),
        [],
      );
    const all = ['customer', 'shippingAddress', 'paymentInstrument', 'instrumentIdentifier', 'tokenizedCard'];
    const instrumentIdentifier = {
      card: { number: '4622943127013705', expirationMonth: '12', expirationYear: '2031' },
    };
    const done = await tokenize(all, {
      customer: { buyerInformation: { email: 'ada@example.com' } },
      shippingAddress: { shipTo: { firstName: 'Ada' } },
      paymentInstrument: { card, billTo: BILL_TO },
      instrumentIdentifier,
    });
    const responses = at(done.body, 'responses') as readonly {
      resource: string;
      httpStatus: number;
      id: string;
    }[];
    expect(responses.map(({ resource, httpStatus }) => [resource, httpStatus])).to.have.deep.members(
      all.map((resource) => [resource, 201]),
    );
    const customer = responses.find(({ resource }) => resource === 'customer');
    await follow((await call('CustomerApi', 'getCustomer', customer?.id, [])).body);
    const failed = await tokenize(['customer', 'paymentInstrument', 'instrumentIdentifier'], {
      customer: { id: '00000000000000000000000000000000' },
      instrumentIdentifier,
    });
    expect(
      (at(failed.body, 'responses') as readonly object[]).map((each) => [
        at(each, 'resource'),
        at(each, 'httpStatus'),
        at(each, 'errors.0.type'),
      ]),
    ).to.deep.equal([
      ['customer', 404, 'notFound'],
      ['instrumentIdentifier', 200, undefined],
      ['paymentInstrument', 424, 'notAttempted'],
    ]);
  });

  it('shows no card number anywhere, whatever member it was put into', async () => {
    const created = await call(
      'CustomerApi',
      'postCustomer',
      {
        objectInformation: { comment: 'card 4111 1111 1111 1111' },
        buyerInformation: { merchantCustomerID: '5555555555554444' },
      },
      [],
    );
    expect(created.text).not.to.match(/1111 1111 1111|5555555555554444/);
    expect(JSON.stringify(sandbox.control.calls())).not.to.match(/1111 1111 1111|5555555555554444/);
  });

  it('ships the public half of the key that the samples decrypt with, and no private key', async () => {
    const source = await readFile(
      new URL('../../../cybersource/access/merchants/merchants.ts', import.meta.url),
      'utf8',
    );
    expect(source).to.include('BEGIN PUBLIC KEY');
    expect(source).not.to.include('PRIVATE KEY');
  });
});
