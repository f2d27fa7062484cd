import { expect } from 'chai';
import { applePay } from '../../src/methods/apple-pay/apple-pay.ts';
import { applePayMerchant } from '../../src/methods/apple-pay/merchant.ts';
import { card } from '../../src/methods/card/card.ts';
import { googlePay } from '../../src/methods/google-pay/google-pay.ts';
import { someSettings } from '../cybersource/fixtures/builders.ts';

const apple = {
  merchantId: 'merchant.shop',
  domain: '',
  initiative: 'web',
  displayName: 'Shop',
  supportedNetworks: ['visa', 'masterCard'],
};
const google = {
  sdkUrl: 'https://pay.google.com/gp/p/js/pay.js',
  environment: 'TEST',
  gateway: 'cybersource',
  gatewayMerchantId: 'testrest',
  merchantId: 'BCR2',
  merchantName: 'Shop',
  supportedNetworks: ['AMEX', 'VISA'],
};
const withMethods = (ofMethods: object) => someSettings({ ofMethods: ofMethods as never });

describe('What the storefront is told of a method', () => {
  it('is of cards when the security code is asked for', () => {
    for (const [savedCards, schedules, scheduledOrders] of [
      [false, false, false],
      [false, true, true],
      [true, false, true],
      [true, true, true],
    ] as const) {
      const settings = someSettings({
        payerAuthenticationEnabled: savedCards,
        securityCodeForSavedCards: savedCards,
        securityCodeForScheduledOrders: schedules,
      });
      expect(card.storefront.config(settings)).to.deep.equal({
        payerAuthEnabled: savedCards,
        securityCode: { newCards: true, savedCards, scheduledOrders },
      });
    }
    expect(card.storefront).to.include({ showsCardNetworks: true });
  });

  it('is of Apple Pay the name and the networks', () => {
    expect(applePay.storefront.config(withMethods({ applepay: apple }))).to.deep.equal({
      applePayDisplayName: 'Shop',
      applePaySupportedNetworks: 'visa,masterCard',
    });
    expect(applePay.storefront).to.include({
      needsMerchantCountry: true,
      standInScript: '/wallets/apple-pay.js',
    });
  });

  it('is of Google Pay all that its button needs', () => {
    expect(googlePay.storefront.config(withMethods({ googlepay: google }))).to.deep.equal({
      googlePaySdkUrl: google.sdkUrl,
      googlePayEnvironment: 'TEST',
      googlePayGateway: 'cybersource',
      googlePayGatewayMerchantId: 'testrest',
      googlePayMerchantId: 'BCR2',
      googlePayMerchantName: 'Shop',
      googlePaySupportedNetworks: 'AMEX,VISA',
    });
    expect(googlePay.storefront).to.include({
      needsMerchantCountry: true,
      standInScript: '/wallets/google-pay.js',
    });
  });

  for (const method of [card, applePay, googlePay])
    it(`has the shape that it declares: ${method.name}`, () => {
      const config = method.storefront.config(withMethods({ applepay: apple, googlepay: google }));
      expect(method.storefront.schema().parse(config)).to.deep.equal(config);
      expect(() => method.storefront.schema().parse({ ...config, more: 1 })).to.throw();
    });

  it('cannot be told where its settings were not read', () => {
    expect(() => applePay.storefront.config(someSettings())).to.throw(RangeError, 'applepay');
  });
});

describe('The shop as Apple knows it', () => {
  const merchant = (changes: object, shop = 'https://shop.test') =>
    applePayMerchant(withMethods({ applepay: { ...apple, ...changes } }), shop);

  it('has the domain of the settings, else the site’s own, and its name for want of another', () => {
    const whole = {
      merchantId: 'merchant.shop',
      displayName: 'Shop',
      domain: 'shop.test',
      initiative: 'web',
    };
    expect(merchant({})).to.deep.equal(whole);
    expect(merchant({ domain: 'pay.test' })).to.deep.equal({ ...whole, domain: 'pay.test' });
    expect(merchant({ displayName: '' })).to.deep.equal({ ...whole, displayName: 'shop.test' });
  });

  it('is not known without a merchant id, or a domain', () => {
    expect(merchant({ merchantId: '' })).to.equal(undefined);
    expect(merchant({}, '')).to.equal(undefined);
  });
});
