import { dig } from '../values/dig.ts';
import type { CollectedPayment } from '../payment/payment-method.ts';
import type { CheckoutRecord } from '../one-order/checkout-record.ts';
import type { CheckEarlierOrder } from '../one-order/earlier-order.ts';
import { MOST_CHALLENGES } from '../payment/challenge.ts';
import { chooseForm, type PaymentForm, type OrderSettlement } from '../payment/payment-form.ts';
import type { OccOrder, OccPayment, OccTopics } from './occ-widget.ts';
import { isRefusal, toOrderAnswer } from '../payment/order-answer.ts';
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
  record: CheckoutRecord,
  earlierOrder: EarlierOrderCheckFor,
): CheckoutHost {
  const marked: OccOrder & { [HOST]?: CheckoutHost | undefined } = order;
  return (marked[HOST] ??= createCheckoutHost(order, topics, record, earlierOrder));
}

/** @param show takes OCC's answer to an order as if it came now. */
export type EarlierOrderCheckFor = (show: (order: unknown) => void) => CheckEarlierOrder;

function createCheckoutHost(
  order: OccOrder,
  topics: OrderTopics,
  record: CheckoutRecord,
  earlierOrder: EarlierOrderCheckFor,
): CheckoutHost {
  const forms = new Set<PaymentForm>();
  /** The form whose payment is on its way; a second click meanwhile is not a second order. */
  let paying: PaymentForm | undefined;
  /** What `createOrder` was called with when the attempt began. */
  let given: readonly unknown[] = [];
  let challenges = 0;
  let handingOn = false;
  /** OCC has the payment of this attempt. */
  let isSent = false;
  /** OCC's last word on the order, for the topic that follows it. */
  let answer: OrderSettlement | undefined;
  const createOrder = order.createOrder.bind(order);
  const receiveAnswer = order.postOrderCreateOrUpdateSuccess.bind(order);
  const receiveFailure = order.postOrderCreateOrUpdateFailure.bind(order);
  const checkEarlier = earlierOrder((placed) => {
    receiveAnswer(placed);
    if (paying !== undefined) settle({ outcome: 'accepted' });
  });

  function payingForm(): PaymentForm | undefined {
    return order.isPaymentDisabled() ? undefined : chooseForm(forms);
  }

  const replaceOurs = (...ours: readonly OccPayment[]): void => {
    replacePayments(order, ours);
  };

  function settle(outcome: OrderSettlement): void {
    const form = paying;
    paying = undefined;
    answer = undefined;
    if (outcome.outcome === 'accepted') record.end();
    else replaceOurs();
    // Where no answer says so, the order may be placed all the same: the next attempt asks first.
    if (outcome.outcome === 'declined' && record.isMine()) record.forget();
    form?.settled(outcome);
  }

  function handOn(): unknown {
    handingOn = isSent = true;
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
    isSent = false;
    if (record.wasEnded()) record.begin();
    if (record.sent() !== undefined) {
      // The answer to the last attempt was lost, or another tab pays. If that paid, this click must not pay again.
      const earlier = await checkEarlier(form, 'paying');
      if (paying !== form) return;
      if (earlier !== 'free') {
        giveUp();
        return;
      }
    }
    record.begin();
    await send(form, form.collect());
  }

  /** The form has said why. */
  function giveUp(): void {
    settle({ outcome: 'failed' });
    tellThatItFailed();
  }

  async function send(form: PaymentForm, collecting: Promise<CollectedPayment>): Promise<void> {
    try {
      const payment = await collecting;
      // The page may have gone meanwhile, and another attempt may have begun.
      if (paying !== form) return;
      if (!record.isMine()) {
        // Another tab has begun to pay meanwhile, and goes on.
        giveUp();
        void checkEarlier(form, 'appearing');
        return;
      }
      replaceOurs(toOrderPayment(payment, record.sent()?.checkoutId));
    } catch {
      // The form has said why. Nothing was sent.
      if (paying !== form) return;
      paying = undefined;
      if (record.isMine()) record.forget();
      replaceOurs();
      tellThatItFailed();
      return;
    }
    try {
      handOn();
    } catch (problem) {
      record.forget();
      settle({ outcome: 'failed' });
      tellThatItFailed();
      throw problem;
    }
  }

  /** The next attempt is for the same order. */
  function keep(orderAnswer: unknown): void {
    const [id, uuid] = [dig(orderAnswer, ['id']), dig(orderAnswer, ['uuid'])];
    if (typeof id !== 'string') return;
    order.id(id);
    if (typeof uuid === 'string') order.uuid(uuid);
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
    // The order may be placed although its answer was lost.
    return checkEarlier(paying, isRefusal(args[0]) ? 'refused' : 'unanswered').then((earlier) => {
      if (earlier === 'placed') return undefined;
      answer = { outcome: earlier === 'held' ? 'unanswered' : 'failed' };
      return receiveFailure(...args);
    });
  };

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
      if (!isFirst || paying !== undefined) return;
      record.open();
      if (record.sent() === undefined) return;
      // A shopper who comes back, or has another tab, hears how the payment ended that is kept.
      form.hold('checking');
      void checkEarlier(form, 'appearing');
    },
    leave: (form) => {
      forms.delete(form);
      form.hold();
      if (paying !== undefined && paying !== form) return;
      if (paying !== undefined && !isSent && record.isMine()) record.forget();
      paying = undefined;
      replaceOurs();
    },
  };
}
