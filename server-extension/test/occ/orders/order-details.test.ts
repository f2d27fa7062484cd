import { expect } from 'chai';
import type { OrderDetails } from '../../../src/domain/payment/command.ts';
import { toOrderDetails } from '../../../src/occ/webhook/order-details.ts';
import { parseWebhook } from '../../../src/occ/webhook/webhook.ts';
import { aWebhook, anAddress, bytesOf } from '../../builders/webhook.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

function factsOf(overrides: Readonly<Record<string, unknown>>): OrderDetails {
  return toOrderDetails(parseWebhook(bytesOf(aWebhook(overrides)), paymentMethods), undefined);
}

const order = {
  id: 'o10001',
  purchaseOrderNumber: 'PO 4711',
  invoiceNumber: 20260131,
  priceInfo: { amount: 40, tax: 2.5, shipping: 0, total: 42.5 },
  commerceItems: [
    {
      productDisplayName: '傘',
      productId: 'prod1',
      catalogRefId: 'sku1',
      quantity: 2,
      priceInfo: { amount: 40, listPrice: 20 },
      taxPriceInfo: { amount: 2.5 },
    },
  ],
};

describe('what is told about an order', () => {
  it('comes from the order, where OCC includes it', () => {
    expect(factsOf({ order })).to.deep.include({
      purchaseOrderNumber: 'PO 4711',
      invoiceNumber: '20260131',
      subTotal: '40',
      taxAmount: '2.5',
      shippingAmount: '0',
      lineItems: [
        {
          productName: '傘',
          productCode: 'prod1',
          productSku: 'sku1',
          quantity: 2,
          unitPrice: '20',
          totalAmount: '40',
          taxAmount: '2.5',
        },
      ],
    });
  });

  it('counts for more than what the browser says', () => {
    const customProperties = {
      subTotal: '1',
      invoiceNumber: 'mine',
      lineItems: '[{"productName":"x"}]',
      couponCode: 'C',
    };
    const details = factsOf({ order, customProperties });
    expect(details).to.include({ subTotal: '40', invoiceNumber: '20260131', couponCode: 'C' });
    expect(details.lineItems[0]).to.include({ productName: '傘' });
    expect(factsOf({ customProperties })).to.include({ subTotal: '1', invoiceNumber: 'mine' });
  });

  describe('takes empty text for none', () => {
    for (const blank of ['', ' ', '\t', null]) {
      it(`and the profile’s e-mail address where the billing address has ${JSON.stringify(blank)}`, () => {
        const billingAddress = { ...anAddress(), email: blank };
        expect(factsOf({ billingAddress }).billTo).to.include({ email: 'a@shop.test' });
        const profileDetails = { id: blank, email: blank };
        expect(factsOf({ billingAddress, profileDetails }).billTo).to.include({ email: 'a@shop.test' });
        const profile = { id: '110000', email: blank };
        const shippingAddress = { ...anAddress(), email: 'ship@shop.test' };
        const details = factsOf({ billingAddress, profileDetails, profile, shippingAddress });
        expect(details.billTo).to.include({ email: 'ship@shop.test' });
        expect(details.buyer).to.include({ profileId: '110000' });
      });

      it(`so that an address of ${JSON.stringify(blank)} only is no address`, () => {
        const nothing = Object.fromEntries(Object.keys(anAddress()).map((name) => [name, blank]));
        const details = factsOf({ billingAddress: nothing, shippingAddress: nothing });
        expect(details).not.to.have.any.keys('billTo', 'shipTo');
      });
    }

    it('in the order that OCC includes, too', () => {
      const included = {
        purchaseOrderNumber: ' ',
        poNumber: 'PO 1',
        commerceItems: [{ displayName: '', productDisplayName: 'Mug' }],
      };
      expect(factsOf({ order: included })).to.deep.include({
        purchaseOrderNumber: 'PO 1',
        lineItems: [{ productName: 'Mug' }],
      });
    });
  });

  it('leaves out what cannot be read, and never stops a payment', () => {
    for (const strange of [null, 7, 'o1', [], {}, { priceInfo: { amount: 0.1 + 0.2 }, commerceItems: {} }]) {
      expect(factsOf({ order: strange })).to.deep.equal(factsOf({}));
    }
  });
});
