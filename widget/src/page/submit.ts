import { dig } from '../dig.ts';
import { isShopperProblem, type CollectedPayment } from '../methods/payment-method.ts';
import { isPlaced, isRefusal, toOrderAnswer } from '../occ/order-answer.ts';
import { toOrderPayment } from '../occ/order-payment.ts';
import { MOST_CHALLENGES } from '../payer-authentication/challenge.ts';
import type { OrderAnswer, Settled } from '../payment-form.ts';
import type { PaymentPanel } from '../payment-panel.ts';
import type { PagePayment, PagePaymentEntry, PagePaymentOptions, PaymentOutcome } from './page-payment.ts';

interface Deps extends Pick<PagePaymentOptions, 'sendOrder' | 'readOrder'> {
  readonly form: Pick<PaymentPanel, 'view' | 'check' | 'collect' | 'fulfil' | 'settled' | 'tell' | 'alert'>;
  /** The order has this id from now on; payer authentication names it. */
  readonly orderIs: (id: string) => void;
}

/** An order as it was answered, or read again, and what that means; no order where no answer came. */
interface Answered {
  readonly order?: unknown;
  readonly answer: OrderAnswer;
}

/** Places an order with what the form collects, one attempt at a time. */
export function createSubmit({ form, sendOrder, readOrder, orderIs }: Deps): PagePayment['submit'] {
  let running: Promise<PaymentOutcome> | undefined;
  let orderId: string | undefined;

  async function submit(): Promise<PaymentOutcome> {
    if (form.view() === 'nothingToPay') return conclude(await send([]));
    const problem = form.check();
    if (problem !== undefined) return { outcome: 'incomplete', message: problem };
    return pay(form.collect());
  }

  async function pay(collecting: Promise<CollectedPayment>, challenges = 0): Promise<PaymentOutcome> {
    let payment: CollectedPayment;
    try {
      payment = await collecting;
    } catch (problem) {
      // Only here is it certain that nothing was charged.
      const isCancelled = isShopperProblem(problem) && problem.text.endsWith('Cancelled');
      return { outcome: isCancelled ? 'cancelled' : 'failed', message: form.alert() };
    }
    const answered = await send([toOrderPayment(payment)]);
    const { answer } = answered;
    return answer.outcome === 'challenge' && challenges < MOST_CHALLENGES
      ? pay(form.fulfil(answer.challenge), challenges + 1)
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
      if (isRefusal(problem))
        return { answer: { outcome: 'declined', message: String(dig(problem, ['message'])) } };
      const order = orderId === undefined ? undefined : await readOrder?.(orderId).catch(() => undefined);
      if (order === undefined) return { answer: { outcome: 'unanswered' } };
      return { order, answer: { outcome: isPlaced(order) ? 'accepted' : 'failed' } };
    }
  }

  function conclude({ order, answer }: Answered): PaymentOutcome {
    const settled: Settled = answer.outcome === 'challenge' ? { outcome: 'declined', message: '' } : answer;
    form.settled(settled);
    if (settled.outcome === 'accepted') return { outcome: 'accepted', order };
    if (settled.outcome === 'failed') form.tell('interrupted');
    return { outcome: settled.outcome, message: form.alert() };
  }

  return () => {
    running ??= submit().then((outcome) => {
      running = undefined;
      return outcome;
    });
    return running;
  };
}
