import { expect } from 'chai';
import type { Instrument } from '../../src/domain/payment/command.ts';
import { Problem } from '../../src/domain/problem.ts';
import { applePay } from '../../src/methods/apple-pay/apple-pay.ts';
import { googlePay } from '../../src/methods/google-pay/google-pay.ts';
import { toWallet } from '../../src/methods/wallet/webhook.ts';

const JSON_TOKEN = '{"signature":"ä"}';
const BASE64 = Buffer.from(JSON_TOKEN, 'utf8').toString('base64');
const PATH = 'body:customProperties.paymentToken';
const webhook = (properties: Readonly<Record<string, string>>): never =>
  ({ customProperties: new Map(Object.entries(properties)) }) as never;

/** What the settings of a method are read from: each text is its own name, each list that name alone. */
const named = {
  text: (id: string, placeholder?: string) => (placeholder === undefined ? id : `${id} or ${placeholder}`),
  list: (id: string) => [id],
  choices: () => [],
} as never;

describe('A wallet', () => {
  for (const [wallet, paymentSolution, fluidData] of [
    [googlePay, '012', { value: BASE64 }],
    [applePay, '001', { value: BASE64, descriptor: 'RklEPUNPTU1PTi5BUFBMRS5JTkFQUC5QQVlNRU5U' }],
  ] as const) {
    it(`has its own solution and payload at CyberSource: ${wallet.name}`, () => {
      expect(wallet.request).to.include({ paymentSolution, commerceIndicator: 'internet' });
      const instrument = { kind: 'wallet', wallet: wallet.type, payload: BASE64 } as const;
      expect(wallet.request?.paysWith(instrument)).to.deep.equal({ paymentInformation: { fluidData } });
    });

    for (const kind of ['transient-token', 'saved-card', 'reference'] as const)
      it(`is not paid with another instrument: ${wallet.name} with a ${kind}`, () => {
        expect(() => wallet.request?.paysWith({ kind } as Instrument)).to.throw(RangeError, kind);
      });

    it(`arrives as a generic payment with its token in a custom property: ${wallet.name}`, () => {
      expect(wallet.webhook.arrivesAs).to.equal('generic');
      expect(wallet.webhook.read(webhook({ paymentToken: BASE64 }), { by: 'shopper' })).to.deep.equal({
        instrument: { kind: 'wallet', wallet: wallet.type, payload: BASE64 },
      });
      expect(() => wallet.webhook.read(webhook({}), { by: 'shopper' }))
        .to.throw(Problem)
        .with.nested.property('fields[0].path', PATH);
    });

    it(`pays once, and so for no schedule: ${wallet.name}`, () => {
      expect(wallet.webhook.mayBeScheduled(webhook({ paymentToken: BASE64 }))).to.equal(false);
    });
  }

  it('lets the issuer be asked where payer authentication has begun for Google Pay, and never for Apple Pay', () => {
    for (const [properties, asks] of [
      [{ referenceId: 'a' }, true],
      [{ referenceId: '' }, false],
      [{}, false],
    ] as const) {
      expect(googlePay.webhook.asksIssuer(webhook(properties))).to.equal(asks);
      expect(applePay.webhook.asksIssuer(webhook(properties))).to.equal(false);
    }
    expect(applePay).not.to.have.property('payerAuthentication');
    expect(googlePay.payerAuthentication?.toCard(BASE64, PATH)).to.deep.equal({
      kind: 'wallet',
      wallet: 'googlepay',
      payload: BASE64,
    });
  });

  it('has the settings that shops have stored', () => {
    expect(googlePay.settings?.(named)).to.deep.equal({
      sdkUrl: 'googlePaySdkUrl',
      environment: 'TEST',
      gateway: 'googlePayGateway',
      gatewayMerchantId: 'googlePayGatewayMerchantId',
      merchantId: 'googlePayMerchantId',
      merchantName: 'googlePayMerchantName',
      supportedNetworks: ['googlePaySupportedNetworks'],
    });
    expect(applePay.settings?.(named)).to.deep.equal({
      merchantId: 'applePayMerchantId',
      domain: 'applePayInitiativeContext or applePayInitiativeContextId',
      initiative: 'applePayInitiative',
      displayName: 'applePayDisplayName',
      supportedNetworks: ['applePaySupportedNetworks'],
    });
  });

  for (const [chosen, environment] of [
    [['PRODUCTION'], 'PRODUCTION'],
    [['TEST'], 'TEST'],
    [[], 'TEST'],
    [['production'], 'TEST'],
  ] as const)
    it(`is Google’s ${environment} with the choice ${JSON.stringify(chosen)}`, () => {
      const reading = {
        ...(named as object),
        choices: (id: string) => (id === 'googlePayEnvironment' ? chosen : ['PRODUCTION']),
      };
      expect(googlePay.settings?.(reading as never)).to.include({ environment });
    });

  it('of Apple has its merchant validated at both spellings, once two settings name it', () => {
    const { paths, settings } = applePay.merchantValidation ?? {};
    expect(paths).to.deep.equal(['/applepay/validate', '/applePay/validate']);
    expect(settings).to.deep.equal(['applePayMerchantId', 'applePayInitiativeContext']);
  });
});

describe('A wallet’s payment token', () => {
  for (const [what, token] of [
    ['JSON', JSON_TOKEN],
    ['JSON in base64', BASE64],
    ['JSON with blanks around it', ` ${JSON_TOKEN}\n`],
    ['base64 with blanks around it', `\t${BASE64} `],
  ] as const)
    it(`goes to CyberSource in base64 where it comes as ${what}`, () => {
      expect(toWallet('a-wallet', token, PATH)).to.deep.equal({
        kind: 'wallet',
        wallet: 'a-wallet',
        payload: BASE64,
      });
    });

  const ofLength = (length: number): string => `{"a":"${'x'.repeat(length - 8)}"}`;

  it('has 16,000 characters at most', () => {
    expect(toWallet('a-wallet', ofLength(16_000), PATH).payload).to.have.length(21_336);
    expect(() => toWallet('a-wallet', ofLength(16_001), PATH)).to.throw(Problem, 'is too long');
  });

  for (const [what, token, words] of [
    ['missing', undefined, 'is missing'],
    ['empty', '', 'is missing'],
    ['blank', '  ', 'is missing'],
    ['a text', 'token', 'as JSON or in base64'],
    ['a list', '[1]', 'as JSON or in base64'],
    ['half an object', '{"a":', 'as JSON or in base64'],
    ['base64 of a text', Buffer.from('no object').toString('base64'), 'as JSON or in base64'],
    ['base64 of a list', Buffer.from('[{}]').toString('base64'), 'as JSON or in base64'],
    ['base64 that goes on', `${BASE64}.`, 'as JSON or in base64'],
    ['base64 that begins with something else', `.${BASE64}`, 'as JSON or in base64'],
    ['base64 with too much at its end', `${BASE64}===`, 'as JSON or in base64'],
  ] as const)
    it(`is refused with the name of its property where it is ${what}`, () => {
      expect(() => toWallet('a-wallet', token, PATH))
        .to.throw(Problem, words)
        .with.nested.property('fields[0].path', PATH);
    });

  for (const end of ['', '=', '=='])
    it(`may end in base64 with “${end}”`, () => {
      const json = ['{"a":"bc"}', '{"a":"b"}', '{"a":"bcd"}'].find((each) =>
        new RegExp(`[^=]${end}$`).test(Buffer.from(each).toString('base64')),
      );
      const token = Buffer.from(json ?? '').toString('base64');
      expect(toWallet('a-wallet', token, PATH).payload).to.equal(token);
    });
});
