import { expect } from 'chai';
import fc from 'fast-check';
import { Problem } from '../../../src/domain/problem.ts';
import { requireAuthorization } from '../../../src/occ/webhook/webhook-command.ts';
import { parseSiteSettings } from '../../../src/occ/settings/site-settings.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import { someSettings } from '../../builders/occ.ts';
import { anAddress, aWebhook, bytesOf } from '../../builders/webhook.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

const settings = parseSiteSettings(
  { data: { storefront: someSettings() } },
  'siteUS' as never,
  'storefront',
  paymentMethods,
);

function factsOf(
  overrides: Readonly<Record<string, unknown>>,
): ReturnType<typeof requireAuthorization>['order'] {
  const customProperties = {
    transientTokenJwt: 't',
    ...(overrides['customProperties'] as object | undefined),
  };
  const webhook = parseWebhook(bytesOf(aWebhook({ ...overrides, customProperties })), paymentMethods);
  return requireAuthorization(webhook, settings, 'fingerprint', { by: 'shopper' }).order;
}

describe('a webhook', () => {
  it('survives any JSON without anything but a Problem', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(aWebhook())), (value, field) => {
        try {
          parseWebhook(bytesOf(aWebhook({ [field]: value })), paymentMethods);
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
        paymentMethods,
      );
      expect(webhook.customProperties.size).to.equal(0);
    }
    expect(
      parseWebhook(bytesOf(aWebhook({ shippingAddress: {}, billingAddress: {} })), paymentMethods),
    ).to.have.property('orderId');
  });

  /** A body with a key named `__proto__` is refused whole, wherever the key stands. */
  const hasNoPrototypeKey = (value: unknown): boolean => !JSON.stringify(value).includes('"__proto__"');
  const anything = fc.oneof(
    fc.jsonValue().filter(hasNoPrototypeKey),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, '', ' ', [], {}, 'x'.repeat(2_001)),
  );
  const details: readonly string[] = [
    'locale',
    'gatewayId',
    'siteURL',
    'billingAddress',
    'shippingAddress',
    'profile',
    'profileDetails',
    'order',
    'retryPaymentCount',
    'auxiliaryProperties',
    'gatewaySettings',
    'items',
    'referenceInfos',
    'somethingNew',
  ];

  it('is paid whatever a fact beside the payment looks like', () => {
    fc.assert(
      fc.property(fc.constantFrom(...details), anything, (field, value) => {
        const details = factsOf({ [field]: value });
        for (const text of textsIn(details)) expect(text).to.match(/\S/);
      }),
      { numRuns: 400 },
    );
  });

  it('is paid whatever one field of an address, a profile or a card looks like, and the others count', () => {
    const holders = ['billingAddress', 'shippingAddress', 'profile', 'profileDetails'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...holders), fc.nat(), anything, (holder, nth, value) => {
        const whole = aWebhook()[holder] as Record<string, unknown>;
        const names = Object.keys(whole);
        const field = names[nth % names.length] ?? '';
        const details = factsOf({ [holder]: { ...whole, [field]: value } });
        if (holder === 'billingAddress' && field !== 'city')
          expect(details.billTo).to.include({ city: 'Town' });
      }),
      { numRuns: 400 },
    );
    for (const field of ['expirationMonth', 'expirationYear', 'type', 'holderName', 'saveCard'])
      fc.assert(
        fc.property(anything, (value) => {
          factsOf({ cardDetails: { ...(aWebhook()['cardDetails'] as object), [field]: value } });
        }),
        { numRuns: 40 },
      );
  });

  for (const [saveCard, expected] of [
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    ['', false],
    [1, false],
    [undefined, false],
  ] as const)
    it(`is ${expected ? '' : 'not '}to save the card where it says ${JSON.stringify(saveCard)}`, () => {
      const cardDetails = { ...(aWebhook()['cardDetails'] as object), saveCard };
      const { cardDetails: card } = parseWebhook(bytesOf(aWebhook({ cardDetails })), paymentMethods);
      expect(card?.saveCard).to.equal(expected);
    });

  for (const [number, lastDigits] of [
    ['411111xxxxxx1234', '1234'],
    ['xxxx-5678', '5678'],
    ['xxxx5678x', undefined],
    ['1234', undefined],
    ['', undefined],
    [null, undefined],
  ] as const)
    it(`has ${lastDigits ?? 'no'} last digits of the masked number ${JSON.stringify(number)}`, () => {
      const cardDetails = { ...(aWebhook()['cardDetails'] as object), number };
      const { cardDetails: card } = parseWebhook(bytesOf(aWebhook({ cardDetails })), paymentMethods);
      expect(card?.lastDigits).to.equal(lastDigits);
    });

  it('takes numbers as text, and leaves out what is empty or neither', () => {
    const details = factsOf({
      billingAddress: {
        ...anAddress(),
        postalCode: 94_105,
        phoneNumber: 4_155_550_100,
        address2: ' ',
        state: null,
        companyName: { name: 'x' },
        city: ['Town'],
        email: '',
      },
      profile: { id: 110_000, email: 7 },
      profileDetails: { id: 110_000, email: 'b@shop.test' },
    });
    expect(details.billTo).to.deep.equal({
      firstName: 'A',
      lastName: 'Buyer',
      address1: '1 Road',
      country: 'US',
      postalCode: '94105',
      phone: '4155550100',
      email: 'b@shop.test',
    });
    expect(details.buyer).to.include({ profileId: '110000' });
  });

  describe('without site or channel', () => {
    const parsed = (
      body: Readonly<Record<string, unknown>>,
      headers: Record<string, string> = {},
    ): { siteId: string; channel: string } => parseWebhook(bytesOf(aWebhook(body)), paymentMethods, headers);

    for (const nothing of [undefined, null, '']) {
      it(`goes by the headers where the body says ${nothing === undefined ? 'nothing' : JSON.stringify(nothing)}`, () => {
        const body = { siteId: nothing, channel: nothing };
        expect(parsed(body, { 'x-ccsite': 'siteJP', channel: 'agent' })).to.include({
          siteId: 'siteJP',
          channel: 'agent',
        });
        expect(parsed(body, { 'x-ccsite': 'siteJP' })).to.include({ channel: 'storefront' });
      });
    }

    it('believes the body first, whose bytes are signed', () => {
      expect(parsed({}, { 'x-ccsite': 'siteJP', channel: 'agent' })).to.include({
        siteId: 'siteUS',
        channel: 'storefront',
      });
    });

    it('is refused where neither names the site, or a header is wrong', () => {
      const none = { siteId: undefined, channel: undefined };
      expect(() => parsed(none)).to.throw(Problem, 'body:siteId');
      expect(() => parsed(none, { 'x-ccsite': 'no site' })).to.throw(Problem, 'header:x-ccsite');
      expect(() => parsed(none, { 'x-ccsite': 'siteUS', channel: 'kiosk' })).to.throw(
        Problem,
        'header:channel',
      );
    });
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
    it(`is refused because ${path} is wrong when it is ${JSON.stringify(value).slice(0, 40)}`, () => {
      try {
        parseWebhook(bytesOf(aWebhook({ [field]: value })), paymentMethods);
        expect.fail('It was taken.');
      } catch (error) {
        const { fields } = error as Problem;
        expect(fields.map((each) => each.path)).to.deep.equal([path]);
        expect(fields[0]?.message).to.match(/^must be /);
      }
    });
  }

  it('takes the first of several shipping addresses', () => {
    const details = factsOf({
      shippingAddress: [
        { ...anAddress(), city: 'First' },
        { ...anAddress(), city: 'Second' },
      ],
    });
    expect(details.shipTo).to.have.property('city', 'First');
  });

  it('fills the billing e-mail from the profile', () => {
    expect(factsOf({ billingAddress: { ...anAddress(), email: null } }).billTo).to.have.property(
      'email',
      'a@shop.test',
    );
  });

  describe('tells guests, new and known customers apart by instants', () => {
    const kindOf = (registrationDate: unknown, transactionTimestamp: string): string =>
      factsOf({ profileDetails: { id: '1', registrationDate }, transactionTimestamp }).buyer.kind;

    for (const [what, registered, paid, kind] of [
      ['a guest', undefined, '2026-02-01T10:00:00+0000', 'GUEST'],
      ['a date that is none', 'last week', '2026-02-01T10:00:00+0000', 'GUEST'],
      ['an hour, on one day', '2026-02-01T09:00:00Z', '2026-02-01T10:00:00+0000', 'NEW_ACCOUNT'],
      [
        'five minutes, across midnight',
        '2026-01-31T23:57:00.000Z',
        '2026-02-01T00:02:00+0000',
        'NEW_ACCOUNT',
      ],
      ['five minutes, across a year', '2025-12-31T23:57:00.000Z', '2026-01-01T00:02:00+0000', 'NEW_ACCOUNT'],
      ['five minutes, in Tokyo', '2026-02-01T00:30:00+0900', '2026-01-31T15:35:00+0000', 'NEW_ACCOUNT'],
      [
        'five minutes, in Los Angeles',
        '2026-01-31T20:00:00-08:00',
        '2026-02-01T04:05:00+0000',
        'NEW_ACCOUNT',
      ],
      ['five minutes, paid in Tokyo', '2026-01-31T16:00:00Z', '2026-02-01T01:05:00+0900', 'NEW_ACCOUNT'],
      ['five minutes, without an offset', '2026-01-31T23:57:00', '2026-02-01T00:02:00+0000', 'NEW_ACCOUNT'],
      ['five minutes, by a date alone', '2026-01-31', '2026-02-01T00:02:00+0000', 'NEW_ACCOUNT'],
      ['five minutes, in milliseconds', 1769903820000, '2026-02-01T00:02:00+0000', 'NEW_ACCOUNT'],
      ['a clock that runs ahead', '2026-02-01T10:00:30Z', '2026-02-01T10:00:00+0000', 'NEW_ACCOUNT'],
      ['a day and a minute', '2026-01-31T09:59:00Z', '2026-02-01T10:00:00+0000', 'EXISTING_ACCOUNT'],
      [
        'one calendar day in two zones',
        '2026-02-01T00:10:00+0900',
        '2026-02-01T23:00:00-0800',
        'EXISTING_ACCOUNT',
      ],
      ['months', '2025-10-15T06:50:51.000Z', '2026-02-01T10:00:00+0000', 'EXISTING_ACCOUNT'],
    ] as const)
      it(`${what}: ${kind}`, () => {
        expect(kindOf(registered, paid)).to.equal(kind);
      });

    it('whatever offset either time is written with', () => {
      const offsets = fc.integer({ min: -14 * 4, max: 14 * 4 }).map((quarters) => quarters * 15);
      const age = fc.integer({ min: 0, max: 3 * 24 * 60 });
      const moment = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2027, 0, 1) / 60_000 });
      fc.assert(
        fc.property(moment, age, offsets, offsets, (paid, minutes, one, other) => {
          const kind = kindOf(written(paid - minutes, one), written(paid, other));
          expect(kind).to.equal(minutes < 24 * 60 ? 'NEW_ACCOUNT' : 'EXISTING_ACCOUNT');
        }),
      );
    });
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
    const details = factsOf({
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
    expect(details).to.include({
      purchaseOrderNumber: 'PO-42',
      invoiceNumber: 'INV-7',
      taxAmount: '0.94',
      shippingAmount: '1.00',
    });
    expect(details).not.to.have.property('discountAmount');
    expect(details.lineItems).to.deep.equal([
      { taxAmount: '0.94', discountAmount: '0.50', commodityCode: '52152100', unitOfMeasure: 'EA' },
    ]);
  });

  it('hands on the shop’s own properties for merchant-defined fields, and no token', () => {
    const { properties } = factsOf({
      customProperties: { giftWrap: 'blue', transientTokenJwt: 'a.b.c', captureContext: 'd.e.f' },
    });
    expect(properties).to.deep.equal({ giftWrap: 'blue' });
  });

  it('is no payment by an unknown type', () => {
    expect(() =>
      parseWebhook(bytesOf(aWebhook({ customProperties: { paymentType: 'bitcoin' } })), paymentMethods),
    ).to.throw(Problem, /paymentType/);
    expect(parseWebhook(bytesOf(aWebhook({ customProperties: {} })), paymentMethods).method?.type).to.equal(
      'card',
    );
    expect(
      parseWebhook(bytesOf(aWebhook({ customProperties: { paymentType: 'applepay' } })), paymentMethods)
        .method?.type,
    ).to.equal('applepay');
  });
});

/** A minute since 1970, as a clock that many minutes ahead of UTC shows it. */
function written(minute: number, offset: number): string {
  const shown = new Date((minute + offset) * 60_000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${shown}${offset < 0 ? '-' : '+'}${two(hours)}${two(minutes)}`;
}

/** Every text in it. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
