import { expect } from 'chai';
import { ShopperProblem, type CollectedPayment } from '../src/payment/payment-method.ts';
import type { PagePaymentEntry } from '../src/page/page-payment.ts';
import { createSubmit, type Submit } from '../src/page/submit.ts';
import type { OrderSettlement } from '../src/payment/payment-form.ts';
import type { PanelView } from '../src/panel/payment-panel.ts';
import { aCard, fakeCheckout, type FakeCheckout } from './fakes/order.ts';

const PAID = { id: 'o1', state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] };
const DECLINED = { id: 'o1', payments: [{ paymentState: 'AUTHORIZE_FAILED', message: 'Use another card.' }] };
const CHALLENGE = {
  id: 'o1',
  payments: [
    {
      uiIntervention: 'payerAuthRequired',
      customPaymentProperties: { stepUpUrl: 'https://acs.example/', accessToken: 'jwt' },
    },
  ],
};

describe('submit() of a page that runs its own checkout', () => {
  let view: PanelView;
  let problem: string | undefined;
  let collect: () => Promise<CollectedPayment>;
  let fulfil: () => Promise<CollectedPayment>;
  let settled: OrderSettlement[];
  let said: string;
  let notice: string;
  let answers: (() => Promise<unknown>)[];
  let sent: { tokens: unknown[]; id: string | undefined; checkoutId?: string | undefined }[];
  let checkout: FakeCheckout;
  let held: 'checking' | '';
  let shown: unknown[];
  let submit: Submit['submit'];
  let resume: Submit['resume'];
  let orderId: string;

  beforeEach(() => {
    view = 'form';
    problem = undefined;
    collect = async () => aCard('token-1');
    fulfil = async () => aCard('confirmed');
    settled = [];
    said = notice = '';
    answers = [];
    sent = [];
    checkout = fakeCheckout();
    held = '';
    shown = [];
    orderId = '';
    ({ submit, resume } = createSubmit({
      form: {
        view: (() => (held === '' ? view : 'held')) as never,
        held: (() => held) as never,
        text: (key) => key,
        isOpen: () => true,
        progress: () => 'complete',
        hold: (why = '') => {
          held = why;
        },
        alert: (() => said) as never,
        notice: (() => notice) as never,
        check: () => problem,
        collect: () => collect(),
        fulfil: () => fulfil(),
        settled: (outcome) => {
          settled.push(outcome);
          if (outcome.outcome === 'declined') said = outcome.message;
        },
        tell: (news, order) => {
          if (order === undefined) said = news;
          else notice = `${news} ${order}`;
        },
      },
      sendOrder: async (payments: readonly PagePaymentEntry[], id) => {
        const tokens = payments.map((each) => each.customProperties?.['transientTokenJwt']);
        sent.push({ tokens, id, checkoutId: payments[0]?.customProperties?.['checkoutId'] });
        return (answers.shift() ?? (async () => PAID))();
      },
      orderPlaced: (order) => void shown.push(order),
      record: checkout.record,
      earlierOrder: checkout.earlierOrder,
      orderIs: (id) => {
        orderId = id;
      },
    }));
  });

  const sentAs = (): object[] => sent.map(({ tokens, id }) => ({ tokens, id }));

  it('places an order with what the form collected', async () => {
    expect(await submit()).to.deep.equal({ outcome: 'accepted', order: PAID });
    expect(sentAs()).to.deep.equal([{ tokens: ['token-1'], id: undefined }]);
    expect(settled).to.deep.equal([{ outcome: 'accepted' }]);
  });

  it('tells the confirmation that the card could not be saved', async () => {
    const payments = [{ paymentState: 'AUTHORIZED', customPaymentProperties: { cardNotSaved: 'true' } }];
    const order = { ...PAID, payments };
    answers = [async () => order];
    expect(await submit()).to.deep.equal({ outcome: 'accepted', order, message: 'cardNotSaved' });
  });

  it('is one payment however often it is called while it runs', async () => {
    const [first, second] = [submit(), submit()];
    expect(first).to.equal(second);
    await first;
    expect(sent).to.have.length(1);
    await submit();
    expect(sent).to.have.length(2);
  });

  it('sends an order that costs nothing without a payment', async () => {
    view = 'nothingToPay';
    expect(await submit()).to.have.property('outcome', 'accepted');
    expect(sentAs()).to.deep.equal([{ tokens: [], id: undefined }]);
  });

  it('sends nothing while an earlier payment is held, whatever the fields say, and tells why', async () => {
    held = 'checking';
    problem = 'Check the fields.';
    expect(await submit()).to.deep.equal({ outcome: 'unanswered', message: 'checking' });
    expect(sent).to.deep.equal([]);
  });

  it('sends nothing while a field is wrong', async () => {
    problem = 'Check the fields.';
    expect(await submit()).to.deep.equal({ outcome: 'incomplete', message: 'Check the fields.' });
    expect(sent).to.deep.equal([]);
  });

  for (const [text, outcome] of [
    ['walletCancelled', 'cancelled'],
    ['notCharged', 'failed'],
  ] as const) {
    it(`says "${outcome}" after ${text}, with the form's words`, async () => {
      said = 'What to do.';
      collect = () => Promise.reject(new ShopperProblem(text));
      expect(await submit()).to.deep.equal({ outcome, message: 'What to do.' });
    });
  }

  it("tells a decline in OCC's words", async () => {
    answers = [async () => DECLINED];
    expect(await submit()).to.deep.equal({ outcome: 'declined', message: 'Use another card.' });
    answers = [() => Promise.reject(Object.assign(new Error('The cart is empty.'), { errorCode: '28108' }))];
    expect(await submit()).to.deep.equal({ outcome: 'declined', message: 'The cart is empty.' });
  });

  it('takes the order of another tab for its own where the shop refuses this one', async () => {
    const refusal = Object.assign(new Error('The cart is empty.'), { errorCode: '28108' });
    answers = [
      async () => {
        checkout.says = { state: 'paid', orderId: 'o1' };
        checkout.order = PAID;
        throw refusal;
      },
    ];
    expect(await submit()).to.deep.equal({ outcome: 'accepted', order: PAID });
    expect(settled).to.deep.equal([{ outcome: 'accepted' }]);
  });

  it('tells a free order’s refusal in OCC’s words, and nothing is known of one that is not answered', async () => {
    view = 'nothingToPay';
    answers = [() => Promise.reject(Object.assign(new Error('No stock.'), { errorCode: '1' }))];
    expect(await submit()).to.deep.equal({ outcome: 'declined', message: 'No stock.' });
    answers = [() => Promise.reject(new Error('network'))];
    expect(await submit()).to.have.property('outcome', 'unanswered');
    expect(checkout.asked).to.deep.equal([]);
  });

  it('lets the issuer ask, and sends the same order again', async () => {
    answers = [async () => CHALLENGE];
    expect(await submit()).to.have.property('outcome', 'accepted');
    expect(sentAs()).to.deep.equal([
      { tokens: ['token-1'], id: undefined },
      { tokens: ['confirmed'], id: 'o1' },
    ]);
    expect(orderId).to.equal('o1');
  });

  it('is cancelled when the shopper stops the confirmation', async () => {
    answers = [async () => CHALLENGE];
    fulfil = () => Promise.reject(new ShopperProblem('confirmCancelled'));
    expect(await submit()).to.have.property('outcome', 'cancelled');
  });

  it('gives up on an issuer that asks for ever', async () => {
    answers = Array.from({ length: 5 }, () => async () => CHALLENGE);
    expect(await submit()).to.have.property('outcome', 'declined');
    expect(sent).to.have.length(3);
  });

  for (const [says, order, outcome, reported] of [
    ['paid', PAID, 'accepted', 'accepted'],
    ['not-paid', undefined, 'failed', 'interrupted'],
    ['checking', undefined, 'unanswered', 'checking'],
    ['paid', undefined, 'unanswered', 'placedBefore o1'],
  ] as const) {
    it(`says "${outcome}" (${reported}) when the answer is lost and the extension says "${says}"`, async () => {
      checkout.says = { state: says, orderId: 'o1' };
      checkout.order = order;
      answers = [() => Promise.reject(new Error('network'))];
      const result = await submit();
      expect(result).to.have.property('outcome', outcome);
      if (result.outcome === 'accepted') expect(result.order).to.equal(PAID);
      else expect(result.message).to.equal(reported);
      expect(shown).to.deep.equal([]);
    });
  }

  it('says "unanswered" when nothing can be found out, and leaves the form open', async () => {
    checkout.isLoadable = false;
    answers = [() => Promise.reject(new Error('network'))];
    expect(await submit()).to.deep.equal({ outcome: 'unanswered', message: 'unanswered' });
    expect(held).to.equal('');
  });

  it('carries the same checkout id again after a decline, and another one after the confirmation', async () => {
    answers = [async () => DECLINED];
    for (let nth = 0; nth < 3; nth += 1) await submit();
    const [first, second, third] = sent.map(({ checkoutId }) => checkoutId);
    expect(first).to.match(/^[0-9a-f]{32}-\w+$/);
    expect(second).to.equal(first);
    expect(third).not.to.equal(first);
  });

  it('sends nothing while the order of another tab, or of before a reload, is being checked', async () => {
    checkout.record.begin();
    checkout.says = { state: 'checking', orderId: 'o1' };
    resume();
    expect(held).to.equal('checking');
    expect(await submit()).to.deep.equal({ outcome: 'unanswered', message: 'checking' });
    await checkout.pass();
    checkout.says = { state: 'paid', orderId: 'o1' };
    checkout.order = PAID;
    await checkout.pass();
    expect(sent).to.deep.equal([]);
    expect(shown).to.deep.equal([PAID]);
    expect(held).to.equal('');
  });

  it('takes the order of another tab for its own when that was placed meanwhile', async () => {
    checkout.record.begin();
    checkout.says = { state: 'paid', orderId: 'o1' };
    checkout.order = PAID;
    expect(await submit()).to.deep.equal({ outcome: 'accepted', order: PAID });
    expect(sent).to.deep.equal([]);
  });
});
