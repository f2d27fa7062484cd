import type { CommandKey } from '../domain/ids.ts';
import type { Entry } from '../payments/ports.ts';

/** Those in this process who wait for an attempt to be closed. */
export interface Waiting {
  closed(entry: Entry): void;
  /** Resolves with the closed entry, or with undefined after `withinMs` milliseconds. */
  forClosing(key: CommandKey, withinMs: number): Promise<Entry | undefined>;
}

export function createWaiting(): Waiting {
  const waiting = new Map<CommandKey, Set<(entry: Entry) => void>>();

  return {
    closed(entry) {
      const callbacks = waiting.get(entry.key);
      waiting.delete(entry.key);
      callbacks?.forEach((callback) => {
        callback(entry);
      });
    },

    forClosing(key, withinMs) {
      return new Promise((resolve) => {
        const callbacks = waiting.get(key) ?? new Set();
        waiting.set(key, callbacks);
        const onClosed = (entry: Entry | undefined): void => {
          clearTimeout(timer);
          callbacks.delete(onClosed);
          if (callbacks.size === 0 && waiting.get(key) === callbacks) waiting.delete(key);
          resolve(entry);
        };
        const timer = setTimeout(onClosed, withinMs, undefined);
        callbacks.add(onClosed);
      });
    },
  };
}
