/** Every operation of the API classes that CyberSource's samples for tokens, network tokens and webhooks call. */
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { createServerCertificate } from '../../../cybersource/access/encryption/certificate.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { at, BILL_TO, textAt } from '../client.ts';
import { type Receiver, startReceiver } from '../notifications/a-receiver.ts';
import { aSubscription } from '../notifications/a-subscription.ts';
import { createOfficialClient, type OfficialClient, type SdkAnswer } from '../library-calls.ts';

/** What the samples name, and the sandbox begins with. */
const CUSTOMER = 'AB695DA801DD1BB6E05341588E0A3BDC';
const INSTRUMENT = 'AB6A54B982A6FCB6E05341588E0A3935';
const ADDRESS = 'AB6A54B97C00FCB6E05341588E0A3935';
const IDENTIFIER = '7010000000016241111';
const OWN_INSTRUMENT = '888454C31FB6150CE05340588D0AA9BE';
const NETWORK_TOKEN = '7010000000008573216';

const card = { expirationMonth: '12', expirationYear: '2031', type: '001' };
const anInstrument = { card, billTo: BILL_TO, instrumentIdentifier: { id: IDENTIFIER } };
const SHOP = 'https://shop.example';
const keyRequest = (keyInformation: object): object => ({
  clientRequestAction: 'CREATE',
  keyInformation: { provider: 'nrtd', tenant: 'testrest', organizationId: 'testrest', ...keyInformation },
});

/** Makes what a later call needs. @returns its id. */
type Make = (api: string, operation: string, ...input: unknown[]) => Promise<string>;

interface Known {
  /** Of a server that takes notifications. */
  readonly receiverUrl: string;
  /** Base64 of a certificate, without the lines around it. */
  readonly certificate: string;
}

interface Row {
  readonly status: number;
  /** Members that the answer has to have, by their paths. */
  readonly has?: readonly string[];
  readonly input: (make: Make, known: Known) => readonly unknown[] | Promise<readonly unknown[]>;
}

const makeCustomer = (make: Make): Promise<string> => make('CustomerApi', 'postCustomer', {}, []);
const makeInstrument = (make: Make): Promise<string> =>
  make('CustomerPaymentInstrumentApi', 'postCustomerPaymentInstrument', CUSTOMER, anInstrument, []);
const makeAddress = (make: Make): Promise<string> =>
  make('CustomerShippingAddressApi', 'postCustomerShippingAddress', CUSTOMER, { shipTo: BILL_TO }, []);
const makeOwnInstrument = (make: Make): Promise<string> =>
  make('PaymentInstrumentApi', 'postPaymentInstrument', anInstrument, []);
const makeIdentifier = (make: Make): Promise<string> =>
  make('InstrumentIdentifierApi', 'postInstrumentIdentifier', { card: { number: '5555555555554444' } }, []);
const makeTokenizedCard = (make: Make): Promise<string> =>
  make('NetworkTokensApi', 'postTokenizedCard', aTokenizedCard, []);
const makeSubscription = (make: Make, more: object = {}): Promise<string> =>
  make('CreateNewWebhooksApi', 'notificationSubscriptionsV2WebhooksPost', {
    createWebhook: aSubscription(SHOP, more),
  });
const aTokenizedCard = {
  source: 'ONFILE',
  createInstrumentIdentifier: true,
  card: { number: '4111111111111111', expirationMonth: '12', expirationYear: '2031', type: '001' },
};
const API: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  CustomerApi: {
    postCustomer: { status: 201, has: ['id', '_links.self.href'], input: () => [{}, []] },
    getCustomer: {
      status: 200,
      has: ['id', '_links.paymentInstruments.href', '_links.shippingAddress.href', 'metadata.creator'],
      input: () => [CUSTOMER, []],
    },
    patchCustomer: {
      status: 200,
      has: ['id', 'buyerInformation.email'],
      input: () => [CUSTOMER, { buyerInformation: { email: 'a@example.com' } }, []],
    },
    deleteCustomer: { status: 204, input: async (make) => [await makeCustomer(make), []] },
  },
  CustomerPaymentInstrumentApi: {
    postCustomerPaymentInstrument: {
      status: 201,
      has: ['id', 'state', 'card.expirationMonth', 'instrumentIdentifier.id', '_links.self.href'],
      input: () => [CUSTOMER, anInstrument, []],
    },
    getCustomerPaymentInstrument: {
      status: 200,
      has: [
        'id',
        'object',
        'state',
        'card.type',
        'billTo.country',
        '_embedded.instrumentIdentifier.card.number',
      ],
      input: () => [CUSTOMER, INSTRUMENT, []],
    },
    getCustomerPaymentInstrumentsList: {
      status: 200,
      has: ['count', 'total', 'limit', 'offset', '_embedded.paymentInstruments.0.id', '_links.self.href'],
      input: () => [CUSTOMER, []],
    },
    patchCustomersPaymentInstrument: {
      status: 200,
      has: ['id', 'card.expirationYear'],
      input: () => [CUSTOMER, INSTRUMENT, { ...anInstrument, card: { ...card, expirationYear: '2033' } }, []],
    },
    deleteCustomerPaymentInstrument: {
      status: 204,
      input: async (make) => [CUSTOMER, await makeInstrument(make), []],
    },
  },
  CustomerShippingAddressApi: {
    postCustomerShippingAddress: {
      status: 201,
      has: ['id', 'default', 'shipTo.country', '_links.customer.href'],
      input: () => [CUSTOMER, { default: true, shipTo: BILL_TO }, []],
    },
    getCustomerShippingAddress: {
      status: 200,
      has: ['id', 'default', 'shipTo.country', 'metadata.creator'],
      input: () => [CUSTOMER, ADDRESS, []],
    },
    getCustomerShippingAddressesList: {
      status: 200,
      has: ['count', 'total', '_embedded.shippingAddresses.0.id'],
      input: () => [CUSTOMER, []],
    },
    patchCustomersShippingAddress: {
      status: 200,
      has: ['id', 'shipTo.firstName'],
      input: () => [CUSTOMER, ADDRESS, { shipTo: { ...BILL_TO, firstName: 'Ada' } }, []],
    },
    deleteCustomerShippingAddress: {
      status: 204,
      input: async (make) => [CUSTOMER, await makeAddress(make), []],
    },
  },
  PaymentInstrumentApi: {
    postPaymentInstrument: {
      status: 201,
      has: ['id', 'state', 'card.type', '_links.self.href'],
      input: () => [anInstrument, []],
    },
    getPaymentInstrument: {
      status: 200,
      has: ['id', 'state', 'instrumentIdentifier.id', '_embedded.instrumentIdentifier.state'],
      input: () => [OWN_INSTRUMENT, []],
    },
    patchPaymentInstrument: {
      status: 200,
      has: ['id', 'card.expirationYear'],
      input: () => [OWN_INSTRUMENT, { ...anInstrument, card: { ...card, expirationYear: '2033' } }, []],
    },
    deletePaymentInstrument: { status: 204, input: async (make) => [await makeOwnInstrument(make), []] },
  },
  InstrumentIdentifierApi: {
    postInstrumentIdentifier: {
      status: 201,
      has: ['id', 'state', 'card.number', 'processingInformation', '_links.paymentInstruments.href'],
      input: () => [
        {
          card: { number: '5555555555554444' },
          processingInformation: {
            authorizationOptions: {
              initiator: { merchantInitiatedTransaction: { previousTransactionId: '1' } },
            },
          },
        },
        [],
      ],
    },
    getInstrumentIdentifier: {
      status: 200,
      has: ['id', 'object', 'state', 'card.number', '_links.self.href'],
      input: () => [IDENTIFIER, []],
    },
    getInstrumentIdentifierPaymentInstrumentsList: {
      status: 200,
      has: ['count', 'total', '_embedded.paymentInstruments.0.id'],
      input: () => [IDENTIFIER, []],
    },
    patchInstrumentIdentifier: {
      status: 200,
      has: ['id', 'processingInformation'],
      input: () => [
        IDENTIFIER,
        {
          processingInformation: {
            authorizationOptions: {
              initiator: { merchantInitiatedTransaction: { previousTransactionId: '2' } },
            },
          },
        },
        [],
      ],
    },
    postInstrumentIdentifierEnrollment: {
      status: 202,
      input: () => [
        IDENTIFIER,
        { type: 'enrollable card', card: { expirationMonth: '12', expirationYear: '2031' } },
        [],
      ],
    },
    deleteInstrumentIdentifier: { status: 204, input: async (make) => [await makeIdentifier(make), []] },
  },
  NetworkTokensApi: {
    postTokenizedCard: {
      status: 201,
      has: ['id', 'state', 'number', 'expirationMonth', 'card.suffix', '_links.self.href'],
      input: () => [aTokenizedCard, []],
    },
    getTokenizedCard: {
      status: 200,
      has: ['id', 'object', 'state', 'number', 'card.suffix', 'metadata'],
      input: async (make) => [await makeTokenizedCard(make), []],
    },
    postIssuerLifeCycleSimulation: {
      status: 204,
      input: async (make) => ['any profile', await makeTokenizedCard(make), { state: 'SUSPENDED' }],
    },
    postTokenPaymentCredentials: { status: 201, input: () => [NETWORK_TOKEN, {}, []] },
    postTokenPaymentCredentialsV3: {
      status: 201,
      input: () => [NETWORK_TOKEN, { paymentCredentialType: 'CRYPTOGRAM' }, []],
    },
    getCardArtAsset: {
      status: 200,
      has: ['id', 'type', 'provider', 'content.0.data'],
      input: () => [NETWORK_TOKEN, 'mdes', 'card-art-combined'],
    },
    postTokenizedCardDelete: { status: 204, input: async (make) => [await makeTokenizedCard(make), []] },
  },
  CreateNewWebhooksApi: {
    findProductsToSubscribe: {
      status: 200,
      has: ['0.productId', '0.eventTypes.0.eventName'],
      input: () => ['testrest'],
    },
    notificationSubscriptionsV2WebhooksPost: {
      status: 201,
      has: [
        'webhookId',
        'organizationId',
        'products',
        'webhookUrl',
        'retryPolicy',
        'securityPolicy',
        'status',
      ],
      input: () => [{ createWebhook: aSubscription(SHOP) }],
    },
    saveSymEgressKey: {
      status: 201,
      has: ['status', 'keyInformation.keyId', 'keyInformation.key', 'keyInformation.expirationDate'],
      input: () => [
        {
          vCSenderOrganizationId: 'testrest',
          vCPermissions: 'CREATE',
          saveSymEgressKey: keyRequest({ keyType: 'sharedSecret' }),
        },
      ],
    },
  },
  ManageWebhooksApi: {
    getWebhookSubscriptionById: {
      status: 200,
      has: ['webhookId', 'organizationId', 'products', 'webhookUrl', 'status', 'createdOn'],
      input: async (make) => [await makeSubscription(make)],
    },
    getWebhookSubscriptionsByOrg: {
      status: 200,
      has: ['0.webhookId', '0.status'],
      input: async (make) => {
        await makeSubscription(make);
        return ['testrest', { productId: 'payments', eventType: 'payments.authorization.status.accepted' }];
      },
    },
    notificationSubscriptionsV1WebhooksWebhookIdPost: {
      status: 201,
      has: ['webhookId', 'eventType', 'payloads', 'transactionTraceId'],
      input: async (make, { receiverUrl: webhookUrl }) => [await makeSubscription(make, { webhookUrl })],
    },
    notificationSubscriptionsV2WebhooksWebhookIdPatch: {
      status: 200,
      has: ['webhookId', 'name'],
      input: async (make) => [await makeSubscription(make), { updateWebhook: { name: 'renamed' } }],
    },
    notificationSubscriptionsV2WebhooksWebhookIdStatusPut: {
      status: 200,
      has: ['status'],
      input: async (make) => [await makeSubscription(make), { updateStatus: { status: 'INACTIVE' } }],
    },
    deleteWebhookSubscription: { status: 204, input: async (make) => [await makeSubscription(make)] },
    saveAsymEgressKey: {
      status: 201,
      has: ['status', 'keyInformation.keyId'],
      input: (_, { certificate }) => [
        { ...keyRequest({ keyType: 'publicKey', pub: certificate }), clientRequestAction: 'STORE' },
        { vCSenderOrganizationId: 'testrest', vCPermissions: 'CREATE' },
      ],
    },
  },
};

/** The operations of a class of the library: those that begin a call, not those beneath. */
function operationsOf(api: string): readonly string[] {
  const library = createRequire(import.meta.url)('cybersource-rest-client') as Readonly<
    Record<string, new (configuration: object) => object>
  >;
  const Api = library[api];
  if (Api === undefined) throw new Error(`The library has no ${api}.`);
  const instance = new Api({
    authenticationType: 'http_signature',
    runEnvironment: 'apitest.cybersource.com',
    merchantID: 'x',
    merchantKeyId: 'x',
    merchantsecretKey: 'x',
    logConfiguration: { enableLog: false },
  });
  return Object.entries(instance)
    .filter(([, member]) => typeof member === 'function')
    .map(([name]) => name);
}

describe('the classes that the samples call', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let sandbox: CyberSourceSandbox;
  let call: OfficialClient;
  let receiver: Receiver;
  let certificate: string;
  before(async () => {
    receiver = await startReceiver();
    const { cert } = await createServerCertificate(['localhost'], new Date());
    certificate = cert.replace(/-----[A-Z ]+-----|\s/g, '');
    sandbox = await startCybersourceSandbox();
    sandbox.control.addMerchant({
      id: 'testrest',
      sharedSecrets: new Map(),
      certificates: [],
      credentialsKey: publicKey,
    });
    call = createOfficialClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(async () => {
    await sandbox.close();
    await receiver.close();
  });

  const make: Make = async (...input) => {
    const { status, body, text }: SdkAnswer = await call(...input);
    if (status !== 201) throw new Error(`${input.slice(0, 2).join('.')} answered ${status}: ${text}`);
    return at(body, 'id') === undefined ? textAt(body, 'webhookId') : textAt(body, 'id');
  };

  for (const [api, rows] of Object.entries(API)) {
    it(`${api} has no operation that is not in the table`, () => {
      expect(Object.keys(rows).toSorted()).to.deep.equal(operationsOf(api).toSorted());
    });

    for (const [operation, { status, has = [], input }] of Object.entries(rows))
      it(`${api}.${operation} is answered with ${status}`, async () => {
        const answer = await call(
          api,
          operation,
          ...(await input(make, { receiverUrl: receiver.url, certificate })),
        );
        expect(answer.status, answer.text).to.equal(status);
        expect(has.filter((path) => at(answer.body, path) === undefined)).to.deep.equal([]);
      });
  }
});
