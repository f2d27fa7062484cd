import { expect } from 'chai';
import { appleHostOf } from '../../../src/methods/apple-pay/merchant-validation/hosts.ts';
import { foreignUrls } from './foreign-urls.ts';

describe("Apple's hosts", () => {
  for (const host of [
    'apple-pay-gateway.apple.com',
    'apple-pay-gateway-cert.apple.com',
    'apple-pay-gateway-nc-pod1.apple.com',
    'apple-pay-gateway-pr-pod5-dr.apple.com',
    'cn-apple-pay-gateway.apple.com',
    'cn-apple-pay-gateway-tj-pod3.apple.com',
  ]) {
    it(`know ${host}`, () => {
      for (const path of ['startSession', 'paymentSession'])
        expect(appleHostOf(`https://${host}/paymentservices/${path}`)).to.equal(host);
    });
  }

  it('are asked about sixty addresses and more that only look like theirs', () => {
    expect(foreignUrls.length).to.be.at.least(60);
    expect(new Set(foreignUrls)).to.have.lengthOf(foreignUrls.length);
  });

  for (const url of foreignUrls) {
    it(`do not know ${JSON.stringify(url)}`, () => {
      expect(appleHostOf(url)).to.equal(undefined);
    });
  }
});
