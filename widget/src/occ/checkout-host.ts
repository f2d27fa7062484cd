import type { PaymentForm, Settled } from '../payment-form.ts';
import type { OccOrder, OccPayment, OccTopics } from './occ-widget.ts';
import { toSettled } from './order-answer.ts';
import { isOurs, PLACEHOLDER, toOrderPayment } from './order-payment.ts';

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
export function checkoutHostOf(order: OccOrder, topics: OrderTopics): CheckoutHost {
  const marked: OccOrder & { [HOST]?: CheckoutHost | undefined } = order;
  return (marked[HOST] ??= createCheckoutHost(order, topics));
}

function createCheckoutHost(order: OccOrder, topics: OrderTopics): CheckoutHost {
  const forms = new Set<PaymentForm>();
  /** The form whose payment is on its way; a second click meanwhile is not a second order. */
  let paying: PaymentForm | undefined;
  let handingOn = false;
  /** OCC's last word on the order, for the topic that follows it. */
  let answer: Settled | undefined;
  const createOrder = order.createOrder.bind(order);
  const receiveAnswer = order.postOrderCreateOrUpdateSuccess?.bind(order);

  function payingForm(): PaymentForm | undefined {
    if (order.isPaymentDisabled?.() === true) return undefined;
    const open = [...forms].filter((form) => form.isOpen());
    return (
      open.find((form) => form.progress() === 'complete') ??
      open.find((form) => form.progress() === 'started') ??
      open[0]
    );
  }

  function replaceOurs(...ours: readonly OccPayment[]): void {
    const payments = order.payments();
    if (ours.length === 0 && !payments.some(isOurs)) return;
    order.updatePayments([...payments.filter((payment) => !isOurs(payment)), ...ours]);
  }

  function settle(outcome: Settled): void {
    const form = paying;
    paying = undefined;
    answer = undefined;
    if (outcome.outcome !== 'accepted') replaceOurs();
    form?.settled(outcome);
  }

  function handOn(args: readonly unknown[]): unknown {
    handingOn = true;
    try {
      return createOrder(...args);
    } finally {
      handingOn = false;
    }
  }

  /** Gives the shopper the button back, as OCC does when an order fails. */
  function tellThatItFailed(): void {
    topics.topic(topics.submissionFailed).publish([{ message: 'fail' }]);
  }

  async function pay(form: PaymentForm, args: readonly unknown[]): Promise<void> {
    paying = form;
    try {
      const card = await form.collect();
      // The page may have gone meanwhile, and another attempt may have begun.
      if (paying !== form) return;
      replaceOurs(toOrderPayment(card));
    } catch {
      // The form has said why. Nothing was sent.
      if (paying !== form) return;
      paying = undefined;
      replaceOurs();
      tellThatItFailed();
      return;
    }
    try {
      handOn(args);
    } catch (problem) {
      settle({ outcome: 'failed' });
      tellThatItFailed();
      throw problem;
    }
  }

  order.createOrder = (...args) => {
    const form = payingForm();
    if (handingOn || form === undefined) return createOrder(...args);
    return paying === undefined ? pay(form, args) : undefined;
  };

  if (receiveAnswer !== undefined) {
    order.postOrderCreateOrUpdateSuccess = (...args) => {
      const outcome = toSettled(args[0]);
      answer = outcome;
      const result = receiveAnswer(...args);
      // OCC publishes no topic for some outcomes, for instance an order that waits for approval.
      if (paying !== undefined) settle(outcome);
      return result;
    };
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
    join: (form) => void forms.add(form),
    leave: (form) => {
      forms.delete(form);
      if (paying !== undefined && paying !== form) return;
      paying = undefined;
      replaceOurs();
    },
  };
}
