import type { CommandKey } from '../domain/ids.ts';
import type { Entry } from '../payments/ports.ts';

/** Those in this process who wait for an attempt to be closed. */
export interface Waiting {
  closed(entry: Entry): void;
  /** Resolves with the closed entry, or with undefined after `withinMs` milliseconds. */
  forClosing(key: CommandKey, withinMs: number): Promise<Entry | undefined>;
}

/** Reads the latest attempts under these keys from a book that others write too. */
export type Look = (keys: readonly CommandKey[]) => Promise<readonly Entry[]>;

/** How long an attempt that another process has closed may go unnoticed. */
const LOOK_EVERY_MS = 50;

/** @param look for a book that other processes write too. What waits in this process costs one look at a time. */
export function createWaiting(look?: Look): Waiting {
  const waiting = new Map<CommandKey, Set<(entry: Entry) => void>>();
  let looking: NodeJS.Timeout | undefined;

  function closed(entry: Entry): void {
    const callbacks = waiting.get(entry.key);
    waiting.delete(entry.key);
    callbacks?.forEach((callback) => {
      callback(entry);
    });
  }

  function lookLater(): void {
    if (look === undefined || looking !== undefined || waiting.size === 0) return;
    looking = setTimeout(() => {
      void look([...waiting.keys()])
        // Whoever waits hears in time that there is no answer yet.
        .catch(() => [])
        .then((entries) => {
          looking = undefined;
          entries.filter(({ result }) => result !== undefined).forEach(closed);
          lookLater();
        });
    }, LOOK_EVERY_MS);
  }

  return {
    closed,

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
        lookLater();
      });
    },
  };
}
