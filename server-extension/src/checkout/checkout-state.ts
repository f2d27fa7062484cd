import type { CheckoutKey, OrderId } from '../domain/ids.ts';
import { type OrderStanding, standingsOf } from '../payments/rules/checkout-standing.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { FindCheckoutAuthorization } from './checkout-elsewhere.ts';
import type { Journal } from '../payments/ports/journal.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';
import type { ReadOrder } from '../payments/authorization-reconciliation/unmatched-authorization.ts';
import type { OrderAccepted } from '../payments/recovery/confirm-order.ts';

/**
 * What has become of the order of a checkout.
 *
 * - `none`: no payment with this checkout was ever asked for
 * - `checking`: a payment is under way or its outcome is unknown, or OCC has not placed the paid order yet
 * - `paid`: OCC has placed the order
 * - `not-paid`: nothing was authorized, or it was undone
 */
export type CheckoutState =
  | { readonly state: 'none' }
  | { readonly state: 'checking'; readonly orderId?: OrderId }
  | { readonly state: 'paid' | 'not-paid'; readonly orderId: OrderId };

/** Rejects with a Problem `journal-unavailable` when the journal cannot be read. */
export type ReadCheckout = (checkout: CheckoutKey, settings: GatewaySettings) => Promise<CheckoutState>;

export interface ReadCheckoutDeps {
  readonly journal: Pick<Journal, 'ofCheckout'>;
  readonly orderAccepted: OrderAccepted;
  /** Where the journal is this process's own: what others, or this one before a restart, have done. */
  readonly elsewhere?: {
    readonly find: FindCheckoutAuthorization;
    readonly readOrder: ReadOrder;
    /** Called with why they could not be read, before the checkout is answered as `checking`. */
    readonly onUnreadable: (error: unknown) => void;
  };
  readonly now: () => Date;
}

/** For how long after its last attempt a checkout is answered; an older one is `none`. */
const ANSWERED_FOR_MS = 24 * 60 * 60 * 1000;

export function createReadCheckout({
  journal,
  orderAccepted,
  elsewhere,
  now,
}: ReadCheckoutDeps): ReadCheckout {
  return async (checkout, settings) => {
    const oldest = now().getTime() - ANSWERED_FOR_MS;
    const attempts = (await journal.ofCheckout(checkout)).filter(
      ({ claimedAt }) => claimedAt.getTime() > oldest,
    );
    const standings = standingsOf(attempts);
    const paid = standings.find(({ is }) => is === 'paid');
    if (paid !== undefined) return { state: await stateOfPaid(paid), orderId: paid.orderId };
    const open = standings.find(({ is }) => is === 'open');
    if (open !== undefined) return { state: 'checking', orderId: open.orderId };
    const last = standings.at(-1);
    if (last !== undefined) return { state: 'not-paid', orderId: last.orderId };
    // Records that cannot be read prove nothing: the page asks again.
    return lookElsewhere(checkout, settings).catch((error: unknown) => {
      elsewhere?.onUnreadable(error);
      return { state: 'checking' };
    });
  };

  async function lookElsewhere(checkout: CheckoutKey, settings: GatewaySettings): Promise<CheckoutState> {
    const found = await elsewhere?.find(checkout, settings);
    if (elsewhere === undefined || found === undefined) return { state: 'none' };
    const { orderId, ref, isReversed } = found;
    if (isReversed) return { state: 'not-paid', orderId };
    const { accepted: says } = await elsewhere.readOrder({ orderId, site: settings.site, ref });
    return { state: says === 'yes' ? 'paid' : 'checking', orderId };
  }

  /** `checking` until OCC has placed the order. Recovery reverses the authorization of an order that OCC never places. */
  async function stateOfPaid({ live }: OrderStanding): Promise<'paid' | 'checking'> {
    const answers = await Promise.all(live.map((attempt: PaymentAttempt) => orderAccepted(attempt)));
    return answers.every((answer) => answer === 'yes') ? 'paid' : 'checking';
  }
}
