import { expect } from 'chai';
import { type ComposedCall, createOperations } from '../../../src/cybersource/client/operations.ts';
import { anAccount } from '../fixtures/builders.ts';

const operations = createOperations(anAccount());
/** Each operation gets a request of its own: the SDK's classes write into it. */
const request = (): never => ({ clientReferenceInformation: { partner: { developerId: 'D' } } }) as never;

/** CyberSource: REST API reference. Each can hold, capture or refund money, or undo that. */
const PAYMENTS: readonly (readonly [call: ComposedCall, line: string])[] = [
  [operations.createPayment(request()), 'POST /pts/v2/payments'],
  [operations.incrementAuthorization('ID', request()), 'PATCH /pts/v2/payments/ID'],
  [operations.capturePayment('ID', request()), 'POST /pts/v2/payments/ID/captures'],
  [operations.reverseAuthorization('ID', request()), 'POST /pts/v2/payments/ID/reversals'],
  [operations.reverseLost(request()), 'POST /pts/v2/reversals'],
  [operations.voidSale('ID', request()), 'POST /pts/v2/payments/ID/voids'],
  [operations.voidCapture('ID', request()), 'POST /pts/v2/captures/ID/voids'],
  [operations.voidRefund('ID', request()), 'POST /pts/v2/refunds/ID/voids'],
  [operations.voidLost(request()), 'POST /pts/v2/voids'],
  [operations.refundCapture('ID', request()), 'POST /pts/v2/captures/ID/refunds'],
  [operations.refundPayment('ID', request()), 'POST /pts/v2/payments/ID/refunds'],
];

const CARD = '/tms/v2/customers/CU/payment-instruments/ID';
const WEBHOOKS = '/notification-subscriptions/v2/webhooks';
const DAY = ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'] as const;
const PERIOD = 'startTime=2026-11-20T00%3A00%3A00Z&endTime=2026-11-21T00%3A00%3A00Z&organizationId=testrest';

/** Those that may be sent once more where their connection broke: they read, or make what is made anew each time. */
const REPEATABLE: readonly (readonly [call: ComposedCall, line: string])[] = [
  [operations.createMicroformSession(request()), 'POST /microform/v2/sessions'],
  [operations.setUpAuthentication(request()), 'POST /risk/v1/authentication-setups'],
  [operations.searchTransactions(request()), 'POST /tss/v2/searches'],
  [operations.transactionDetails('ID'), 'GET /tss/v2/transactions/ID'],
  [operations.listCustomerPaymentInstruments('CU'), 'GET /tms/v2/customers/CU/payment-instruments'],
  [operations.customerPaymentInstrument('CU', 'ID'), `GET ${CARD}`],
  [operations.paymentInstrument('ID'), 'GET /tms/v1/paymentinstruments/ID'],
  [operations.instrumentIdentifier('ID'), 'GET /tms/v1/instrumentidentifiers/ID'],
  [
    operations.paymentInstrumentsOf('ID'),
    'GET /tms/v1/instrumentidentifiers/ID/paymentinstruments?limit=100',
  ],
  [operations.notificationProducts('ORG'), 'GET /notification-subscriptions/v2/products/ORG'],
  [operations.subscriptions('ORG'), `GET ${WEBHOOKS}?organizationId=ORG`],
  [
    operations.subscriptionsOfVersion1('ORG'),
    'GET /notification-subscriptions/v1/webhooks?organizationId=ORG',
  ],
  [operations.subscription('ID'), `GET ${WEBHOOKS}/ID`],
  [operations.conversionDetails(...DAY), `GET /reporting/v3/conversion-details?${PERIOD}`],
  [
    operations.downloadReport('2026-11-20', 'Daily'),
    'GET /reporting/v3/report-downloads?organizationId=testrest&reportDate=2026-11-20&reportName=Daily',
  ],
  [
    operations.purchaseRefundDetails(...DAY, { offset: 10, limit: 5 }),
    `GET /reporting/v3/purchase-refund-details?${PERIOD}&offset=10&limit=5`,
  ],
];

/** Those that change something, and are sent once. */
const CHANGES: readonly (readonly [call: ComposedCall, line: string])[] = [
  [operations.changeCustomerPaymentInstrument('CU', 'ID', request()), `PATCH ${CARD}`],
  [operations.deleteCustomerPaymentInstrument('CU', 'ID'), `DELETE ${CARD}`],
  [operations.changePaymentInstrument('ID', request()), 'PATCH /tms/v1/paymentinstruments/ID'],
  [operations.deletePaymentInstrument('ID'), 'DELETE /tms/v1/paymentinstruments/ID'],
  [operations.createSubscription(request()), `POST ${WEBHOOKS}`],
  [operations.changeSubscriptionStatus('ID', request()), `PUT ${WEBHOOKS}/ID/status`],
  [operations.deleteSubscription('ID'), `DELETE ${WEBHOOKS}/ID`],
  [operations.testSubscription('ID'), 'POST /notification-subscriptions/v1/webhooks/ID'],
  [operations.createSigningKey('ORG', request()), 'POST /kms/egress/v2/keys-sym'],
  [operations.decideCase('ID', request()), 'POST /risk/v1/decisions/ID/actions'],
];

describe('The operations of CyberSource', () => {
  for (const [kind, calls, traits] of [
    ['moves money, is encrypted where that is set, and is sent once', PAYMENTS, [true, true, false]],
    ['moves no money and may be sent again', REPEATABLE, [false, false, true]],
    ['moves no money and is sent once', CHANGES, [false, false, false]],
  ] as const)
    for (const [call, line] of calls)
      it(`have ${line}, which ${kind}`, () => {
        const { method, path, encryptable, movesMoney, repeatable } = call;
        expect(`${method} ${path}`).to.equal(line);
        expect([movesMoney, encryptable, repeatable]).to.deep.equal(traits);
      });

  it('are all in these lists', () => {
    expect(Object.keys(operations)).to.have.length(PAYMENTS.length + REPEATABLE.length + CHANGES.length);
  });

  it('are named without ids', () => {
    const ids = /\b(ID|CU|ORG)\b|\?/;
    for (const [{ template, path }] of [...PAYMENTS, ...REPEATABLE, ...CHANGES]) {
      expect(template).not.to.match(ids);
      if (!ids.test(path)) expect(template).to.equal(path);
    }
    expect(operations.customerPaymentInstrument('CU', 'ID').template).to.equal(
      '/tms/v2/customers/{customerId}/payment-instruments/{paymentInstrumentId}',
    );
  });

  it('send what they are given, and nothing where they only read or delete', () => {
    for (const [{ method, body }, line] of [...PAYMENTS, ...REPEATABLE, ...CHANGES])
      if (method === 'GET' || method === 'DELETE') expect(body, line).to.equal(undefined);
      else if (line.endsWith('/v1/webhooks/ID')) expect(body).to.deep.equal({});
      else expect(body, line).to.deep.equal(request());
  });

  it('are in JSON, and answer in JSON but for the card fields’ token and a report', () => {
    const accepted = new Set<string>();
    for (const [{ accept, contentType }] of [...PAYMENTS, ...REPEATABLE, ...CHANGES]) {
      expect(contentType).to.match(/^application\/json(;charset=utf-8)?$/);
      accepted.add(accept.replace(/;charset=utf-8$/, ''));
    }
    expect([...accepted].sort()).to.deep.equal([
      'application/hal+json',
      'application/json',
      'application/jwt',
      'application/xml',
    ]);
    expect(operations.createMicroformSession(request()).accept).to.equal('application/jwt');
    expect(operations.downloadReport('2026-11-20', 'Daily').accept).to.equal('application/xml');
  });

  it('have a header beside the usual ones only where a key is made for an organization', () => {
    const withHeaders = [...PAYMENTS, ...REPEATABLE, ...CHANGES].filter(([call]) => 'headers' in call);
    expect(withHeaders.map(([{ headers }, line]) => [line, headers])).to.deep.equal([
      ['POST /kms/egress/v2/keys-sym', { 'v-c-sender-organization-id': 'ORG' }],
    ]);
  });

  it('escape an id that would lead to another path', () => {
    expect(operations.transactionDetails('a/../b?c').path).to.equal('/tss/v2/transactions/a%2F..%2Fb%3Fc');
  });
});
