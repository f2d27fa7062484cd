import { expect } from 'chai';
import type { OrderOperation } from '../../../src/domain/payment/command.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { billingFields } from '../../../src/domain/address/billing-field.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { fieldNamesIn } from '../../../src/occ/webhook/field-names.ts';
import {
  isSuccess,
  toResponseCode,
  toVerdict,
  type ResponseKind,
} from '../../../src/occ/response/response-codes.ts';
import { requireWebhookResponse, toUnsupportedResponse } from '../../../src/occ/response/webhook-response.ts';
import type { Webhook } from '../../../src/occ/webhook/webhook.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import { approved, declined, everyResult } from '../../builders/reported-results.ts';
import { aWebhook, bytesOf } from '../../builders/webhook.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

const at = new Date('2026-02-01T12:00:00Z');
const types = { authorize: '0100', void: '0110', capture: '0200', refund: '0400' } as const;
const envelopes = {
  authorize: 'authorizationResponse',
  void: 'voidResponse',
  capture: 'captureResponse',
  refund: 'creditResponse',
} as const;

function webhook(overrides: Readonly<Record<string, unknown>> = {}): Webhook {
  return parseWebhook(bytesOf(aWebhook(overrides)), paymentMethods);
}

function answer(
  asked: Webhook,
  result: PaymentResult,
  { captureNow = false, payerAuthenticationEnabled = false } = {},
): Record<string, unknown> {
  return requireWebhookResponse(asked, { result, at, captureNow, payerAuthenticationEnabled });
}

type Inner = Readonly<Record<string, unknown>> & {
  readonly additionalProperties: Readonly<Record<string, string>>;
};

function cardAnswer(...asked: Parameters<typeof answer>): Inner {
  return Object.values(answer(...asked)).find((value) => typeof value === 'object') as Inner;
}

/** The code table as the switching merchant's documentation has it. */
const documented: Readonly<Record<OrderOperation, Readonly<Record<ResponseKind, string | undefined>>>> = {
  authorize: {
    approved: '1000',
    sold: '4000',
    review: '1000',
    settlement: '1000',
    challenge: '10000',
    declined: '9000',
    refused: '9000',
    'not-sent': '9000',
    unknown: '9000',
  },
  void: {
    approved: '2000',
    sold: '2000',
    review: undefined,
    settlement: '2000',
    challenge: '8000',
    declined: '8000',
    refused: '8000',
    'not-sent': undefined,
    unknown: undefined,
  },
  capture: {
    approved: '11000',
    sold: '11000',
    review: undefined,
    settlement: '11000',
    challenge: '12000',
    declined: '12000',
    refused: '12000',
    'not-sent': undefined,
    unknown: undefined,
  },
  refund: {
    approved: '3000',
    sold: '3000',
    review: undefined,
    settlement: '3000',
    challenge: '7000',
    declined: '7000',
    refused: '7000',
    'not-sent': undefined,
    unknown: undefined,
  },
};

describe('the answer to a webhook', () => {
  for (const [operation, row] of Object.entries(documented) as [
    OrderOperation,
    (typeof documented)[OrderOperation],
  ][]) {
    for (const [verdict, code] of Object.entries(row) as [ResponseKind, string | undefined][]) {
      it(`has ${code ?? 'no code'} for ${operation}, ${verdict}`, () => {
        expect(toResponseCode(operation, verdict)).to.equal(code);
      });
    }
  }

  it('succeeds exactly for what moved or held money as asked', () => {
    const codes = [
      '1000',
      '2000',
      '3000',
      '4000',
      '7000',
      '8000',
      '9000',
      '10000',
      '11000',
      '12000',
    ] as const;
    expect(codes.filter(isSuccess)).to.deep.equal(['1000', '2000', '3000', '4000', '11000']);
  });

  for (const operation of ['authorize', 'void', 'capture', 'refund'] as const) {
    for (const result of everyResult) {
      it(`is definite or refused for ${operation}, ${result.outcome}`, () => {
        const asked = webhook({ transactionType: types[operation] });
        if (toResponseCode(operation, toVerdict(result, false)) === undefined) {
          expect(() => answer(asked, result))
            .to.throw(Problem)
            .with.property('status', 503);
        } else {
          const body = answer(asked, result)[envelopes[operation]];
          expect(body)
            .to.have.property('responseCode')
            .that.matches(/^\d{4,5}$/);
          expect(body).to.have.property('responseReason').that.is.a('string').and.not.empty;
        }
      });
    }
  }

  it('has texts only in additionalProperties, ours winning over what the shop sent', () => {
    const asked = webhook({
      customProperties: {
        giftMessage: 'Hello',
        paymentStatus: 'faked',
        transientTokenJwt: 'secret',
        captureContext: 'c',
        points: 7,
      },
    });
    expect(answer(asked, approved()))
      .to.have.nested.property('authorizationResponse.additionalProperties')
      .that.deep.equals({
        giftMessage: 'Hello',
        points: '7',
        paymentStatus: 'AUTHORIZED',
        authAvsCode: 'Y',
        authCvResult: 'M',
        authTime: '2026-01-31T10:22:21Z',
      });
  });

  /** What the earlier plugin echoes of the custom properties, and what it and we do not. */
  const echoed: Readonly<Record<string, string>> = {
    ipAddress: '203.0.113.7',
    subTotal: '42.50',
    returnUrl: 'https://shop.test/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl',
    deviceChannel: 'Browser',
    httpAcceptBrowserValue: '*/*',
    httpAcceptContent: 'text/html',
    httpBrowserLanguage: 'en-US',
    httpBrowserJavaEnabled: 'false',
    httpBrowserJavaScriptEnabled: 'true',
    httpBrowserColorDepth: '24',
    httpBrowserScreenHeight: '900',
    httpBrowserScreenWidth: '1440',
    httpBrowserTimeDifference: '-60',
    userAgentBrowserValue: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101',
    challengeCode: '04',
    giftMessage: 'Happy birthday. Yours, A.',
    loyalty: '7000000000000000000001',
  };
  const kept: Readonly<Record<string, string>> = {
    paymentType: 'card',
    transientTokenJwt: 'a.b.c',
    captureContext: 'a context',
    captureContextCipherEncrypted: 'AA',
    captureContextCipherIv: 'AA',
    paymentToken: '{}',
    authJwt: 'a jwt',
    accessToken: 'a token',
    pareq: 'a request',
    stepUpUrl: 'https://acs.test',
    deviceFingerprintSessionId: 'a session',
    deviceFingerprintCipherEncrypted: 'AA',
    deviceFingerprintCipherIv: 'AA',
    anythingCipherIv: 'AA',
    authenticationTransactionId: 'an id',
    pauseRequestId: 'a seal',
    referenceId: 'a reference',
    checkoutId: 'a checkout',
    lineItems: '[]',
    couponCode: 'SPRING',
    numberOfPurchases: '3',
    authTime: 'now',
    dmMsg: 'All is well',
    paymentStatus: 'AUTHORIZED_BY_ME',
    scaRequired: 'true',
    sessionOfTheShop: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl',
    note: 'my card is 4111 1111 1111 1111',
  };
  for (const paymentMethod of ['card', 'generic'] as const) {
    const inside = (customProperties: object): Readonly<Record<string, string>> => {
      const body = answer(webhook({ paymentMethod, customProperties }), approved());
      const inner = (paymentMethod === 'card' ? body['authorizationResponse'] : body) as Inner;
      return inner.additionalProperties;
    };

    for (const [name, value] of Object.entries(echoed))
      it(`echoes ${name} with a ${paymentMethod} answer`, () => {
        expect(inside({ paymentType: 'card', [name]: value })).to.include({ [name]: value });
      });
    for (const [name, value] of Object.entries(kept))
      it(`does not echo ${name} with a ${paymentMethod} answer`, () => {
        const properties = inside({ paymentType: 'card', [name]: value });
        expect(Object.values(properties)).not.to.include(value);
      });
  }

  it('hands back the ids of a card that was saved', () => {
    const savedCard = { customerId: 'c1', paymentInstrumentId: 'p1', instrumentIdentifierId: 'i1' };
    const body = answer(webhook(), { ...approved(), savedCard } as PaymentResult)['authorizationResponse'];
    expect(body).to.deep.include({
      token: 'p1',
      additionalSavedCardProperties: { customerId: 'c1', instrumentId: 'i1' },
    });
  });

  it('counts times as OCC does, in milliseconds as text', () => {
    expect(answer(webhook(), approved())['authorizationResponse']).to.include({
      hostTransactionTimestamp: String(Date.parse('2026-01-31T10:22:21Z')),
      merchantTransactionTimestamp: String(at.getTime()),
      merchantTransactionId: 'o10001-pg10001-1767225600000',
    });
  });

  it('is flat for every method but card, with success as a boolean', () => {
    const body = answer(webhook({ paymentMethod: 'generic', transactionType: '0110' }), approved());
    expect(body).to.include({
      orderId: 'o10001',
      paymentId: 'pg10001',
      amount: '000000004250',
      transactionType: '0110',
    });
    expect(body).to.have.property('response').that.includes({ success: true, code: '2000' });
    expect(Object.keys(body).filter((key) => key.endsWith('Response'))).to.be.empty;
  });

  it('echoes the amount and the time byte for byte', () => {
    const transactionTimestamp = '2026-01-31T10:22:21+0530';
    const body = answer(webhook({ transactionTimestamp, amount: 1050, currencyCode: 'JPY' }), approved());
    expect(body).to.have.nested.property('authorizationResponse.amount', '000000001050');
    expect(body).to.have.nested.property('authorizationResponse.transactionTimestamp', transactionTimestamp);
  });

  it('is a well-formed no for everything that OCC may ask and we cannot do', () => {
    for (const transactionType of ['0600', '0800', '0900', 'CASH REQUEST', 'CASH CANCEL', 'AUTHORIZE']) {
      for (const paymentMethod of ['card', 'generic', 'physicalGiftCard', 'cash', 'invoice', 'storeCredit']) {
        const text = JSON.stringify(toUnsupportedResponse(webhook({ transactionType, paymentMethod }), at));
        expect(text).to.match(/"(?:responseCode|code)":"(?:6000|8000|9000)"/);
        expect(text).to.contain('NOT_SUPPORTED');
      }
    }
  });

  it('says what to do, and nothing that helps a card tester', () => {
    const text = (reason: string): string =>
      String(
        (answer(webhook(), declined(reason))['authorizationResponse'] as Record<string, unknown>)[
          'responseDescription'
        ],
      );
    expect(text('INSUFFICIENT_FUND')).to.match(/money or credit.*another card/i);
    expect(text('EXPIRED_CARD')).to.match(/expired/);
    const details = text('INVALID_ACCOUNT');
    expect(details).to.match(/security code/);
    for (const reason of ['CVN_NOT_MATCH', 'CV_FAILED', 'INVALID_CVN', 'AVS_FAILED', 'INVALID_CARD'])
      expect(text(reason), reason).to.equal(details);
    expect(text('ISSUER_UNAVAILABLE')).to.match(/few minutes/);
    const plain = text('PROCESSOR_DECLINED');
    for (const reason of [
      'STOLEN_LOST_CARD',
      'SCORE_EXCEEDS_THRESHOLD',
      'BLACKLISTED_CUSTOMER',
      'SOMETHING_NEW',
      'constructor',
    ]) {
      expect(text(reason)).to.equal(plain);
    }
  });

  it('tells shopper, agent and developer apart, and the storefront hears the shopper only', () => {
    const result = declined('INSUFFICIENT_FUND', { correlationId: 'abc-1' });
    const { additionalProperties, ...answered } = cardAnswer(webhook(), result);
    const { shopperMessage, agentMessage, developerMessage } = additionalProperties;
    expect(answered).to.include({ responseDescription: shopperMessage, responseReason: shopperMessage });
    expect(answered['authCode']).to.equal('DECLINED');
    expect(answered).not.to.have.property('customPaymentProperties');
    expect(agentMessage).to.match(/Ask for another card/);
    expect(developerMessage)
      .to.contain('reason INSUFFICIENT_FUND')
      .and.to.contain('v-c-correlation-id abc-1');
    expect(cardAnswer(webhook({ channel: 'agent' }), result)['responseDescription']).to.equal(agentMessage);
  });

  it('speaks the language of the order to the shopper, and English to agents and developers', () => {
    const said = (over: Readonly<Record<string, string>>): Inner =>
      cardAnswer(webhook({ locale: 'de', ...over }), declined('EXPIRED_CARD'));
    expect(said({})['responseDescription']).to.match(/^Die Karte ist abgelaufen/);
    expect(said({ channel: 'agent' })['responseDescription']).to.match(/^The card has expired/);
    expect(said({}).additionalProperties['developerMessage']).to.match(/^The expiry date is wrong/);
  });

  it('names the fields of the address that have to be corrected, to each reader in their own language', () => {
    const result: PaymentResult = {
      outcome: 'refused',
      problem: 'The billing address lacks something',
      toCorrect: ['lastName', 'postalCode'],
    };
    const said = (locale: string, channel = 'storefront'): Inner =>
      cardAnswer(webhook({ locale, channel }), result);
    expect(said('de')).to.include({ responseCode: '9000' });
    expect(said('de')['responseDescription']).to.match(/nichts abgebucht.*: Nachname, Postleitzahl\.$/);
    expect(said('ja')['responseDescription']).to.include('姓、郵便番号');
    expect(said('pt_BR')['responseDescription']).to.include('sobrenome, CEP');
    for (const locale of ['en_US', 'sv'])
      expect(said(locale)['responseDescription']).to.match(
        /Nothing was charged.*: last name, postal code\.$/,
      );
    expect(said('de', 'agent')['responseDescription']).to.include('last name, postal code');
    expect(said('de').additionalProperties['developerMessage']).to.include('lastName, postalCode');
  });

  it('has a name for every field of an address in every language that it speaks', () => {
    const languages = ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pt-BR', 'zh-CN'];
    const lists = languages.map((language) => fieldNamesIn(language, billingFields));
    expect(new Set(lists).size).to.equal(languages.length);
    for (const list of lists) expect(list.split(/, |、|، /)).to.have.lengthOf(billingFields.length);
  });

  it('does not let the browser put words into our mouth', () => {
    const customProperties = { agentMessage: 'Call this number', reviewPending: 'true', gift: 'yes' };
    const { additionalProperties } = cardAnswer(webhook({ customProperties }), approved());
    expect(additionalProperties).to.include({ gift: 'yes' });
    expect(additionalProperties).not.to.have.any.keys('agentMessage', 'reviewPending');
  });

  it('never tells a shopper to use another card when a refund, void or capture was refused', () => {
    for (const transactionType of ['0110', '0200', '0400']) {
      const text = String(
        cardAnswer(webhook({ transactionType }), declined('PROCESSOR_DECLINED'))['responseDescription'],
      );
      expect(text).to.match(/could not be/);
    }
  });

  it('says what a partial approval came to', () => {
    const result = declined('', { status: 'PARTIAL_AUTHORIZED' });
    expect(cardAnswer(webhook(), result)).to.include({ responseCode: '9000' });
    expect(cardAnswer(webhook(), result)['responseDescription']).to.match(/only a part/);
  });

  it('keeps the warnings of a payment that went well', () => {
    const warnings = ['address-not-matched', 'card-not-saved'] as const;
    const { additionalProperties } = cardAnswer(webhook(), { ...approved(), warnings } as PaymentResult);
    expect(additionalProperties).to.include({ warnings: 'address-not-matched,card-not-saved' });
  });

  it('lets the storefront see that a card could not be saved, and no other warning', () => {
    const exposedBy = (...warnings: readonly string[]): unknown =>
      cardAnswer(webhook(), { ...approved(), warnings } as PaymentResult)['customPaymentProperties'];
    expect(exposedBy('address-not-matched', 'card-not-saved')).to.deep.equal(['cardNotSaved']);
    expect(exposedBy('address-not-matched')).to.equal(undefined);
  });

  it('approves what waits for a review, and says so to the OMS', () => {
    const review = everyResult.find((result) => 'because' in result && result.because === 'review')!;
    const answered = cardAnswer(webhook(), review);
    expect(answered).to.include({ responseCode: '1000' });
    expect(answered.additionalProperties).to.include({ reviewPending: 'true' });
  });

  describe('when the issuer wants the shopper to confirm', () => {
    const soft = declined('CUSTOMER_AUTHENTICATION_REQUIRED');
    const on = { payerAuthenticationEnabled: true };

    it('asks for a challenge', () => {
      const answered = cardAnswer(webhook(), soft, on);
      expect(answered).to.deep.include({ responseCode: '10000', customPaymentProperties: ['scaRequired'] });
      expect(answered.additionalProperties).to.include({ scaRequired: 'true' });
      expect(answer(webhook({ paymentMethod: 'generic' }), soft, on)).to.deep.include({
        externalProperties: ['scaRequired'],
      });
    });

    for (const [why, overrides, ended] of [
      ['payer authentication is off', {}, { payerAuthenticationEnabled: false }],
      ['it was challenged before', { customProperties: { challengeCode: '04' } }, on],
      ['it was authenticated before', { customProperties: { authenticationTransactionId: 'x' } }, on],
      ['an agent pays', { channel: 'agent' }, on],
      ['nobody is there, in a scheduled order', { customProperties: {}, cardDetails: { token: 't' } }, on],
    ] as const) {
      it(`declines when ${why}`, () => {
        const answered = cardAnswer(webhook(overrides), soft, ended);
        expect(answered).to.include({ responseCode: '9000' });
        expect(answered.additionalProperties).not.to.have.property('scaRequired');
      });
    }
  });
});
