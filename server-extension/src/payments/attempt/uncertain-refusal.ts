import type { FollowOn } from '../../domain/payment/command.ts';
import { LRUCache } from 'lru-cache';
import type { CommandKey } from '../../domain/ids.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { type HoldRules, holdsOf } from '../rules/follow-on/holds.ts';

/**
 * Whether a request may have been carried out although the state of the payment, as it is known here, forbids it: where every
 * instance has a journal of its own, another one may have been asked first, and seen what the gateway's records do not show
 * here yet, or not any more. What others did before this instance was asked, the records show when their lag has passed since.
 *
 * - A refund of a payment that is not captured as far as is known: its caller has reason to think that it is.
 * - A capture of a hold that has expired a moment ago: it may have been made before.
 *
 * @param askedSince when this instance was asked for it first.
 * @param searchLagMs milliseconds that the gateway's records may lag behind.
 */
export function mayBeHidden(
  command: FollowOn,
  payment: Payment<PaymentAttempt>,
  holdRules: HoldRules,
  { askedSince, searchLagMs }: { readonly askedSince: Date; readonly searchLagMs: number },
): boolean {
  const isWithinLag = (since: Date): boolean => {
    const ago = holdRules.now.getTime() - since.getTime();
    return ago >= 0 && ago <= searchLagMs;
  };
  if (command.type === 'refund')
    return payment.captures.length === 0 && payment.capturable.minor > 0 && isWithinLag(askedSince);
  if (command.type === 'capture')
    return (
      command.amount.minor <= payment.capturable.minor &&
      holdsOf(payment, holdRules).some(({ expiresAt }) => isWithinLag(expiresAt))
    );
  return false;
}

/** Requests that are remembered: those of the last minutes. */
const ASKED_MAX = 1_000;

/** Remembers since when each of the latest requests has been asked for. */
export function createFirstAsked(): { readonly since: (key: CommandKey, now: Date) => Date } {
  const asked = new LRUCache<CommandKey, Date>({ max: ASKED_MAX });
  return {
    since(key, now) {
      const before = asked.peek(key);
      if (before !== undefined) return before;
      asked.set(key, now);
      return now;
    },
  };
}
