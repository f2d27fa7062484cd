import { expect } from 'chai';
import { parseCaptureContext } from '../../src/methods/card/microform/capture-context.ts';
import { nameProblem } from '../../src/methods/card/name-on-card.ts';
import { parseTransientToken } from '../../src/methods/card/transient-token.ts';
import { aCaptureContext, aJwt, aTransientToken } from '../fakes/tokens.ts';

describe('The name on a card', () => {
  it('is never a card number, however it is grouped', () => {
    expect(nameProblem('4111 1111 1111 1111')).to.equal('nameIsNumber');
    expect(nameProblem('4111-1111-1111-1111 Ada')).to.equal('nameIsNumber');
    expect(nameProblem('٤١١١١١١١١١١١١١١١')).to.equal('nameIsNumber');
  });

  it('may have a few digits', () => {
    expect(nameProblem('Ada Lovelace 3rd')).to.equal(undefined);
    expect(nameProblem('Ada 123456')).to.equal(undefined);
    expect(nameProblem('Ada 1234567'), 'one more').to.equal('nameIsNumber');
    expect(nameProblem('Ada １２３４５６７')).to.equal('nameIsNumber');
    expect(nameProblem('')).to.equal('nameMissing');
    expect(nameProblem(' ')).to.equal('nameMissing');
  });
});

describe('A transient token', () => {
  it('gives an order no more than the last four digits, even when the token holds more', () => {
    const token = aTransientToken({ maskedValue: '411111XXXXXX1111', detectedCardTypes: ['001'] });
    expect(parseTransientToken(token).maskedNumber).to.equal('XXXXXXXXXXXX1111');
  });

  it('names no card type when several fit', () => {
    const token = aTransientToken({ maskedValue: 'XXXXXXXXXXXX1111', detectedCardTypes: ['001', '036'] });
    expect(parseTransientToken(token).cardTypeCode).to.equal('');
  });

  it('may say nothing about the card', () => {
    expect(parseTransientToken(aJwt({}))).to.deep.equal({ maskedNumber: '', cardTypeCode: '', tokenId: '' });
  });
});

describe('A capture context', () => {
  it('names the library, its integrity and its own end', () => {
    expect(parseCaptureContext(aCaptureContext())).to.deep.equal({
      library: 'https://testflex.cybersource.com/microform/bundle/v2.0/flex-microform.min.js',
      integrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      accepted: '',
      expiresAt: 900_000,
    });
  });

  it('names the cards that are accepted, where it does', () => {
    const context = aCaptureContext({ allowedCardNetworks: ['VISA', 'MASTERCARD'] });
    expect(parseCaptureContext(context).accepted).to.equal('VISA,MASTERCARD');
    expect(parseCaptureContext(aCaptureContext({ allowedCardNetworks: 'VISA' })).accepted).to.equal('');
  });

  for (const [what, data] of [
    ['a library without integrity', { clientLibraryIntegrity: '' }],
    ['a library over plain HTTP', { clientLibrary: 'http://example.com/flex.js' }],
    [
      'a library on a host that only begins like this machine',
      { clientLibrary: 'http://localhost.example.com/' },
    ],
    ['a script in the address', { clientLibrary: 'data:text/javascript,alert(1)' }],
  ] as const) {
    it(`is refused when it names ${what}`, () => {
      expect(() => parseCaptureContext(aCaptureContext(data))).to.throw();
    });
  }

  it('is refused when it is no JWT', () => {
    expect(() => parseCaptureContext('nonsense')).to.throw();
  });
});
