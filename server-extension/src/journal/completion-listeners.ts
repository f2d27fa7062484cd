import type { CommandKey } from '../domain/ids.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';

/** Callers in this process that wait for the completion of an attempt. */
export interface CompletionListeners {
  completed(attempt: PaymentAttempt): void;
  /** Resolves with the completed attempt, or with undefined after `withinMs` milliseconds. */
  whenCompleted(key: CommandKey, withinMs: number): Promise<PaymentAttempt | undefined>;
}

/** Reads the latest attempts under these keys from a journal that others write too. */
export type ReadLatestAttempts = (keys: readonly CommandKey[]) => Promise<readonly PaymentAttempt[]>;

/** How long an attempt that another process has completed may go unnoticed. */
const LOOK_EVERY_MS = 50;

/** @param look for a journal that other processes write too. What waits in this process costs one look at a time. */
export function createCompletionListeners(look?: ReadLatestAttempts): CompletionListeners {
  const listeners = new Map<CommandKey, Set<(attempt: PaymentAttempt) => void>>();
  let looking: NodeJS.Timeout | undefined;

  function closed(attempt: PaymentAttempt): void {
    const callbacks = listeners.get(attempt.key);
    listeners.delete(attempt.key);
    callbacks?.forEach((callback) => {
      callback(attempt);
    });
  }

  function lookLater(): void {
    if (look === undefined || looking !== undefined || listeners.size === 0) return;
    looking = setTimeout(() => {
      void look([...listeners.keys()])
        // Each waiting caller learns in time that there is no result yet.
        .catch(() => [])
        .then((attempts) => {
          looking = undefined;
          attempts.filter(({ result }) => result !== undefined).forEach(closed);
          lookLater();
        });
    }, LOOK_EVERY_MS);
  }

  return {
    completed: closed,

    whenCompleted(key, withinMs) {
      return new Promise((resolve) => {
        const callbacks = listeners.get(key) ?? new Set();
        listeners.set(key, callbacks);
        const onClosed = (attempt: PaymentAttempt | undefined): void => {
          clearTimeout(timer);
          callbacks.delete(onClosed);
          if (callbacks.size === 0 && listeners.get(key) === callbacks) listeners.delete(key);
          resolve(attempt);
        };
        const timer = setTimeout(onClosed, withinMs, undefined);
        callbacks.add(onClosed);
        lookLater();
      });
    },
  };
}
