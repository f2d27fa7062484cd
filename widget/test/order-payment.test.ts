import { expect } from 'chai';
import fc from 'fast-check';
import { isOurs, PLACEHOLDER, toOrderPayment } from '../src/occ/order-payment.ts';
import { toSettled } from '../src/occ/order-answer.ts';
import { toShop } from '../src/occ/shop.ts';

const CARD = {
  cardTypeCode: '001',
  maskedNumber: 'XXXXXXXXXXXX1111',
  nameOnCard: 'Ada Lovelace',
  expiryMonth: '12',
  expiryYear: '2029',
  customProperties: { paymentType: 'card', captureContextCipherIv: 'aXY=' },
};

describe("A card as OCC's order takes it", () => {
  it('has the fields of a new card', () => {
    expect(toOrderPayment(CARD)).to.deep.equal({
      type: 'card',
      cardType: 'visa',
      nameOnCard: 'Ada Lovelace',
      cardNumber: 'XXXXXXXXXXXX1111',
      expiryMonth: '12',
      expiryYear: '2029',
      customProperties: { paymentType: 'card', captureContextCipherIv: 'aXY~W!C@O#n' },
    });
  });

  it('loses nothing when OCC drops every equals sign', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const { customProperties } = toOrderPayment({ ...CARD, customProperties: { value } });
        const throughOcc = (customProperties?.['value'] ?? '').replaceAll('=', '');
        expect(throughOcc.replaceAll('~W!C@O#n', '=')).to.equal(value);
      }),
    );
  });

  it('goes under its code when OCC has no word for its type', () => {
    expect(toOrderPayment({ ...CARD, cardTypeCode: '060' })).to.have.property('cardType', '060');
  });

  it('is told from the payments of others', () => {
    expect(isOurs(toOrderPayment(CARD))).to.equal(true);
    expect(isOurs(PLACEHOLDER)).to.equal(true);
    expect(isOurs({ type: 'card', savedCardId: 'c1' })).to.equal(false);
    expect(isOurs({ type: 'generic', customProperties: { paymentType: 'card' } })).to.equal(false);
  });
});

describe("OCC's answer to an order", () => {
  for (const paymentState of ['AUTHORIZE_FAILED', 'PAYMENT_REQUEST_FAILED']) {
    it(`is a decline with OCC's message when a payment is ${paymentState}`, () => {
      const payments = [{ paymentState: 'AUTHORIZED' }, { paymentState, message: 'Use another card.' }];
      expect(toSettled({ payments })).to.deep.equal({ outcome: 'declined', message: 'Use another card.' });
    });
  }

  it('is a decline without words when OCC has none', () => {
    expect(toSettled({ payments: [{ paymentState: 'AUTHORIZE_FAILED', message: null }] })).to.deep.equal({
      outcome: 'declined',
      message: '',
    });
  });

  it('is accepted when no payment failed', () => {
    for (const answer of [{ payments: [{ paymentState: 'AUTHORIZED' }] }, {}, null, undefined]) {
      expect(toSettled(answer)).to.deep.equal({ outcome: 'accepted' });
    }
  });
});

describe('The shop', () => {
  it('is known by the site and the channel', () => {
    const site = { siteInfo: { id: 'siteJP', repositoryId: 'r' } };
    expect(toShop({ site: () => site, isPreview: () => true })).to.deep.equal({
      siteId: 'siteJP',
      channel: 'preview',
    });
    expect(toShop({ site: () => ({}) })).to.deep.equal({ siteId: undefined, channel: 'storefront' });
  });
});
