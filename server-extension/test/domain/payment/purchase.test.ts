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

  const taxDetails = [{ type: 'local', amount: '8.00' }];
  const rich: LineItem = { ...lamp, discountAmount: '6.00', taxDetails };

  it('states of each line what the order states of it: its share of the discount, and taxes in detail where it is whole', () => {
    const of = (quantity: number, minor: number) =>
      purchaseOfCapture({ lineItems: [rich], shippingAmount: '99' }, usd(minor), [
        { lineId: 'ci1', quantity },
      ]).lineItems[0];
    expect(of(3, 11_000)).to.deep.equal(rich);
    expect(of(1, 4_000)).to.deep.equal({
      lineId: 'ci1',
      quantity: 1,
      totalAmount: '33.33',
      taxAmount: '2.67',
      discountAmount: '2.00',
      taxDetails: [],
    });
    const plain = purchaseOfCapture({ lineItems: [mug], shippingAmount: '99' }, usd(3_000)).lineItems[0];
    expect(plain).not.to.have.any.keys('discountAmount', 'taxDetails');
  });

  it('takes one unit for what is ordered where the order does not say how many', () => {
    const one: LineItem = { lineId: 'ci1', totalAmount: '10.00' };
    const of = (quantity: number) =>
      purchaseOfCapture({ lineItems: [one] }, usd(1_000), [{ lineId: 'ci1', quantity }]).lineItems;
    expect(of(1)).to.deep.equal([{ ...one, quantity: 1 }]);
    expect(of(2)).to.deep.equal([]);
    expect(purchaseOfCapture({ lineItems: [one] }, usd(1_000)).lineItems).to.deep.equal([
      { ...one, quantity: 1 },
    ]);
  });

  it('states duties and taxes in detail with the whole order, and not with a part of it', () => {
    const imported = { ...order, dutyAmount: '1.00', taxDetails };
    const whole = purchaseOfCapture(imported, usd(12_360));
    expect(whole).to.deep.include({ dutyAmount: '1.00', taxDetails, shippingAmount: '5.00' });
    const byLines = [
      { lineId: 'ci1', quantity: 3 },
      { lineId: 'ci2', quantity: 1 },
    ];
    expect(purchaseOfCapture(imported, usd(12_360), byLines)).to.deep.equal(whole);
    const part = purchaseOfCapture(imported, usd(3_500), [{ lineId: 'ci1', quantity: 1 }]);
    expect(part.lineItems).to.have.length(1);
    expect(part).not.to.have.any.keys('dutyAmount', 'taxDetails');
    // As many units of another line make no whole order.
    const single = { ...imported, lineItems: [{ ...lamp, quantity: 1 }, mug] };
    const ofOne = purchaseOfCapture(single, usd(9_950), [{ lineId: 'ci1', quantity: 1 }]);
    expect(ofOne.lineItems).to.have.length(1);
    expect(ofOne).not.to.have.any.keys('dutyAmount', 'taxDetails');
    expect(purchaseOfCapture(order, usd(12_260))).not.to.have.any.keys('dutyAmount', 'taxDetails');
  });

  it('states no discount where there is none, and the smallest one where there is', () => {
    const of = (discountAmount: string, minor: number) =>
      purchaseOfCapture({ lineItems: [mug], discountAmount }, usd(minor));
    expect(of('0.00', 2_160)).not.to.have.property('discountAmount');
    expect(of('0.01', 2_159)).to.have.property('discountAmount', '0.01');
  });

  it('takes the order’s tax by shares where no line states one, and none of it where the lines state theirs', () => {
    const bare = [lamp, mug].map((item) => {
      const untaxed = { ...item };
      Reflect.deleteProperty(untaxed, 'taxAmount');
      return untaxed;
    });
    const part = (lineItems: readonly LineItem[]) =>
      purchaseOfCapture({ lineItems, taxAmount: '12.00' }, usd(lineItems === bare ? 2_200 : 2_160), [
        { lineId: 'ci2', quantity: 1 },
      ]);
    expect(part(bare)).to.include({ taxAmount: '2.00', shippingAmount: '0.00' });
    expect(part([lamp, mug])).to.include({ taxAmount: '1.60', shippingAmount: '0.00' });
  });

  it('has no items where one of them does not say what it comes to, or nothing is shipped', () => {
    for (const items of [[{ lineId: 'ci1', quantity: 1 }], [], [{ ...mug, taxAmount: 'some' }]])
      expect(purchaseOfCapture({ lineItems: items, taxAmount: '1.00' }, usd(2_000))).to.deep.equal({
        lineItems: [],
      });
    expect(purchaseOfCapture(order, usd(100), []).lineItems).to.deep.equal([]);
    const withoutAny = purchaseOfCapture({ ...order, subTotal: '120.00' }, usd(12_260));
    expect(withoutAny).not.to.have.property('subTotal');
  });

  it('has no items where a tax was rounded up and no line has a price to take that off', () => {
    const free: LineItem = { lineId: 'ci1', quantity: 2, totalAmount: '0.00', taxAmount: '0.03' };
    const part = (minor: number) =>
      purchaseOfCapture({ lineItems: [free] }, usd(minor), [{ lineId: 'ci1', quantity: 1 }]).lineItems;
    expect(part(2)).to.have.length(1);
    expect(part(1)).to.deep.equal([]);
  });

  it('shortens the dearest of the lines by what their shares were rounded up by, as many minor units as there are lines', () => {
    const third = (lineId: string, totalAmount: string): LineItem => ({ lineId, quantity: 3, totalAmount });
    const items = { lineItems: [third('a', '0.02'), third('b', '50.00'), third('c', '0.05')] };
    const lines = ['a', 'b', 'c'].map((lineId) => ({ lineId, quantity: 1 }));
    const totals = (minor: number) =>
      purchaseOfCapture(items, usd(minor), lines).lineItems.map(({ totalAmount }) => totalAmount);
    expect(totals(1_670)).to.deep.equal(['0.01', '16.67', '0.02']);
    expect(totals(1_667)).to.deep.equal(['0.01', '16.64', '0.02']);
    expect(totals(1_666)).to.deep.equal([]);
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
