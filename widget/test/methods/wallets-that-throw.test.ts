import { expect } from 'chai';
import { createAppleSheet } from '../../src/methods/apple-pay/apple-pay-sheet.ts';
import { createGoogleSheet } from '../../src/methods/google-pay/google-pay-sheet.ts';
import type { PaymentOption } from '../../src/payment/payment-method.ts';
import { collectFromWallet, type WalletSheet } from '../../src/methods/wallet/wallet-payment.ts';
import { createSubmit } from '../../src/page/submit.ts';
import { createPaymentPanel } from '../../src/panel/payment-panel.ts';
import { fakeCheckout } from '../fakes/order.ts';
import { fakeApplePay, type FakeApplePay } from '../fakes/apple-pay.ts';
import { knockouts } from '../fakes/knockouts.ts';
import { fakeMethod, fakeOption } from '../fakes/methods.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [[, ko]] = knockouts as [(typeof knockouts)[number]];

const PAID = { id: 'o1', state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] };
const DECLINED = { id: 'o1', payments: [{ paymentState: 'AUTHORIZE_FAILED', message: 'Use another card.' }] };

/** What becomes of the order, and what the shopper and the page hear of it. */
const ENDS = [
  ['is placed', async () => PAID, 'accepted', ''],
  ['is declined', async () => DECLINED, 'declined', 'Use another card.'],
  ['is never answered', () => Promise.reject(new Error('network')), 'unanswered', '<unanswered>'],
] as const;

interface Page {
  readonly submit: ReturnType<typeof createSubmit>['submit'];
  readonly says: () => string;
  readonly isPaying: () => boolean;
  /** How often an order was sent. */
  readonly sent: () => number;
}

/** A page with nothing but this wallet, whose orders end as the test says. */
async function openPage(sheet: WalletSheet, answer: () => Promise<unknown>): Promise<Page> {
  const checkout = { total: () => ({ amount: '12.50', currency: 'USD' }), isFree: () => false };
  const option: PaymentOption = {
    ...fakeOption(ko, 'wallet'),
    collect: collectFromWallet('wallet', sheet, checkout),
    settled: (accepted) => sheet.settled?.(accepted),
  };
  const wallet = fakeMethod(ko, 'wallet');
  wallet.show([option]);
  const form = createPaymentPanel({
    ko,
    api: { offer: async () => ({ methods: [{ type: 'wallet', config: {} }] }) },
    profileDevice: async () => () => ({}),
    methods: [wallet],
    checkout,
    authentication: { prepare: async (payment) => payment, fulfil: async (payment) => payment },
    text: (key) => `<${key}>`,
    later: (callback) => {
      callback();
    },
    isBelowProblem: () => false,
  });
  let orders = 0;
  const { record, earlierOrder } = Object.assign(fakeCheckout(), { isLoadable: false });
  form.open();
  await settle();
  return {
    says: () => form.alert(),
    isPaying: () => form.paying(),
    sent: () => orders,
    ...createSubmit({
      form,
      record,
      earlierOrder,
      sendOrder: () => {
        orders += 1;
        return answer();
      },
      orderIs: () => undefined,
    }),
  };
}

describe('Apple Pay, whatever its API throws,', () => {
  let apple: FakeApplePay;

  beforeEach(() => {
    apple = fakeApplePay();
  });
  const open = (
    answer: () => Promise<unknown>,
    call: () => Promise<unknown> = async () => ({}),
  ): Promise<Page> =>
    openPage(
      createAppleSheet(apple.Session, { call }, (total) => ({ total })),
      answer,
    );

  for (const [what, answer, outcome, says] of ENDS) {
    it(`tells that an order ${what} where the sheet is closed meanwhile`, async () => {
      const page = await open(() => {
        apple.close();
        return answer();
      });
      const submitted = page.submit();
      await apple.authorize();
      expect(await submitted).to.have.property('outcome', outcome);
      expect([page.says(), page.isPaying()]).to.deep.equal([says, false]);
    });

    for (const call of ['completePayment', 'abort', 'completeMerchantValidation'] as const) {
      it(`tells that an order ${what} where ${call} throws`, async () => {
        apple.throwsAt.add(call);
        const page = await open(answer);
        const submitted = page.submit();
        // Without a merchant session a real sheet would not get as far as this.
        await apple.authorize();
        const { outcome: reported } = await submitted;
        const nothingSent = call === 'completeMerchantValidation';
        expect(reported).to.equal(nothingSent ? 'failed' : outcome);
        expect(page.sent()).to.equal(nothingSent ? 0 : 1);
        expect([page.says(), page.isPaying()]).to.deep.equal([nothingSent ? '<walletFailed>' : says, false]);
      });
    }
  }

  for (const call of ['constructor', 'begin', 'handlers', 'payment'] as const) {
    it(`sends nothing and says so where ${call} throws, and can be tried again`, async () => {
      apple.throwsAt.add(call);
      const page = await open(async () => PAID);
      const submitted = page.submit();
      await apple.authorize();
      expect(await submitted).to.deep.equal({ outcome: 'failed', message: '<walletFailed>' });
      expect([page.sent(), page.isPaying()]).to.deep.equal([0, false]);

      apple.throwsAt.clear();
      const again = page.submit();
      await apple.authorize();
      expect(await again).to.have.property('outcome', 'accepted');
    });
  }

  it('says that the shop is at fault where Apple is asked for a shop that it does not know', async () => {
    const page = await open(
      async () => PAID,
      () => Promise.reject(new Error('502')),
    );
    const submitted = page.submit();
    await apple.authorize();
    expect(await submitted).to.deep.equal({ outcome: 'failed', message: '<walletNotSetUp>' });
    expect(apple.isOpen()).to.equal(false);
  });

  it('is cancelled by a shopper who closes the sheet before confirming', async () => {
    const page = await open(async () => PAID);
    const submitted = page.submit();
    apple.close();
    expect(await submitted).to.deep.equal({ outcome: 'cancelled', message: '<walletCancelled>' });
    expect(page.sent()).to.equal(0);
  });

  it('shows a verdict in the sheet only where there is one', async () => {
    for (const [, answer, outcome] of ENDS) {
      const page = await open(answer);
      const submitted = page.submit();
      await apple.authorize();
      await submitted;
      const verdict = { accepted: 'success', declined: 'failure', unanswered: undefined }[outcome];
      expect(apple.shown()).to.equal(verdict);
      expect(apple.isOpen()).to.equal(false);
    }
  });
});

describe('Google Pay, whatever its API throws,', () => {
  let loadPaymentData: () => Promise<unknown>;

  beforeEach(() => {
    loadPaymentData = async () => ({ paymentMethodData: { tokenizationData: { token: '{}' } } });
  });
  const open = (answer: () => Promise<unknown> = async () => PAID): Promise<Page> =>
    openPage(
      createGoogleSheet({ loadPaymentData: () => loadPaymentData() as never }, (total) => ({ total })),
      answer,
    );

  for (const [what, problem, outcome, says] of [
    ['is closed by the shopper', { statusCode: 'CANCELED' }, 'cancelled', 'walletCancelled'],
    ['does not know this shop', { statusCode: 'DEVELOPER_ERROR' }, 'failed', 'walletNotSetUp'],
    ['has no account of this shop', { statusCode: 'MERCHANT_ACCOUNT_ERROR' }, 'failed', 'walletNotSetUp'],
    ['fails by itself', { statusCode: 'INTERNAL_ERROR' }, 'failed', 'walletFailed'],
    ['rejects with nothing', undefined, 'failed', 'walletFailed'],
    ['rejects with what has no name', Object.create(null), 'failed', 'walletFailed'],
    [
      'rejects with what throws when it is read',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
      'failed',
      'walletFailed',
    ],
  ] as const) {
    it(`sends nothing and says so where it ${what}`, async () => {
      for (const when of ['rejects', 'throws'] as const) {
        loadPaymentData = () => {
          if (when === 'throws') throw problem;
          return Promise.reject(problem as Error);
        };
        const page = await open();
        expect(await page.submit()).to.deep.equal({ outcome, message: `<${says}>` });
        expect([page.sent(), page.isPaying()]).to.deep.equal([0, false]);
      }
    });
  }

  it('sends nothing where it hands over something else than a payment', async () => {
    for (const data of [
      undefined,
      {},
      { paymentMethodData: {} },
      { paymentMethodData: { tokenizationData: {} } },
    ]) {
      loadPaymentData = async () => data;
      const page = await open();
      expect(await page.submit()).to.deep.equal({ outcome: 'failed', message: '<walletFailed>' });
      expect(page.sent()).to.equal(0);
    }
  });

  for (const [what, answer, outcome, says] of ENDS) {
    it(`tells that an order ${what}`, async () => {
      const page = await open(answer);
      expect(await page.submit()).to.have.property('outcome', outcome);
      expect([page.says(), page.isPaying()]).to.deep.equal([says, false]);
    });
  }
});
