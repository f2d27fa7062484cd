import { expect } from 'chai';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { gatewayWords, namedTexts } from '../../../src/occ/response/decline-texts.ts';
import { isBlocked, saidOf } from '../../../src/occ/response/blocked-payment.ts';
import { asksForChallenge } from '../../../src/occ/response/soft-decline.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import { approved, declined } from '../../builders/reported-results.ts';
import { aWebhook, bytesOf } from '../../builders/webhook.ts';

describe('A payment that the issuer would approve after a challenge', () => {
  const soft = declined('CUSTOMER_AUTHENTICATION_REQUIRED');
  const asks = (
    { channel = 'storefront', ...customProperties }: Readonly<Record<string, string>>,
    result: PaymentResult = soft,
    isOn = true,
  ) =>
    asksForChallenge(
      parseWebhook(bytesOf(aWebhook({ channel, customProperties })), paymentMethods),
      result,
      isOn,
    );

  it('asks for one where a shopper is in front of a browser', () => {
    expect(asks({ paymentType: 'card' })).to.equal(true);
    expect(asks({ paymentType: 'card', channel: 'preview' })).to.equal(true);
    expect(asks({ challengeCode: '01' })).to.equal(true);
    expect(asks({})).to.equal(false);
    expect(asks({ paymentType: 'card', channel: 'agent' })).to.equal(false);
  });

  it('does not ask for a second one', () => {
    expect(asks({ challengeCode: '04' })).to.equal(false);
    expect(asks({ authenticationTransactionId: 'x' })).to.equal(false);
  });

  it('does not ask where the site has none, or for any other end', () => {
    expect(asks({ paymentType: 'card' }, soft, false)).to.equal(false);
    for (const result of [
      declined('PROCESSOR_DECLINED'),
      declined('CONSUMER_AUTHENTICATION_FAILED'),
      approved(),
    ])
      expect(asks({ paymentType: 'card' }, result)).to.equal(false);
  });
});

describe('What went wrong, for a developer', () => {
  const report = {
    httpStatus: 201,
    status: 'DECLINED',
    reason: 'PROCESSOR_DECLINED',
    networkCode: '05',
    adviceCode: '03',
    invalidFields: ['a.b', 'c.d'],
    correlationId: 'c0ffee',
  };
  const without = (name: keyof typeof report) => {
    const rest: { readonly httpStatus: number } = { ...report };
    Reflect.deleteProperty(rest, name);
    return rest;
  };
  const of = (gateway: typeof report | { readonly httpStatus: number }): string =>
    gatewayWords({ outcome: 'declined', declineReason: 'other', holdsMoney: false, gateway });
  const WHOLE =
    'CyberSource: HTTP 201, status DECLINED, reason PROCESSOR_DECLINED, response code 05, merchant advice 03, ' +
    'fields a.b c.d, v-c-correlation-id c0ffee.';

  it('is all that CyberSource said, in one sentence', () => {
    expect(of(report)).to.equal(WHOLE);
    expect(of({ httpStatus: 500 })).to.equal('CyberSource: HTTP 500.');
    expect(of({ httpStatus: 500, invalidFields: [] })).to.equal('CyberSource: HTTP 500.');
  });

  for (const [name, words] of [
    ['status', 'status DECLINED, '],
    ['reason', 'reason PROCESSOR_DECLINED, '],
    ['networkCode', 'response code 05, '],
    ['adviceCode', 'merchant advice 03, '],
    ['invalidFields', 'fields a.b c.d, '],
    ['correlationId', ', v-c-correlation-id c0ffee'],
  ] as const)
    it(`says nothing of ${name} where there is none`, () => {
      expect(of(without(name))).to.equal(WHOLE.replace(words, ''));
    });

  it('begins with the problem, which stands alone where CyberSource said nothing', () => {
    expect(gatewayWords({ outcome: 'not-sent', problem: 'It was not reached' })).to.equal(
      'It was not reached.',
    );
    expect(gatewayWords({ outcome: 'unknown', problem: 'It is not known', gateway: report })).to.equal(
      `It is not known. ${WHOLE}`,
    );
  });
});

describe('A payment that was not sent', () => {
  for (const [blockedBy, reason, text] of [
    ['security-code', 'SECURITY_CODE_REQUIRED', 'securityCodeMissing'],
    ['security-code-of-schedule', 'SECURITY_CODE_REQUIRED', 'securityCodeMissing'],
    ['payer-authentication', 'PAYER_AUTHENTICATION_REQUIRED', 'authenticationMissing'],
    ['order-amount', 'ORDER_AMOUNT_MISMATCH', 'orderAmountDiffers'],
    ['order-not-read', 'ORDER_NOT_READ', 'orderNotRead'],
  ] as const)
    it(`because of ${blockedBy} says ${reason}`, () => {
      expect(isBlocked(blockedBy)).to.equal(true);
      expect(saidOf(blockedBy)).to.deep.equal({ reason, text });
    });

  it('because of a limit says what every decline says', () => {
    for (const limit of ['card', 'ip', 'constructor', '']) {
      expect(isBlocked(limit)).to.equal(false);
      expect(saidOf(limit)).to.deep.equal({ reason: 'DECLINED', text: 'tryAnotherCard' });
    }
  });
});

describe('A text that names an order', () => {
  it('names it to each reader, wherever it stands', () => {
    for (const locale of ['en', 'de', 'ja'])
      for (const name of ['alreadyOrdered', 'orderBeingChecked'] as const)
        expect(namedTexts(name, locale, 'o30411').shopper)
          .to.include('o30411')
          .and.not.include('__order__');
    for (const text of Object.values(namedTexts('alreadyOrdered', 'en', 'o1')))
      expect(text).not.to.include('__order__');
    expect(namedTexts('alreadyOrdered', 'en').shopper).not.to.include('__order__');
  });
});
