import { expect } from 'chai';
import type { Instrument } from '../../../src/domain/payment/command.ts';
import { cardRequest } from '../../../src/methods/card/request.ts';

const newCard = { kind: 'transient-token', jwt: 'a.b.c', save: false } as const;
const CHOSEN = { typeSelectionIndicator: '1' };

describe('A card in CyberSource’s words', () => {
  it('is its token where it is new, with the brand that the shopper chose beside it', () => {
    const tokenInformation = { transientTokenJwt: 'a.b.c' };
    expect(cardRequest.paysWith(newCard)).to.deep.equal({ tokenInformation });
    expect(cardRequest.paysWith(newCard, true)).to.deep.equal({
      paymentInformation: { card: CHOSEN },
      tokenInformation,
    });
  });

  it('is its number in the vault where it is saved, with expiry, brand and security code as far as they are known', () => {
    const saved = { kind: 'saved-card', instrumentIdentifierId: 'II1' } as const;
    const instrumentIdentifier = { id: 'II1' };
    expect(cardRequest.paysWith(saved)).to.deep.equal({ paymentInformation: { instrumentIdentifier } });
    expect(cardRequest.paysWith(saved, true)).to.deep.equal({
      paymentInformation: { instrumentIdentifier, card: CHOSEN },
    });
    expect(
      cardRequest.paysWith(
        { ...saved, cardType: '001', expirationMonth: '12', securityCodeToken: 'a.b.c' },
        true,
      ),
    ).to.deep.equal({
      paymentInformation: { instrumentIdentifier, card: { expirationMonth: '12', type: '001', ...CHOSEN } },
      tokenInformation: { transientTokenJwt: 'a.b.c' },
    });
  });

  it('has no chosen brand where the vault’s card stands for the whole of it', () => {
    const saved = { kind: 'saved-card', paymentInstrumentId: 'PI1' } as const;
    for (const isBrandChosen of [undefined, true] as const)
      expect(cardRequest.paysWith(saved, isBrandChosen)).to.deep.equal({
        paymentInformation: { paymentInstrument: { id: 'PI1' } },
      });
  });

  for (const kind of ['wallet', 'reference'] as const)
    it(`is not paid with a ${kind}`, () => {
      expect(() => cardRequest.paysWith({ kind } as Instrument)).to.throw(RangeError, kind);
    });
});
