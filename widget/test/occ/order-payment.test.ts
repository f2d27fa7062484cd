import { expect } from 'chai';
import fc from 'fast-check';
import { isOurs, PLACEHOLDER, toOrderPayment } from '../../src/occ/order-payment.ts';
import { isPlaced, toOrderAnswer } from '../../src/payment/order-answer.ts';
import { toShop } from '../../src/occ/shop.ts';
import { toWindowSize } from '../../src/payer-authentication/window-size.ts';

const CARD = {
  kind: 'card' as const,
  save: false,
  asDefault: false,
  cardTypeCode: '001',
  maskedNumber: 'XXXXXXXXXXXX1111',
  nameOnCard: 'Ada Lovelace',
  expiryMonth: '12',
  expiryYear: '2029',
  customProperties: { paymentType: 'card', captureContextCipherIv: 'aXY=' },
};

describe("A card as OCC's order takes it", () => {
  it('has the fields of a new card', () => {
    expect(toOrderPayment(CARD)).to.deep.equal({
      type: 'card',
      cardType: 'visa',
      nameOnCard: 'Ada Lovelace',
      cardNumber: 'XXXXXXXXXXXX1111',
      expiryMonth: '12',
      expiryYear: '2029',
      customProperties: { paymentType: 'card', captureContextCipherIv: 'aXY~W!C@O#n' },
    });
  });

  it('loses nothing when OCC drops every equals sign', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const { customProperties } = toOrderPayment({ ...CARD, customProperties: { value } });
        const throughOcc = (customProperties?.['value'] ?? '').replaceAll('=', '');
        expect(throughOcc.replaceAll('~W!C@O#n', '=')).to.equal(value);
      }),
    );
  });

  it('is kept where the shopper wants that', () => {
    expect(toOrderPayment({ ...CARD, save: true, asDefault: true })).to.include({
      saveCard: true,
      setAsDefault: true,
    });
    expect(toOrderPayment(CARD)).not.to.have.property('saveCard');
  });

  it('is its id alone when it was saved before', () => {
    const customProperties = { paymentType: 'card' };
    expect(toOrderPayment({ kind: 'saved-card', savedCardId: 'c1', customProperties })).to.deep.equal({
      type: 'card',
      savedCardId: 'c1',
      customProperties,
    });
  });

  it('is a generic payment when a wallet pays', () => {
    const customProperties = { paymentType: 'googlepay', paymentToken: '{"a":"="}' };
    expect(toOrderPayment({ kind: 'generic', customProperties })).to.deep.equal({
      type: 'generic',
      customProperties: { paymentType: 'googlepay', paymentToken: '{"a":"~W!C@O#n"}' },
    });
  });

  for (const [code, type] of [
    ['001', 'visa'],
    ['002', 'mastercard'],
    ['003', 'amex'],
    ['004', 'discover'],
    ['005', 'diners'],
    ['007', 'jcb'],
    ['042', 'maestro'],
    ['062', 'unionpay'],
  ] as const)
    it(`is ${type} for OCC when CyberSource says ${code}`, () => {
      expect(toOrderPayment({ ...CARD, cardTypeCode: code })).to.include({ cardType: type });
    });

  it('goes under its code when OCC has no word for its type', () => {
    expect(toOrderPayment({ ...CARD, cardTypeCode: '060' })).to.have.property('cardType', '060');
  });

  it('is distinguished from other payments', () => {
    expect(isOurs(toOrderPayment(CARD))).to.equal(true);
    expect(isOurs(PLACEHOLDER)).to.equal(true);
    expect(isOurs({ type: 'card', savedCardId: 'c1' })).to.equal(false);
    expect(isOurs({ type: 'generic', customProperties: { theirs: 'x' } })).to.equal(false);
  });
});

describe("OCC's answer to an order", () => {
  for (const paymentState of ['AUTHORIZE_FAILED', 'PAYMENT_REQUEST_FAILED']) {
    it(`is a decline with OCC's message when a payment is ${paymentState}`, () => {
      const payments = [{ paymentState: 'AUTHORIZED' }, { paymentState, message: 'Use another card.' }];
      expect(toOrderAnswer({ payments })).to.deep.equal({
        outcome: 'declined',
        message: 'Use another card.',
      });
    });
  }

  for (const state of ['AUTHORIZED', 'REMOVED', 'INITIAL'])
    it(`shows the message of the payment that failed, wherever it is, beside one that OCC has as ${state}`, () => {
      const undone = { paymentGroupId: 'pg1', paymentState: state, message: 'Payment removed.' };
      const failed = {
        paymentGroupId: 'pg2',
        paymentState: 'AUTHORIZE_FAILED',
        message: 'The second card was declined: not enough money.',
      };
      for (const payments of [
        [undone, failed],
        [failed, undone],
      ])
        expect(toOrderAnswer({ state: 'FAILED', payments })).to.deep.equal({
          outcome: 'declined',
          message: failed.message,
        });
    });

  it('is a decline without words when OCC has none', () => {
    expect(toOrderAnswer({ payments: [{ paymentState: 'AUTHORIZE_FAILED', message: null }] })).to.deep.equal({
      outcome: 'declined',
      message: '',
    });
  });

  it('is accepted when no payment failed', () => {
    for (const answer of [{ payments: [{ paymentState: 'AUTHORIZED' }] }, {}, null, undefined]) {
      expect(toOrderAnswer(answer)).to.deep.equal({ outcome: 'accepted' });
    }
  });
});

describe('What the issuer wants', () => {
  const answer = (uiIntervention: unknown, customPaymentProperties: object): unknown => ({
    payments: [{ paymentState: 'INITIAL', uiIntervention, customPaymentProperties }],
  });
  const pareq = (challengeWindowSize: string): string =>
    Buffer.from(JSON.stringify({ challengeWindowSize })).toString('base64');
  const STEP_UP = { stepUpUrl: 'https://acs.example/', accessToken: 'jwt' };

  for (const sign of [true, 'true', 'payerAuthRequired']) {
    it(`is a challenge when OCC writes ${typeof sign} ${String(sign)}`, () => {
      expect(
        toOrderAnswer(answer(sign, { ...STEP_UP, pareq: pareq('04'), pauseRequestId: 's' })),
      ).to.deep.equal({
        outcome: 'challenge',
        challenge: { kind: 'step-up', ...STEP_UP, challengeRequest: pareq('04'), pauseRequestId: 's' },
      });
    });
  }

  it('has the size that the issuer made its page for', () => {
    for (const [code, size] of [
      ['01', [250, 400]],
      ['02', [390, 400]],
      ['03', [500, 600]],
      ['04', [600, 400]],
      ['05', undefined],
      ['99', [390, 400]],
    ] as const) {
      expect(toWindowSize(pareq(code))).to.deep.equal(size);
    }
    for (const unread of ['%', '']) expect(toWindowSize(unread)).to.deep.equal([390, 400]);
  });

  it('is the same payment once more after a soft decline', () => {
    expect(toOrderAnswer(answer('payerAuthRequired', { scaRequired: 'true' }))).to.deep.equal({
      outcome: 'challenge',
      challenge: { kind: 'again' },
    });
  });

  it('cannot be asked for without an address and a token: then the payment failed', () => {
    for (const properties of [{}, { stepUpUrl: 'https://acs.example/' }, { accessToken: 'jwt' }]) {
      expect(toOrderAnswer(answer('payerAuthRequired', properties))).to.deep.equal({
        outcome: 'declined',
        message: '',
      });
    }
  });

  it('is over when OCC shows the order as placed', () => {
    expect(
      ['SUBMITTED', 'TEMPLATE', 'PENDING_APPROVAL', 'QUEUED'].every((state) => isPlaced({ state })),
    ).to.equal(true);
    for (const order of [{ state: 'INCOMPLETE' }, { state: 'PENDING_PAYMENT' }, undefined, 1])
      expect(isPlaced(order)).to.equal(false);
  });
});

describe('The shop', () => {
  const OTHER = {
    siteInfo: { id: 'siteUS' },
    selectedPriceListGroup: () => ({ currency: { currencyCode: 'USD', fractionalDigits: 2 } }),
  };

  it('is known by the site and the channel', () => {
    const site = { ...OTHER, siteInfo: { id: 'siteJP', repositoryId: 'r' } };
    expect(toShop({ site: () => site, isPreview: () => true })).to.deep.equal({
      siteId: 'siteJP',
      channel: 'preview',
      token: undefined,
    });
    expect(toShop({ site: () => ({ ...OTHER, siteInfo: {} }), isPreview: () => false })).to.deep.equal({
      siteId: undefined,
      channel: 'storefront',
      token: undefined,
    });
  });

  for (const [kept, token] of [
    ['eyJ.x.y', 'eyJ.x.y'],
    ['"eyJ.x.y"', 'eyJ.x.y'],
    ['"eyJ"x"', 'eyJ"x'],
    ['"null"', undefined],
    ['""', undefined],
    ['null', undefined],
    ['', undefined],
    [null, undefined],
  ] as const) {
    it(`knows the shopper's token where OCC keeps ${String(kept)}`, () => {
      const stores = [
        () => ({ getItem: () => null }),
        () => {
          throw new Error('blocked');
        },
        () => ({ getItem: (name: string) => (name === 'oauth_token_secret-storefrontUI' ? kept : 'other') }),
      ];
      expect(toShop({ site: () => OTHER, isPreview: () => false }, stores).token).to.equal(token);
    });
  }
});
