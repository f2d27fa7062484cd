import { expect } from 'chai';
import fc from 'fast-check';
import { parseDecimal } from '../../../src/domain/money/money.ts';
import {
  type LineItem,
  type PurchaseDetails,
  purchaseOfCapture,
} from '../../../src/domain/payment/purchase.ts';
import { usd } from '../../builders/command.ts';

const decimal = (minor: number): string => (minor / 100).toFixed(2);
const minorOf = (text = '0'): number => parseDecimal(text, usd(0).currency)?.minor ?? expect.fail(text);

const lamp: LineItem = { lineId: 'ci1', quantity: 3, totalAmount: '100.00', taxAmount: '8.00' };
const mug: LineItem = { lineId: 'ci2', quantity: 1, totalAmount: '20.00', taxAmount: '1.60' };
const order: PurchaseDetails = {
  lineItems: [lamp, mug],
  taxAmount: '9.60',
  shippingAmount: '5.00',
  discountAmount: '12.00',
  purchaseOrderNumber: 'PO-1',
  invoiceNumber: 'INV-1',
};

/** Items with their taxes, freight and duty less discount, in minor units. */
function sumOf({
  lineItems,
  taxAmount,
  shippingAmount,
  dutyAmount,
  discountAmount,
}: PurchaseDetails): number {
  const goods = lineItems.reduce((sum, { totalAmount }) => sum + minorOf(totalAmount), 0);
  return goods + minorOf(taxAmount) + minorOf(shippingAmount) + minorOf(dutyAmount) - minorOf(discountAmount);
}

describe('What is known of a purchase, of one capture', () => {
  it('is everything, where everything is captured', () => {
    const whole = purchaseOfCapture(order, usd(12_260));
    expect(whole).to.deep.include({ taxAmount: '9.60', shippingAmount: '5.00', discountAmount: '12.00' });
    expect(whole.lineItems.map(({ lineId, quantity }) => `${lineId}*${quantity}`)).to.deep.equal([
      'ci1*3',
      'ci2*1',
    ]);
  });

  it('is the shipped part of a line with its share of price, tax and discount; the rest of the amount is freight', () => {
    const part = purchaseOfCapture(order, usd(3_500), [{ lineId: 'ci1', quantity: 1 }]);
    expect(part.lineItems).to.deep.equal([
      { lineId: 'ci1', quantity: 1, totalAmount: '33.33', taxAmount: '2.67' },
    ]);
    expect(part).to.deep.include({ taxAmount: '2.67', discountAmount: '3.33', shippingAmount: '2.33' });
    expect(sumOf(part)).to.equal(3_500);
  });

  it('takes what shares were rounded up by off the dearest line', () => {
    const noFreight = { lineItems: [{ lineId: 'ci1', quantity: 3, totalAmount: '200.00' }] };
    const part = purchaseOfCapture(noFreight, usd(13_333 - 1), [{ lineId: 'ci1', quantity: 2 }]);
    expect(part.lineItems[0]).to.include({ totalAmount: '133.32' });
    expect(sumOf(part)).to.equal(13_332);
  });

  for (const [name, amount, lines] of [
    ['more than items, tax and freight come to', 12_261, undefined],
    ['less than the items that are named cost', 100, [{ lineId: 'ci1', quantity: 1 }]],
    ['a line that the order does not have', 3_500, [{ lineId: 'ci9', quantity: 1 }]],
    ['more units than the order has', 14_000, [{ lineId: 'ci1', quantity: 4 }]],
  ] as const)
    it(`is the purchase order alone, without items and sums, of ${name}`, () => {
      const left = purchaseOfCapture(order, usd(amount), lines);
      expect(left).to.deep.equal({ lineItems: [], purchaseOrderNumber: 'PO-1', invoiceNumber: 'INV-1' });
    });

  it('counts a tax once that the prices include', () => {
    const gross = [lamp, mug].map((item) => ({ ...item, amountIncludesTax: true }));
    const whole = purchaseOfCapture({ ...order, lineItems: gross }, usd(12_000 + 500 - 1_200));
    expect(whole).to.deep.include({ taxAmount: '9.60', shippingAmount: '5.00' });
    expect(whole.lineItems).to.have.length(2);
  });

  it('comes to the amount of the capture to the minor unit, whatever is shipped; or no item is stated', () => {
    const item = fc.record({
      quantity: fc.integer({ min: 1, max: 7 }),
      total: fc.nat(50_000),
      tax: fc.nat(5_000),
    });
    let stated = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(item, fc.nat(7)), { minLength: 1, maxLength: 5 }),
        fc.nat(2_000),
        fc.nat(1_000),
        fc.integer({ min: -3, max: 2_000 }),
        (goods, freight, discount, extra) => {
          const lineItems = goods.map(([{ quantity, total, tax }], nth) => ({
            lineId: `ci${nth}`,
            quantity,
            totalAmount: decimal(total),
            taxAmount: decimal(tax),
          }));
          const lines = goods.flatMap(([{ quantity }, shipped], nth) =>
            shipped > 0 ? [{ lineId: `ci${nth}`, quantity: Math.min(shipped, quantity) }] : [],
          );
          fc.pre(lines.length > 0);
          const details = { lineItems, shippingAmount: decimal(freight), discountAmount: decimal(discount) };
          const exact = goods.reduce(
            (sum, [{ quantity, total, tax }, shipped]) =>
              sum + ((total + tax) * Math.min(shipped, quantity)) / quantity,
            0,
          );
          const amount = Math.max(1, Math.round(exact) + extra - Math.min(discount, 500));
          const told = purchaseOfCapture(details, usd(amount), lines);
          if (told.lineItems.length === 0) {
            expect(told).not.to.have.any.keys('taxAmount', 'shippingAmount', 'discountAmount');
            return;
          }
          stated += 1;
          expect(sumOf(told)).to.equal(amount);
          expect(minorOf(told.shippingAmount)).to.be.at.most(freight);
          const taxes = told.lineItems.reduce((sum, { taxAmount }) => sum + minorOf(taxAmount), 0);
          expect(taxes).to.equal(minorOf(told.taxAmount));
        },
      ),
      { numRuns: 500, seed: 7 },
    );
    expect(stated, 'runs in which items are stated').to.be.greaterThan(100);
  });
});
