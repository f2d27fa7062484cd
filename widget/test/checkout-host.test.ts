import { expect } from 'chai';
import { checkoutHostOf, type CheckoutHost } from '../src/occ/checkout-host.ts';
import { PLACEHOLDER } from '../src/occ/order-payment.ts';
import {
  aCard,
  playedForm,
  playedInterruption,
  playedOrder,
  playedTopics,
  type PlayedForm,
  type PlayedInterruption,
  type PlayedOrder,
} from './doubles/order.ts';

const DECLINED = { payments: [{ paymentState: 'AUTHORIZE_FAILED', message: 'Use another card.' }] };
const OTHERS = { type: 'giftCard', giftCardNumber: 'g1' };

/** Lets promises that are settled run their callbacks. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Placing an order with the widget', () => {
  let order: PlayedOrder;
  let topics: ReturnType<typeof playedTopics>;
  let host: CheckoutHost;
  let form: PlayedForm;
  let interruption: PlayedInterruption;

  beforeEach(() => {
    order = playedOrder();
    topics = playedTopics();
    interruption = playedInterruption();
    host = checkoutHostOf(order, topics, interruption);
    form = playedForm();
    host.join(form);
  });

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
    const other = playedForm();
    host.join(other);
    order.placeOrder();
    host.leave(other);
    form.attempts[0]!.resolve(aCard('token-1'));
    await settle();
    expect(tokens()).to.deep.equal([['token-1']]);
  });

  it('wraps the order once, however often the widget is placed or loaded', async () => {
    const wrapped: unknown = Reflect.get(order, 'createOrder');
    expect(checkoutHostOf(order, topics, interruption)).to.equal(host);
    host.join(form);
    host.join(playedForm());
    expect(Reflect.get(order, 'createOrder')).to.equal(wrapped);
    await pay('token-1');
    expect(order.sent).to.have.length(1);
  });

  it('pays with the form that the shopper filled in when there are several', async () => {
    form.filled = 'untouched';
    const started = { ...playedForm(), progress: () => 'started' as const };
    host.join(started);
    order.createOrder();
    expect([form.attempts.length, started.attempts.length]).to.deep.equal([0, 1]);

    started.attempts[0]!.reject(new Error());
    await settle();
    const complete = playedForm();
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
      expect(form.outcomes).to.deep.equal([]);
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
    const fresh = playedOrder();
    fresh.postOrderCreateOrUpdateSuccess = () => {
      topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
    };
    checkoutHostOf(fresh, topics, interruption).join(form);
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

  for (const [problem, outcome] of [
    [{ status: '0', errorCode: '' }, 'unanswered'],
    [{ status: '502' }, 'unanswered'],
    [{ status: '400', errorCode: '28108' }, 'failed'],
  ] as const) {
    it(`says "${outcome}" when the order fails with ${JSON.stringify(problem)}`, async () => {
      await pay('token-1');
      order.postOrderCreateOrUpdateFailure(problem);
      topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
      expect(order.failures).to.deep.equal([problem]);
      expect(form.outcomes).to.deep.equal([{ outcome }]);
    });
  }

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
      expect(interruption.kept).to.equal(undefined);
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

    it('leaves a challenge to OCC that belongs to no payment of ours', async () => {
      await answer(CHALLENGE);
      expect(order.received).to.deep.equal([CHALLENGE]);
      expect(form.challenges).to.deep.equal([]);
    });

    it('asks OCC how the order is when the answer to the confirmed payment is lost', async () => {
      await pay('token-1');
      await answer(CHALLENGE);
      form.challenges[0]!.resolve(aCard('confirmed'));
      await settle();
      interruption.known = { id: 'o1', state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] };
      order.postOrderCreateOrUpdateFailure({ status: '0' });
      await settle();
      expect(order.failures).to.deep.equal([]);
      expect(order.received).to.deep.equal([interruption.known]);
      expect(form.outcomes).to.deep.equal([{ outcome: 'accepted' }]);
    });

    it('never pays again for an order that turns out to be placed', async () => {
      await pay('token-1');
      await answer(CHALLENGE);
      form.challenges[0]!.resolve(aCard('confirmed'));
      await settle();
      order.postOrderCreateOrUpdateFailure({ status: '0' });
      await settle();
      topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
      expect(order.failures).to.have.length(1);
      expect(form.outcomes).to.deep.equal([{ outcome: 'unanswered' }]);

      interruption.known = { id: 'o1', state: 'SUBMITTED', payments: [] };
      order.placeOrder();
      await settle();
      expect(form.attempts).to.have.length(1);
      expect(order.received).to.deep.equal([interruption.known]);
    });

    it('asks for an order that OCC had an id for before it was sent, too', async () => {
      order.orderId = 'o1';
      await pay('token-1');
      interruption.known = { id: 'o1', state: 'SUBMITTED', payments: [] };
      order.postOrderCreateOrUpdateFailure({ status: '0' });
      await settle();
      expect(order.received).to.deep.equal([interruption.known]);
    });

    it('tells a shopper who comes back that the order is not placed, shows it when it is, and only says so later', async () => {
      for (const [state, recent, news, received] of [
        ['INCOMPLETE', true, ['interrupted'], 0],
        ['INCOMPLETE', false, ['interrupted'], 0],
        ['SUBMITTED', true, [], 1],
        ['SUBMITTED', false, ['placedBefore'], 0],
      ] as const) {
        interruption.recent = recent;
        const later = playedOrder();
        const back = playedForm();
        interruption.kept = 'o1';
        interruption.known = { id: 'o1', state, payments: [] };
        checkoutHostOf(later, playedTopics(), interruption).join(back);
        await settle();
        expect(back.news).to.deep.equal(news);
        expect(later.received).to.have.length(received);
        expect(interruption.kept).to.equal(undefined);
      }
    });
  });

  it('drops a token that comes after the shopper has left the page', async () => {
    order.placeOrder();
    host.leave(form);
    form.attempts[0]!.resolve(aCard());
    await settle();
    expect(order.sent).to.have.length(0);
    expect(order.payments()).to.deep.equal([]);
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
