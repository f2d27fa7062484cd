import { expect } from 'chai';
import { toReauthorizationRequest } from '../../../src/cybersource/requests/reauthorization.ts';
import { toAuthorizationRequest } from '../../../src/cybersource/requests/authorization.ts';
import {
  toCaptureRequest,
  toIncrementRequest,
  toRefundRequest,
  toReversalRequest,
  toVoidRequest,
} from '../../../src/cybersource/requests/follow-ons.ts';
import { toTimeoutReversalRequest, toTimeoutVoidRequest } from '../../../src/cybersource/requests/undo.ts';
import { currencyCodes } from '../../../src/domain/money/currency.ts';
import type { Address } from '../../../src/domain/address/address.ts';
import type { Authorize, Instrument, OrderDetails } from '../../../src/domain/payment/command.ts';
import { orderDetailNames, parseMerchantDefinedFields } from '../../../src/domain/merchant-defined.ts';
import { money } from '../../../src/domain/money/money.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import {
  aCapture,
  anIncrement,
  aReauthorization,
  aLostAttempt,
  aRefund,
  aSale,
  aVoid,
  anAuthorization,
  dollars,
  plainOrder,
  reference,
  methodRequest,
  someSettings,
  typeOf,
} from '../fixtures/builders.ts';
import { expectGolden } from '../fixtures/golden.ts';

const fullOrder: OrderDetails = {
  billTo: {
    firstName: 'Ada',
    lastName: 'Lovelace',
    company: 'Analytical Engines',
    address1: '12 St James Square',
    address2: 'Flat 3',
    city: 'Austin',
    state: 'TX',
    postalCode: '78704',
    country: 'US',
    email: 'ada@example.com',
    phone: '+15125550100',
  },
  shipTo: {
    firstName: 'Charles',
    lastName: 'Babbage',
    company: 'Difference Engines',
    address1: '1 Dorset Street',
    city: 'Portland',
    state: 'OR',
    postalCode: '97201',
    country: 'US',
    phone: '+15035550100',
  },
  buyer: { profileId: '110658', kind: 'EXISTING_ACCOUNT', registeredOn: '2024-03-01', purchases: 7 },
  device: { ipAddress: '203.0.113.7', fingerprintSessionId: 'a1b2c3d4' },
  couponCode: 'SPRING',
  lineItems: [
    {
      productName: 'Mug',
      productCode: 'default',
      productSku: 'sku-1',
      quantity: 2,
      unitPrice: '5',
      totalAmount: '10.0',
    },
    { productName: 'Spoon', quantity: 1, unitPrice: '2.50' },
  ],
  subTotal: '12.5',
};

const companyOrder: OrderDetails = {
  ...fullOrder,
  purchaseOrderNumber: 'PO-2026-0042',
  invoiceNumber: 'INV-7',
  taxAmount: '0.94',
  shippingAmount: '1',
  discountAmount: '0.5',
  properties: { giftWrap: 'yes, in blue' },
  lineItems: [
    {
      productName: 'Mug',
      productCode: 'default',
      productSku: 'sku-1',
      quantity: 2,
      unitPrice: '5',
      totalAmount: '10.0',
      taxAmount: '0.94',
      discountAmount: '0.50',
      commodityCode: '52152100',
      unitOfMeasure: 'EA',
    },
  ],
};

const SAVING: Instrument = { kind: 'transient-token', jwt: 'a.b.c', save: true };

/** Every way to pay, by the name of its golden files. */
const METHODS = {
  'new-card': { kind: 'transient-token', jwt: 'a.b.c', save: false },
  'new-card-saved': SAVING,
  'instrument-identifier': {
    kind: 'saved-card',
    instrumentIdentifierId: '7010000000016241111',
    paymentInstrumentId: 'PI1',
    customerId: 'C1',
    expirationMonth: '12',
    expirationYear: '2031',
    cardType: '001',
  },
  'payment-instrument': { kind: 'saved-card', paymentInstrumentId: 'PI1', customerId: 'C1' },
  customer: { kind: 'saved-card', customerId: 'C1' },
  'saved-card-with-security-code': {
    kind: 'saved-card',
    paymentInstrumentId: 'PI1',
    customerId: 'C1',
    securityCodeToken: 'c.v.n',
  },
  'google-pay': { kind: 'wallet', wallet: 'googlepay', payload: 'eyJzaWduYXR1cmUiOiJhIn0=' },
  'apple-pay': { kind: 'wallet', wallet: 'applepay', payload: 'eyJ2ZXJzaW9uIjoiRUNfdjEifQ==' },
} as const satisfies Record<string, Instrument>;

const requestOf = (command: Authorize, settings: GatewaySettings) =>
  toAuthorizationRequest(command, settings, reference, methodRequest(command.paymentType));

const authorize = (changes: Partial<Authorize> = {}, settings = someSettings()) =>
  requestOf(anAuthorization(changes), settings);

describe('Requests to CyberSource', () => {
  describe('are, word for word,', () => {
    it('an authorization with everything that the order says', () => {
      expectGolden('authorize-transient-token', authorize({ order: fullOrder }));
    });

    it('an authorization for a guest of whom nothing is known', () => {
      expectGolden('authorize-guest', authorize());
    });

    it('an authorization that Decision Manager does not see', () => {
      const settings = someSettings({ decisionSkipTypes: new Set(['card']) });
      expectGolden('authorize-decision-skip', authorize({ order: fullOrder }, settings));
    });

    for (const [name, instrument] of Object.entries(METHODS)) {
      it(`an authorization with ${name}`, () => {
        expectGolden(`authorize-${name}`, authorize({ instrument, paymentType: typeOf(instrument) }));
      });

      it(`a sale with ${name}`, () => {
        expectGolden(
          `sale-${name}`,
          authorize({ instrument, captureNow: true, paymentType: typeOf(instrument) }),
        );
      });
    }

    it('the verification of a card', () => {
      expectGolden('verify-card', authorize({ amount: dollars(0), instrument: SAVING }));
    });

    it('an order by telephone, with a new and with a saved card', () => {
      const initiation = { by: 'agent' } as const;
      expectGolden('agent-transient-token', authorize({ initiation }));
      expectGolden('agent-saved-card', authorize({ initiation, instrument: METHODS.customer }));
    });

    it('a scheduled order, with and without the id of its first payment', () => {
      const scheduled = { instrument: METHODS['instrument-identifier'] };
      const previousNetworkTransactionId = '016150703802094';
      expectGolden(
        'scheduled',
        authorize({ ...scheduled, initiation: { by: 'merchant', previousNetworkTransactionId } }),
      );
      expectGolden('scheduled-first-unknown', authorize({ ...scheduled, initiation: { by: 'merchant' } }));
    });

    for (const [brand, cardType, isTold] of [
      ['Discover', '004', true],
      ['Diners Club', '005', true],
      ['Visa', '001', false],
      ['Mastercard', '002', false],
      ['JCB', '007', false],
      ['a brand that OCC does not name', undefined, false],
    ] as const)
      it(`a scheduled order with ${brand} ${isTold ? 'states' : 'does not state'} what the first payment was for`, () => {
        const card = { kind: 'saved-card', instrumentIdentifierId: '7010000000016241111' } as const;
        const request = authorize({
          instrument: { ...card, ...(cardType !== undefined && { cardType }) },
          initiation: {
            by: 'merchant',
            previousNetworkTransactionId: '016150703802094',
            originalAmount: dollars(9_900),
          },
        });
        const path = 'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction';
        expect(request)
          .to.have.nested.property(path)
          .that.deep.equals({
            previousTransactionId: '016150703802094',
            ...(isTold && { originalAuthorizedAmount: '99.00' }),
          });
      });

    it('a scheduled order with Discover whose first payment is not known leaves both to CyberSource', () => {
      const instrument = { ...METHODS['instrument-identifier'], cardType: '004' } as const;
      expect(authorize({ instrument, initiation: { by: 'merchant' } })).not.to.have.nested.property(
        'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction',
      );
    });

    it("a company's purchase, with all that level III and the merchant's own rules want", () => {
      const settings = someSettings({
        descriptor: { name: 'Analytical Engines Ltd', contact: '+15125550100' },
        merchantDefinedData: [
          { key: '1', from: 'customProperties', name: 'giftWrap' },
          { key: '2', from: 'order', name: 'couponCode' },
          { key: '3', from: 'customProperties', name: 'absent' },
          { key: '100', from: 'order', name: 'channel' },
        ],
      });
      expectGolden('authorize-level-three', authorize({ order: companyOrder }, settings));
    });

    it('an authorization that takes a wrong address or security code', () => {
      expectGolden(
        'authorize-accept-mismatch',
        authorize({}, someSettings({ onVerificationFailure: 'accept' })),
      );
    });

    it('the void of a sale, a capture or a refund', () => {
      for (const what of ['sale', 'capture', 'refund'] as const)
        expectGolden('void', toVoidRequest(aVoid({ of: what }), reference));
    });

    it('the reduction of an authorization', () => {
      expectGolden('reversal-partial', toReversalRequest(aVoid({ amount: dollars(250) }), reference));
    });

    it('the undoing of an authorization, and of all else, whose answer was lost', () => {
      const lost = aLostAttempt({ operation: 'authorize' });
      expectGolden('timeout-reversal', toTimeoutReversalRequest(lost, reference.sender));
      expectGolden('timeout-void', toTimeoutVoidRequest(lost, reference.sender));
    });

    it('a capture and a refund under the name on the statement', () => {
      const settings = someSettings({ descriptor: { name: 'Engines' } });
      expectGolden('capture-descriptor', toCaptureRequest(aCapture(), settings, reference));
      expectGolden('refund-descriptor', toRefundRequest(aRefund(), settings, reference));
    });

    it('a capture', () => {
      expectGolden('capture', toCaptureRequest(aCapture(), someSettings(), reference));
    });

    it('the last of two partial captures', () => {
      const command = aCapture({ amount: dollars(250), sequence: { number: 2, total: 2 }, isFinal: true });
      expectGolden('capture-partial', toCaptureRequest(command, someSettings(), reference));
    });

    it('an incremental authorization', () => {
      const command = anIncrement({ amount: dollars(300) });
      expectGolden('increment', toIncrementRequest(command, someSettings(), reference));
    });

    it('a re-authorization, with and without the id of the first payment', () => {
      expectGolden('reauthorize', toReauthorizationRequest(aReauthorization(), someSettings(), reference));
      const command = aReauthorization({ previousNetworkTransactionId: '016150703802094' });
      expectGolden('reauthorize-linked', toReauthorizationRequest(command, someSettings(), reference));
    });

    it('a reversal', () => {
      expectGolden('reversal', toReversalRequest(aVoid(), reference));
    });

    it('a refund', () => {
      expectGolden('refund', toRefundRequest(aRefund({ amount: dollars(500) }), someSettings(), reference));
    });
  });

  for (const [currency, text] of [
    ['JPY', '1000'],
    ['USD', '10.00'],
    ['KWD', '1.000'],
  ] as const) {
    it(`spell a thousand minor units of ${currency} as ${text}`, () => {
      const code = currencyCodes.find((known) => known === currency)!;
      const request = authorize({ amount: money(1000, code) });
      expect(request['orderInformation']).to.deep.include({
        amountDetails: { totalAmount: text, currency },
      });
    });
  }

  for (const [name, instrument] of Object.entries<Instrument>(METHODS)) {
    const isNumberOnly = 'instrumentIdentifierId' in instrument;
    const says = instrument.kind === 'transient-token' || isNumberOnly;
    it(`${says ? 'say' : 'do not say'} that the brand was chosen, where it was: ${name}`, () => {
      const plain = { instrument, paymentType: typeOf(instrument) };
      const indicator = (request: object): unknown =>
        (request as { paymentInformation?: { card?: { typeSelectionIndicator?: unknown } } })
          .paymentInformation?.card?.typeSelectionIndicator;
      expect(indicator(authorize(plain))).to.equal(undefined);
      expect(indicator(authorize({ ...plain, isBrandChosen: true }))).to.equal(says ? '1' : undefined);
    });
  }

  it('name the partner that the configuration names', () => {
    expect(authorize()).to.have.nested.property('clientReferenceInformation.partner.solutionId', 'SOL12345');
  });

  it('of an amount of zero verify the account and take nothing, even as a sale', () => {
    const request = requestOf(aSale({ amount: dollars(0) }), someSettings());
    expect(request).not.to.have.property('processingInformation');
    expect(request['orderInformation']).to.deep.equal({
      amountDetails: { totalAmount: '0.00', currency: 'USD' },
    });
  });

  it('of a sale of the smallest amount take it', () => {
    expect(requestOf(aSale({ amount: dollars(1) }), someSettings())).to.have.nested.property(
      'processingInformation.capture',
      true,
    );
  });

  it('claim level III only when all of it is there', () => {
    const [item] = companyOrder.lineItems;
    const without = (name: string) =>
      Object.fromEntries(Object.entries(item!).filter(([key]) => key !== name));
    const incomplete: OrderDetails[] = [
      { ...companyOrder, purchaseOrderNumber: ' ' },
      { ...companyOrder, lineItems: [] },
      ...['productName', 'productCode', 'quantity', 'unitPrice', 'totalAmount', 'taxAmount'].map((name) => ({
        ...companyOrder,
        lineItems: [item!, without(name)],
      })),
    ];
    expect(authorize({ order: companyOrder })).to.have.nested.property(
      'processingInformation.purchaseLevel',
      '3',
    );
    for (const order of incomplete)
      expect(authorize({ order })).not.to.have.nested.property('processingInformation.purchaseLevel');
  });

  it('never carry a card number in a merchant-defined field, nor what every object inherits', () => {
    const settings = someSettings({
      merchantDefinedData: [
        { key: '1', from: 'customProperties', name: 'note' },
        { key: '2', from: 'customProperties', name: 'constructor' },
      ],
    });
    const order = { ...plainOrder, properties: { note: 'card 4111 1111 1111 1111' } };
    expect(authorize({ order }, settings)).not.to.have.property('merchantDefinedInformation');
  });

  for (const [name, value] of [
    ['id', anAuthorization().orderId],
    ['site', anAuthorization().site],
    ['channel', anAuthorization().channel],
    ['paymentType', anAuthorization().paymentType],
    ['couponCode', 'TEN'],
    ['profileId', 'p1'],
    ['purchases', '7'],
    ['purchaseOrderNumber', 'PO-1'],
    ['invoiceNumber', 'INV-1'],
  ] as const)
    it(`fill a merchant-defined field from order.${name}`, () => {
      const order = {
        ...plainOrder,
        couponCode: 'TEN',
        purchaseOrderNumber: 'PO-1',
        invoiceNumber: 'INV-1',
        buyer: { ...plainOrder.buyer, profileId: 'p1', purchases: 7 },
      };
      const settings = someSettings({ merchantDefinedData: [{ key: '9', from: 'order', name }] });
      expect(authorize({ order }, settings)['merchantDefinedInformation']).to.deep.equal([
        { key: '9', value },
      ]);
    });

  it('fill merchant-defined fields from every source that the setting takes', () => {
    expect(orderDetailNames).to.have.length(9);
    for (const name of orderDetailNames)
      expect(parseMerchantDefinedFields(`1=order.${name}`)).to.deep.equal([
        { key: '1', from: 'order', name },
      ]);
  });

  it('keep no shipping address with the card when there is none', () => {
    const request = authorize({ instrument: { kind: 'transient-token', jwt: 'a.b.c', save: true } });
    expect(request['processingInformation']).to.deep.include({
      actionTokenTypes: ['customer', 'paymentInstrument'],
    });
  });

  it('leave out prices and quantities that are none', () => {
    const order: OrderDetails = {
      ...plainOrder,
      subTotal: 'about ten',
      lineItems: [{ productName: 'Mug', quantity: 1.5, unitPrice: '1e3', totalAmount: '-1' }, {}],
    };
    expect(authorize({ order })['orderInformation']).to.deep.equal({
      amountDetails: { totalAmount: '12.50', currency: 'USD' },
      lineItems: [{ productName: 'Mug' }],
    });
  });

  it('hold 98 line items at most', () => {
    const order: OrderDetails = {
      ...plainOrder,
      lineItems: Array.from({ length: 120 }, (_, at) => ({ productName: `item ${at}` })),
    };
    expect(authorize({ order })['orderInformation']).to.have.property('lineItems').with.lengthOf(98);
  });

  it('cut what people wrote where its field ends, and leave out what would be another one when it is cut', () => {
    const long = 'x'.repeat(300);
    const address = {
      firstName: long,
      lastName: long,
      company: long,
      address1: long,
      address2: long,
      city: long,
      state: long,
      postalCode: long,
      country: long,
      email: long,
      phone: long,
    };
    const request = authorize({ order: { ...plainOrder, billTo: address } });
    const { billTo } = request['orderInformation'] as unknown as { billTo: Record<string, string | object> };
    const lengths = Object.fromEntries(
      Object.entries(billTo).map(([name, value]) => [name, typeof value === 'string' ? value.length : value]),
    );
    expect(lengths).to.deep.equal({
      firstName: 60,
      lastName: 60,
      address1: 60,
      address2: 60,
      locality: 50,
      administrativeArea: 20,
      company: { name: 'x'.repeat(60) },
    });
  });

  describe('name the shopper', () => {
    const named = (firstName: string | undefined, lastName: string | undefined): unknown => {
      const billTo = {
        ...(firstName !== undefined && { firstName }),
        ...(lastName !== undefined && { lastName }),
      };
      const request = authorize({ order: { ...plainOrder, billTo } });
      return (request['orderInformation'] as unknown as { billTo?: object }).billTo;
    };

    for (const [first, last, firstName, lastName] of [
      ['Ada', 'Lovelace', 'Ada', 'Lovelace'],
      ['Sukarno', undefined, 'Sukarno', 'Sukarno'],
      [undefined, 'Madonna', 'Madonna', 'Madonna'],
      ['Ada King Lovelace', ' ', 'Ada King', 'Lovelace'],
      [undefined, 'Ada Lovelace', 'Ada', 'Lovelace'],
      ['Teller', '-', 'Teller', 'Teller'],
      ['山田太郎', '', '山田太郎', '山田太郎'],
    ] as const)
      it(`${JSON.stringify(first)} ${JSON.stringify(last)} as ${firstName}, ${lastName}`, () => {
        expect(named(first, last)).to.deep.equal({ firstName, lastName });
      });

    it('not at all where there is no name', () => {
      expect(named(undefined, '.')).to.equal(undefined);
    });
  });

  it('take the second line of a street for the first where that is blank, and the country for its city', () => {
    const billTo = { address1: ' ', address2: '1 Raffles Place', city: '', country: 'SG' };
    expect(authorize({ order: { ...plainOrder, billTo } })['orderInformation']).to.deep.include({
      billTo: { address1: '1 Raffles Place', locality: 'Singapore', country: 'SG' },
    });
  });

  it('hold a shipping address only where it is whole, and keep it with the card only then', () => {
    const whole = fullOrder.shipTo!;
    const without = (name: string) =>
      Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
    const abroad = { address1: '1 Rue', country: 'FR' };
    const sent = (shipTo: Address) => {
      const request = authorize({ instrument: SAVING, order: { ...plainOrder, shipTo } });
      const { actionTokenTypes } = request['processingInformation'] as unknown as Record<string, string[]>;
      return [
        Object.hasOwn(request['orderInformation'] as object, 'shipTo'),
        actionTokenTypes!.includes('shippingAddress'),
      ];
    };
    for (const shipTo of [whole, abroad]) expect(sent(shipTo)).to.deep.equal([true, true]);
    for (const name of ['address1', 'country', 'city', 'state', 'postalCode'])
      expect(sent(without(name)), name).to.deep.equal([false, false]);
  });

  it('claim level III only for what is left after every field was made to fit', () => {
    const [item] = companyOrder.lineItems;
    const lineItems = [{ ...item!, totalAmount: '123456789012.00' }];
    const purchaseOrderNumber = 'P'.repeat(26);
    for (const order of [
      { ...companyOrder, lineItems },
      { ...companyOrder, purchaseOrderNumber },
    ])
      expect(authorize({ order })).not.to.have.nested.property('processingInformation.purchaseLevel');
  });
});
