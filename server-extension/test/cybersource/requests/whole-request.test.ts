import { expect } from 'chai';
import { toAuthorizationRequest } from '../../../src/cybersource/requests/authorization.ts';
import { toCaptureRequest, toIncrementRequest } from '../../../src/cybersource/requests/follow-ons.ts';
import { toReauthorizationRequest } from '../../../src/cybersource/requests/reauthorization.ts';
import type { Authorize, OrderDetails } from '../../../src/domain/payment/command.ts';
import type { LineItem, PurchaseDetails } from '../../../src/domain/payment/purchase.ts';
import {
  aCapture,
  anAuthorization,
  anIncrement,
  aReauthorization,
  methodRequest,
  plainOrder,
  reference,
  someSettings,
} from '../fixtures/builders.ts';
import { wholeOrder } from '../fixtures/whole-order.ts';

const authorize = (changes: Partial<Authorize> = {}, settings = someSettings()) => {
  const command = anAuthorization(changes);
  return toAuthorizationRequest(command, settings, reference, methodRequest(command.paymentType));
};
const capture = (changes: Parameters<typeof aCapture>[0] = {}) =>
  toCaptureRequest(aCapture(changes), someSettings(), reference);

/** The same order with its amounts spelt another way than CyberSource wants them. */
const inOtherWords: OrderDetails = {
  ...wholeOrder,
  subTotal: '12.5',
  taxAmount: '0.940',
  shippingAmount: '1',
  discountAmount: '0.5',
  dutyAmount: '0.250',
  taxDetails: wholeOrder.taxDetails!.map((tax) => ({ ...tax, amount: '0.940' })),
  lineItems: wholeOrder.lineItems.map((item) => ({
    ...item,
    unitPrice: '5',
    totalAmount: '10.0',
    taxAmount: '0.940',
    discountAmount: '0.5',
    unitTaxAmount: '0.470',
    taxDetails: [{ ...item.taxDetails![0], amount: '0.940' }],
  })),
};

const TAX = {
  type: 'local',
  amount: '0.94',
  rate: '0.094',
  code: '022',
  taxId: '12-3',
  applied: true,
  exemptionCode: '1',
};

/** CyberSource: `orderInformation.amountDetails` beside total and currency. */
const PARTS = {
  taxAmount: '0.94',
  freightAmount: '1.00',
  discountAmount: '0.50',
  dutyAmount: '0.25',
  nationalTaxIncluded: '0',
  taxAppliedAfterDiscount: '1',
  taxAppliedLevel: '0',
  taxTypeCode: '056',
  taxDetails: [TAX],
};

const ITEM = {
  productName: 'Mug',
  productCode: 'default',
  productSku: 'sku-1',
  quantity: 2,
  unitPrice: '5.00',
  totalAmount: '10.00',
  taxAmount: '0.94',
  discountAmount: '0.50',
  commodityCode: '52152100',
  unitOfMeasure: 'EA',
  discountRate: '5.00',
  taxRate: '0.094',
  taxTypeCode: 'sale',
  taxStatusIndicator: '0',
  amountIncludesTax: false,
  typeOfSupply: '00',
  unitTaxAmount: '0.47',
  taxDetails: [TAX],
};

const INVOICE = {
  purchaseOrderNumber: 'PO-2026-0042',
  purchaseOrderDate: '2026-01-30',
  purchaseContactName: 'Ada Lovelace',
  vatInvoiceReferenceNumber: 'VAT-7',
  commodityCode: '5215',
  taxable: true,
};

const SHIP_FROM = { shippingDetails: { shipFromPostalCode: '10001-1234' } };

describe('Of an order that says all that an order can, CyberSource is told', () => {
  it('with the authorization, in its words and with the currency’s decimals', () => {
    expect(authorize({ order: inOtherWords })['orderInformation']).to.deep.equal({
      amountDetails: { totalAmount: '12.50', currency: 'USD', subTotalAmount: '12.50', ...PARTS },
      billTo: {
        firstName: 'Ada',
        lastName: 'Lovelace',
        company: { name: 'Analytical Engines' },
        address1: '12 St James Square',
        address2: 'Flat 3',
        locality: 'Austin',
        administrativeArea: 'TX',
        postalCode: '78704',
        country: 'US',
        email: 'ada@example.com',
        phoneNumber: '+15125550100',
      },
      shipTo: {
        firstName: 'Charles',
        lastName: 'Babbage',
        company: 'Difference Engines',
        address1: '1 Dorset Street',
        address2: 'Basement',
        locality: 'Portland',
        administrativeArea: 'OR',
        postalCode: '97201',
        country: 'US',
        phoneNumber: '+15035550100',
      },
      lineItems: [ITEM],
      invoiceDetails: { invoiceNumber: 'INV-7', ...INVOICE },
      ...SHIP_FROM,
    });
  });

  it('with the capture, without names, streets and the number of the invoice, which it has no fields for', () => {
    const request = capture({ purchase: inOtherWords });
    expect(request['orderInformation']).to.deep.equal({
      amountDetails: { totalAmount: '12.50', currency: 'USD', ...PARTS },
      shipTo: { administrativeArea: 'OR', postalCode: '97201', country: 'US' },
      lineItems: [ITEM],
      invoiceDetails: INVOICE,
      ...SHIP_FROM,
    });
    expect(request['processingInformation']).to.deep.equal({ purchaseLevel: '3' });
  });

  it('who pays from where, as far as the shop knows it', () => {
    expect(authorize({ order: wholeOrder })).to.deep.include({
      buyerInformation: { merchantCustomerId: '110658' },
      deviceInformation: {
        ipAddress: '203.0.113.7',
        fingerprintSessionId: 'a1b2c3d4',
        userAgentBrowserValue: 'Mozilla/5.0',
        httpAcceptBrowserValue: '*/*',
        httpAcceptContent: '*/*',
        httpBrowserLanguage: 'en-US',
        httpBrowserJavaEnabled: false,
        httpBrowserJavaScriptEnabled: true,
        httpBrowserColorDepth: '24',
        httpBrowserScreenHeight: '900',
        httpBrowserScreenWidth: '1440',
        httpBrowserTimeDifference: '-60',
      },
      promotionInformation: { code: 'SPRING' },
      riskInformation: {
        buyerHistory: {
          customerAccount: { creationHistory: 'EXISTING_ACCOUNT', createDate: '2024-03-01' },
          accountPurchases: 7,
        },
      },
    });
  });

  it('nothing of a shopper’s history where Decision Manager does not look', () => {
    const settings = someSettings({ decisionSkipTypes: new Set(['card']) });
    expect(authorize({ order: wholeOrder }, settings)).not.to.have.property('riskInformation');
  });
});

describe('Of the goods of a capture CyberSource is told', () => {
  it('nothing where nothing is known of them', () => {
    expect(capture()['orderInformation']).to.deep.equal({
      amountDetails: { totalAmount: '12.50', currency: 'USD' },
    });
  });

  it('where they are shipped from: what the capture says before what the order says', () => {
    const from = (changes: Parameters<typeof aCapture>[0]) =>
      (capture(changes)['orderInformation'] as Readonly<Record<string, unknown>>)['shippingDetails'];
    const purchase: PurchaseDetails = { lineItems: [], shipFromPostalCode: '10001' };
    expect(from({ purchase })).to.deep.equal({ shipFromPostalCode: '10001' });
    expect(from({ purchase, shipFromPostalCode: '97201' })).to.deep.equal({ shipFromPostalCode: '97201' });
    expect(from({ shipFromPostalCode: '97201' })).to.deep.equal({ shipFromPostalCode: '97201' });
    expect(from({})).to.equal(undefined);
  });

  it('where they are shipped to, only where that address is whole', () => {
    const { postalCode, ...without } = wholeOrder.shipTo!;
    const to = (shipTo: typeof without) =>
      capture({ purchase: { lineItems: [], shipTo } })['orderInformation'];
    expect(to({ ...without, postalCode: postalCode! } as never)).to.have.property('shipTo');
    expect(to(without)).not.to.have.property('shipTo');
  });

  it('which part of how many it is, and whether it is the last', () => {
    const optionsOf = (changes: Parameters<typeof aCapture>[0]) =>
      (capture(changes)['processingInformation'] as { captureOptions?: object } | undefined)?.captureOptions;
    expect(optionsOf({ sequence: { number: 2, total: 3 }, isFinal: false })).to.deep.equal({
      captureSequenceNumber: 2,
      totalCaptureCount: 3,
      isFinal: false,
    });
    expect(optionsOf({ sequence: { number: 2 } })).to.deep.equal({ captureSequenceNumber: 2 });
    expect(optionsOf({ isFinal: true })).to.deep.equal({ isFinal: true });
    expect(optionsOf({})).to.equal(undefined);
  });
});

describe('An order is taxable', () => {
  const taxable = (...taxes: readonly (string | undefined)[]) => {
    const lineItems = taxes.map((taxAmount): LineItem => ({ ...(taxAmount !== undefined && { taxAmount }) }));
    const { invoiceDetails } = authorize({ order: { ...plainOrder, lineItems } })['orderInformation'] as {
      readonly invoiceDetails?: { readonly taxable?: unknown };
    };
    return invoiceDetails?.taxable;
  };

  it('where an item states a tax of more than zero', () => {
    expect(taxable('0.01')).to.equal(true);
    expect(taxable('0.00', '0.01', undefined)).to.equal(true);
  });

  it('not where every tax that is stated is zero', () => {
    expect(taxable('0')).to.equal(false);
    expect(taxable('0.00', undefined)).to.equal(false);
  });

  it('perhaps, where no item states one that can be read', () => {
    expect(taxable()).to.equal(undefined);
    expect(taxable(undefined)).to.equal(undefined);
    expect(taxable('some')).to.equal(undefined);
  });
});

describe('Without the shopper', () => {
  const billTo = { firstName: 'Ada', lastName: 'Lovelace', country: 'GB' };
  const card = { expirationMonth: '12', expirationYear: '2031', type: '001' };
  const held = (payer?: Parameters<typeof toReauthorizationRequest>[3]) =>
    toReauthorizationRequest(aReauthorization(), someSettings(), reference, payer);

  it('an amount is held again with the address and the expiry date that CyberSource’s records have', () => {
    const request = held({ billTo, card });
    expect(request).to.deep.include({
      paymentInformation: { instrumentIdentifier: { id: '7010000000016241111' }, card },
      orderInformation: { amountDetails: { totalAmount: '12.50', currency: 'USD' }, billTo },
    });
    for (const nothing of [undefined, { billTo: {}, card: {} }])
      expect(held(nothing)).to.deep.include({
        paymentInformation: { instrumentIdentifier: { id: '7010000000016241111' } },
        orderInformation: { amountDetails: { totalAmount: '12.50', currency: 'USD' } },
      });
  });

  it('an amount is held again, and more is held, under the name on the statement', () => {
    const settings = someSettings({ descriptor: { name: 'Engines', contact: '+15125550100' } });
    const merchantInformation = { merchantDescriptor: { name: 'Engines', contact: '+15125550100' } };
    for (const request of [
      authorize({}, settings),
      toReauthorizationRequest(aReauthorization(), settings, reference),
      toIncrementRequest(anIncrement(), settings, reference),
    ])
      expect(request).to.deep.include({ merchantInformation });
  });
});

describe('A merchant-defined field', () => {
  const filled = (value: string) =>
    authorize(
      { order: { ...plainOrder, properties: { note: value } } },
      someSettings({ merchantDefinedData: [{ key: '1', from: 'customProperties', name: 'note' }] }),
    )['merchantDefinedInformation'];

  it('has the first 255 characters of what the shop says, and is not there where it says nothing', () => {
    expect(filled('x'.repeat(255))).to.deep.equal([{ key: '1', value: 'x'.repeat(255) }]);
    expect(filled('x'.repeat(256))).to.deep.equal([{ key: '1', value: 'x'.repeat(255) }]);
    for (const nothing of ['', ' ']) expect(filled(nothing)).to.equal(undefined);
  });

  it('is not there where a card number stands in what would be sent of it', () => {
    expect(filled(`${'x'.repeat(239)}4111111111111111`)).to.equal(undefined);
  });
});
