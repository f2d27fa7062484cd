import { dig } from '../values/dig.ts';
import type { CollectedPayment } from '../payment/payment-method.ts';
import type { CheckoutRecord } from '../one-order/checkout-record.ts';
import type { CheckEarlierOrder } from '../one-order/earlier-order.ts';
import { MOST_CHALLENGES } from '../payment/challenge.ts';
import { chooseForm, type PaymentForm, type OrderSettlement } from '../payment/payment-form.ts';
import type { OccOrder, OccPayment, OccTopics } from './occ-widget.ts';
import { isRefusal, toOrderAnswer } from '../payment/order-answer.ts';
import * as on from './checkout-events.ts';
import { IDLE, NEXT, SENDING } from './checkout-states.ts';
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
 * A state machine (`checkout-events.ts`) around OCC's order.
 *
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
  let state: number = IDLE;
  /** The form of the last attempt. */
  let paying!: PaymentForm;
  /** What `createOrder` was called with when the last attempt began: no other attempt has the same array. */
  let given: readonly unknown[] = [];
  let challenges = 0;
  /** OCC's last word on the order, for the topic that follows it. */
  let answer: OrderSettlement | undefined;
  const createOrder = order.createOrder.bind(order);
  const receiveAnswer = order.postOrderCreateOrUpdateSuccess.bind(order);
  const receiveFailure = order.postOrderCreateOrUpdateFailure.bind(order);
  const checkEarlier = earlierOrder((placed) => {
    receiveAnswer(placed);
    settle({ outcome: 'accepted' });
  });

  /**
   * Whether an event counts now. If so, its next state has begun.
   *
   * @param attempt whose event it is: the page may have gone meanwhile, and another attempt may have begun.
   */
  function counts(event: number, attempt = given): boolean {
    if (attempt !== given || (event & state) === 0) return false;
    state = event >> NEXT || state;
    return true;
  }

  function payingForm(): PaymentForm | undefined {
    return order.isPaymentDisabled() ? undefined : chooseForm(forms);
  }

  const replaceOurs = (...ours: readonly OccPayment[]): void => {
    replacePayments(order, ours);
  };

  /** Ends the attempt, unless it is over. */
  function settle(outcome: OrderSettlement, event: number = on.ended, attempt?: readonly unknown[]): boolean {
    if (!counts(event, attempt)) return false;
    if (outcome.outcome === 'accepted') record.end();
    else replaceOurs();
    // Otherwise the order may be placed all the same: the next attempt asks first.
    if ((outcome.outcome === 'declined' || event === on.unsent) && record.isMine()) record.forget();
    paying.settled(outcome);
    return true;
  }

  /** Gives the shopper the button back, as OCC does when an order fails. */
  function tellThatItFailed(): void {
    topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
  }

  /** As {@link settle}, where OCC does not know that the attempt is over. The form has said why. */
  function stop(event: number, attempt: readonly unknown[]): boolean {
    const isOver = settle({ outcome: 'failed' }, event, attempt);
    if (isOver) tellThatItFailed();
    return isOver;
  }

  async function start(form: PaymentForm, attempt: readonly unknown[]): Promise<void> {
    paying = form;
    given = attempt;
    challenges = 0;
    answer = undefined;
    if (record.wasEnded()) record.begin();
    // The answer to the last attempt was lost, or another tab pays. If that paid, this click must not pay again.
    if (record.sent() !== undefined && (await checkEarlier(form, 'paying')) !== 'free')
      stop(on.blocked, attempt);
    if (!counts(on.freed, attempt)) return;
    record.begin();
    await send(form.collect());
  }

  async function send(collecting: Promise<CollectedPayment>): Promise<void> {
    const attempt = given;
    let payment: CollectedPayment;
    try {
      payment = await collecting;
    } catch {
      stop(on.unsent, attempt);
      return;
    }
    // Another tab has begun to pay meanwhile, and goes on.
    if (!record.isMine() && stop(on.blocked, attempt)) void checkEarlier(paying, 'appearing');
    if (!counts(on.collected, attempt)) return;
    try {
      replaceOurs(toOrderPayment(payment, record.sent()?.checkoutId));
      createOrder(...attempt);
      counts(on.handedOver, attempt);
    } catch (problem) {
      stop(on.unsent, attempt);
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
    if (state === SENDING || form === undefined) return createOrder(...args);
    return counts(on.placed) ? start(form, args) : undefined;
  };

  order.postOrderCreateOrUpdateSuccess = (...args) => {
    const outcome = toOrderAnswer(args[0]);
    if (outcome.outcome === 'challenge') {
      // OCC would go to its payment page; the widget asks the shopper here.
      if (!counts(on.challenged)) return receiveAnswer(...args);
      if ((challenges += 1) <= MOST_CHALLENGES) {
        keep(args[0]);
        return send(paying.fulfil(outcome.challenge));
      }
      settle({ outcome: 'declined', message: '' });
      tellThatItFailed();
      return undefined;
    }
    answer = outcome;
    const result = receiveAnswer(...args);
    // OCC publishes no topic for some outcomes, for instance an order that waits for approval.
    settle(outcome);
    return result;
  };

  order.postOrderCreateOrUpdateFailure = (...args) => {
    if (!counts(on.unanswered)) return receiveFailure(...args);
    // The order may be placed although its answer was lost.
    return checkEarlier(paying, isRefusal(args[0]) ? 'refused' : 'unanswered').then((earlier) => {
      if (earlier === 'placed') return undefined;
      answer = { outcome: earlier === 'held' ? 'unanswered' : 'failed' };
      return receiveFailure(...args);
    });
  };

  order.addValidationCallback(() => {
    if (!counts(on.validated)) return;
    replaceOurs();
    const form = payingForm();
    const problem = form?.check();
    if (problem !== undefined) order.addValidationError('cybersource-payment', problem);
    else if (form !== undefined) replaceOurs(PLACEHOLDER);
  });

  topics.topic(topics.submissionFailed).subscribe(() => {
    settle(answer ?? { outcome: 'failed' });
  });
  topics.topic(topics.submissionSucceeded).subscribe(() => {
    settle({ outcome: 'accepted' });
  });

  return {
    join: (form) => {
      const isFirst = forms.size === 0;
      forms.add(form);
      if (!isFirst) return;
      record.open();
      if (record.sent() === undefined) return;
      // A shopper who comes back, or has another tab, hears how the payment ended that is kept.
      form.hold('checking');
      void checkEarlier(form, 'appearing');
    },
    leave: (form) => {
      forms.delete(form);
      form.hold();
      if (state !== IDLE && paying !== form) return;
      if (counts(on.abandoned) && record.isMine()) record.forget();
      if (counts(on.left)) replaceOurs();
    },
  };
}
