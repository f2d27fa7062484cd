import { expect } from 'chai';
import { checkoutHostOf, type CheckoutHost } from '../../src/occ/checkout-host.ts';
import { PLACEHOLDER } from '../../src/occ/order-payment.ts';
import {
  aCard,
  fakeForm,
  fakeCheckout,
  fakeOrder,
  fakeTopics,
  type FakeCheckout,
  type FakeForm,
  type FakeOrder,
} from '../fakes/order.ts';

const DECLINED = { payments: [{ paymentState: 'AUTHORIZE_FAILED', message: 'Use another card.' }] };
const OTHERS = { type: 'giftCard', giftCardNumber: 'g1' };

/** Lets promises that are settled run their callbacks. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Placing an order with the widget', () => {
  let order: FakeOrder;
  let topics: ReturnType<typeof fakeTopics>;
  let host: CheckoutHost;
  let form: FakeForm;
  let checkout: FakeCheckout;

  beforeEach(() => {
    order = fakeOrder();
    topics = fakeTopics();
    checkout = fakeCheckout();
    host = hostOf(order);
    form = fakeForm();
    host.join(form);
  });

  const hostOf = (each: FakeOrder): CheckoutHost =>
    checkoutHostOf(each, topics, checkout.record, checkout.earlierOrder);

  const tokens = (): unknown[] =>
    order.sent.map((payments) => payments.map((payment) => payment.customProperties?.['transientTokenJwt']));

  async function pay(token: string): Promise<void> {
    order.placeOrder();
    form.attempts.at(-1)?.resolve(aCard(token));
    await settle();
  }

  it('sends the order once the card is a token, and not before', async () => {
    order.placeOrder();
    expect(order.sent).to.have.length(0);
    form.attempts[0]!.resolve(aCard('token-1'));
    await settle();
    expect(tokens()).to.deep.equal([['token-1']]);
  });

  it("keeps the payments of others, and keeps OCC's own card form quiet while it validates", async () => {
    order.updatePayments([OTHERS]);
    order.placeOrder();
    expect(order.payments()).to.deep.equal([OTHERS, PLACEHOLDER]);
    form.attempts[0]!.resolve(aCard());
    await settle();
    expect(order.sent[0]!.map(({ type }) => type)).to.deep.equal(['giftCard', 'card']);
  });

  it('stops the order when the form is not complete, with words for the shopper', () => {
    form.problem = 'Check the card.';
    order.placeOrder();
    expect(order.validationErrors).to.deep.equal(['Check the card.']);
    expect(form.attempts).to.have.length(0);
    expect(order.payments()).to.deep.equal([]);
  });

  it('sends one order however often the shopper clicks, before the token and after it', async () => {
    order.placeOrder();
    order.placeOrder();
    form.attempts[0]!.resolve(aCard());
    await settle();
    order.placeOrder();
    await settle();
    expect(form.attempts).to.have.length(1);
    expect(order.sent).to.have.length(1);
  });

  it('leaves the payment on an order that is on its way when the shopper clicks again', async () => {
    await pay('token-1');
    order.placeOrder();
    expect(order.payments()[0]?.customProperties).to.have.property('transientTokenJwt', 'token-1');
  });

  it('goes on with the form that pays when another one leaves the page', async () => {
    const other = fakeForm();
    host.join(other);
    order.placeOrder();
    host.leave(other);
    form.attempts[0]!.resolve(aCard('token-1'));
    await settle();
    expect(tokens()).to.deep.equal([['token-1']]);
  });

  it('wraps the order once, however often the widget is placed or loaded', async () => {
    const wrapped: unknown = Reflect.get(order, 'createOrder');
    expect(hostOf(order)).to.equal(host);
    host.join(form);
    host.join(fakeForm());
    expect(Reflect.get(order, 'createOrder')).to.equal(wrapped);
    await pay('token-1');
    expect(order.sent).to.have.length(1);
  });

  it('pays with the form that the shopper filled in when there are several', async () => {
    form.filled = 'untouched';
    const started = { ...fakeForm(), progress: () => 'started' as const };
    host.join(started);
    order.createOrder();
    expect([form.attempts.length, started.attempts.length]).to.deep.equal([0, 1]);

    started.attempts[0]!.reject(new Error());
    await settle();
    const complete = fakeForm();
    host.join(complete);
    order.createOrder();
    expect([form.attempts.length, started.attempts.length, complete.attempts.length]).to.deep.equal([
      0, 1, 1,
    ]);
  });

  it('lets a wrapper around or inside it call createOrder again', async () => {
    order.beforeSending = () => {
      order.beforeSending = () => undefined;
      order.createOrder();
    };
    await pay('token-1');
    expect(tokens()).to.deep.equal([['token-1'], ['token-1']]);
    expect(form.attempts).to.have.length(1);
  });

  it('leaves an order alone that needs no card', () => {
    order.paymentDisabled = true;
    order.placeOrder();
    expect(order.sent).to.deep.equal([[]]);

    order.paymentDisabled = false;
    form.opened = false;
    expect(order.createOrder()).to.equal('sent');
    expect(form.attempts).to.have.length(0);
  });

  describe('when no token comes', () => {
    it('sends nothing, takes the placeholder off and gives the button back', async () => {
      order.updatePayments([OTHERS]);
      order.placeOrder();
      form.attempts[0]!.reject(new Error('no token'));
      await settle();
      expect(order.sent).to.have.length(0);
      expect(order.payments()).to.deep.equal([OTHERS]);
      expect(topics.published).to.deep.equal(['order.submission.fail']);
      expect(form.outcomes).to.deep.equal([{ outcome: 'failed' }]);
    });

    it('takes the next click as a new attempt', async () => {
      order.placeOrder();
      form.attempts[0]!.reject(new Error('no token'));
      await settle();
      await pay('token-2');
      expect(tokens()).to.deep.equal([['token-2']]);
    });
  });

  describe('when the payment is declined', () => {
    function decline(): void {
      order.postOrderCreateOrUpdateSuccess = wrapAnswer();
      order.postOrderCreateOrUpdateSuccess(DECLINED);
    }
    /** OCC publishes the topic while it handles the answer. */
    function wrapAnswer(): (answer: unknown) => void {
      const handled = order.postOrderCreateOrUpdateSuccess.bind(order);
      return (answer) => {
        handled(answer);
        topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
      };
    }

    it("tells the form OCC's message once, and takes the used token off the order", async () => {
      await pay('token-1');
      decline();
      expect(form.outcomes).to.deep.equal([{ outcome: 'declined', message: 'Use another card.' }]);
      expect(order.payments()).to.deep.equal([]);
    });

    it('pays the next attempt with a new token only', async () => {
      await pay('token-1');
      decline();
      await pay('token-2');
      expect(tokens()).to.deep.equal([['token-1'], ['token-2']]);
    });
  });

  it('knows the message when OCC publishes the failure before its handler returns', async () => {
    const fresh = fakeOrder();
    fresh.postOrderCreateOrUpdateSuccess = () => {
      topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
    };
    hostOf(fresh).join(form);
    fresh.placeOrder();
    form.attempts[0]!.resolve(aCard());
    await settle();
    fresh.postOrderCreateOrUpdateSuccess(DECLINED);
    expect(form.outcomes).to.deep.equal([{ outcome: 'declined', message: 'Use another card.' }]);
  });

  it('does not call another failure of the order a declined payment', async () => {
    await pay('token-1');
    topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
    expect(form.outcomes).to.deep.equal([{ outcome: 'failed' }]);
    expect(order.payments()).to.deep.equal([]);
  });

  it('ends the attempt when OCC accepts the order, with or without a topic', async () => {
    await pay('token-1');
    topics.topic(topics.submissionSucceeded).publish([{ message: 'success' }]);
    expect(form.outcomes).to.deep.equal([{ outcome: 'accepted' }]);

    await pay('token-2');
    order.postOrderCreateOrUpdateSuccess({ payments: [{ paymentState: 'INITIAL' }] });
    expect(form.outcomes).to.have.length(2);
  });

  it('gives the button back when sending itself throws', async () => {
    order.beforeSending = () => {
      throw new Error('broken');
    };
    order.placeOrder();
    const thrown = once('unhandledRejection');
    form.attempts[0]!.resolve(aCard());
    expect(await thrown).to.have.property('message', 'broken');
    expect(topics.published).to.deep.equal(['order.submission.fail']);
    expect(order.payments()).to.deep.equal([]);

    order.beforeSending = () => undefined;
    await pay('token-2');
    expect(tokens()).to.deep.equal([['token-2']]);
  });

  describe('when the issuer wants to hear from the shopper', () => {
    const CHALLENGE = {
      id: 'o1',
      uuid: 'u1',
      state: 'INCOMPLETE',
      payments: [
        {
          uiIntervention: 'payerAuthRequired',
          customPaymentProperties: {
            stepUpUrl: 'https://acs.example/',
            accessToken: 'jwt',
            pauseRequestId: 's',
          },
        },
      ],
    };
    const SOFT = {
      ...CHALLENGE,
      payments: [{ uiIntervention: 'payerAuthRequired', customPaymentProperties: { scaRequired: 'true' } }],
    };

    async function answer(body: unknown): Promise<void> {
      order.postOrderCreateOrUpdateSuccess(body);
      await settle();
    }

    it('asks the shopper here and sends the same order again, without OCC leaving the page', async () => {
      await pay('token-1');
      await answer(CHALLENGE);
      expect(order.received).to.deep.equal([]);
      expect(order.orderId).to.equal('o1');
      expect(form.challenges[0]!.challenge).to.deep.include({
        kind: 'step-up',
        stepUpUrl: 'https://acs.example/',
        accessToken: 'jwt',
        pauseRequestId: 's',
      });
      form.challenges[0]!.resolve(aCard('token-1 confirmed'));
      await settle();
      expect(tokens()).to.deep.equal([['token-1'], ['token-1 confirmed']]);

      await answer({ id: 'o1', state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] });
      expect(order.received).to.have.length(1);
      expect(form.outcomes).to.deep.equal([{ outcome: 'accepted' }]);
      expect(checkout.record.sent()).to.equal(undefined);
    });

    it('goes from a soft decline to the challenge that it asks for, and no further', async () => {
      await pay('token-1');
      for (const body of [SOFT, CHALLENGE]) {
        await answer(body);
        form.challenges.at(-1)!.resolve(aCard('again'));
        await settle();
      }
      expect(form.challenges.map(({ challenge }) => challenge.kind)).to.deep.equal(['again', 'step-up']);
      await answer(CHALLENGE);
      expect(form.challenges).to.have.length(2);
      expect(form.outcomes).to.deep.equal([{ outcome: 'declined', message: '' }]);
      expect(topics.published).to.deep.equal(['order.submission.fail']);
    });

    it('gives the button back when the shopper stops, and pays the next time with a new token', async () => {
      await pay('token-1');
      await answer(CHALLENGE);
      order.placeOrder();
      expect(form.attempts).to.have.length(1);
      form.challenges[0]!.reject(new Error('cancelled'));
      await settle();
      expect(order.sent).to.have.length(1);
      expect(order.payments()).to.deep.equal([]);
      expect(topics.published).to.deep.equal(['order.submission.fail']);
      await pay('token-2');
      expect(tokens()).to.deep.equal([['token-1'], ['token-2']]);
    });

    it('keeps the order and its key for what follows the challenge', async () => {
      await pay('token-1');
      await answer(CHALLENGE);
      expect([order.orderId, order.orderUuid]).to.deep.equal(['o1', 'u1']);
    });

    it('leaves a challenge to OCC that belongs to no payment of ours', async () => {
      await answer(CHALLENGE);
      expect(order.received).to.deep.equal([CHALLENGE]);
      expect(form.challenges).to.deep.equal([]);
    });
  });

  const PLACED = { id: 'o1', state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] };
  const ids = (): unknown[] =>
    order.sent.map((payments) => payments.map(({ customProperties }) => customProperties?.['checkoutId']));

  describe('when no answer comes', () => {
    /** As OCC does it: its handler publishes the topic. */
    async function lose(problem: object = { status: '0' }): Promise<void> {
      order.postOrderCreateOrUpdateFailure(problem);
      await settle();
      if (order.failures.length > 0) topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
      await settle();
    }

    it('shows the order when it turns out to be placed', async () => {
      await pay('token-1');
      checkout.says = { state: 'paid', orderId: 'o1' };
      checkout.order = PLACED;
      await lose();
      expect(order.failures).to.deep.equal([]);
      expect(order.received).to.deep.equal([PLACED]);
      expect(form.outcomes).to.deep.equal([{ outcome: 'accepted' }]);
      expect(checkout.kept.size).to.equal(0);
    });

    it('holds the form while the order is being checked, and shows the order once it is placed', async () => {
      await pay('token-1');
      checkout.says = { state: 'checking', orderId: 'o1' };
      await lose();
      expect([form.held, form.outcomes]).to.deep.equal(['checking', [{ outcome: 'unanswered' }]]);
      checkout.says = { state: 'paid', orderId: 'o1' };
      checkout.order = PLACED;
      await checkout.pass();
      expect(order.received).to.deep.equal([PLACED]);
      expect(form.held).to.equal('');
    });

    it('says that nothing was charged once that is known, and pays the next time with the same id', async () => {
      await pay('token-1');
      checkout.says = { state: 'checking', orderId: 'o1' };
      await lose();
      checkout.says = { state: 'not-paid', orderId: 'o1' };
      await checkout.pass();
      expect([form.held, form.news]).to.deep.equal(['', ['interrupted']]);
      await pay('token-2');
      expect(tokens()).to.deep.equal([['token-1'], ['token-2']]);
      expect(ids()[0]).to.deep.equal(ids()[1]);
    });

    it('never pays again while the outcome is unknown, however often the shopper clicks', async () => {
      await pay('token-1');
      checkout.says = { state: 'checking', orderId: 'o1' };
      await lose();
      order.placeOrder();
      order.createOrder();
      await settle();
      expect(form.attempts).to.have.length(1);
      expect(order.sent).to.have.length(1);
    });

    it('leaves a refusal of the shop to the shop, and takes the next click at once', async () => {
      await pay('token-1');
      await lose({ status: '400', errorCode: '28108' });
      expect([form.outcomes, form.news, form.held]).to.deep.equal([[{ outcome: 'failed' }], [], '']);
      await pay('token-2');
      expect(order.sent).to.have.length(2);
    });

    it('says that the outcome is unknown when even that cannot be loaded, and lets the extension decide about the next click', async () => {
      await pay('token-1');
      checkout.isLoadable = false;
      await lose();
      expect([form.news, form.held]).to.deep.equal([['unanswered'], '']);
      order.placeOrder();
      await settle();
      form.attempts.at(-1)!.resolve(aCard('token-2'));
      await settle();
      expect(ids()[0]).to.deep.equal(ids()[1]);
    });
  });

  describe('of one checkout', () => {
    /** The same browser after a reload, or another tab of it. */
    function anotherPage(): {
      readonly tab: FakeCheckout;
      readonly form: FakeForm;
      readonly order: FakeOrder;
    } {
      const [tab, back, other] = [fakeCheckout(checkout.kept), fakeForm(), fakeOrder()];
      tab.says = checkout.says;
      tab.order = checkout.order;
      tab.now = checkout.now;
      checkoutHostOf(other, fakeTopics(), tab.record, tab.earlierOrder).join(back);
      return { tab, form: back, order: other };
    }

    it('carries an id of 128 random bits and a digest of the cart', async () => {
      await pay('token-1');
      expect(String(ids().flat()[0])).to.match(/^[0-9a-f]{32}-[0-9a-z]{1,7}$/);
    });

    it('has the same id in every tab, another one for another cart, and another one after the confirmation', async () => {
      const { tab } = anotherPage();
      const first = checkout.record.id();
      expect(tab.record.id()).to.equal(first);
      tab.goods = 'two pots';
      expect(tab.record.id()).not.to.equal(first);
      await pay('token-1');
      topics.topic(topics.submissionSucceeded).publish([{ message: 'success' }]);
      expect(checkout.record.id()).not.to.equal(first);
    });

    it('shows a page that is reloaded in mid-payment that the order is being checked, and then its confirmation', async () => {
      await pay('token-1');
      checkout.says = { state: 'checking', orderId: 'o1' };
      checkout.order = PLACED;
      const back = anotherPage();
      expect(back.form.held).to.equal('checking');
      await settle();
      back.order.placeOrder();
      await settle();
      expect(back.order.sent).to.deep.equal([]);
      back.tab.says = { state: 'paid', orderId: 'o1' };
      await back.tab.pass();
      expect(back.order.received).to.deep.equal([PLACED]);
      expect(back.tab.asked).to.deep.equal([...ids().flat(), ...ids().flat()]);
    });

    for (const [says, order, changes, news, received] of [
      ['not-paid', PLACED, {}, ['interrupted'], 0],
      ['paid', PLACED, {}, [], 1],
      ['paid', PLACED, { goods: 'two pots' }, ['placedBefore o1'], 0],
      ['paid', PLACED, { goods: 'two pots', isTypingElsewhere: true }, ['placedBefore o1 quietly'], 0],
      ['paid', PLACED, { goods: '', isCartEmpty: true }, [], 1],
      ['paid', undefined, {}, ['placedBefore o1'], 0],
      ['paid', { id: 'o1', state: 'INCOMPLETE' }, {}, ['placedBefore o1'], 0],
    ] as const) {
      it(`says after a reload ${JSON.stringify([news, received])} when the order is ${says}, ${JSON.stringify(order?.state)} and the cart ${JSON.stringify(changes)}`, async () => {
        await pay('token-1');
        checkout.says = { state: 'checking', orderId: 'o1' };
        checkout.order = order;
        const back = anotherPage();
        Object.assign(back.tab, changes);
        await settle();
        back.tab.says = { state: says, orderId: 'o1' };
        await back.tab.pass();
        expect([back.form.news, back.order.received.length, back.form.held]).to.deep.equal([
          news,
          received,
          '',
        ]);
        expect(back.tab.record.sent()).to.equal(undefined);
      });
    }

    it('waits for an order that the extension has not heard of, and no longer than it can be on its way', async () => {
      await pay('token-1');
      const back = anotherPage();
      await settle();
      const latest = checkout.now + 15_000;
      while (back.tab.now + 2_000 < latest) await back.tab.pass();
      expect([back.form.held, back.form.news]).to.deep.equal(['checking', []]);
      while (back.tab.now < latest) await back.tab.pass();
      expect([back.form.held, back.form.news]).to.deep.equal(['', ['interrupted']]);
    });

    for (const [age, held, news] of [
      [14_999, 'checking', []],
      [15_000, '', ['interrupted']],
    ] as const)
      it(`${held === '' ? 'was never sent' : 'may still be on its way'} ${age} ms after it was begun, where nobody has heard of it`, async () => {
        await pay('token-1');
        checkout.now += age;
        const back = anotherPage();
        await settle();
        expect([back.form.held, back.form.news]).to.deep.equal([held, news]);
      });

    it('lets the shopper try when the extension does not answer for half a minute', async () => {
      await pay('token-1');
      checkout.says = undefined;
      const back = anotherPage();
      await settle();
      expect([back.form.held, back.form.news]).to.deep.equal(['checking', []]);
      for (let nth = 0; nth < 30; nth += 1) await back.tab.pass();
      expect([back.form.held, back.form.news]).to.deep.equal(['', ['unanswered']]);
    });

    it('is left alone by a second tab while the first one pays, and shows how that ended', async () => {
      const second = anotherPage();
      await pay('token-1');
      second.tab.says = { state: 'checking', orderId: 'o1' };
      second.order.placeOrder();
      await settle();
      expect([second.order.sent, second.form.attempts, second.form.held]).to.deep.equal([[], [], 'checking']);
      topics.topic(topics.submissionSucceeded).publish([{ message: 'success' }]);
      second.tab.says = { state: 'paid', orderId: 'o1' };
      second.tab.order = PLACED;
      await second.tab.pass();
      expect(second.order.received).to.deep.equal([PLACED]);
    });

    it('shows the confirmation to a tab that is pressed after another one has seen it', async () => {
      const second = anotherPage();
      await pay('token-1');
      topics.topic(topics.submissionSucceeded).publish([{ message: 'success' }]);
      second.tab.says = { state: 'paid', orderId: 'o1' };
      second.tab.order = PLACED;
      second.order.placeOrder();
      await settle();
      expect([second.order.sent, second.order.received]).to.deep.equal([[], [PLACED]]);
    });

    it('is paid by the tab that was pressed last when both are pressed before either has sent', async () => {
      const second = anotherPage();
      order.placeOrder();
      // Each has found nothing that was sent.
      checkout.kept.delete('isv-occ-gateway.sent');
      second.order.placeOrder();
      form.attempts[0]!.resolve(aCard('token-1'));
      second.form.attempts[0]!.resolve(aCard('token-2'));
      await settle();
      expect([order.sent.length, second.order.sent.length, form.held]).to.deep.equal([0, 1, 'checking']);
    });

    it('is paid again with the same id by a second card after a decline', async () => {
      await pay('token-1');
      order.postOrderCreateOrUpdateSuccess(DECLINED);
      await pay('token-2');
      expect(tokens()).to.deep.equal([['token-1'], ['token-2']]);
      expect(ids()[0]).to.deep.equal(ids()[1]);
      expect(checkout.asked).to.deep.equal([]);
    });

    it('asks nothing and loads nothing for a payment that goes well', async () => {
      checkout.isLoadable = false;
      await pay('token-1');
      order.postOrderCreateOrUpdateSuccess(PLACED);
      expect(checkout.asked).to.deep.equal([]);
      expect(form.news).to.deep.equal([]);
      expect(checkout.kept.size).to.equal(0);
    });
  });

  it('drops a token that comes after the shopper has left the page', async () => {
    order.placeOrder();
    host.leave(form);
    form.attempts[0]!.resolve(aCard());
    await settle();
    expect(order.sent).to.have.length(0);
    expect(order.payments()).to.deep.equal([]);
    expect(checkout.record.sent()).to.equal(undefined);
  });
});

/** The next event of this process, kept from its other listeners. */
function once(event: 'unhandledRejection'): Promise<unknown> {
  const others = process.listeners(event);
  process.removeAllListeners(event);
  return new Promise((resolve) => {
    process.once(event, (problem) => {
      for (const listener of others) process.on(event, listener);
      resolve(problem);
    });
  });
}
