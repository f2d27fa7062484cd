import { expect } from 'chai';
import { CYBERSOURCE_HOSTS, otherHostOf } from '../../../src/cybersource/client/hosts.ts';

describe('CyberSource’s hosts', () => {
  it('are these', () => {
    expect(CYBERSOURCE_HOSTS).to.deep.equal([
      'apitest.cybersource.com',
      'api.cybersource.com',
      'api.in.cybersource.com',
      'apitest.visaacceptance.com',
      'api.visaacceptance.com',
    ]);
  });

  for (const [host, other] of [
    ['apitest.cybersource.com', 'api.cybersource.com'],
    ['api.cybersource.com', 'apitest.cybersource.com'],
    ['apitest.visaacceptance.com', 'api.visaacceptance.com'],
    ['api.visaacceptance.com', 'apitest.visaacceptance.com'],
    ['api.in.cybersource.com', undefined],
    ['my.api.cybersource.com', undefined],
    ['my.apitest.cybersource.com', undefined],
    ['apix.cybersource.com', undefined],
    ['localhost', undefined],
  ] as const)
    it(`have ${other ?? 'none'} for the other kind of account beside ${host}`, () => {
      expect(otherHostOf(host)).to.equal(other);
    });
});
