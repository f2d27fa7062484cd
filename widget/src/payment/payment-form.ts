import type { CollectedPayment, FormProgress } from './payment-method.ts';
import type { IssuerRequest } from './challenge.ts';

/** What the checkout asks of a form that can pay, and tells it. */
export interface PaymentForm {
  /** Whether the shopper's order has to be paid with this form. */
  isOpen(): boolean;
  progress(): FormProgress;
  /** Marks what is wrong and focuses it. `undefined` when the shopper can pay, else what to do. */
  check(): string | undefined;
  /** Starts an attempt. Rejects when there is nothing to send; what to do is then on the form. */
  collect(): Promise<CollectedPayment>;
  /** Does what the issuer wants and resolves to the payment to be sent with the same order again. Rejects like `collect`. */
  fulfil(challenge: IssuerRequest): Promise<CollectedPayment>;
  /** The attempt is over. */
  settled(outcome: OrderSettlement): void;
  /**
   * An attempt before this page was opened, or in another tab, ended like this. With `placedBefore`, which is good news,
   * comes the order's id, and whether the message takes the focus (default: yes); the others are errors.
   */
  tell(news: 'interrupted' | 'placedBefore' | 'unanswered', orderId?: string, takesFocus?: boolean): void;
  /** Shows this in place of the ways to pay, until it is called without. */
  hold(why?: 'checking' | ''): void;
}

/**
 * - `accepted`: the order went through, or goes on without us
 * - `declined`: the payment failed; `message` is OCC's sentence for the shopper, or empty
 * - `failed`: the order failed for another reason, which OCC tells the shopper itself
 * - `unanswered`: whether the order was placed is unknown
 */
export type OrderSettlement =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'declined'; readonly message: string }
  | { readonly outcome: 'failed' }
  | { readonly outcome: 'unanswered' };

/** An answer to an order: how it ended, or what the issuer wants before it ends. */
export type OrderResponse =
  OrderSettlement | { readonly outcome: 'challenge'; readonly challenge: IssuerRequest };

/** Of several forms on a page, the one that the shopper has filled in pays. */
export function chooseForm(forms: Iterable<PaymentForm>): PaymentForm | undefined {
  const open = [...forms].filter((form) => form.isOpen());
  return (
    open.find((form) => form.progress() === 'complete') ??
    open.find((form) => form.progress() === 'started') ??
    open[0]
  );
}
