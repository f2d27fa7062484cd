import { expect } from 'chai';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { cardAnswer, flatAnswer } from '../../../src/occ/response/response-schema.ts';
import { type CompletedCommand, requireWebhookResponse } from '../../../src/occ/response/webhook-response.ts';
import type { Webhook } from '../../../src/occ/webhook/webhook.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { aChallenge, approved, aReport, aRef, resultOf } from '../../builders/reported-results.ts';
import { aWebhook, bytesOf } from '../../builders/webhook.ts';

const at = new Date('2026-02-01T12:00:00Z');
const transactionTimestamp = '2026-02-01T11:59:59+0000';
const webhook = (over: object = {}): Webhook =>
  parseWebhook(
    bytesOf(aWebhook({ transactionTimestamp, customProperties: { gift: 'yes' }, ...over })),
    paymentMethods,
  );
const answered = (asked: Webhook, result: PaymentResult, more: Partial<CompletedCommand> = {}) =>
  requireWebhookResponse(asked, {
    result,
    at,
    captureNow: false,
    payerAuthenticationEnabled: true,
    ...more,
  });

const REF = '7000000000000000000009';
const rich = {
  ...approved(REF, {
    message: 'It went well.',
    decision: 'ACCEPT',
    payerAuthentication: { eci: '05', veresEnrolled: 'Y', paresStatus: 'Y' },
  }),
  savedCard: { customerId: 'C1', paymentInstrumentId: 'PI1', instrumentIdentifierId: 'II1' },
  warnings: ['address-not-matched', 'card-not-saved'],
} as PaymentResult;

const PROPERTIES = {
  gift: 'yes',
  paymentStatus: 'AUTHORIZED',
  authAvsCode: 'Y',
  authCvResult: 'M',
  authTime: '2026-01-31T10:22:21Z',
  eci: '05',
  paresStatus: 'Y',
  dmMsg: 'It went well.',
  dmDecision: 'ACCEPT',
  warnings: 'address-not-matched,card-not-saved',
  cardNotSaved: 'true',
};

const SAVED = {
  token: 'PI1',
  additionalSavedCardProperties: { customerId: 'C1', instrumentId: 'II1' },
};

const CARD = {
  orderId: 'o10001',
  channel: 'storefront',
  locale: 'en',
  transactionType: '0100',
  currencyCode: 'USD',
  siteId: 'siteUS',
  authorizationResponse: {
    transactionId: 'o10001-pg10001-1767225600000',
    transactionTimestamp,
    paymentId: 'pg10001',
    paymentMethod: 'card',
    gatewayId: 'isv-occ-gateway',
    siteId: 'siteUS',
    amount: '000000004250',
    responseCode: '1000',
    responseReason: 'AUTHORIZED',
    responseDescription: '',
    authCode: 'AUTHORIZED',
    hostTransactionId: REF,
    hostTransactionTimestamp: String(Date.parse('2026-01-31T10:22:21Z')),
    merchantTransactionId: 'o10001-pg10001-1767225600000',
    merchantTransactionTimestamp: String(at.getTime()),
    ...SAVED,
    additionalProperties: PROPERTIES,
    customPaymentProperties: ['cardNotSaved'],
  },
};

const FLAT = {
  orderId: 'o10001',
  paymentId: 'pg10001',
  merchantTransactionId: 'o10001-pg10001-1767225600000',
  merchantTransactionTimestamp: String(at.getTime()),
  hostTransactionId: REF,
  hostTimestamp: '2026-01-31T10:22:21Z',
  transactionType: '0100',
  transactionTimestamp,
  paymentMethod: 'generic',
  gatewayId: 'isv-occ-gateway',
  siteId: 'siteUS',
  currencyCode: 'USD',
  amount: '000000004250',
  channel: 'storefront',
  locale: 'en',
  authCode: 'AUTHORIZED',
  response: { success: true, code: '1000', reason: 'AUTHORIZED', description: '' },
  ...SAVED,
  additionalProperties: PROPERTIES,
  externalProperties: ['cardNotSaved'],
};

describe('The whole answer to an authorization with all that can be said', () => {
  it('by card', () => {
    const answer = answered(webhook(), rich);
    expect(answer).to.deep.equal(CARD);
    expect(cardAnswer().parse(answer)).to.deep.equal(CARD);
  });

  it('by any other method', () => {
    const answer = answered(webhook({ paymentMethod: 'generic' }), rich);
    expect(answer).to.deep.equal(FLAT);
    expect(flatAnswer().parse(answer)).to.deep.equal(FLAT);
  });

  it('gives no token of a card that the shopper’s profile has already', () => {
    const answer = answered(webhook(), rich, { cardIsKnown: true })['authorizationResponse'];
    expect(answer).not.to.have.any.keys('token', 'additionalSavedCardProperties');
  });

  it('gives no token where CyberSource kept the customer alone', () => {
    const result = { ...rich, savedCard: { customerId: 'C1' } } as PaymentResult;
    expect(answered(webhook(), result)['authorizationResponse']).not.to.have.any.keys(
      'token',
      'additionalSavedCardProperties',
    );
  });

  it('has the time of the answer where CyberSource states none that can be read', () => {
    for (const submittedAt of ['', 'yesterday']) {
      const { gateway, ...rest } = approved() as Extract<PaymentResult, { outcome: 'approved' }>;
      const result = { ...rest, gateway: { ...gateway, submittedAt } };
      expect(answered(webhook(), result)['authorizationResponse']).to.have.property(
        'hostTransactionTimestamp',
        String(at.getTime()),
      );
    }
    const notSent = answered(webhook({ paymentMethod: 'generic' }), resultOf('not-sent'));
    expect(notSent).to.have.property('hostTimestamp', at.toISOString());
  });
});

describe('The whole answer to an authorization that is sold at once', () => {
  it('says so to the storefront and the OMS', () => {
    const answer = answered(webhook(), approved(), { captureNow: true })['authorizationResponse'];
    expect(answer).to.deep.include({
      responseCode: '4000',
      responseReason: 'SALE_COMPLETE',
      responseDescription: 'SALE_COMPLETE',
      authCode: 'SALE_COMPLETE',
      customPaymentProperties: ['sale'],
    });
    expect(answer).to.have.nested.property('additionalProperties.sale', 'true');
    const flat = answered(webhook({ paymentMethod: 'generic' }), approved(), { captureNow: true });
    expect(flat).to.deep.include({
      externalProperties: ['sale'],
      response: {
        success: true,
        code: '4000',
        reason: 'SALE_COMPLETE',
        description: 'SALE_COMPLETE',
      },
    });
  });

  it('shows the storefront nothing where there is nothing to show', () => {
    for (const paymentMethod of ['card', 'generic']) {
      const answer = answered(webhook({ paymentMethod }), approved());
      const body = answer['authorizationResponse'] ?? answer;
      expect(body).not.to.have.any.keys('customPaymentProperties', 'externalProperties');
    }
  });

  it('says nothing of a sale to a hold', () => {
    const answer = answered(webhook(), approved())['authorizationResponse'];
    expect(answer).not.to.have.nested.property('additionalProperties.sale');
    expect(answer).not.to.have.property('customPaymentProperties');
  });
});

describe('The whole answer to an authorization that the issuer challenges', () => {
  const challenge = aChallenge();
  const result = {
    outcome: 'challenge',
    ref: aRef(REF),
    gateway: aReport({ status: 'PENDING_AUTHENTICATION' }),
    challenge,
  } as PaymentResult;

  it('has all that the storefront needs to show the page and to come back from it', () => {
    const answer = answered(webhook(), result, { challengeState: 'a-seal', challengeAskedFor: true });
    expect(answer['authorizationResponse']).to.deep.include({
      responseCode: '10000',
      responseReason: 'PENDING_AUTHENTICATION',
      customPaymentProperties: [
        'pareq',
        'action',
        'stepUpUrl',
        'accessToken',
        'pauseRequestId',
        'challengeCode',
      ],
    });
    expect(answer)
      .to.have.nested.property('authorizationResponse.additionalProperties')
      .that.deep.includes({
        ...challenge.details,
        action: 'validateConsumerAuthentication',
        authenticationTransactionId: challenge.authenticationTransactionId,
        stepUpUrl: challenge.stepUpUrl,
        accessToken: challenge.accessToken,
        pauseRequestId: 'a-seal',
        challengeCode: '04',
      });
  });

  it('shows only what it has', () => {
    expect(answered(webhook(), result)['authorizationResponse']).to.deep.include({
      customPaymentProperties: ['pareq', 'action', 'stepUpUrl', 'accessToken'],
    });
  });
});

describe('The word for support in an answer of which CyberSource stated no status', () => {
  const without = (result: PaymentResult): PaymentResult =>
    'gateway' in result ? { ...result, gateway: { httpStatus: 201 } } : result;

  for (const [outcome, word] of [
    ['approved', 'APPROVED'],
    ['challenge', 'PENDING_AUTHENTICATION'],
    ['declined', 'DECLINED'],
    ['refused', 'INVALID_REQUEST'],
    ['not-sent', 'NOT_SENT'],
    ['unknown', 'PENDING_CONFIRMATION'],
  ] as const)
    it(`is ${word} for ${outcome}`, () => {
      expect(answered(webhook(), without(resultOf(outcome)))['authorizationResponse']).to.have.property(
        'authCode',
        word,
      );
    });

  for (const [because, word] of [
    ['review', 'AUTHORIZED_PENDING_REVIEW'],
    ['settlement', 'PENDING'],
  ] as const)
    it(`is ${word} for what waits for its ${because}`, () => {
      const result = without({ ...approved(), outcome: 'pending', because } as PaymentResult);
      expect(answered(webhook(), result)['authorizationResponse']).to.have.property('authCode', word);
    });
});
