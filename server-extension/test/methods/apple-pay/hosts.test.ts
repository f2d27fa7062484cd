import { expect } from 'chai';
import { APPLE_HOSTS, appleHostOf } from '../../../src/methods/apple-pay/merchant-validation/hosts.ts';
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

  it('are all that Apple names, and no other', () => {
    expect([...APPLE_HOSTS]).to.have.members(
      [
        ['apple-pay-gateway', 'cn-apple-pay-gateway', 'apple-pay-gateway-cert', 'cn-apple-pay-gateway-cert'],
        ['nc-pod1', 'nc-pod2', 'nc-pod3', 'nc-pod4', 'nc-pod5'].flatMap((pod) => [
          `apple-pay-gateway-${pod}`,
          `apple-pay-gateway-${pod}-dr`,
        ]),
        ['pr-pod1', 'pr-pod2', 'pr-pod3', 'pr-pod4', 'pr-pod5'].flatMap((pod) => [
          `apple-pay-gateway-${pod}`,
          `apple-pay-gateway-${pod}-dr`,
        ]),
        ['sh-pod1', 'sh-pod2', 'sh-pod3', 'tj-pod1', 'tj-pod2', 'tj-pod3'].flatMap((pod) => [
          `cn-apple-pay-gateway-${pod}`,
          `cn-apple-pay-gateway-${pod}-dr`,
        ]),
      ]
        .flat()
        .map((name) => `${name}.apple.com`),
    );
  });

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
