import { expect } from 'chai';
import { toSavedCard } from '../../../src/occ/cards/saved-card.ts';

const IDENTIFIER = '7010000000016241111';
const INSTRUMENT = '6A7B9C0D1E2F3A4B5C6D7E8F90A1B2C3';

describe('a saved card of OCC', () => {
  it('is the payment instrument that later releases keep as its token', () => {
    expect(toSavedCard({ token: INSTRUMENT, customerId: 'C1', type: 'visa' })).to.deep.equal({
      kind: 'saved-card',
      paymentInstrumentId: INSTRUMENT,
      customerId: 'C1',
      cardType: '001',
    });
  });

  for (const length of [16, 17, 18, 19])
    it(`is an instrument identifier when its token has ${length} digits, with the card's expiry and type`, () => {
      const token = IDENTIFIER.slice(0, length);
      expect(toSavedCard({ token, expiryMonth: '3', expiryYear: '29', type: 'Master Card' })).to.deep.equal({
        kind: 'saved-card',
        instrumentIdentifierId: token,
        expirationMonth: '03',
        expirationYear: '2029',
        cardType: '002',
      });
    });

  for (const token of [IDENTIFIER.slice(0, 15), `${IDENTIFIER}0`, `${IDENTIFIER.slice(0, 18)}A`])
    it(`is a payment instrument when its token is ${token}`, () => {
      expect(toSavedCard({ token })).to.deep.equal({ kind: 'saved-card', paymentInstrumentId: token });
    });

  it('is the instrument identifier that is kept beside the token, where both are there', () => {
    expect(toSavedCard({ token: IDENTIFIER, instrumentId: '7030000000016241111' })).to.deep.equal({
      kind: 'saved-card',
      instrumentIdentifierId: '7030000000016241111',
    });
    expect(toSavedCard({ token: INSTRUMENT, instrumentId: IDENTIFIER, customerId: '' })).to.deep.equal({
      kind: 'saved-card',
      paymentInstrumentId: INSTRUMENT,
      instrumentIdentifierId: IDENTIFIER,
    });
  });
});
