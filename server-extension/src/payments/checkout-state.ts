import type { CheckoutKey, OrderId } from '../domain/ids.ts';
import { type OrderStanding, standingsOf } from './checkout-standing.ts';
import type { Entry, Journal } from './ports.ts';
import type { Accepted } from './reconcile/confirm.ts';

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
  | { readonly state: 'checking' | 'paid' | 'not-paid'; readonly orderId: OrderId };

/** Rejects with a Problem `journal-unavailable` when the journal cannot be read. */
export type ReadCheckout = (checkout: CheckoutKey) => Promise<CheckoutState>;

export interface ReadCheckoutDeps {
  readonly journal: Pick<Journal, 'ofCheckout'>;
  readonly accepted: Accepted;
  readonly now: () => Date;
}

/** For so long a storefront may ask. */
const TOLD_FOR_MS = 24 * 60 * 60 * 1000;

export function createReadCheckout({ journal, accepted, now }: ReadCheckoutDeps): ReadCheckout {
  return async (checkout) => {
    const oldest = now().getTime() - TOLD_FOR_MS;
    const entries = (await journal.ofCheckout(checkout)).filter(
      ({ openedAt }) => openedAt.getTime() > oldest,
    );
    const standings = standingsOf(entries);
    const paid = standings.find(({ is }) => is === 'paid');
    if (paid !== undefined) return { state: await stateOfPaid(paid), orderId: paid.orderId };
    const open = standings.find(({ is }) => is === 'open');
    if (open !== undefined) return { state: 'checking', orderId: open.orderId };
    const last = standings.at(-1);
    return last === undefined ? { state: 'none' } : { state: 'not-paid', orderId: last.orderId };
  };

  /** An order that OCC never places is undone after a while: until then the truth is that it is looked after. */
  async function stateOfPaid({ live }: OrderStanding): Promise<'paid' | 'checking'> {
    const answers = await Promise.all(live.map((entry: Entry) => accepted(entry)));
    return answers.every((answer) => answer === 'yes') ? 'paid' : 'checking';
  }
}
