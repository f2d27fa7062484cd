import { expect } from 'chai';
import { ShopperProblem, type CollectedPayment } from '../src/methods/payment-method.ts';
import type { PagePaymentEntry } from '../src/page/page-payment.ts';
import { createSubmit } from '../src/page/submit.ts';
import type { Settled } from '../src/payment-form.ts';
import type { PanelView } from '../src/payment-panel.ts';
import { aCard } from './doubles/order.ts';

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
  let settled: Settled[];
  let said: string;
  let answers: (() => Promise<unknown>)[];
  let sent: { tokens: unknown[]; id: string | undefined }[];
  let known: unknown;
  let submit: ReturnType<typeof createSubmit>;
  let orderId: string;

  beforeEach(() => {
    view = 'form';
    problem = undefined;
    collect = async () => aCard('token-1');
    fulfil = async () => aCard('confirmed');
    settled = [];
    said = '';
    answers = [];
    sent = [];
    known = undefined;
    orderId = '';
    submit = createSubmit({
      form: {
        view: (() => view) as never,
        alert: (() => said) as never,
        check: () => problem,
        collect: () => collect(),
        fulfil: () => fulfil(),
        settled: (outcome) => {
          settled.push(outcome);
          said = outcome.outcome === 'declined' ? outcome.message : outcome.outcome;
        },
        tell: (news) => {
          said = news;
        },
      },
      sendOrder: async (payments: readonly PagePaymentEntry[], id) => {
        sent.push({ tokens: payments.map((each) => each.customProperties?.['transientTokenJwt']), id });
        return (answers.shift() ?? (async () => PAID))();
      },
      readOrder: async () => known,
      orderIs: (id) => {
        orderId = id;
      },
    });
  });

  it('places an order with what the form collected', async () => {
    expect(await submit()).to.deep.equal({ outcome: 'accepted', order: PAID });
    expect(sent).to.deep.equal([{ tokens: ['token-1'], id: undefined }]);
    expect(settled).to.deep.equal([{ outcome: 'accepted' }]);
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
    expect(sent).to.deep.equal([{ tokens: [], id: undefined }]);
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

  it('lets the issuer ask, and sends the same order again', async () => {
    answers = [async () => CHALLENGE];
    expect(await submit()).to.have.property('outcome', 'accepted');
    expect(sent).to.deep.equal([
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

  for (const [what, order, outcome] of [
    ['is placed', PAID, 'accepted'],
    ['is not placed', { id: 'o1', state: 'INCOMPLETE' }, 'failed'],
    ['nobody can tell', undefined, 'unanswered'],
  ] as const) {
    it(`says "${outcome}" when the answer is lost and the order ${what}`, async () => {
      known = order;
      answers = [async () => CHALLENGE, () => Promise.reject(new Error('network'))];
      expect(await submit()).to.have.property('outcome', outcome);
      expect(said).to.equal(outcome === 'failed' ? 'interrupted' : outcome);
    });
  }

  it('does not guess when the answer to the first order is lost', async () => {
    known = PAID;
    answers = [() => Promise.reject(new Error('network'))];
    expect(await submit()).to.have.property('outcome', 'unanswered');
  });
});
