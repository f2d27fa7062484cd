import { dig } from '../dig.ts';
import type { CollectedPayment } from '../methods/payment-method.ts';
import { MOST_CHALLENGES } from '../payer-authentication/challenge.ts';
import { chooseForm, type PaymentForm, type Settled } from '../payment-form.ts';
import type { InterruptedOrder } from './interrupted-order.ts';
import type { OccOrder, OccPayment, OccTopics } from './occ-widget.ts';
import { isPlaced, isRefusal, toOrderAnswer } from './order-answer.ts';
import { PLACEHOLDER, replacePayments, toOrderPayment } from './order-payment.ts';

/** Where payment forms take part in placing an order. */
export interface CheckoutHost {
  /** From now on an order is paid with this form while it is open. Joining twice changes nothing. */
  join(form: PaymentForm): void;
  /** The form's page has gone: an attempt of it is given up, its payment taken off the order. */
  leave(form: PaymentForm): void;
}

export interface OrderTopics {
  readonly topic: OccTopics;
  readonly submissionFailed: string;
  readonly submissionSucceeded: string;
}

/** Marks the order view model whose `createOrder` is wrapped, even if this module is loaded twice. */
const HOST: unique symbol = Symbol.for('isv-occ-gateway.checkout-host');

/**
 * OCC offers no asynchronous hook before an order is sent, so `createOrder` is replaced on the order view model:
 * it asks the form for a payment first and then calls the original. The view model is a singleton, hence one host
 * for each, however many widgets are on the page and however often they are loaded.
 */
export function checkoutHostOf(
  order: OccOrder,
  topics: OrderTopics,
  interrupted: InterruptedOrder,
): CheckoutHost {
  const marked: OccOrder & { [HOST]?: CheckoutHost | undefined } = order;
  return (marked[HOST] ??= createCheckoutHost(order, topics, interrupted));
}

function createCheckoutHost(
  order: OccOrder,
  topics: OrderTopics,
  interrupted: InterruptedOrder,
): CheckoutHost {
  const forms = new Set<PaymentForm>();
  /** The form whose payment is on its way; a second click meanwhile is not a second order. */
  let paying: PaymentForm | undefined;
  /** What `createOrder` was called with when the attempt began. */
  let given: readonly unknown[] = [];
  let challenges = 0;
  let handingOn = false;
  /** OCC's last word on the order, for the topic that follows it. */
  let answer: Settled | undefined;
  const createOrder = order.createOrder.bind(order);
  const receiveAnswer = order.postOrderCreateOrUpdateSuccess.bind(order);
  const receiveFailure = order.postOrderCreateOrUpdateFailure.bind(order);

  function payingForm(): PaymentForm | undefined {
    return order.isPaymentDisabled() ? undefined : chooseForm(forms);
  }

  const replaceOurs = (...ours: readonly OccPayment[]): void => {
    replacePayments(order, ours);
  };

  function settle(outcome: Settled): void {
    const form = paying;
    paying = undefined;
    answer = undefined;
    if (outcome.outcome !== 'accepted') replaceOurs();
    // Where no answer says so, the order may be placed all the same: the next attempt asks first.
    if (outcome.outcome === 'accepted' || outcome.outcome === 'declined') interrupted.forget();
    form?.settled(outcome);
  }

  function handOn(): unknown {
    handingOn = true;
    try {
      return createOrder(...given);
    } finally {
      handingOn = false;
    }
  }

  /** Gives the shopper the button back, as OCC does when an order fails. */
  function tellThatItFailed(): void {
    topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
  }

  async function start(form: PaymentForm, args: readonly unknown[]): Promise<void> {
    paying = form;
    given = args;
    challenges = 0;
    const earlier = interrupted.read();
    if (earlier !== undefined) {
      // The answer to the last attempt was lost. If it paid, this click must not pay again.
      const known = await earlier;
      if (paying !== form) return;
      if (isPlaced(known)) {
        order.postOrderCreateOrUpdateSuccess(known);
        return;
      }
    }
    await send(form, form.collect());
  }

  async function send(form: PaymentForm, collecting: Promise<CollectedPayment>): Promise<void> {
    try {
      const payment = await collecting;
      // The page may have gone meanwhile, and another attempt may have begun.
      if (paying !== form) return;
      replaceOurs(toOrderPayment(payment));
    } catch {
      // The form has said why. Nothing was sent.
      if (paying !== form) return;
      paying = undefined;
      interrupted.forget();
      replaceOurs();
      tellThatItFailed();
      return;
    }
    const orderId = order.id() ?? '';
    if (orderId !== '') interrupted.keep(orderId);
    try {
      handOn();
    } catch (problem) {
      settle({ outcome: 'failed' });
      tellThatItFailed();
      throw problem;
    }
  }

  /** The next attempt is for the same order, also when it is another page load that makes it. */
  function keep(orderAnswer: unknown): void {
    const [id, uuid] = [dig(orderAnswer, ['id']), dig(orderAnswer, ['uuid'])];
    if (typeof id !== 'string') return;
    order.id(id);
    if (typeof uuid === 'string') order.uuid(uuid);
    // The shopper may leave while the issuer asks.
    interrupted.keep(id);
  }

  order.createOrder = (...args) => {
    const form = payingForm();
    if (handingOn || form === undefined) return createOrder(...args);
    return paying === undefined ? start(form, args) : undefined;
  };

  order.postOrderCreateOrUpdateSuccess = (...args) => {
    const outcome = toOrderAnswer(args[0]);
    if (outcome.outcome === 'challenge') {
      // OCC would go to its payment page; the widget asks the shopper here.
      if (paying === undefined) return receiveAnswer(...args);
      if ((challenges += 1) <= MOST_CHALLENGES) {
        keep(args[0]);
        return send(paying, paying.fulfil(outcome.challenge));
      }
      settle({ outcome: 'declined', message: '' });
      tellThatItFailed();
      return undefined;
    }
    answer = outcome;
    const result = receiveAnswer(...args);
    // OCC publishes no topic for some outcomes, for instance an order that waits for approval.
    if (paying !== undefined) settle(outcome);
    return result;
  };

  order.postOrderCreateOrUpdateFailure = (...args) => {
    if (paying === undefined) return receiveFailure(...args);
    const refuse = (known?: unknown): unknown => {
      if (known === undefined && !isRefusal(args[0])) answer = { outcome: 'unanswered' };
      return receiveFailure(...args);
    };
    const asking = interrupted.read();
    if (asking === undefined) return refuse();
    // The order may be placed although its answer was lost.
    return asking.then((known) =>
      isPlaced(known) ? order.postOrderCreateOrUpdateSuccess(known) : refuse(known),
    );
  };

  /** Tells a shopper who comes back how the payment ended that they left. */
  async function resume(form: PaymentForm): Promise<void> {
    const known = await interrupted.read();
    if (known === undefined || paying !== undefined) return;
    const isRecent = interrupted.isRecent();
    interrupted.forget();
    if (!isPlaced(known)) form.tell('interrupted');
    else if (isRecent) receiveAnswer(known);
    // OCC would empty the cart, which may be another one by now.
    else form.tell('placedBefore');
  }

  order.addValidationCallback(() => {
    if (paying !== undefined) return;
    replaceOurs();
    const form = payingForm();
    const problem = form?.check();
    if (problem !== undefined) order.addValidationError('cybersource-payment', problem);
    else if (form !== undefined) replaceOurs(PLACEHOLDER);
  });

  topics.topic(topics.submissionFailed).subscribe(() => {
    if (paying !== undefined) settle(answer ?? { outcome: 'failed' });
  });
  topics.topic(topics.submissionSucceeded).subscribe(() => {
    if (paying !== undefined) settle({ outcome: 'accepted' });
  });

  return {
    join: (form) => {
      const isFirst = forms.size === 0;
      forms.add(form);
      if (isFirst) void resume(form);
    },
    leave: (form) => {
      forms.delete(form);
      if (paying !== undefined && paying !== form) return;
      paying = undefined;
      replaceOurs();
    },
  };
}
