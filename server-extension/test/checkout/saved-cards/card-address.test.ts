import { expect } from 'chai';
import { createReadCardAddress } from '../../../src/checkout/saved-cards/card-address.ts';
import { refusal } from '../../builders/refusal.ts';
import { settings } from '../../builders/settings.ts';

const PI = 'A'.repeat(32);

function read(creditCard: object, card = 'cc1') {
  const asked: unknown[] = [];
  const readCardAddress = createReadCardAddress({
    occ: {
      currentProfile: async () => ({ id: '110001' }),
      profile: async () => ({ creditCards: [{ repositoryId: 'cc1', ...creditCard }] }),
    },
    cardVault: {
      billingAddressOf: async (...call) => {
        asked.push(call);
        return { city: 'Paris' };
      },
    },
  });
  return { asked, address: readCardAddress({ token: 't', site: 'siteUS' as never, settings, card }) };
}

describe('where the bills of a saved card go', () => {
  for (const [what, cardProps, customer] of [
    ['its customer', { customerId: 'CU1' }, { customerId: 'CU1' }],
    ['no customer', null, {}],
  ] as const)
    it(`is read from the vault, with ${what}`, async () => {
      const { address, asked } = read({ token: PI, cardProps });
      expect(await address).to.deep.equal({ city: 'Paris' });
      expect(asked).to.deep.equal([[{ paymentInstrumentId: PI, ...customer }, settings]]);
    });

  it('is not known of a card that is a number alone', async () => {
    const { address, asked } = read({ token: '7010000000016241111' });
    expect(await address).to.deep.equal({});
    expect(asked).to.deep.equal([]);
  });

  it('is told of no other shopper’s card', async () => {
    expect(await refusal(read({ token: PI }, 'cc2').address)).to.include({ code: 'not-found' });
  });
});
