import { createHmac, createSecretKey } from 'node:crypto';
import { expect } from 'chai';
import { isSignedBy, parseSignature } from '../../../src/cybersource/notifications/signature.ts';

const SIG = `${'A'.repeat(43)}=`;
const T = '1764547200000';

describe('The header v-c-signature', () => {
  it('says when, with which key, and the signature', () => {
    expect(parseSignature(`t=${T};keyId=a_b-C1;sig=${SIG}`)).to.deep.equal({
      t: T,
      keyId: 'a_b-C1',
      signedAt: new Date(Number(T)),
      signature: Buffer.alloc(32),
    });
  });

  for (const header of [
    ` t=${T} ; keyId=k ; sig=${SIG} ; `,
    `t=${T};keyId=k;sig=${SIG};`,
    `t=${'1'.repeat(10)};keyId=k;sig=${SIG}`,
    `t=${'1'.repeat(16)};keyId=k;sig=${SIG}`,
    `t=${T};keyId=${'k'.repeat(64)};sig=${SIG}`,
    `t=${T};keyId=k;sig=${'+/9z'.repeat(10)}abc=`,
    `t=${T};keyId=k;sig=${SIG}`.padEnd(512),
  ])
    it(`may be ${header.trimEnd()} (${header.length})`, () => {
      expect(parseSignature(header)).to.have.property('keyId');
    });

  for (const header of [
    '',
    `keyId=k;t=${T};sig=${SIG}`,
    `x t=${T};keyId=k;sig=${SIG}`,
    `t=${T};keyId=k;sig=${SIG};x`,
    `t=${T};keyId=k;sig=${SIG};;`,
    `t=${'1'.repeat(9)};keyId=k;sig=${SIG}`,
    `t=${'1'.repeat(17)};keyId=k;sig=${SIG}`,
    `t=-${T};keyId=k;sig=${SIG}`,
    `t=${T};keyId=;sig=${SIG}`,
    `t=${T};keyId=${'k'.repeat(65)};sig=${SIG}`,
    `t=${T};keyId=a.b;sig=${SIG}`,
    `t=${T};keyId=k;sig=${'A'.repeat(42)}=`,
    `t=${T};keyId=k;sig=${'A'.repeat(44)}=`,
    `t=${T};keyId=k;sig=${'A'.repeat(43)}`,
    `t=${T};keyId=k;sig=${SIG}`.padEnd(513),
  ])
    it(`is none where it is “${header.trimEnd()}” (${header.length})`, () => {
      expect(parseSignature(header)).to.equal(undefined);
    });

  it('is right for its time and text with its key, and for no other', () => {
    const secret = Buffer.alloc(32, 7);
    const key = createSecretKey(secret);
    const sig = createHmac('sha256', secret).update(`${T}.text`).digest('base64');
    const signature = parseSignature(`t=${T};keyId=k;sig=${sig}`) ?? expect.fail('it is none');
    expect(isSignedBy(key, signature, Buffer.from('text'))).to.equal(true);
    expect(isSignedBy(key, signature, Buffer.from('text '))).to.equal(false);
    expect(isSignedBy(key, { ...signature, t: `${T}0` }, Buffer.from('text'))).to.equal(false);
    expect(isSignedBy(createSecretKey(Buffer.alloc(32, 8)), signature, Buffer.from('text'))).to.equal(false);
    const short = { ...signature, signature: signature.signature.subarray(1) };
    expect(isSignedBy(key, short, Buffer.from('text'))).to.equal(false);
  });
});
