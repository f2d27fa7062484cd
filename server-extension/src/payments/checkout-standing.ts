import type { OrderId } from '../domain/ids.ts';
import { paymentFrom } from '../domain/payment.ts';
import type { Entry } from './ports.ts';
import { happened } from './takings.ts';

/** How an order of a checkout stands, as far as the journal knows. */
export interface OrderStanding {
  readonly orderId: OrderId;
  /** `open`: an authorization is under way, or its outcome is unknown. `free`: none was granted, or all were undone. */
  readonly is: 'paid' | 'open' | 'free';
  /** Its authorizations that stand; of a split order there are several. */
  readonly live: readonly Entry[];
}

/**
 * Every order of a checkout, in the order in which they were begun.
 *
 * @param entries all attempts of the payments that were opened in the checkout.
 */
export function standingsOf(entries: readonly Entry[]): readonly OrderStanding[] {
  return [...groupedBy(entries, ({ orderId }) => orderId)].map(([orderId, ofOrder]) => {
    const payments = [...groupedBy(ofOrder, ({ payment }) => payment).values()];
    const live = payments.flatMap((attempts) => liveIn(attempts) ?? []);
    const isOpen = ofOrder.some((entry) => entry.operation === 'authorize' && isUndecided(entry));
    return { orderId, live, is: isOpen ? 'open' : live.length > 0 ? 'paid' : 'free' };
  });
}

/** The authorization that a payment stands on now; undefined when there is none, or it was undone. What was refunded was paid. */
function liveIn(attempts: readonly Entry[]): Entry | undefined {
  const granted = attempts.filter((entry) => entry.operation === 'authorize' && happened(entry)).at(-1);
  if (granted === undefined) return undefined;
  const { state } = paymentFrom(attempts);
  return state === 'AuthorizationVoided' || state === 'CaptureVoided' ? undefined : granted;
}

function isUndecided({ result }: Entry): boolean {
  return result === undefined || result.outcome === 'unknown';
}

function groupedBy<Key>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => Key,
): ReadonlyMap<Key, readonly Entry[]> {
  const groups = new Map<Key, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), [entry]);
    else group.push(entry);
  }
  return groups;
}
