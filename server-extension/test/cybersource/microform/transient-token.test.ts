import { expect } from 'chai';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import {
  createVerifyTransientToken,
  verifyingPartOf,
} from '../../../src/cybersource/microform/transient-token.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { NOW, flex, forged, signed } from '../fixtures/captures.ts';

describe('A transient token', () => {
  const verify = createVerifyTransientToken(() => NOW);
  const context = flex.captureContext();

  function refusalOf(token: string, captureContext = context): string {
    try {
      verify(token, captureContext);
    } catch (error) {
      expect(error).to.be.instanceOf(Problem).with.property('code', 'malformed-request');
      return (error as Problem).message;
    }
    return 'accepted';
  }

  it('is accepted with the capture context that it was made with, more than once', () => {
    const token = flex.transientToken();
    expect(refusalOf(token)).to.equal('accepted');
    expect(refusalOf(token)).to.equal('accepted');
  });

  it('is refused with the name of the property that it came in', () => {
    const refused = (): void => {
      verify(forged(flex.transientToken()), context);
    };
    expect(refused)
      .to.throw(Problem)
      .with.nested.property('fields[0].path', 'body:customProperties.transientTokenJwt');
  });

  it('is judged by the verifying part of its capture context as by the whole of it', () => {
    const part = verifyingPartOf(context);
    expect(part).to.match(/^\S+$/);
    expect(part.length).to.be.lessThan(context.length);
    expect(refusalOf(flex.transientToken(), part)).to.equal('accepted');
    expect(refusalOf(forged(flex.transientToken()), part)).to.include('not signed with the key');
    expect(refusalOf(flex.transientToken({}, { kid: 'another' }), part)).to.include(
      'another capture context',
    );
  });

  it('is refused when it was signed with another key', () => {
    const unknownShopper = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const exp = NOW.getTime() / 1000 + 900;
    const token = signed({ kid: 'one-time', alg: 'RS256' }, { exp, jti: 'A' }, unknownShopper);
    expect(refusalOf(token)).to.include('not signed with the key');
  });

  it('is refused when a bit of its signature is wrong', () => {
    expect(refusalOf(forged(flex.transientToken()))).to.include('not signed with the key');
  });

  it('is refused when it names another key', () => {
    expect(refusalOf(flex.transientToken({}, { kid: 'another' }))).to.include('another capture context');
  });

  it('is refused when it claims another algorithm, or none', () => {
    for (const alg of ['HS256', 'none', 'RS512', 'PS256', undefined])
      expect(refusalOf(flex.transientToken({}, { alg }))).to.include('no token of the card fields');
    const [header = '', claims = ''] = flex.transientToken({}, { alg: 'HS256' }).split('.');
    const mac = createHmac('sha256', 'guess').update(`${header}.${claims}`).digest('base64url');
    expect(refusalOf(`${header}.${claims}.${mac}`)).to.include('no token of the card fields');
  });

  it('is refused from the second in which it expires', () => {
    const now = NOW.getTime() / 1000;
    expect(refusalOf(flex.transientToken({ exp: now + 1 }))).to.equal('accepted');
    expect(refusalOf(flex.transientToken({ exp: now }))).to.include('expired');
  });

  it('is refused without expiry or id', () => {
    expect(refusalOf(flex.transientToken({ exp: undefined }))).to.include('lacks');
    expect(refusalOf(flex.transientToken({ exp: '2099-01-01' }))).to.include('lacks');
    expect(refusalOf(flex.transientToken({ jti: undefined }))).to.include('lacks');
  });

  it('is refused when it is no token at all', () => {
    for (const text of [
      '',
      'a.b',
      'a.b.c.d',
      'null.null.null',
      `${'a'.repeat(20_000)}.b.c`,
      '4111111111111111',
    ])
      expect(refusalOf(text)).to.include('no token of the card fields');
  });

  it('is refused when it is far larger than any of CyberSource', () => {
    expect(refusalOf(flex.transientToken({ padding: 'x'.repeat(20_000) }))).to.include('no token');
  });

  it('is refused with a capture context that holds no key', () => {
    for (const captureContext of ['', 'a.b.c', flex.captureContext({ flx: {} })])
      expect(refusalOf(flex.transientToken(), captureContext)).to.include('holds no key');
    const jwk = { kty: 'RSA', kid: 'one-time', n: '', e: '' };
    expect(refusalOf(flex.transientToken(), flex.captureContext({ flx: { jwk } }))).to.include('too short');
  });

  it('is refused with a capture context whose key verifies nothing', () => {
    for (const byte of [0x80, 0x81, 0xfe, 0xff]) {
      const jwk = {
        kty: 'RSA',
        kid: 'one-time',
        n: Buffer.alloc(256, byte).toString('base64url'),
        e: 'AQAB',
      };
      const refusal = refusalOf(flex.transientToken(), flex.captureContext({ flx: { jwk } }));
      expect(refusal).to.include('was not signed with the key of its capture context');
    }
  });

  describe('tells of its card', () => {
    const factsOf = (content: unknown): unknown => verify(flex.transientToken({ content }), context);
    const card = (number: object): object => ({ paymentInformation: { card: { number } } });
    const maskedValue = 'XXXXXXXXXXXX1111';

    for (const [what, number, told] of [
      [
        'the masked number and its brands',
        { maskedValue, detectedCardTypes: ['001', '002'] },
        `${maskedValue} 001 002`,
      ],
      ['the masked number where no brand is known', { maskedValue }, maskedValue],
      [
        'the masked number where the brands are none',
        { maskedValue, detectedCardTypes: 'VISA' },
        maskedValue,
      ],
      [
        'up to five brands',
        { maskedValue, detectedCardTypes: ['a', 'b', 'c', 'd', 'e'] },
        `${maskedValue} a b c d e`,
      ],
      [
        'no brand of more than five',
        { maskedValue, detectedCardTypes: ['a', 'b', 'c', 'd', 'e', 'f'] },
        maskedValue,
      ],
      [
        'brands of up to ten letters',
        { maskedValue, detectedCardTypes: ['b'.repeat(10)] },
        `${maskedValue} ${'b'.repeat(10)}`,
      ],
      ['no brand of more letters', { maskedValue, detectedCardTypes: ['b'.repeat(11)] }, maskedValue],
      ['a masked number of up to 40 characters', { maskedValue: 'X'.repeat(40) }, 'X'.repeat(40)],
    ] as const)
      it(what, () => {
        expect(factsOf(card(number))).to.deep.equal({ card: told });
      });

    for (const [what, content] of [
      ['it has no content', undefined],
      ['the content is none', 'a card'],
      ['it has no card', { paymentInformation: {} }],
      ['the number is not masked text', card({ maskedValue: 1 })],
      ['the number is longer than any', card({ maskedValue: 'X'.repeat(41) })],
    ] as const)
      it(`nothing where ${what}`, () => {
        expect(factsOf(content)).to.deep.equal({});
      });
  });

  it('is taken with 16,384 characters and not with one more', () => {
    const padded = (length: number): string => {
      for (let padding = 0; ; padding += 1) {
        const token = flex.transientToken({ padding: 'x'.repeat(padding + 11_000), jti: 'A' });
        if (token.length >= length) return token;
      }
    };
    const least = padded(16_384);
    expect(least.length).to.be.within(16_384, 16_386);
    if (least.length === 16_384) expect(refusalOf(least)).to.equal('accepted');
    expect(refusalOf(padded(16_385))).to.include('no token of the card fields');
  });

  it('has a capture context whose verifying part is the whole of it where it holds no key', () => {
    const without = flex.captureContext({ flx: {} });
    expect(verifyingPartOf(without)).to.equal(without);
    const nameless = flex.captureContext({ flx: { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: '' } } });
    expect(verifyingPartOf(nameless)).to.equal(nameless);
    expect(refusalOf(flex.transientToken({}, { kid: '' }), nameless)).to.include('holds no key');
    expect(refusalOf(flex.transientToken({ jti: '' }))).to.include('lacks');
  });
});
