import { dig } from '../values/dig.ts';
import { isPlaced } from '../payment/order-answer.ts';
import type { PaymentApi } from '../payment/payment-api.ts';
import type { PaymentForm } from '../payment/payment-form.ts';
import type { CheckoutRecord, SentPayment } from './checkout-record.ts';
import type { CheckEarlierOrder, EarlierOrderState, CheckOccasion } from './earlier-order.ts';

export interface CheckEarlierOrderDeps {
  readonly api: Pick<PaymentApi, 'call'>;
  readonly record: CheckoutRecord;
  /** OCC's order with this id. May reject. */
  readonly readOrder: (orderId: string) => Promise<unknown>;
  /** Shows the confirmation of an order that is placed. */
  readonly show: (order: unknown) => void;
  /** Showing a confirmation empties the cart: nothing else may be in it. */
  readonly isCartEmpty: () => boolean;
  /** Whether the shopper is in a field outside the form, which good news leaves the focus to. */
  readonly isTypingElsewhere: () => boolean;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** What `/checkout/state` says, as far as it decides: `open` is not decided yet, `unreadable` is no answer. */
type CheckoutState =
  { readonly state: 'open' | 'free' | 'unreadable' } | { readonly state: 'paid'; readonly orderId: string };

/** An order that the extension has not heard of for so long was never sent to it. */
const ARRIVES_WITHIN_MS = 15_000;
/** When the extension has not answered for so long, the shopper hears that. */
const UNREADABLE_MS = 30_000;

export function createCheckEarlierOrder(deps: CheckEarlierOrderDeps): CheckEarlierOrder {
  const { api, record, readOrder, show, isCartEmpty, isTypingElsewhere, now, wait } = deps;
  let isPolling = false;

  return async (form, occasion) => {
    const sent = record.sent();
    if (sent === undefined) {
      form.hold();
      return 'free';
    }
    if (isPolling) {
      form.hold('checking');
      return 'held';
    }
    const checkout = await lookUp(sent, occasion);
    if (checkout.state === 'free' || checkout.state === 'paid')
      return conclude(form, sent, checkout, occasion);
    form.hold('checking');
    isPolling = true;
    void poll(form, sent).then(() => (isPolling = false));
    return 'held';
  };

  async function lookUp({ checkoutId, at }: SentPayment, occasion: CheckOccasion): Promise<CheckoutState> {
    const answer = await api.call('/checkout/state', { checkoutId }).catch(() => undefined);
    const orderId = dig(answer, ['orderId']);
    switch (dig(answer, ['state'])) {
      case 'paid':
        return { state: 'paid', orderId: String(orderId) };
      case 'checking':
        return { state: 'open' };
      case 'not-paid':
        return { state: 'free' };
      case 'none':
        // The order may still be on its way, unless the shop has refused it.
        return { state: occasion !== 'refused' && now() - at < ARRIVES_WITHIN_MS ? 'open' : 'free' };
      default:
        return { state: 'unreadable' };
    }
  }

  /** Polls until it is decided. */
  async function poll(form: PaymentForm, sent: SentPayment): Promise<void> {
    const begun = now();
    let answeredAt = begun;
    for (;;) {
      const age = now() - begun;
      await wait(age < 10_000 ? 1_000 : age < 60_000 ? 2_000 : 5_000);
      const checkout = await lookUp(sent, 'appearing');
      if (checkout.state !== 'unreadable') answeredAt = now();
      if (checkout.state === 'unreadable' && now() - answeredAt > UNREADABLE_MS) {
        form.hold();
        form.tell('unanswered');
        return;
      }
      if (checkout.state === 'free' || checkout.state === 'paid') {
        await conclude(form, sent, checkout, 'appearing');
        return;
      }
    }
  }

  async function conclude(
    form: PaymentForm,
    sent: SentPayment,
    checkout: CheckoutState,
    occasion: CheckOccasion,
  ): Promise<EarlierOrderState> {
    if (checkout.state !== 'paid') {
      // What another tab has begun since is its own.
      if (record.sent()?.at === sent.at) record.forget();
      form.hold();
      if (occasion === 'appearing' || occasion === 'unanswered') form.tell('interrupted');
      return 'free';
    }
    const order = await readOrder(checkout.orderId).catch(() => undefined);
    const isSameCart = record.id() === sent.checkoutId || isCartEmpty();
    record.end();
    form.hold();
    if (isSameCart && isPlaced(order)) {
      show(order);
      return 'placed';
    }
    form.tell('placedBefore', checkout.orderId, !isTypingElsewhere());
    return 'held';
  }
}
