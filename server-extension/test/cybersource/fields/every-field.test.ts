import { expect } from 'chai';
import { type FieldGrammars, fieldsWithoutRow, fitRequest } from '../../../src/cybersource/fields/grammar.ts';
import { paymentFields } from '../../../src/cybersource/fields/payment-fields.ts';
import { toSetupRequest } from '../../../src/cybersource/payer-authentication/setup.ts';
import { toAuthorizationRequest } from '../../../src/cybersource/requests/authorization.ts';
import {
  toCaptureRequest,
  toIncrementRequest,
  toRefundRequest,
  toReversalRequest,
  toVoidRequest,
} from '../../../src/cybersource/requests/follow-ons.ts';
import type { Json, JsonObject } from '../../../src/cybersource/fields/json.ts';
import { toTimeoutReversalRequest, toTimeoutVoidRequest } from '../../../src/cybersource/requests/undo.ts';
import type { Authorize, Instrument } from '../../../src/domain/payment/command.ts';
import {
  aCapture,
  anIncrement,
  aLostAttempt,
  aRefund,
  aVoid,
  anAuthorization,
  reference,
  methodRequest,
  someSettings,
  typeOf,
} from '../fixtures/builders.ts';
import { wholeOrder } from '../fixtures/whole-order.ts';

const INSTRUMENTS: readonly Instrument[] = [
  { kind: 'transient-token', jwt: 'a.b.c', save: true },
  {
    kind: 'saved-card',
    instrumentIdentifierId: '7010000000016241111',
    expirationMonth: '3',
    expirationYear: '29',
    cardType: '001',
    securityCodeToken: 'c.v.n',
  },
  { kind: 'saved-card', paymentInstrumentId: 'PI1', customerId: 'C1' },
  { kind: 'wallet', wallet: 'googlepay', payload: 'eyJhIjoxfQ==' },
  { kind: 'wallet', wallet: 'applepay', payload: 'eyJhIjoxfQ==' },
];

const AUTHENTICATIONS: readonly Pick<Authorize, 'authentication'>[] = [
  {},
  {
    authentication: {
      step: 'enroll',
      referenceId: 'ref-1',
      returnUrl: 'https://shop.test/return',
      deviceChannel: 'Browser',
      challengeMandated: true,
      windowSize: '03',
    },
  },
  { authentication: { step: 'validate', authenticationTransactionId: 'at1', pausedRequestId: 'p1' } },
];

const INITIATIONS: readonly Pick<Authorize, 'initiation'>[] = [
  { initiation: { by: 'shopper' } },
  { initiation: { by: 'agent' } },
  { initiation: { by: 'merchant', previousNetworkTransactionId: '016150703802094' } },
];

const settings = someSettings({
  descriptor: { name: 'Analytical Engines', contact: '+15125550100' },
  onVerificationFailure: 'accept',
  merchantDefinedData: [{ key: '1', from: 'order', name: 'couponCode' }],
});
const { application } = reference.sender;
const about = {
  ...reference,
  sender: { ...reference.sender, application: { ...application, installation: 'i1' } },
  comment: 'authorize v1attempt1 siteUS/storefront/pg1',
};

/** Every request that this program makes of a payment, with all that can be in it. */
function everyRequest(order = wholeOrder): readonly JsonObject[] {
  const authorizations = INSTRUMENTS.flatMap((instrument) =>
    AUTHENTICATIONS.flatMap((authentication) =>
      INITIATIONS.flatMap((initiation) =>
        [true, false].map((captureNow) =>
          anAuthorization({
            instrument,
            paymentType: typeOf(instrument),
            ...authentication,
            ...initiation,
            captureNow,
            order,
          }),
        ),
      ),
    ),
  );
  const capture = aCapture({ sequence: { number: 1, total: 2 }, isFinal: false, purchase: order });
  const lost = aLostAttempt();
  return [
    ...authorizations.flatMap((command) => [
      toAuthorizationRequest(command, settings, about, methodRequest(command.paymentType)),
      toAuthorizationRequest(
        command,
        { ...settings, decisionSkipTypes: new Set([command.paymentType]) },
        about,
        methodRequest(command.paymentType),
      ),
    ]),
    toCaptureRequest(capture, settings, about),
    toIncrementRequest(anIncrement(), settings, about),
    toRefundRequest(aRefund(), settings, about),
    toReversalRequest(aVoid(), about),
    toVoidRequest(aVoid(), about),
    toTimeoutReversalRequest(lost, reference.sender),
    toTimeoutVoidRequest(lost, reference.sender),
    toSetupRequest({ kind: 'transient-token-id', id: '1E0' }, 'o1', reference.sender, methodRequest),
    toSetupRequest({ kind: 'saved-card', paymentInstrumentId: 'PI1' }, 'o1', reference.sender, methodRequest),
    toSetupRequest(
      { kind: 'wallet', wallet: 'googlepay', payload: 'eyJ9' },
      'o1',
      reference.sender,
      methodRequest,
    ),
  ];
}

/** Every path that a table has a row for. */
function rowsOf(fields: FieldGrammars, path = ''): readonly string[] {
  return Object.entries(fields).flatMap(([name, row]) => {
    const at = `${path}${name}`;
    if (typeof row === 'function') return [at];
    if (typeof row.most !== 'number') return rowsOf(row as FieldGrammars, `${at}.`);
    const { each } = row as { each: unknown };
    return typeof each === 'function' ? [at] : rowsOf(each as FieldGrammars, `${at}[].`);
  });
}

function pathsOf(value: Json, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.flatMap((item) => (typeof item === 'object' ? pathsOf(item, `${path}[]`) : [path]));
  }
  if (typeof value !== 'object') return [path];
  return Object.entries(value as JsonObject).flatMap(([name, inner]) =>
    pathsOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

/** Rows for what only some merchants or later requests send. */
const NOT_YET_SENT = new Set([
  'paymentInformation.card.typeSelectionIndicator',
  'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.originalAuthorizedAmount',
  'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.reason',
]);

describe('Every field that is sent to CyberSource', () => {
  it('has a row that says what it takes', () => {
    const without = everyRequest().flatMap((request) => fieldsWithoutRow(request, paymentFields));
    expect([...new Set(without)]).to.deep.equal([]);
  });

  it('is seen by this test, and no row stands for a field that is never sent', () => {
    const sent = new Set(everyRequest().flatMap((request) => pathsOf(request, '')));
    const unsent = rowsOf(paymentFields).filter((path) => !sent.has(path) && !NOT_YET_SENT.has(path));
    expect(unsent).to.deep.equal([]);
  });

  it('is distinguished from an unlisted one, at any depth', () => {
    const request = {
      orderInformation: { billTo: { nickname: 'x' }, lineItems: [{ productName: 'a', colour: 'b' }] },
      extra: true,
    };
    expect(fieldsWithoutRow(request, paymentFields)).to.deep.equal([
      'orderInformation.billTo.nickname',
      'orderInformation.lineItems[].colour',
      'extra',
    ]);
  });

  it('fits already when it is made to fit again', () => {
    for (const request of everyRequest())
      expect(JSON.stringify(fitRequest(request, paymentFields))).to.equal(JSON.stringify(request));
  });

  it('is whole or left out where half of it would be another one', () => {
    const long = 'x'.repeat(70_000);
    const cut =
      /\.(firstName|lastName|address[12]|locality|administrativeArea|company|name|purchaseContactName|productName|productCode|productSku|value|code|userAgentBrowserValue|httpAccept\w+|application\w+)$/;
    for (const path of rowsOf(paymentFields)) {
      const request = objectAt(path.split('.'), long);
      const left = pathsOf(fitRequest(request, paymentFields), '');
      if (cut.test(path) && !path.includes('taxDetails') && path !== 'paymentInformation.fluidData.value')
        expect(left, path).to.deep.equal([path]);
      else expect(left, path).to.deep.equal([]);
    }
  });
});

function objectAt([name = '', ...rest]: readonly string[], value: Json): JsonObject {
  const inner = rest.length === 0 ? value : objectAt(rest, value);
  return name.endsWith('[]') ? { [name.slice(0, -2)]: [inner] } : { [name]: inner };
}
