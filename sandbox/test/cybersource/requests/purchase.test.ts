import { expect } from 'chai';
import { isRefusal, parseBody } from '../../../cybersource/api/requests/body.ts';
import { purchaseFaults } from '../../../cybersource/api/requests/purchase-schemas.ts';
import { captureSchema } from '../../../cybersource/api/requests/schemas.ts';

const item = {
  productName: 'Mug',
  productCode: 'mug',
  quantity: 2,
  unitPrice: '5.00',
  totalAmount: '10.00',
  taxAmount: '0.70',
};
const invoiceDetails = { purchaseOrderNumber: 'PO-1', taxable: true };

function faultsOf(orderInformation: object, processingInformation: object = {}): readonly string[] {
  const body = {
    processingInformation,
    orderInformation: { amountDetails: { totalAmount: '10.70', currency: 'USD' }, ...orderInformation },
  };
  const parsed = parseBody(captureSchema, body, purchaseFaults);
  return isRefusal(parsed)
    ? (parsed.details ?? []).map(({ field, reason }) => `${field.replace('orderInformation.', '')} ${reason}`)
    : [];
}

describe('Level II and III data of a capture', () => {
  it('is taken where it is complete', () => {
    expect(faultsOf({ lineItems: [item], invoiceDetails }, { purchaseLevel: '3' })).to.deep.equal([]);
  });

  it('is refused at level III without purchase order, items, or a part of one of them', () => {
    expect(faultsOf({}, { purchaseLevel: '3' })).to.deep.equal([
      'invoiceDetails.purchaseOrderNumber MISSING_FIELD',
      'lineItems MISSING_FIELD',
    ]);
    const untaxed = { ...item, taxAmount: undefined };
    expect(faultsOf({ lineItems: [item, untaxed], invoiceDetails }, { purchaseLevel: '3' })).to.deep.equal([
      'lineItems[1].taxAmount MISSING_FIELD',
    ]);
  });

  for (const [fault, orderInformation] of [
    ['invoiceDetails.taxable', { lineItems: [item], invoiceDetails: { taxable: false } }],
    ['invoiceDetails.purchaseOrderNumber', { invoiceDetails: { purchaseOrderNumber: 'P'.repeat(26) } }],
    ['invoiceDetails.purchaseOrderDate', { invoiceDetails: { purchaseOrderDate: '30.01.2026' } }],
    ['invoiceDetails.commodityCode', { invoiceDetails: { commodityCode: '52-15' } }],
    ['lineItems[0].commodityCode', { lineItems: [{ commodityCode: '52-15' }] }],
    ['lineItems[0].taxRate', { lineItems: [{ taxRate: '7' }] }],
    ['lineItems[0].typeOfSupply', { lineItems: [{ typeOfSupply: '02' }] }],
    ['lineItems[0].taxStatusIndicator', { lineItems: [{ taxStatusIndicator: '3' }] }],
    ['lineItems[0].quantity', { lineItems: [{ quantity: 1.5 }] }],
    ['lineItems[0].taxDetails[0].type', { lineItems: [{ taxDetails: [{ type: 'state' }] }] }],
    ['shippingDetails.shipFromPostalCode', { shippingDetails: { shipFromPostalCode: '123' } }],
    [
      'amountDetails.taxTypeCode',
      { amountDetails: { totalAmount: '1.00', currency: 'USD', taxTypeCode: 'TX' } },
    ],
    [
      'amountDetails.dutyAmount',
      { amountDetails: { totalAmount: '1.00', currency: 'USD', dutyAmount: '-1' } },
    ],
  ] as const)
    it(`is refused with a wrong ${fault}`, () => {
      expect(faultsOf(orderInformation)).to.deep.equal([`${fault} INVALID_DATA`]);
    });

  it('has 98 items at most', () => {
    expect(faultsOf({ lineItems: Array.from({ length: 99 }, () => item) })).to.deep.equal([
      'lineItems INVALID_DATA',
    ]);
  });
});
