import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { checkSettings } from '../rules/check-settings.ts';
import type { ChannelValues } from '../rules/effective-values.ts';
import type { SettingContext } from '../rules/setting-finding.ts';

/** A channel that can take payments. */
const SOUND: ChannelValues = {
  merchantID: 'shop',
  merchantKeyId: '08c94330-f618-42a3-b09d-e1e43be5efda',
  merchantsecretKey: 'c2l4dGVlbiBieXRlcyBhcmUgZW5vdWdo',
  runEnvironment: 'apitest.cybersource.com',
  authenticationType: 'JWT',
  googlePayGatewayMerchantId: 'shop',
  applePayMerchantId: 'merchant.example',
  deviceFingerprintOrgId: '1snn5n9w',
};
const TEST: SettingContext = { production: false };
const LIVE: SettingContext = { production: true };
const P12 = { jwtKeyType: 'P12', keyFileName: 'shop', keyPass: 'sesame' };

/** Every sentence that the rules can say: what brings it about, where it is said, and how grave it is. */
const ROWS: readonly (readonly [
  changes: ChannelValues,
  setting: string,
  status: 'fault' | 'warning',
  problem: RegExp,
  context?: SettingContext,
])[] = [
  [{ runEnvironment: '' }, 'runEnvironment', 'fault', /is empty/],
  [{ runEnvironment: 'https://apitest.cybersource.com' }, 'runEnvironment', 'fault', /https:\/\/ before/],
  [{}, 'runEnvironment', 'fault', /test host on a production tenant/, LIVE],
  [
    {},
    'runEnvironment',
    'warning',
    /test host on a production tenant/,
    { ...LIVE, isProductionGuessed: true },
  ],
  [{ runEnvironment: 'api.cybersource.com' }, 'runEnvironment', 'warning', /live host on a tenant for tests/],
  [{ merchantID: '' }, 'merchantID', 'fault', /is empty/],
  [{ merchantKeyId: '' }, 'merchantKeyId', 'fault', /is empty/],
  [{ merchantsecretKey: '' }, 'merchantsecretKey', 'fault', /is empty/],
  [{ merchantsecretKey: 'not base64, surely' }, 'merchantsecretKey', 'fault', /no base64/],
  [{ ...P12, keyFileName: '' }, 'keyFileName', 'fault', /keyFileName is empty/],
  [{ ...P12, keyPass: '' }, 'keyPass', 'fault', /keyPass is empty/],
  [
    {
      messageEncryptionEnabled: 'Yes',
      messageEncryptionCertificate: 'cybersource',
      authenticationType: 'http_signature',
    },
    'messageEncryptionEnabled',
    'fault',
    /JWT only/,
  ],
  [{ messageEncryptionEnabled: 'Yes' }, 'messageEncryptionCertificate', 'fault', /without a certificate/],
  [{ authenticationType: 'http_signature' }, 'authenticationType', 'warning', /March 2027/],
  [
    { paymentOptions: ['googlepay'], paymentMethodTypes: ['card'] },
    'paymentOptions',
    'fault',
    /Nothing is offered/,
  ],
  [
    { orderCheck: 'included', includeOrderInWebhookPayload: false },
    'orderCheck',
    'fault',
    /no amount is ever compared/,
  ],
  [{ merchantDefinedData: '1=order.total' }, 'merchantDefinedData', 'fault', /no field with a source/],
  [{ allowedOrigins: 'https://shop.example/a' }, 'allowedOrigins', 'fault', /no origin\./],
  [{ allowedOrigins: '*' }, 'allowedOrigins', 'fault', /every page in/],
  [{ scaEnabled: true, payerAuthEnabled: false }, 'scaEnabled', 'fault', /no issuer is ever asked/],
  [{ reviewHold: true, writeBack: false }, 'reviewHold', 'fault', /no order is changed/],
  [{ deviceFingerprintUrl: 'http://shop.example' }, 'deviceFingerprintUrl', 'fault', /no https/],
  [{ deviceFingerprintOrgId: '' }, 'deviceFingerprintOrgId', 'warning', /without an organization/],
  [{ verificationFailure: 'accept' }, 'verificationFailure', 'warning', /does not match are taken/],
  [{ googlePayGatewayMerchantId: '' }, 'googlePayGatewayMerchantId', 'fault', /without a gateway merchant/],
  [{ googlePayEnvironment: ['PRODUCTION'] }, 'googlePayMerchantId', 'fault', /Google refuses every payment/],
  [{ applePayMerchantId: '' }, 'applePayMerchantId', 'fault', /without a merchant ID/],
  [{ applePayMerchantId: 'com.example' }, 'applePayMerchantId', 'fault', /begin with “merchant\.”/],
  [{ applePayInitiative: 'messaging' }, 'applePayInitiative', 'fault', /opens no sheet/],
  [{ applePayInitiativeContext: 'https://shop.example' }, 'applePayInitiativeContext', 'fault', /no domain/],
  [{}, 'merchantCountry', 'fault', /merchant’s country/, { ...TEST, siteCountry: null }],
  [{ orderCheck: 'sometimes' }, 'orderCheck', 'fault', /orderCheck/],
];

describe('Rules about settings', () => {
  it('find nothing in a channel that can take payments, signed in either way', () => {
    expect(checkSettings(SOUND, TEST)).to.deep.equal([]);
    expect(checkSettings({ ...SOUND, ...P12 }, TEST)).to.deep.equal([]);
    const encrypted = { messageEncryptionEnabled: 'Yes', messageEncryptionCertificate: 'cybersource' };
    expect(checkSettings({ ...SOUND, ...encrypted }, TEST)).to.deep.equal([]);
    const live = { runEnvironment: 'api.cybersource.com', googlePayMerchantId: 'BCR2', writeBack: true };
    expect(checkSettings({ ...SOUND, ...live, reviewHold: true }, LIVE)).to.deep.equal([]);
  });

  for (const [changes, setting, status, problem, context = TEST] of ROWS)
    it(`name ${setting} as a ${status} with ${JSON.stringify(changes)}${context === TEST ? '' : `, ${JSON.stringify(context)}`}`, () => {
      const found = checkSettings({ ...SOUND, ...changes }, context).filter(
        (each) => each.setting === setting,
      );
      expect(found.map((each) => each.status)).to.deep.equal([status]);
      expect(found[0]?.problem).to.match(problem);
      expect(found[0]?.remedy).to.match(/\w{3}/);
      expect(found[0]?.problem)
        .not.to.contain('sesame')
        .and.not.to.contain('c2l4dGVlbiBieXRlcyBhcmUgZW5vdWdo');
    });

  it('ask for no secret whose value is hidden, and for what wallets need only where one is offered', () => {
    const unreadSecrets = new Set(['merchantsecretKey', 'keyPass']);
    expect(checkSettings({ ...SOUND, merchantsecretKey: '' }, { ...TEST, unreadSecrets })).to.deep.equal([]);
    expect(checkSettings({ ...SOUND, ...P12, keyPass: '' }, { ...TEST, unreadSecrets })).to.deep.equal([]);
    const cardsOnly = { paymentOptions: ['card'], googlePayGatewayMerchantId: '', applePayMerchantId: '' };
    expect(checkSettings({ ...SOUND, ...cardsOnly }, { ...TEST, siteCountry: null })).to.deep.equal([]);
  });

  it('have a row here for every rule', () => {
    const named = ['account', 'checkout', 'wallet'].flatMap((file) => {
      const code = readFileSync(path.join(import.meta.dirname, `../rules/${file}-rules.ts`), 'utf8');
      return [...code.matchAll(/(?:id: |fault\(\s*)'([a-z-]+)'/g)].map(([, id]) => id);
    });
    const found = ROWS.flatMap(([changes, , , , context = TEST]) =>
      checkSettings({ ...SOUND, ...changes }, context).map(({ id }) => id),
    );
    expect(named).to.have.length.above(20);
    expect(found).to.include.members(named);
  });
});
