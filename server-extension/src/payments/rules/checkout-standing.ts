import type { OrderId } from '../../domain/ids.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { standingAuthorization } from './follow-on/standing-authorization.ts';

/** How an order of a checkout stands, as far as the journal knows. */
export interface OrderStanding {
  readonly orderId: OrderId;
  /** `open`: an authorization is under way, or its outcome is unknown. `free`: none was granted, or all were undone. */
  readonly is: 'paid' | 'open' | 'free';
  /** Its authorizations that stand; of a split order there are several. */
  readonly live: readonly PaymentAttempt[];
}

/**
 * Every order of a checkout, in the order in which they were begun.
 *
 * @param attempts all attempts of the payments that were opened in the checkout.
 */
export function standingsOf(attempts: readonly PaymentAttempt[]): readonly OrderStanding[] {
  return [...groupedBy(attempts, ({ orderId }) => orderId)].map(([orderId, ofOrder]) => {
    const payments = [...groupedBy(ofOrder, ({ payment }) => payment).values()];
    const live = payments.flatMap((attempts) => liveIn(attempts) ?? []);
    const isOpen = ofOrder.some((attempt) => attempt.operation === 'authorize' && isUndecided(attempt));
    return { orderId, live, is: isOpen ? 'open' : live.length > 0 ? 'paid' : 'free' };
  });
}

/** The authorization that a payment stands on now; undefined when there is none, or it was undone. What was refunded was paid. */
function liveIn(attempts: readonly PaymentAttempt[]): PaymentAttempt | undefined {
  const granted = standingAuthorization(attempts);
  if (granted === undefined) return undefined;
  const { state } = paymentFrom(attempts);
  return state === 'AuthorizationVoided' || state === 'CaptureVoided' ? undefined : granted;
}

function isUndecided({ result }: PaymentAttempt): boolean {
  return result === undefined || result.outcome === 'unknown';
}

function groupedBy<Key>(
  attempts: readonly PaymentAttempt[],
  keyOf: (attempt: PaymentAttempt) => Key,
): ReadonlyMap<Key, readonly PaymentAttempt[]> {
  const groups = new Map<Key, PaymentAttempt[]>();
  for (const attempt of attempts) {
    const group = groups.get(keyOf(attempt));
    if (group === undefined) groups.set(keyOf(attempt), [attempt]);
    else group.push(attempt);
  }
  return groups;
}
