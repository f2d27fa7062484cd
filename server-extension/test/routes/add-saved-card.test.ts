import { expect } from 'chai';
import { toCardOfOcc } from '../../src/routes/add-saved-card.ts';

const card = {
  additionId: '5f0c1e6a9b7d4c3e8a2b1d0f6e5c4b3a',
  type: 'visa',
  maskedNumber: 'XXXXXXXXXXXX1111',
  nameOnCard: 'Ada Lovelace',
  expiryMonth: '03',
  expiryYear: '2031',
  billingAddress: { firstName: 'Ada', country: 'GB', address2: undefined },
  customProperties: { paymentType: 'card', checkoutId: 'of the browser' },
} as unknown as Parameters<typeof toCardOfOcc>[0];

describe('A card that is added in OCC', () => {
  it('has what the shopper typed, and the name of its addition among its properties', () => {
    expect(toCardOfOcc(card)).to.deep.equal({
      cardType: 'visa',
      cardNumber: 'XXXXXXXXXXXX1111',
      nameOnCard: 'Ada Lovelace',
      expiryMonth: '03',
      expiryYear: '2031',
      setAsDefault: false,
      billingAddress: { firstName: 'Ada', country: 'GB' },
      customProperties: { paymentType: 'card', checkoutId: '5f0c1e6a9b7d4c3e8a2b1d0f6e5c4b3a' },
    });
  });

  it('has a nickname, and is the default, where the shopper says so', () => {
    expect(toCardOfOcc({ ...card, nickname: 'Mine', isDefault: true })).to.include({
      nickname: 'Mine',
      setAsDefault: true,
    });
    expect(toCardOfOcc({ ...card, isDefault: false })).to.include({ setAsDefault: false });
  });
});
