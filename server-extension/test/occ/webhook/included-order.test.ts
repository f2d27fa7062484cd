import { expect } from 'chai';
import type { LineItem } from '../../../src/domain/payment/purchase.ts';
import { PURCHASE_FACTS, toIncludedDetails } from '../../../src/occ/webhook/included-order.ts';

describe('What the order in a webhook says of a purchase', () => {
  it('is nothing where there is no order', () => {
    for (const order of [undefined, null, '', 'o1', []]) expect(toIncludedDetails(order)).to.deep.equal({});
    expect(toIncludedDetails({})).to.deep.equal({});
  });

  it('is its prices, as far as they are amounts', () => {
    const priceInfo = { amount: 90, tax: 7.5, shipping: '5.00', discountAmount: 10 };
    expect(toIncludedDetails({ priceInfo, dutyAmount: '1.20' })).to.deep.equal({
      subTotal: '90',
      taxAmount: '7.5',
      shippingAmount: '5.00',
      discountAmount: '10',
      dutyAmount: '1.20',
    });
    expect(toIncludedDetails({ priceInfo: { amount: 'much', tax: null } })).to.deep.equal({});
    expect(toIncludedDetails({ priceInfo: [90] })).to.deep.equal({});
  });

  for (const [given, details] of [
    [{ purchaseOrderNumber: 'A', poNumber: 'B', PONumber: 'C' }, { purchaseOrderNumber: 'A' }],
    [{ poNumber: 'B', PONumber: 'C' }, { purchaseOrderNumber: 'B' }],
    [{ PONumber: 'C' }, { purchaseOrderNumber: 'C' }],
    [
      { purchaseOrderDate: '2026-01-30', submittedDate: '2026-02-01T09:00:00.000Z' },
      { purchaseOrderDate: '2026-01-30' },
    ],
    [
      { submittedDate: '2026-02-01T23:30:00.000Z', creationDate: '2026-01-31T09:00:00.000Z' },
      { purchaseOrderDate: '2026-02-01' },
    ],
    [{ creationDate: '2026-01-31T09:00:00.000Z' }, { purchaseOrderDate: '2026-01-31' }],
    [{ creationDate: 'yesterday' }, {}],
    // OCC: what a merchant adds has this before its name, and counts where OCC has nothing of the name.
    [{ x_invoiceNumber: '3' }, { invoiceNumber: '3' }],
    [{ x_invoiceNumber: '3', invoiceNumber: '4' }, { invoiceNumber: '4' }],
    [{ taxDetails: [{ type: 'vat', amount: 1 }] }, { taxDetails: [{ type: 'vat', amount: '1' }] }],
  ] as const)
    it(`of ${JSON.stringify(given)} is ${JSON.stringify(details)}`, () => {
      expect(toIncludedDetails(given)).to.deep.equal(details);
    });

  it('is each fact about a company’s purchase under its own name', () => {
    for (const name of PURCHASE_FACTS)
      expect(toIncludedDetails({ [name]: 'a fact' })).to.deep.equal({ [name]: 'a fact' });
  });
});

describe('A line of the order in a webhook', () => {
  const linesOf = (order: object): readonly LineItem[] | undefined => toIncludedDetails(order).lineItems;
  const lineOf = (item: object): LineItem | undefined => linesOf({ commerceItems: [item] })?.[0];

  it('has what OCC knows of it', () => {
    const item = {
      id: 'ci1',
      displayName: 'Lamp',
      productId: 'lamp',
      catRefId: 'lamp-red',
      quantity: 2,
      unitPrice: 50,
      priceInfo: { amount: 90, listPrice: 55, discountAmount: 10, tax: 1 },
      taxPriceInfo: { amount: 7.5 },
      commodityCode: '391115',
    };
    expect(lineOf(item)).to.deep.equal({
      lineId: 'ci1',
      productName: 'Lamp',
      productCode: 'lamp',
      productSku: 'lamp-red',
      quantity: 2,
      unitPrice: '50',
      totalAmount: '90',
      taxAmount: '7.5',
      discountAmount: '10',
      commodityCode: '391115',
    });
  });

  for (const [item, line] of [
    [{ productDisplayName: 'Lamp' }, { productName: 'Lamp' }],
    [{ displayName: 'Lamp', productDisplayName: 'Other' }, { productName: 'Lamp' }],
    [{ catalogRefId: 'red' }, { productSku: 'red' }],
    [{ catRefId: 'red', catalogRefId: 'blue' }, { productSku: 'red' }],
    [{ priceInfo: { listPrice: 55 } }, { unitPrice: '55' }],
    [{ rawTotalPrice: 90 }, { totalAmount: '90' }],
    [{ priceInfo: { tax: 7 } }, { taxAmount: '7' }],
    [{ quantity: 1 }, { quantity: 1 }],
    [{ quantity: 999_999 }, { quantity: 999_999 }],
    [{ quantity: 1_000_000 }, {}],
    [{ quantity: 0 }, {}],
    [{ quantity: 1.5 }, {}],
    [{ quantity: '2' }, {}],
    [{ x_commodityCode: 'c' }, { commodityCode: 'c' }],
  ] as const)
    it(`of ${JSON.stringify(item)} is ${JSON.stringify(line)}`, () => {
      expect(lineOf(item)).to.deep.equal(line);
    });

  it('is read from either list, OCC’s own first, unless it is too long or not one of items', () => {
    const [one, other] = [{ id: 'ci1' }, { id: 'ci2' }];
    expect(linesOf({ commerceItems: [one], items: [other] })).to.deep.equal([{ lineId: 'ci1' }]);
    expect(linesOf({ items: [other] })).to.deep.equal([{ lineId: 'ci2' }]);
    expect(linesOf({ commerceItems: Array.from({ length: 200 }, () => one) })).to.have.length(200);
    expect(linesOf({ commerceItems: Array.from({ length: 201 }, () => one) })).to.equal(undefined);
    expect(linesOf({ commerceItems: [one, 'other'] })).to.equal(undefined);
    expect(linesOf({ commerceItems: one })).to.equal(undefined);
  });
});
