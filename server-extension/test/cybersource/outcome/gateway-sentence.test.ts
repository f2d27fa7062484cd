import { expect } from 'chai';
import fc from 'fast-check';
import { toGatewaySentence } from '../../../src/cybersource/outcome/gateway-sentence.ts';

describe('CyberSource’s sentence', () => {
  for (const sentence of [
    'Decline - Insufficient funds in the account.',
    'The cardholder is enrolled in Payer Authentication. Please authenticate the cardholder before continuing with the transaction.',
    'Soft Decline - The address verification check failed (AVS_FAILED).',
    'orderInformation.billTo.administrativeArea and consumerAuthenticationInformation.strongAuthentication are invalid',
    'The order is marked for review: AUTHORIZED_PENDING_REVIEW, 2 of 3 rules',
    'Abgelehnt – der Kartenaussteller lehnt ab. 拒否されました',
  ])
    it(`passes as it is: ${sentence.slice(0, 60)}`, () => {
      expect(toGatewaySentence(sentence)).to.equal(sentence);
    });

  const quoting: readonly (readonly [string, string | undefined])[] = [
    ['Card 4111111111111111 was declined', 'Card *** was declined'],
    ['Card 4111 1111 1111 1111 was declined', 'Card *** was declined'],
    ['Card 4111-1111-1111-1111 was declined', 'Card *** was declined'],
    ['Card ٤١١١١١١١١١١١١١١١ was declined', 'Card *** was declined'],
    ['Security code 123 is wrong', 'Security code *** is wrong'],
    ['It expired 12/2031', 'It expired ***'],
    ['Token eyJhbGciOiJSUzI1NiJ9.e30.c2ln was used before', 'Token *** was used before'],
    ['Token dGhpcyBpcyBhIHRva2VuIG9mIDMy is unknown', 'Token *** is unknown'],
    ['Instrument 7010000000016241111 is closed', 'Instrument *** is closed'],
    ['ada@example.com is no address', '*** is no address'],
    ['two\nlines\u0000and\u2028more', 'two lines and more'],
    ['4111111111111111', undefined],
    ['', undefined],
    ['   ', undefined],
  ];
  for (const [message, safe] of quoting)
    it(`loses what it quotes: ${JSON.stringify(message)}`, () => {
      expect(toGatewaySentence(message)).to.equal(safe);
    });

  it('is one line of at most 255 characters, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000, unit: 'grapheme' }), (message) => {
        const sentence = toGatewaySentence(message);
        return sentence === undefined || (sentence.length <= 255 && !/[\n\r\0]/.test(sentence));
      }),
    );
    for (const message of [undefined, null, 7, {}, ['text'], true])
      expect(toGatewaySentence(message)).to.equal(undefined);
  });

  it('ends after 255 characters, and not with a blank', () => {
    expect(toGatewaySentence(`${'word '.repeat(50)}words`)).to.have.length(255);
    expect(toGatewaySentence(`${'word '.repeat(50)}wordsy`)).to.equal(`${'word '.repeat(50)}words`);
    expect(toGatewaySentence('word '.repeat(100))).to.equal('word '.repeat(51).trim());
  });

  it('is read from the first 2,040 characters', () => {
    expect(toGatewaySentence(`${'\n'.repeat(2_036)}word`)).to.equal('word');
    expect(toGatewaySentence(`${'\n'.repeat(2_040)}word`)).to.equal(undefined);
  });

  it('keeps long words that are written as words are, and hides what has 20 characters and is none', () => {
    for (const word of [
      'authenticationInformation',
      'AuthenticationInformation',
      'AUTHENTICATIONINFORMATION',
      'authentication/information-and_more',
      'x1'.repeat(9),
    ])
      expect(toGatewaySentence(`It is ${word}.`), word).to.equal(`It is ${word}.`);
    for (const token of [
      'x1'.repeat(10),
      'abcdefghijABCDEFGHIJ',
      'authenticationinformation=',
      'authentication+information',
      'Y0urAuthenticationToken',
    ])
      expect(toGatewaySentence(`It is ${token} here`), token).to.equal('It is *** here');
  });

  it('never holds a card number, a security code or a token, wherever it stands', () => {
    const digits = fc.stringMatching(/^\d{3,19}$/);
    const spaced = digits.map((number) => number.match(/.{1,4}/g)?.join(' ') ?? number);
    const token = fc.stringMatching(/^[A-Za-z0-9_-]{30,60}$/).filter((text) => /\d/.test(text));
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z ,.:]{0,300}$/),
        fc.oneof(digits, spaced, token),
        fc.stringMatching(/^[a-z ,.:]{0,50}$/),
        (before, secret, after) => {
          const sentence = toGatewaySentence(`${before} ${secret} ${after}`) ?? '';
          return !/\d{3}/.test(sentence) && !sentence.includes(secret.slice(0, 12));
        },
      ),
    );
  });
});
