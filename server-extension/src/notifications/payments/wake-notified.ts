import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { NotificationStore, NotifiedPayments } from '../ports.ts';

export interface WakeNotifiedDeps {
  readonly store: Pick<NotificationStore, 'list' | 'reopen'>;
  readonly notifiedPayments: Pick<NotifiedPayments, 'identify'>;
  /** A round over what is due. */
  readonly process: () => Promise<void>;
}

/**
 * A notification often comes before the answer that was lost is given up: then it waits, longer each time. Once the outcome is
 * unknown, those of its order are due. Never rejects: they would be tried again in any case.
 */
export type WakeNotified = (attempt: PaymentAttempt) => Promise<void>;

/** More than wait while the gateway is slow. */
const LOOKED_AT_MAX = 1_000;

export function createWakeNotified({ store, notifiedPayments, process }: WakeNotifiedDeps): WakeNotified {
  return async ({ orderId, result }) => {
    if (result?.outcome !== 'unknown') return;
    try {
      const waiting = await store.list('waiting', LOOKED_AT_MAX);
      const ids = waiting
        .filter((each) => each.topic === 'payment' || each.topic === 'batch')
        .filter((each) => notifiedPayments.identify(each).orderId === orderId)
        .map(({ id }) => id);
      if (ids.length === 0) return;
      await store.reopen(ids);
      await process();
    } catch {
      // Their own time comes.
    }
  };
}
