import type { PaymentForm } from '../payment/payment-form.ts';

/**
 * When an earlier payment of this browser is asked about.
 *
 * - `appearing`: the page has opened, or another tab has begun to pay
 * - `paying`: the shopper wants to pay again
 * - `unanswered`: no answer to the order came
 * - `refused`: the shop refused the order
 */
export type CheckOccasion = 'appearing' | 'paying' | 'unanswered' | 'refused';

/** `free`: nothing stands in the way of a payment. `held`: it has to wait, the form says why. `placed`: its order is shown. */
export type EarlierOrderState = 'free' | 'held' | 'placed';

/** Finds out how an earlier payment of this browser ended, and says so on the form. Rejects only when it cannot be loaded. */
export type CheckEarlierOrder = (form: PaymentForm, occasion: CheckOccasion) => Promise<EarlierOrderState>;

/** Loads what checks, once it is needed. Where that fails nothing stands in the way: the extension has the last word. */
export function earlierOrderCheck(load: () => Promise<CheckEarlierOrder>): CheckEarlierOrder {
  let loading: Promise<CheckEarlierOrder> | undefined;
  return async (form, occasion) => {
    try {
      return await (
        await (loading ??= load())
      )(form, occasion);
    } catch {
      loading = undefined;
      form.hold();
      if (occasion === 'appearing' || occasion === 'unanswered') form.tell('unanswered');
      return occasion === 'unanswered' ? 'held' : 'free';
    }
  };
}
