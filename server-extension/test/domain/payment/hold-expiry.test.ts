import { expect } from 'chai';
import { HOLD_DAYS, holdExpiry, OTHER_HOLD_DAYS } from '../../../src/domain/payment/hold-expiry.ts';

const at = new Date('2026-02-01T10:00:00Z');
const daysUntil = (expiry: Date): number => (expiry.getTime() - at.getTime()) / (24 * 60 * 60 * 1000);

describe('When a hold expires', () => {
  const byCardType = { '001': 10, '002': 7, '003': 7, '004': 7, '005': 7 };

  it('is listed for these card types, and a week for every other', () => {
    expect(HOLD_DAYS).to.deep.equal(byCardType);
    expect(OTHER_HOLD_DAYS).to.equal(7);
  });

  for (const [cardType, days] of Object.entries(byCardType))
    it(`is ${days} days after the authorization for card type ${cardType}`, () => {
      expect(daysUntil(holdExpiry(at, cardType, {}))).to.equal(days);
    });

  it('is a week after it for every other card, and where the brand is not known', () => {
    expect(daysUntil(holdExpiry(at, '036', {}))).to.equal(OTHER_HOLD_DAYS);
    expect(daysUntil(holdExpiry(at, undefined, {}))).to.equal(OTHER_HOLD_DAYS);
  });

  it("is what the merchant's settings say of a brand", () => {
    const settings = { holdDays: { '002': 30 } };
    expect(daysUntil(holdExpiry(at, '002', settings))).to.equal(30);
    expect(daysUntil(holdExpiry(at, '001', settings))).to.equal(HOLD_DAYS['001']);
  });

  it('is earlier of a hold that the merchant made again without the shopper, with Visa', () => {
    expect(daysUntil(holdExpiry(at, '001', {}, true))).to.equal(5);
    expect(daysUntil(holdExpiry(at, '002', {}, true))).to.equal(7);
    expect(daysUntil(holdExpiry(at, '001', { holdDays: { '001': 8 } }, true))).to.equal(8);
  });
});
