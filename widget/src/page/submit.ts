import { dig } from '../values/dig.ts';
import { isShopperProblem, type CollectedPayment } from '../payment/payment-method.ts';
import { isCardNotSaved, isRefusal, toOrderAnswer } from '../payment/order-answer.ts';
import { toOrderPayment } from '../occ/order-payment.ts';
import type { CheckoutRecord } from '../one-order/checkout-record.ts';
import type { CheckEarlierOrder, EarlierOrderState } from '../one-order/earlier-order.ts';
import { MOST_CHALLENGES } from '../payment/challenge.ts';
import type { OrderResponse, PaymentForm, OrderSettlement } from '../payment/payment-form.ts';
import type { PaymentPanel } from '../panel/payment-panel.ts';
import type { PagePayment, PagePaymentEntry, PagePaymentOptions, PaymentOutcome } from './page-payment.ts';

interface Deps extends Pick<PagePaymentOptions, 'sendOrder' | 'orderPlaced'> {
  readonly form: Pick<
    PaymentPanel,
    'view' | 'check' | 'collect' | 'fulfil' | 'settled' | 'alert' | 'notice' | 'held' | 'text'
  > &
    PaymentForm;
  readonly record: CheckoutRecord;
  /** @param show takes an order that turned out to be placed. */
  readonly earlierOrder: (show: (order: unknown) => void) => CheckEarlierOrder;
  /** The order has this id from now on; payer authentication names it. */
  readonly orderIs: (id: string) => void;
}

export interface Submit {
  readonly submit: PagePayment['submit'];
  /** The form has appeared: tells how a payment ended that was left, or that another tab has begun. */
  readonly resume: () => void;
}

/** Places an order with what the form collects, one attempt at a time. */
export function createSubmit({ form, sendOrder, orderPlaced, record, earlierOrder, orderIs }: Deps): Submit {
  let running: Promise<PaymentOutcome> | undefined;
  let orderId: string | undefined;
  /** An order that turned out to be placed while `submit` ran. */
  let shown: unknown;
  const checkEarlier = earlierOrder((order) => {
    if (running === undefined) orderPlaced?.(order);
    else shown = order;
  });

  async function submit(): Promise<PaymentOutcome> {
    if (form.view() === 'nothingToPay') return conclude(await send([]));
    if (form.view() === 'held') return waiting();
    const problem = form.check();
    if (problem !== undefined) return { outcome: 'incomplete', message: problem };
    if (record.wasEnded()) record.begin();
    if (record.sent() !== undefined) {
      const earlier = await checkEarlier(form, 'paying');
      if (earlier !== 'free') return concludeEarlier(earlier);
    }
    record.begin();
    return pay(form.collect());
  }

  async function pay(collecting: Promise<CollectedPayment>, challenges = 0): Promise<PaymentOutcome> {
    let payment: CollectedPayment;
    try {
      payment = await collecting;
    } catch (problem) {
      // Only here is it certain that nothing was charged.
      if (record.isMine()) record.forget();
      const isCancelled = isShopperProblem(problem) && problem.text.endsWith('Cancelled');
      return { outcome: isCancelled ? 'cancelled' : 'failed', message: form.alert() };
    }
    if (!record.isMine()) {
      // Another tab has begun to pay meanwhile, and goes on.
      form.settled({ outcome: 'failed' });
      return concludeEarlier(await checkEarlier(form, 'appearing'));
    }
    const answered = await send([toOrderPayment(payment, record.sent()?.checkoutId)]);
    return 'answer' in answered && answered.answer.outcome === 'challenge' && challenges < MOST_CHALLENGES
      ? pay(form.fulfil(answered.answer.challenge), challenges + 1)
      : conclude(answered);
  }

  /** Never rejects: that no answer came is an answer, too. */
  async function send(payments: readonly PagePaymentEntry[]): Promise<Answered> {
    try {
      const order = await sendOrder(payments, orderId);
      const id = dig(order, ['id']);
      if (typeof id === 'string') orderIs((orderId = id));
      return { order, answer: toOrderAnswer(order) };
    } catch (problem) {
      if (payments.length === 0) return { answer: toAnswer(problem) };
      const earlier = await checkEarlier(form, isRefusal(problem) ? 'refused' : 'unanswered');
      return earlier !== 'placed' && isRefusal(problem) ? { answer: toAnswer(problem) } : { earlier };
    }
  }

  function conclude(answered: Answered): PaymentOutcome {
    if ('earlier' in answered) {
      form.settled({ outcome: SETTLED[answered.earlier] });
      return concludeEarlier(answered.earlier);
    }
    const { order, answer } = answered;
    const settled: OrderSettlement =
      answer.outcome === 'challenge' ? { outcome: 'declined', message: '' } : answer;
    if (settled.outcome === 'accepted') record.end();
    if (settled.outcome === 'declined' && record.isMine()) record.forget();
    form.settled(settled);
    if (settled.outcome === 'accepted')
      return {
        outcome: 'accepted',
        order,
        ...(isCardNotSaved(dig(order, ['payments'])) && { message: form.text('cardNotSaved') }),
      };
    return { outcome: settled.outcome, message: form.alert() };
  }

  function concludeEarlier(earlier: EarlierOrderState): PaymentOutcome {
    if (earlier === 'placed') return { outcome: 'accepted', order: shown };
    return earlier === 'held' ? waiting() : { outcome: 'failed', message: form.alert() };
  }

  function waiting(): PaymentOutcome {
    const why = form.held();
    return { outcome: 'unanswered', message: why === '' ? form.alert() || form.notice() : form.text(why) };
  }

  return {
    submit: () => {
      running ??= submit().then((outcome) => {
        running = undefined;
        return outcome;
      });
      return running;
    },
    resume: () => {
      record.open();
      if (record.sent() === undefined) return;
      form.hold('checking');
      void checkEarlier(form, 'appearing');
    },
  };
}

/** A wallet's sheet gets no verdict while the outcome is unknown. */
const SETTLED = { placed: 'accepted', held: 'unanswered', free: 'failed' } as const;

/** OCC's answer to the order, or what became of it where none came. */
type Answered =
  { readonly order?: unknown; readonly answer: OrderResponse } | { readonly earlier: EarlierOrderState };

function toAnswer(problem: unknown): OrderResponse {
  return isRefusal(problem)
    ? { outcome: 'declined', message: String(dig(problem, ['message'])) }
    : { outcome: 'unanswered' };
}
