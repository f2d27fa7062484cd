import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { createHttpSignature } from '../../../src/cybersource/signing/http-signature.ts';
import type { OutgoingRequest } from '../../../src/cybersource/signing/request.ts';
import { createSharedSecretJwt } from '../../../src/cybersource/signing/shared-secret-jwt.ts';

// CyberSource's public test credential.
const MERCHANT = 'testrest';
const KEY_ID = '08c94330-f618-42a3-b09d-e1e43be5efda';
const SECRET = 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=';

const PAYMENT: OutgoingRequest = {
  method: 'POST',
  host: 'apitest.cybersource.com',
  path: '/pts/v2/payments',
  body: '{"clientReferenceInformation":{"code":"TC50171_3"}}',
};

describe('HTTP Signature', () => {
  const sign = createHttpSignature(MERCHANT, KEY_ID, SECRET);
  const at = new Date('Fri, 14 Dec 2018 00:00:00 GMT');

  it('signs a payment over host, date, request-target, digest and merchant, in that order', () => {
    expect(sign(PAYMENT, at, '')).to.deep.equal({
      'v-c-merchant-id': MERCHANT,
      date: 'Fri, 14 Dec 2018 00:00:00 GMT',
      digest: 'SHA-256=8/r3xgd0zzJf7lzdmDJ0phW/UOyPt23n++R+PbYNQeU=',
      signature:
        `keyid="${KEY_ID}", algorithm="HmacSHA256", headers="host date request-target digest v-c-merchant-id", ` +
        'signature="tZ4scECJnxzesE0SNURPdzzs8edesfqoe0pSMK3F8Rk="',
    });
  });

  it('signs a query with its path, and no digest where there is no body', () => {
    const path =
      '/reporting/v3/conversion-details?startTime=2026-01-01T00%3A00%3A00Z&endTime=2026-01-01T23%3A00%3A00Z';
    const headers = sign({ method: 'GET', host: PAYMENT.host, path }, at, '');
    expect(headers).not.to.have.property('digest');
    expect(headers['signature']).to.equal(
      `keyid="${KEY_ID}", algorithm="HmacSHA256", headers="host date request-target v-c-merchant-id", ` +
        'signature="jTmvASJKqQIxvJhHztGq7tuPKL9yKKM/nYWnHfXRzTc="',
    );
  });
});

describe('JWT with shared secret', () => {
  const sign = createSharedSecretJwt(MERCHANT, KEY_ID, SECRET);
  const at = new Date(1764547200_000);
  const uniqueId = '11111111-2222-4333-8444-555555555555';

  it('signs the known claims with the known signature', () => {
    const { authorization = '' } = sign(PAYMENT, at, uniqueId);
    const [header = '', claims = '', signature] = authorization.replace('Bearer ', '').split('.');
    expect(decode(header)).to.equal(`{"typ":"JWT","alg":"HS256","kid":"${KEY_ID}"}`);
    expect(decode(claims)).to.equal(
      '{"digest":"8/r3xgd0zzJf7lzdmDJ0phW/UOyPt23n++R+PbYNQeU=","digest-algorithm":"SHA-256","iat":1764547200,' +
        '"exp":1764547320,"request-host":"apitest.cybersource.com","request-resource-path":"/pts/v2/payments",' +
        '"request-method":"post","iss":"testrest","jti":"11111111-2222-4333-8444-555555555555",' +
        '"v-c-jwt-version":"2","v-c-merchant-id":"testrest"}',
    );
    expect(signature).to.equal('ZCzFQpraUSyjQIEs6QcZWvotXNbK0Etxsa2wmY6VnH0');
  });

  it('claims no digest where there is no body, and keeps the query in the path', () => {
    const { authorization = '' } = sign({ method: 'GET', host: 'h', path: '/a?b=c' }, at, uniqueId);
    const [header, claims = '', signature] = authorization.replace('Bearer ', '').split('.');
    expect(JSON.parse(decode(claims))).to.include({
      'request-resource-path': '/a?b=c',
      'request-method': 'get',
    });
    expect(JSON.parse(decode(claims))).not.to.have.any.keys('digest', 'digest-algorithm');
    const expected = createHmac('sha256', Buffer.from(SECRET, 'base64')).update(`${header ?? ''}.${claims}`);
    expect(signature).to.equal(expected.digest('base64url'));
  });

  it('sends nothing beside the token', () => {
    expect(Object.keys(sign(PAYMENT, at, uniqueId))).to.deep.equal(['authorization']);
  });
});

function decode(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}
