import { expect } from 'chai';
import type { Authorize } from '../../../src/domain/payment/command.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { toCustomProperties, shopProperties } from '../../../src/occ/webhook/body/custom-properties.ts';
import {
  isToBeAuthenticated,
  toBrowserDetails,
  toEnrolment,
} from '../../../src/occ/webhook/payer-authentication.ts';
import type { Webhook } from '../../../src/occ/webhook/webhook.ts';
import { anAuthorization } from '../../builders/command.ts';

const properties = (given: Readonly<Record<string, unknown>>) => toCustomProperties(given);
const webhook = (given: Readonly<Record<string, unknown>> = {}, asks?: boolean): Webhook =>
  ({
    customProperties: properties(given),
    ...(asks !== undefined && { method: { webhook: { asksIssuer: () => asks } } }),
  }) as unknown as Webhook;
const settings = (change: Partial<GatewaySettings> = {}): GatewaySettings =>
  ({ payerAuthenticationEnabled: true, challengeWhenSaving: false, ...change }) as GatewaySettings;

describe('Whether the issuer is asked', () => {
  const shopper = anAuthorization();
  const merchant = anAuthorization({ initiation: { by: 'merchant' } as Authorize['initiation'] });
  for (const [what, authorize, change, asks, expected] of [
    ['where the site wants it, the shopper is there and the method has not asked', shopper, {}, true, true],
    ['not where the site does not want it', shopper, { payerAuthenticationEnabled: false }, true, false],
    ['not where no shopper is there', merchant, {}, true, false],
    ['not where the method has asked already', shopper, {}, false, false],
    ['not where the method is not known', shopper, {}, undefined, false],
  ] as const)
    it(`is decided: ${what}`, () => {
      expect(isToBeAuthenticated(webhook({}, asks), authorize, settings(change))).to.equal(expected);
    });
});

describe('The question to the issuer', () => {
  const enrolment = (
    given: Readonly<Record<string, unknown>> = {},
    { save = false, mandated = false, challengeWhenSaving = false } = {},
  ) =>
    toEnrolment(
      webhook(given),
      anAuthorization({ instrument: { kind: 'transient-token', jwt: 'a.b.c', save } }),
      settings({ challengeWhenSaving }),
      'https://shop.test/return',
      mandated,
    );

  it('says at least where the shopper comes back to, and by which channel they came', () => {
    expect(enrolment()).to.deep.equal({
      step: 'enroll',
      returnUrl: 'https://shop.test/return',
      deviceChannel: 'Browser',
      challengeMandated: false,
    });
    expect(enrolment({ deviceChannel: 'SDK' })).to.include({ deviceChannel: 'SDK' });
    expect(enrolment({ deviceChannel: 'sdk' })).to.include({ deviceChannel: 'Browser' });
  });

  for (const [given, reference] of [
    ['a-B_9', 'a-B_9'],
    ['a'.repeat(255), 'a'.repeat(255)],
    ['a'.repeat(256), undefined],
    ['a b', undefined],
    ['', undefined],
    ['a\n', undefined],
    ['<a', undefined],
    ['a>', undefined],
  ] as const)
    it(`names the session of the device ${JSON.stringify(given.slice(0, 8))} (${given.length}) as ${reference?.slice(0, 8) ?? 'none'}`, () => {
      expect(
        enrolment({ referenceId: given }).step === 'enroll' && enrolment({ referenceId: given }),
      ).to.deep.equal({
        ...enrolment(),
        ...(reference !== undefined && { referenceId: reference }),
      });
    });

  for (const [given, size] of [
    ['01', '01'],
    ['05', '05'],
    ['00', undefined],
    ['06', undefined],
    ['1', undefined],
    ['011', undefined],
    ['x01', undefined],
  ] as const)
    it(`has a window of ${size ?? 'no size'} for ${given}`, () => {
      expect(enrolment({ acsWindowSize: given })).to.deep.equal({
        ...enrolment(),
        ...(size !== undefined && { windowSize: size }),
      });
    });

  it('demands a challenge where the caller, the browser or the wish to keep the card does', () => {
    const isMandated = (...given: Parameters<typeof enrolment>): unknown =>
      Reflect.get(enrolment(...given), 'challengeMandated');
    expect(isMandated({}, { mandated: true })).to.equal(true);
    expect(isMandated({ challengeCode: '04' })).to.equal(true);
    expect(isMandated({ challengeCode: '01' })).to.equal(false);
    expect(isMandated({}, { save: true, challengeWhenSaving: true })).to.equal(true);
    expect(isMandated({}, { save: true })).to.equal(false);
    expect(isMandated({}, { challengeWhenSaving: true })).to.equal(false);
  });
});

describe('What the browser says about itself', () => {
  const details = (given: Readonly<Record<string, unknown>>) => toBrowserDetails(properties(given));

  it('is handed on as it was said', () => {
    expect(
      details({
        userAgentBrowserValue: 'Test/1',
        httpAcceptBrowserValue: '*/*',
        httpAcceptContent: 'text/html',
        httpBrowserLanguage: 'de-AT',
        httpBrowserJavaEnabled: 'N',
        httpBrowserJavaScriptEnabled: true,
        httpBrowserColorDepth: 24,
        httpBrowserScreenHeight: '800',
        httpBrowserScreenWidth: '1280',
        httpBrowserTimeDifference: '-60',
      }),
    ).to.deep.equal({
      userAgent: 'Test/1',
      accept: '*/*',
      acceptContent: 'text/html',
      language: 'de-AT',
      javaEnabled: false,
      javaScriptEnabled: true,
      colorDepth: '24',
      screenHeight: '800',
      screenWidth: '1280',
      timeDifference: '-60',
    });
  });

  it('is one thing said twice where a storefront says it once', () => {
    expect(details({ userAgent: 'Old/1', httpAcceptContent: 'text/html' })).to.deep.equal({
      userAgent: 'Old/1',
      accept: 'text/html',
      acceptContent: 'text/html',
    });
    expect(details({ httpAcceptBrowserValue: '*/*' })).to.deep.equal({ accept: '*/*', acceptContent: '*/*' });
    expect(details({ userAgentBrowserValue: 'New/1', userAgent: 'Old/1' })).to.deep.equal({
      userAgent: 'New/1',
    });
  });

  it('is nothing where it says nothing', () => {
    expect(details({})).to.equal(undefined);
    expect(details({ userAgent: ' ', httpBrowserLanguage: '' })).to.equal(undefined);
  });

  for (const [yes, expected] of [
    ['true', true],
    ['Y', true],
    ['YES', true],
    ['no', false],
    ['truely', false],
    ['untrue', false],
  ] as const)
    it(`is ${expected} for ${yes}`, () => {
      expect(details({ httpBrowserJavaEnabled: yes })).to.deep.equal({ javaEnabled: expected });
    });

  const numbers: Readonly<
    Record<string, readonly [key: string, good: readonly string[], bad: readonly string[]]>
  > = {
    httpBrowserColorDepth: ['colorDepth', ['1', '999'], ['', '1000', '-1', '2.5', 'x24', '24x']],
    httpBrowserScreenHeight: ['screenHeight', ['1', '999999'], ['1000000', '-1', 'x8', '8x']],
    httpBrowserScreenWidth: ['screenWidth', ['1', '999999'], ['1000000', '-1', 'x8', '8x']],
    httpBrowserTimeDifference: [
      'timeDifference',
      ['0', '-9999', '9999'],
      ['10000', '--1', '+60', 'x1', '1x'],
    ],
  };
  for (const [name, [key, good, bad]] of Object.entries(numbers))
    it(`leaves out ${name} where it makes no sense`, () => {
      for (const value of good) expect(details({ [name]: value })).to.deep.equal({ [key]: value });
      for (const value of bad) expect(details({ [name]: value }), value).to.equal(undefined);
    });
});

describe('What the storefront put beside a payment', () => {
  it('are texts, with the equals signs that OCC drops; numbers and yes or no are texts too', () => {
    const given = { a: 'x~W!C@O#n~W!C@O#n', n: 7, yes: true, no: false, list: [], nothing: null, object: {} };
    expect(Object.fromEntries(properties(given))).to.deep.equal({
      a: 'x==',
      n: '7',
      yes: 'true',
      no: 'false',
    });
    expect(toCustomProperties(null).size).to.equal(0);
    expect(toCustomProperties(undefined).size).to.equal(0);
  });

  it('are handed back, but for what pays, proves or screens', () => {
    const kept = { giftNote: 'hello', browser: 'x' };
    const names = [
      ...['paymentType', 'checkoutId', 'transientTokenJwt', 'captureContext', 'paymentToken', 'authJwt'],
      ...['accessToken', 'pareq', 'stepUpUrl', 'deviceFingerprintSessionId', 'authenticationTransactionId'],
      ...['pauseRequestId', 'referenceId', 'acsWindowSize', 'userAgent', 'lineItems', 'couponCode'],
      ...['numberOfPurchases', 'authTime', 'dmMsg', 'paymentStatus', 'scaRequired'],
      ...['captureContextCipherIv', 'captureContextCipherEncrypted', 'otherCipherIv'],
    ];
    const given = { ...kept, ...Object.fromEntries(names.map((name) => [name, 'x'])) };
    expect(shopProperties(properties(given))).to.deep.equal(kept);
  });

  it('are never a token or a card number, whatever their names are', () => {
    const given = {
      token: `${'a'.repeat(8)}.${'b'.repeat(8)}.`,
      card: '4111 1111 1111 1111',
      version: '1.2.3',
      short: `${'a'.repeat(7)}.${'b'.repeat(8)}.c`,
      sentence: `see ${'a'.repeat(8)}.${'b'.repeat(8)}.c`,
      ended: `${'a'.repeat(8)}.${'b'.repeat(8)}.c and more`,
      ivCipher: 'x',
      CipherIvOf: 'x',
    };
    expect(Object.keys(shopProperties(properties(given)))).to.have.members([
      ...['version', 'short', 'sentence', 'ended', 'ivCipher', 'CipherIvOf'],
    ]);
  });
});
