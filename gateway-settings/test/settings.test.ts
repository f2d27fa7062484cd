import { expect } from 'chai';
import type { Setting } from '../setting.ts';
import { settings } from '../settings.ts';

/**
 * What a shop that switches has stored, by id: type, default, public. Renaming or repurposing one of these loses the
 * shop's value without a word.
 */
const inherited: Readonly<Record<string, readonly [type: string, fallback: unknown, isPublic?: 'public']>> = {
  paymentMethodTypes: ['multiSelectOptionType', ['card', 'generic'], 'public'],
  paymentOptions: ['multiSelectOptionType', ['card', 'googlepay', 'applepay'], 'public'],
  merchantID: ['stringType', ''],
  merchantKeyId: ['stringType', ''],
  merchantsecretKey: ['passwordType', undefined],
  messageEncryptionEnabled: ['optionType', 'No'],
  keyAlias: ['stringType', ''],
  keyFileName: ['stringType', ''],
  keyPass: ['passwordType', undefined],
  authenticationType: ['optionType', 'http_signature'],
  runEnvironment: ['stringType', ''],
  payerAuthEnabled: ['booleanType', true],
  scaEnabled: ['booleanType', false],
  networkTokenUpdates: ['booleanType', false],
  saleEnabled: ['multiSelectOptionType', []],
  isCVVRequiredForSavedCards: ['booleanType', false],
  isCVVRequiredForScheduledOrders: ['booleanType', false],
  googlePaySdkUrl: ['stringType', 'https://pay.google.com/gp/p/js/pay.js'],
  googlePayEnvironment: ['multiSelectOptionType', ['TEST']],
  googlePayGateway: ['stringType', 'cybersource'],
  googlePayGatewayMerchantId: ['stringType', ''],
  googlePayMerchantId: ['stringType', ''],
  googlePayMerchantName: ['stringType', ''],
  googlePaySupportedNetworks: ['stringType', 'AMEX,DISCOVER,INTERAC,JCB,MASTERCARD,VISA'],
  applePayMerchantId: ['stringType', ''],
  applePayInitiative: ['stringType', 'web'],
  applePayInitiativeContext: ['stringType', ''],
  applePayDisplayName: ['stringType', ''],
  applePaySupportedNetworks: ['stringType', 'visa,masterCard,amex,discover'],
  dmDecisionSkip: ['multiSelectOptionType', [], 'public'],
  deviceFingerprintEnabled: ['booleanType', true],
  deviceFingerprintUrl: ['stringType', 'https://h.online-metrix.net/fp/tags'],
  deviceFingerprintOrgId: ['stringType', ''],
  dailyReportName: ['stringType', 'ConversionDetailReport_Daily_Classic'],
};

const ours = [
  'allowedOrigins',
  'amountConvention',
  'includeOrderInWebhookPayload',
  'orderCheck',
  'scheduledOrderOrigins',
  'jwtKeyType',
  'merchantDefinedData',
  'merchantDescriptor',
  'merchantCountry',
  'merchantDescriptorContact',
  'messageEncryptionCertificate',
  'shield',
  'verificationFailure',
  'operatorRoles',
  'writeBack',
  'reauthorize',
  'holdDays',
  'captureDetails',
  'reportTimeZone',
  'captureAfterReview',
  'reviewHold',
];

describe('gateway settings', () => {
  const valued = (settings as readonly Setting[]).filter((setting) => setting.type !== 'sectionTitleType');

  for (const [id, [type, fallback, isPublic]] of Object.entries(inherited)) {
    it(`keep ${id} as shops have stored it`, () => {
      const setting = valued.find((each) => each.id === id);
      expect(setting?.type).to.equal(type);
      expect(setting && 'default' in setting ? setting.default : undefined).to.deep.equal(fallback);
      expect(setting?.public ?? false).to.equal(isPublic === 'public');
    });
  }

  it('are those of the replaced plugin and some of our own', () => {
    expect(valued.map(({ id }) => id)).to.have.members([...Object.keys(inherited), ...ours]);
  });

  it('never serve a secret to browsers', () => {
    const leaks = valued.filter((setting) => setting.type === 'passwordType' && setting.public === true);
    expect(leaks).to.deep.equal([]);
  });

  it('serve nothing of the merchant account to browsers', () => {
    const shown = valued.filter((setting) => setting.public === true).map(({ id }) => id);
    expect(shown).to.have.members(['paymentMethodTypes', 'paymentOptions', 'dmDecisionSkip']);
  });

  it('offer each default as an option', () => {
    for (const setting of valued) {
      if (setting.type === 'optionType') expect(setting.options).to.include(setting.default);
      if (setting.type === 'multiSelectOptionType')
        expect(setting.options).to.include.members([...setting.default]);
    }
  });

  describe('the host', () => {
    const host = valued.find(({ id }) => id === 'runEnvironment');
    const pattern = new RegExp(host?.type === 'stringType' ? (host.pattern ?? '(?!)') : '(?!)');

    for (const name of ['apitest.cybersource.com', 'api.cybersource.com', 'api.in.cybersource.com']) {
      it(`may be ${name}`, () => {
        expect(name).to.match(pattern);
      });
    }

    for (const name of [
      'api.cybersource.com.attacker.example',
      'attacker.example',
      'apiXcybersource.com',
      'api.cybersource.com/',
      'api.cybersource.com:8443',
      '127.0.0.1',
      '',
    ]) {
      it(`may not be ${JSON.stringify(name)}`, () => {
        expect(name).not.to.match(pattern);
      });
    }
  });
});
