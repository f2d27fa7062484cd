import { dig } from '../dig.ts';
import { isPlaced } from '../occ/order-answer.ts';
import type { PaymentApi } from '../payment-api.ts';
import type { PaymentForm } from '../payment-form.ts';
import type { CheckoutRecord, SentPayment } from './checkout-record.ts';
import type { CheckEarlierOrder, EarlierOrder, Occasion } from './earlier-order.ts';

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

/** How it stands: `open` is not decided yet. */
type Standing =
  { readonly is: 'open' | 'free' | 'unreadable' } | { readonly is: 'paid'; readonly orderId: string };

/** An order that the extension has not heard of for so long was never sent to it. */
const ARRIVES_WITHIN_MS = 15_000;
/** When the extension has not answered for so long, the shopper hears that. */
const UNREADABLE_MS = 30_000;

export function createCheckEarlierOrder(deps: CheckEarlierOrderDeps): CheckEarlierOrder {
  const { api, record, readOrder, show, isCartEmpty, isTypingElsewhere, now, wait } = deps;
  let isWatching = false;

  return async (form, occasion) => {
    const sent = record.sent();
    if (sent === undefined) {
      form.hold();
      return 'free';
    }
    if (isWatching) {
      form.hold('checking');
      return 'held';
    }
    const standing = await look(sent, occasion);
    if (standing.is === 'free' || standing.is === 'paid') return conclude(form, sent, standing, occasion);
    form.hold('checking');
    isWatching = true;
    void watch(form, sent).then(() => (isWatching = false));
    return 'held';
  };

  async function look({ checkoutId, at }: SentPayment, occasion: Occasion): Promise<Standing> {
    const answer = await api.call('/checkout/state', { checkoutId }).catch(() => undefined);
    const orderId = dig(answer, ['orderId']);
    switch (dig(answer, ['state'])) {
      case 'paid':
        return { is: 'paid', orderId: String(orderId) };
      case 'checking':
        return { is: 'open' };
      case 'not-paid':
        return { is: 'free' };
      case 'none':
        // The order may still be on its way, unless the shop has refused it.
        return { is: occasion !== 'refused' && now() - at < ARRIVES_WITHIN_MS ? 'open' : 'free' };
      default:
        return { is: 'unreadable' };
    }
  }

  /** Looks again and again, until it is decided. */
  async function watch(form: PaymentForm, sent: SentPayment): Promise<void> {
    const begun = now();
    let heardAt = begun;
    for (;;) {
      const age = now() - begun;
      await wait(age < 10_000 ? 1_000 : age < 60_000 ? 2_000 : 5_000);
      const standing = await look(sent, 'appearing');
      if (standing.is !== 'unreadable') heardAt = now();
      if (standing.is === 'unreadable' && now() - heardAt > UNREADABLE_MS) {
        form.hold();
        form.tell('unanswered');
        return;
      }
      if (standing.is === 'free' || standing.is === 'paid') {
        await conclude(form, sent, standing, 'appearing');
        return;
      }
    }
  }

  async function conclude(
    form: PaymentForm,
    sent: SentPayment,
    standing: Standing,
    occasion: Occasion,
  ): Promise<EarlierOrder> {
    if (standing.is !== 'paid') {
      // What another tab has begun since is its own.
      if (record.sent()?.at === sent.at) record.forget();
      form.hold();
      if (occasion === 'appearing' || occasion === 'unanswered') form.tell('interrupted');
      return 'free';
    }
    const order = await readOrder(standing.orderId).catch(() => undefined);
    const isSameCart = record.id() === sent.checkoutId || isCartEmpty();
    record.end();
    form.hold();
    if (isSameCart && isPlaced(order)) {
      show(order);
      return 'placed';
    }
    form.tell('placedBefore', standing.orderId, !isTypingElsewhere());
    return 'held';
  }
}
