import { expect } from 'chai';
import type { CyberSourceResponse } from '../../../src/cybersource/outcome/answer.ts';
import { toChallenge } from '../../../src/cybersource/outcome/challenge.ts';
import {
  outputOf,
  toPayerAuthenticationReport,
} from '../../../src/cybersource/outcome/payer-authentication-report.ts';

const NEEDED = { authenticationTransactionId: 'T1', stepUpUrl: 'https://issuer.example', accessToken: 'J1' };
const answer = (outputs: object, more: object = {}): CyberSourceResponse => ({
  httpStatus: 201,
  body: { id: 'R1', consumerAuthenticationInformation: outputs, ...more },
});

describe('The challenge that the issuer wants', () => {
  it('has what the page of the issuer needs, and nothing else by itself', () => {
    expect(toChallenge(answer(NEEDED))).to.deep.equal({ ...NEEDED, details: {} });
  });

  for (const name of Object.keys(NEEDED))
    it(`is none without ${name}`, () => {
      expect(toChallenge(answer({ ...NEEDED, [name]: undefined }))).to.equal(undefined);
    });

  for (const name of [
    'acsUrl',
    'pareq',
    'xid',
    'veresEnrolled',
    'proxyPan',
    'authenticationPath',
    'proofXml',
    'specificationVersion',
    'token',
  ])
    it(`passes ${name} on to the storefront`, () => {
      expect(toChallenge(answer({ ...NEEDED, [name]: 'D1' }))).to.deep.equal({
        ...NEEDED,
        details: { [name]: 'D1' },
      });
    });

  it('passes nothing else on', () => {
    expect(toChallenge(answer({ ...NEEDED, cavv: 'C1' }))).to.deep.equal({ ...NEEDED, details: {} });
  });

  it('names the request that Decision Manager paused, and none otherwise', () => {
    const withAction = (action: string) =>
      toChallenge(answer(NEEDED, { riskInformation: { profile: { action } } }));
    expect(withAction('PAYERAUTH_INVOKE')).to.have.property('pausedRequestId', 'R1');
    for (const action of ['CHALLENGE', 'REVIEW', ''])
      expect(withAction(action)).not.to.have.property('pausedRequestId');
  });
});

describe('The report of payer authentication', () => {
  const of = (outputs: object) => toPayerAuthenticationReport({ consumerAuthenticationInformation: outputs });

  it("keeps the indicator as the network writes it, else CyberSource's own, and both statuses", () => {
    expect(of({ eciRaw: '02', eci: '2' })).to.deep.equal({ eci: '02' });
    expect(of({ eci: '2' })).to.deep.equal({ eci: '2' });
    expect(of({ veresEnrolled: 'Y' })).to.deep.equal({ veresEnrolled: 'Y' });
    expect(of({ paresStatus: 'Y' })).to.deep.equal({ paresStatus: 'Y' });
  });

  it('is none where it was no part of the call', () => {
    expect(of({ token: 'x' })).to.equal(undefined);
    expect(toPayerAuthenticationReport(undefined)).to.equal(undefined);
    expect(toPayerAuthenticationReport({})).to.equal(undefined);
  });

  it('reads texts of 1 to 8192 characters, and nothing that every object inherits', () => {
    const output = (value: unknown) =>
      outputOf({ consumerAuthenticationInformation: { token: value } }, 'token');
    expect(output('x'.repeat(8_192))).to.have.length(8_192);
    for (const value of ['', 'x'.repeat(8_193), 7, null, {}]) expect(output(value)).to.equal(undefined);
    for (const outputs of [null, 'text', 7, Object.create({ token: 'x' })])
      expect(outputOf({ consumerAuthenticationInformation: outputs }, 'token')).to.equal(undefined);
  });
});
