import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import type { SiteId } from '../../../src/domain/ids.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createSettingsFor, parseSiteSettings } from '../../../src/occ/settings/site-settings.ts';
import { someSettings } from '../../builders/occ.ts';
import { applePaySettings } from '../../../src/methods/apple-pay/settings.ts';
import { googlePaySettings } from '../../../src/methods/google-pay/settings.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

const site = 'siteUS' as SiteId;

function parse(values: Readonly<Record<string, unknown>>): GatewaySettings {
  return parseSiteSettings({ data: { storefront: values } }, site, 'storefront', paymentMethods);
}

describe('site settings', () => {
  it('take several choices as an array or joined by commas', () => {
    for (const saleEnabled of [['card', 'applepay'], 'card,applepay', 'card, applepay']) {
      expect([...parse(someSettings({ saleEnabled })).saleTypes]).to.deep.equal(['card', 'applepay']);
    }
  });

  it('allow a payment option only with its payment method', () => {
    const types = (paymentMethodTypes: string): string[] => [
      ...parse(someSettings({ paymentMethodTypes })).enabledTypes,
    ];
    expect(types('card')).to.deep.equal(['card']);
    expect(types('generic')).to.deep.equal(['googlepay', 'applepay']);
    expect(types('')).to.deep.equal([]);
  });

  it('say what makes payments fail, with the remedy, and neither warnings nor which host it is', () => {
    for (const runEnvironment of ['apitest.cybersource.com', 'api.cybersource.com']) {
      const { faults } = parse(someSettings({ runEnvironment, paymentOptions: 'googlepay,applepay' }));
      expect(faults.map(({ id, setting }) => `${id}: ${setting}`)).to.deep.equal([
        'secret: merchantsecretKey',
        'google-pay-gateway-merchant: googlePayGatewayMerchantId',
        'apple-pay-merchant: applePayMerchantId',
      ]);
      for (const fault of faults) {
        expect(Object.keys(fault)).to.deep.equal(['id', 'setting', 'problem', 'remedy']);
        expect(fault.problem.length).to.be.greaterThan(10);
        expect(fault.remedy.length).to.be.greaterThan(10);
      }
    }
  });

  it('fall back to the documented defaults', () => {
    const settings = parse({
      merchantID: 'm',
      merchantKeyId: 'k',
      merchantsecretKey: 's',
      runEnvironment: 'api.cybersource.com',
    });
    expect(settings).to.deep.include({
      ofShop: { amountConvention: 'iso' },
      payerAuthenticationEnabled: true,
    });
    expect(settings.account.credential.kind).to.equal('http-signature');
    expect(googlePaySettings.of(settings).environment).to.equal('TEST');
    expect([...settings.enabledTypes]).to.deep.equal(['card', 'googlepay', 'applepay']);
  });

  it('sign as the administrator chose', () => {
    const kind = (values: object): string => parse(someSettings(values as never)).account.credential.kind;
    expect(kind({ authenticationType: 'http_signature' })).to.equal('http-signature');
    expect(kind({ authenticationType: 'JWT' })).to.equal('shared-secret-jwt');
    expect(kind({ authenticationType: 'JWT', jwtKeyType: 'SHARED_SECRET' })).to.equal('shared-secret-jwt');
    const keyFile = { keyFileName: 'shop', keyPass: 'p' };
    expect(kind({ authenticationType: 'JWT', jwtKeyType: 'P12', ...keyFile })).to.equal('certificate-jwt');
    expect(kind({ authenticationType: 'http_signature', ...keyFile })).to.equal('http-signature');
  });

  it('sign with the key file of a shop that switches: the earlier plugin knew JWT with a key file only', () => {
    const { credential } = parse({
      merchantID: 'm',
      runEnvironment: 'api.cybersource.com',
      authenticationType: 'JWT',
      keyFileName: 'shop',
      keyPass: 'p',
    }).account;
    expect(credential).to.include({ kind: 'certificate-jwt', keyFileName: 'shop', keyAlias: 'm' });
  });

  /** The defaults of the earlier plugin 25.2.1, as a shop that touched nothing else has saved them. */
  const asThatPluginSavesThem = {
    paymentMethodTypes: 'card,generic',
    paymentOptions: 'card,googlepay,applepay',
    merchantID: 'merchantId',
    merchantKeyId: 'merchantKeyId',
    merchantsecretKey: 'merchantsecretKey',
    messageEncryptionEnabled: 'No',
    keyAlias: 'keyAlias',
    keyFileName: 'keyFileName',
    keyPass: 'keyPass',
    authenticationType: 'http_signature',
    runEnvironment: 'environment',
    payerAuthEnabled: true,
    scaEnabled: false,
    networkTokenUpdates: false,
    saleEnabled: '',
    isCVVRequiredForSavedCards: false,
    isCVVRequiredForScheduledOrders: false,
    googlePaySdkUrl: 'https://pay.google.com/gp/p/js/pay.js',
    googlePayEnvironment: 'TEST',
    googlePayGateway: 'googlePayGateway',
    googlePayGatewayMerchantId: 'googlePayGatewayMerchantId',
    googlePayMerchantId: 'googlePayMerchantId',
    googlePayMerchantName: 'googlePayMerchantName',
    googlePaySupportedNetworks: 'AMEX,DISCOVER,INTERAC,JCB,MASTERCARD,VISA',
    applePayMerchantId: 'applePayMerchantId',
    applePayInitiative: 'web',
    applePayInitiativeContext: 'applePayInitiativeContextId',
    applePayDisplayName: 'applePayDisplayName',
    applePaySupportedNetworks: 'visa,masterCard,amex,discover',
    dmDecisionSkip: '',
    deviceFingerprintEnabled: true,
    deviceFingerprintUrl: 'https://h.online-metrix.net/fp/tags',
    deviceFingerprintOrgId: 'deviceFingerprintOrgId',
    dailyReportName: 'dailyReportName',
  };

  for (const id of ['runEnvironment', 'merchantID', 'merchantKeyId', 'merchantsecretKey'] as const)
    it(`ask for ${id} where the earlier plugin's placeholder was saved`, () => {
      const account = {
        runEnvironment: 'api.cybersource.com',
        merchantID: 'm',
        merchantKeyId: 'k',
        merchantsecretKey: 's',
      };
      const values = { ...asThatPluginSavesThem, ...account, [id]: asThatPluginSavesThem[id] };
      expect(() => parse(values)).to.throw(Problem, `Gateway setting ${id} of site siteUS`);
    });

  it('take none of the earlier plugin’s placeholders for a value', () => {
    const settings = parse({
      ...asThatPluginSavesThem,
      runEnvironment: 'api.cybersource.com',
      merchantID: 'm',
      authenticationType: 'JWT',
      keyFileName: 'shop',
      keyPass: 'p',
    });
    const { deviceFingerprint, account } = settings;
    // A shared secret that is a placeholder is none: that shop signs with its key file.
    expect(account.credential).to.include({ kind: 'certificate-jwt', keyFileName: 'shop', keyAlias: 'm' });
    expect(googlePaySettings.of(settings)).to.include({
      gateway: 'cybersource',
      gatewayMerchantId: '',
      merchantId: '',
      merchantName: '',
    });
    expect(applePaySettings.of(settings)).to.include({ merchantId: '', domain: '', displayName: '' });
    expect(deviceFingerprint.organizationId).to.equal('');
  });

  for (const [saved, environment] of [
    ['TEST', 'TEST'],
    [['TEST'], 'TEST'],
    ['PRODUCTION', 'PRODUCTION'],
    [['PRODUCTION'], 'PRODUCTION'],
    ['TEST,PRODUCTION', 'PRODUCTION'],
    [['TEST', 'PRODUCTION'], 'PRODUCTION'],
    ['', 'TEST'],
    [[], 'TEST'],
    [undefined, 'TEST'],
  ] as const)
    it(`read Google Pay's environment ${JSON.stringify(saved)} as ${environment}`, () => {
      expect(googlePaySettings.of(parse(someSettings({ googlePayEnvironment: saved }))).environment).to.equal(
        environment,
      );
    });

  it('read every choice that was saved as an array with one element', () => {
    const one = parse(
      someSettings({
        authenticationType: ['JWT'],
        amountConvention: ['two-digits'],
        verificationFailure: ['review'],
        runEnvironment: ['api.cybersource.com'],
      }),
    );
    expect(one).to.deep.include({
      ofShop: { amountConvention: 'two-digits' },
      onVerificationFailure: 'review',
    });
    expect(one.account.credential.kind).to.equal('shared-secret-jwt');
  });

  it('name the setting of the key file that is missing', () => {
    for (const [missing, values] of [
      ['keyFileName', { keyPass: 'p' }],
      ['keyPass', { keyFileName: 'shop' }],
    ] as const)
      expect(() => parse(someSettings({ authenticationType: 'JWT', jwtKeyType: 'P12', ...values }))).to.throw(
        Problem,
        missing,
      );
  });

  it('take a key file by its name only, never by a path', () => {
    const values = { authenticationType: 'JWT', jwtKeyType: 'P12', keyPass: 'p', keyFileName: '../shop' };
    expect(() => parse(someSettings(values))).to.throw(Problem, /keyFileName/);
  });

  it('encrypt messages when the administrator chose so', () => {
    const account = (values: object) => parse(someSettings(values as never)).account;
    expect(account({})).not.to.have.property('messageEncryption');
    const encrypting = { messageEncryptionEnabled: 'Yes', messageEncryptionCertificate: 'cybersource' };
    expect(account(encrypting)).to.include({ messageEncryption: true, encryptionCertificate: 'cybersource' });
    const answersToo = account({ ...encrypting, keyFileName: 'shop', keyAlias: 'a', keyPass: 'p' });
    expect(answersToo.responseKey).to.include({ keyFileName: 'shop', keyAlias: 'a' });
  });

  it('say what happens when address or security code do not match', () => {
    expect(parse(someSettings({})).onVerificationFailure).to.equal('decline');
    for (const choice of ['decline', 'review', 'accept'])
      expect(parse(someSettings({ verificationFailure: choice })).onVerificationFailure).to.equal(choice);
  });

  it('map facts of the order to merchant-defined fields', () => {
    const mapped = parse(
      someSettings({ merchantDefinedData: '1=customProperties.giftWrap, 20=order.couponCode' }),
    );
    expect(mapped.merchantDefinedData).to.deep.equal([
      { key: '1', from: 'customProperties', name: 'giftWrap' },
      { key: '20', from: 'order', name: 'couponCode' },
    ]);
    for (const wrong of [
      '0=order.id',
      '101=order.id',
      '1=order.total',
      '1=profile.email',
      '1=order.id,1=order.site',
      'x',
    ])
      expect(() => parse(someSettings({ merchantDefinedData: wrong })), wrong).to.throw(
        Problem,
        /merchantDefinedData/,
      );
  });

  it('never show the key by printing', () => {
    const printed = JSON.stringify(parse(someSettings({ merchantsecretKey: 'canary-key' })));
    expect(printed).not.to.contain('canary-key');
  });

  for (const id of ['merchantID', 'merchantKeyId', 'merchantsecretKey', 'runEnvironment']) {
    it(`name ${id} when it is missing`, () => {
      expect(() => parse(someSettings({ [id]: ' ' }))).to.throw(
        Problem,
        new RegExp(`${id}.*siteUS.*storefront`),
      );
    });
  }

  for (const host of [
    'evil.test',
    'api.cybersource.com.evil.test',
    'http://127.0.0.1',
    'api.cybersource.com:8443',
    'x@api.cybersource.com',
  ]) {
    it(`send no signed request to ${host}`, () => {
      expect(() => parse(someSettings({ runEnvironment: host })))
        .to.throw(Problem, /runEnvironment/)
        .and.satisfy((error: Problem) => !error.message.includes(host));
    });
  }

  it('list origins with their hosts in full, as a browser writes them', () => {
    const listed =
      'https://www.Example.com, m.example.com/, http://localhost:8080,https://[2001:db8::1]:8443, ';
    expect(parse(someSettings({ allowedOrigins: listed })).allowedOrigins).to.deep.equal([
      'https://www.example.com',
      'https://m.example.com',
      'http://localhost:8080',
      'https://[2001:db8::1]:8443',
    ]);
  });

  for (const pattern of [
    '*',
    'https://*',
    'https://*.example.com',
    'https://shop.example.com, *',
    'https://shop.example.com/en',
    'https://shop.example.com?x',
    'https://user@shop.example.com',
    'file:///tmp/page.html',
    'https://',
    'two words',
  ]) {
    it(`refuse ${pattern} as an origin, by the setting’s name`, () => {
      expect(() => parse(someSettings({ allowedOrigins: pattern })))
        .to.throw(
          Problem,
          /allowedOrigins of site siteUS, channel storefront, has an entry that is no origin/,
        )
        .with.property('code', 'not-configured');
    });
  }

  it('want a value that is one of the options', () => {
    expect(() => parse(someSettings({ amountConvention: 'cents' }))).to.throw(Problem, /amountConvention/);
  });

  it('are missing aloud when the channel was never saved, or the answer is something else', () => {
    for (const raw of [{ data: {} }, { data: { storefront: null } }, {}, null, 'text', []]) {
      expect(() => parseSiteSettings(raw, site, 'storefront', paymentMethods))
        .to.throw(Problem)
        .that.deep.includes({
          code: 'not-configured',
          details: { setting: 'merchantID', site, channel: 'storefront' },
        });
    }
  });

  it('are kept apart by site and by channel', async () => {
    const asked: string[] = [];
    const api = {
      siteSettings: async (_gateway: string, id: SiteId) => {
        asked.push(id);
        return {
          data: {
            agent: someSettings({ merchantID: `${id}-agent` }),
            storefront: someSettings({ merchantID: `${id}-store` }),
          },
        };
      },
    };
    const settingsFor = createSettingsFor(api as never, paymentMethods, {
      ttlMs: 60_000,
      capacity: 10,
      now: () => new Date(),
    });
    const merchants = await Promise.all(
      [
        settingsFor(site, 'storefront'),
        settingsFor(site, 'agent'),
        settingsFor('siteJP' as SiteId, 'storefront'),
        settingsFor(site, 'storefront'),
      ].map(async (settings) => (await settings).account.merchantId),
    );
    expect(merchants).to.deep.equal(['siteUS-store', 'siteUS-agent', 'siteJP-store', 'siteUS-store']);
    expect(asked).to.have.length(3);
  });
});
