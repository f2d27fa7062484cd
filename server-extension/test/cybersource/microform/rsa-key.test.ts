import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { toPem } from '../../../src/cybersource/microform/rsa-key.ts';

const jwkOf = (key: KeyObject): { kty: 'RSA'; n: string; e: string } => {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  return { kty: 'RSA', n, e };
};
const generate = (modulusLength: number, publicExponent = 65_537): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey;

describe('the text of a public key', () => {
  for (const [bits, exponent] of [
    [2048, 65_537],
    [2048, 3],
    [2056, 65_537],
    [3072, 65_537],
    [4096, 17],
  ] as const) {
    it(`is that of the key: ${bits} bits, exponent ${exponent}`, () => {
      const key = generate(bits, exponent);
      const pem = toPem(jwkOf(key)) ?? expect.fail();
      expect(createPublicKey(pem).equals(key)).to.equal(true);
    });
  }

  it('is that of the key for whatever bytes its modulus begins with', () => {
    for (const first of [0x01, 0x7f, 0x80, 0xff]) {
      const n = Buffer.concat([Buffer.of(first), Buffer.alloc(299, 0xab)]).toString('base64url');
      const pem = toPem({ kty: 'RSA', n, e: 'AQAB' }) ?? expect.fail();
      expect(jwkOf(createPublicKey(pem))).to.deep.equal({ kty: 'RSA', n, e: 'AQAB' });
    }
  });

  it('is none for a key that is too short, by one bit too', () => {
    for (const bits of [1024, 2040]) expect(toPem(jwkOf(generate(bits)))).to.equal(undefined);
    const oneBitShort = Buffer.concat([Buffer.of(0x7f), Buffer.alloc(255, 0xff)]).toString('base64url');
    expect(toPem({ kty: 'RSA', n: oneBitShort, e: 'AQAB' })).to.equal(undefined);
  });

  it('is none for a short key that zeros make longer', () => {
    const { e, n } = jwkOf(generate(1024));
    const longer = Buffer.concat([Buffer.alloc(128), Buffer.from(n, 'base64url')]).toString('base64url');
    expect(toPem({ kty: 'RSA', n: longer, e })).to.equal(undefined);
  });

  it('is none without modulus or exponent', () => {
    const { e, n } = jwkOf(generate(2048));
    for (const key of [
      { n: '', e },
      { n, e: '' },
      { n, e: 'AAAA' },
      { n: '!', e },
    ])
      expect(toPem({ kty: 'RSA', ...key })).to.equal(undefined);
  });
});
