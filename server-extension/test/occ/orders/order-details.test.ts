import { expect } from 'chai';
import type { OrderDetails } from '../../../src/domain/payment/command.ts';
import { toOrderDetails } from '../../../src/occ/webhook/order-details.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
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

describe('the details of an order', () => {
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

  for (const [registrationDate, kind, registeredOn] of [
    ['2025-10-15T23:50:51.000Z', 'EXISTING_ACCOUNT', '2025-10-15'],
    ['2025-10-15T23:50:51+02:00', 'EXISTING_ACCOUNT', '2025-10-15'],
    ['some day', 'GUEST', undefined],
    [undefined, 'GUEST', undefined],
  ] as const)
    it(`has a buyer who registered on ${registrationDate}: ${kind}, on the day ${registeredOn}`, () => {
      const { buyer } = factsOf({ profile: { id: 'p1' }, profileDetails: { id: 'p1', registrationDate } });
      expect(buyer).to.deep.equal({
        profileId: 'p1',
        kind,
        ...(registeredOn !== undefined && { registeredOn }),
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

  const line = (changes: object) => ({ productName: 'Mug', ...changes });
  const linesOf = (...lines: readonly object[]) =>
    factsOf({ customProperties: { lineItems: JSON.stringify(lines) } }).lineItems;

  it('has the goods that the storefront names, each fact that can be read', () => {
    const whole = {
      productName: 'Mug',
      productCode: 'p1',
      productSku: 's1',
      commodityCode: 'c1',
      unitOfMeasure: 'each',
      quantity: 2,
      unitPrice: '10.50',
      totalAmount: '21.00',
      taxAmount: '1.10',
      discountAmount: '0.50',
    };
    expect(linesOf(whole)).to.deep.equal([whole]);
  });

  for (const [quantity, expected] of [
    [1, 1],
    ['3', 3],
    [999_999, 999_999],
    [1_000_000, undefined],
    [0, undefined],
    [-1, undefined],
    [1.5, undefined],
    ['many', undefined],
    [null, undefined],
  ] as const)
    it(`reads ${expected ?? 'no quantity'} in ${JSON.stringify(quantity)}, and keeps the rest of all lines`, () => {
      expect(linesOf(line({ quantity }), line({ quantity: 1 }))).to.deep.equal([
        expected === undefined ? line({}) : line({ quantity: expected }),
        line({ quantity: 1 }),
      ]);
      const included = { commerceItems: [{ productDisplayName: 'Mug', quantity }] };
      const fromOrder = typeof quantity === 'number' ? expected : undefined;
      expect(factsOf({ order: included }).lineItems).to.deep.equal([
        fromOrder === undefined ? line({}) : line({ quantity: fromOrder }),
      ]);
    });

  it('has at most 200 lines of goods, and none of what is no list of them', () => {
    const many = (count: number) => Array.from({ length: count }, () => line({}));
    expect(linesOf(...many(200))).to.have.length(200);
    expect(linesOf(...many(201))).to.deep.equal([]);
    const included = (count: number) => factsOf({ order: { commerceItems: many(count) } }).lineItems;
    expect(included(200)).to.have.length(200);
    expect(included(201)).to.deep.equal([]);
    for (const lineItems of ['{', '{}', '"text"', '[1]', '[null]'])
      expect(factsOf({ customProperties: { lineItems } }).lineItems).to.deep.equal([]);
  });

  it('takes each fact of the order from the first name that OCC has for it', () => {
    const item = (changes: object) => factsOf({ order: { commerceItems: [changes] } }).lineItems[0];
    expect(
      item({
        displayName: 'First',
        productDisplayName: 'Second',
        catRefId: 'sku1',
        catalogRefId: 'sku2',
        unitPrice: 5,
        rawTotalPrice: 9,
        priceInfo: { listPrice: 6, amount: 10, tax: 2 },
        taxPriceInfo: { amount: 1 },
        commodityCode: 'c1',
        unitOfMeasure: 'each',
      }),
    ).to.deep.equal({
      productName: 'First',
      productSku: 'sku1',
      unitPrice: '5',
      totalAmount: '10',
      taxAmount: '1',
      commodityCode: 'c1',
      unitOfMeasure: 'each',
    });
    expect(item({ rawTotalPrice: 9, priceInfo: { tax: 2 } })).to.deep.equal({
      totalAmount: '9',
      taxAmount: '2',
    });
    expect(factsOf({ order: { items: [{ displayName: 'Mug' }] } }).lineItems).to.deep.equal([line({})]);
    for (const name of ['purchaseOrderNumber', 'poNumber', 'PONumber'])
      expect(factsOf({ order: { [name]: 'PO 1' } })).to.include({ purchaseOrderNumber: 'PO 1' });
    expect(factsOf({ order: { priceInfo: { discountAmount: 1.5 } } })).to.include({ discountAmount: '1.5' });
  });

  for (const [property, named] of [
    ['couponCode', 'COUPON'],
    ['subTotal', '40.00'],
    ['taxAmount', '2.50'],
    ['shippingAmount', '5'],
    ['discountAmount', '1'],
    ['purchaseOrderNumber', 'PO 1'],
    ['invoiceNumber', 'I 1'],
  ] as const)
    it(`has the storefront’s ${property}`, () => {
      expect(factsOf({ customProperties: { [property]: named } })).to.include({ [property]: named });
    });

  for (const [registrationDate, kind] of [
    [undefined, 'GUEST'],
    ['never', 'GUEST'],
    ['2026-01-30T12:00:01Z', 'NEW_ACCOUNT'],
    ['2026-01-30T12:00:00Z', 'EXISTING_ACCOUNT'],
  ] as const)
    it(`takes an account of ${registrationDate ?? 'no date'} for ${kind}, paid a day later`, () => {
      const transactionTimestamp = '2026-01-31T12:00:00+0000';
      const profileDetails = { id: '110000', registrationDate };
      expect(factsOf({ transactionTimestamp, profileDetails }).buyer).to.include({ kind });
    });

  for (const [numberOfPurchases, purchases] of [
    ['0', 0],
    ['999999', 999_999],
    ['1000000', undefined],
    ['-1', undefined],
    ['1x', undefined],
  ] as const)
    it(`reads ${purchases ?? 'no number'} of purchases in ${numberOfPurchases}`, () => {
      expect(factsOf({ customProperties: { numberOfPurchases } }).buyer.purchases).to.equal(purchases);
    });

  describe('has of the browser', () => {
    const browser = (customProperties: object) => factsOf({ customProperties }).device.browser;

    it('everything that the storefront says', () => {
      expect(
        browser({
          userAgentBrowserValue: 'UA',
          httpAcceptBrowserValue: '*/*',
          httpAcceptContent: 'text/html',
          httpBrowserLanguage: 'de-DE',
          httpBrowserJavaEnabled: 'N',
          httpBrowserJavaScriptEnabled: 'true',
          httpBrowserColorDepth: '24',
          httpBrowserScreenHeight: '900',
          httpBrowserScreenWidth: '1280',
          httpBrowserTimeDifference: '-120',
        }),
      ).to.deep.equal({
        userAgent: 'UA',
        accept: '*/*',
        acceptContent: 'text/html',
        language: 'de-DE',
        javaEnabled: false,
        javaScriptEnabled: true,
        colorDepth: '24',
        screenHeight: '900',
        screenWidth: '1280',
        timeDifference: '-120',
      });
    });

    it('the user agent and what it accepts by their other names, too', () => {
      expect(browser({ userAgent: 'UA' })).to.deep.equal({ userAgent: 'UA' });
      expect(browser({ userAgent: 'UA', userAgentBrowserValue: 'Mine' })).to.deep.equal({
        userAgent: 'Mine',
      });
      for (const name of ['httpAcceptBrowserValue', 'httpAcceptContent'])
        expect(browser({ [name]: '*/*' })).to.deep.equal({ accept: '*/*', acceptContent: '*/*' });
    });

    for (const [word, isYes] of [
      ['true', true],
      ['Y', true],
      ['yes', true],
      ['false', false],
      ['N', false],
      ['yesterday', false],
      ['xyes', false],
    ] as const)
      it(`${isYes ? 'a yes' : 'a no'} in ${word}`, () => {
        expect(browser({ httpBrowserJavaEnabled: word })).to.deep.equal({ javaEnabled: isYes });
      });

    it('nothing that makes no sense, and nothing at all where it says nothing', () => {
      expect(
        browser({
          userAgentBrowserValue: ' ',
          httpBrowserColorDepth: '1000',
          httpBrowserScreenHeight: '1234567',
          httpBrowserScreenWidth: 'wide',
          httpBrowserTimeDifference: '12345',
        }),
      ).to.equal(undefined);
      for (const [name, most] of [
        ['httpBrowserColorDepth', '999'],
        ['httpBrowserScreenHeight', '999999'],
        ['httpBrowserTimeDifference', '9999'],
      ] as const)
        expect(Object.values(browser({ [name]: most }) ?? {})).to.deep.equal([most]);
    });
  });
});
