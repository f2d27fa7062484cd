import { expect } from 'chai';
import fc from 'fast-check';
import { Problem } from '../../src/domain/problem.ts';
import { requireAuthorization } from '../../src/occ/webhook-command.ts';
import { parseSiteSettings } from '../../src/occ/site-settings.ts';
import { parseWebhook } from '../../src/occ/webhook.ts';
import { someSettings } from '../builders/occ.ts';
import { anAddress, aWebhook, bytesOf } from '../builders/webhook.ts';

const settings = parseSiteSettings({ data: { storefront: someSettings() } }, 'siteUS' as never, 'storefront');

function factsOf(
  overrides: Readonly<Record<string, unknown>>,
): ReturnType<typeof requireAuthorization>['order'] {
  const customProperties = {
    transientTokenJwt: 't',
    ...(overrides['customProperties'] as object | undefined),
  };
  const webhook = parseWebhook(bytesOf(aWebhook({ ...overrides, customProperties })));
  return requireAuthorization(webhook, settings, 'fingerprint', { by: 'shopper' }).order;
}

describe('a webhook', () => {
  it('survives any JSON without anything but a Problem', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(aWebhook())), (value, field) => {
        try {
          parseWebhook(bytesOf(aWebhook({ [field]: value })));
        } catch (error) {
          expect(error).to.be.instanceOf(Problem);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('may leave out everything that OCC calls optional, or send it as null or empty', () => {
    for (const nothing of [undefined, null]) {
      const webhook = parseWebhook(
        bytesOf(
          aWebhook({
            cardDetails: nothing,
            billingAddress: nothing,
            shippingAddress: nothing,
            profile: nothing,
            profileDetails: nothing,
            customProperties: nothing,
            locale: nothing,
            gatewayId: nothing,
            referenceInfo: nothing,
          }),
        ),
      );
      expect(webhook.customProperties.size).to.equal(0);
    }
    expect(parseWebhook(bytesOf(aWebhook({ shippingAddress: {}, billingAddress: {} })))).to.have.property(
      'orderId',
    );
  });

  const wrong: readonly (readonly [field: string, value: unknown, path: string])[] = [
    ['cardDetails', { token: ['t'] }, 'body:cardDetails.token'],
    ['customProperties', ['paymentType', 'card'], 'body:customProperties'],
    ['customProperties', 'paymentType=card', 'body:customProperties'],
    ['orderId', 'o 1', 'body:orderId'],
    ['currencyCode', 'usd', 'body:currencyCode'],
    ['amount', '10.00', 'body:amount'],
    ['transactionTimestamp', 'yesterday', 'body:transactionTimestamp'],
  ];
  for (const [field, value, path] of wrong) {
    it(`is told that ${path} is wrong when it is ${JSON.stringify(value).slice(0, 40)}`, () => {
      try {
        parseWebhook(bytesOf(aWebhook({ [field]: value })));
        expect.fail('It was taken.');
      } catch (error) {
        const { fields } = error as Problem;
        expect(fields.map((each) => each.path)).to.deep.equal([path]);
        expect(fields[0]?.message).to.match(/^must be /);
      }
    });
  }

  it('takes the first of several shipping addresses', () => {
    const facts = factsOf({
      shippingAddress: [
        { ...anAddress(), city: 'First' },
        { ...anAddress(), city: 'Second' },
      ],
    });
    expect(facts.shipTo).to.have.property('city', 'First');
  });

  it('fills the billing e-mail from the profile', () => {
    expect(factsOf({ billingAddress: { ...anAddress(), email: null } }).billTo).to.have.property(
      'email',
      'a@shop.test',
    );
  });

  it('tells guests, new and known customers apart', () => {
    const kind = (registrationDate: string | undefined): string =>
      factsOf({
        profileDetails: { id: '1', registrationDate },
        transactionTimestamp: '2026-02-01T10:00:00+0000',
      }).buyer.kind;
    expect([kind(undefined), kind('2026-02-01T09:00:00Z'), kind('2025-10-15T06:50:51.000Z')]).to.deep.equal([
      'GUEST',
      'NEW_ACCOUNT',
      'EXISTING_ACCOUNT',
    ]);
  });

  it('hands on what screens the payment, and leaves out what cannot be read', () => {
    const good = factsOf({
      customProperties: {
        ipAddress: '203.0.113.7',
        couponCode: 'SPRING',
        subTotal: '42.50',
        numberOfPurchases: '3',
        lineItems: JSON.stringify([
          { productName: 'Lamp', quantity: 2, unitPrice: 21.25, totalAmount: '42.50', other: 1 },
        ]),
      },
    });
    expect(good.device).to.deep.equal({ ipAddress: '203.0.113.7' });
    expect(good).to.include({ couponCode: 'SPRING', subTotal: '42.50' });
    expect(good.buyer).to.include({ purchases: 3 });
    expect(good.lineItems).to.deep.equal([
      { productName: 'Lamp', quantity: 2, unitPrice: '21.25', totalAmount: '42.50' },
    ]);

    const bad = factsOf({
      customProperties: {
        ipAddress: 'localhost',
        subTotal: '1e9',
        numberOfPurchases: '-1',
        lineItems: '{broken',
      },
    });
    expect(bad.device).to.deep.equal({});
    expect(bad.lineItems).to.deep.equal([]);
    expect(bad).not.to.have.any.keys('subTotal', 'couponCode');
    expect(bad.buyer).not.to.have.property('purchases');
  });

  it('hands on what a company’s purchase says', () => {
    const facts = factsOf({
      customProperties: {
        purchaseOrderNumber: 'PO-42',
        invoiceNumber: 'INV-7',
        taxAmount: '0.94',
        shippingAmount: '1.00',
        discountAmount: 'some',
        lineItems: JSON.stringify([
          { taxAmount: 0.94, discountAmount: '0.50', commodityCode: 52152100, unitOfMeasure: 'EA' },
        ]),
      },
    });
    expect(facts).to.include({
      purchaseOrderNumber: 'PO-42',
      invoiceNumber: 'INV-7',
      taxAmount: '0.94',
      shippingAmount: '1.00',
    });
    expect(facts).not.to.have.property('discountAmount');
    expect(facts.lineItems).to.deep.equal([
      { taxAmount: '0.94', discountAmount: '0.50', commodityCode: '52152100', unitOfMeasure: 'EA' },
    ]);
  });

  it('hands on the shop’s own properties for merchant-defined fields, and no token', () => {
    const { properties } = factsOf({
      customProperties: { giftWrap: 'blue', transientTokenJwt: 'a.b.c', captureContext: 'd.e.f' },
    });
    expect(properties).to.deep.equal({ giftWrap: 'blue' });
  });

  it('is no payment by a type that nobody knows', () => {
    expect(() => parseWebhook(bytesOf(aWebhook({ customProperties: { paymentType: 'bitcoin' } })))).to.throw(
      Problem,
      /paymentType/,
    );
    expect(parseWebhook(bytesOf(aWebhook({ customProperties: {} }))).paymentType).to.equal('card');
    expect(
      parseWebhook(bytesOf(aWebhook({ customProperties: { paymentType: 'applepay' } }))).paymentType,
    ).to.equal('applepay');
  });
});
