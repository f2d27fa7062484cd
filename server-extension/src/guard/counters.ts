/** Counts what happens under a key within a window of time that starts with the first count. */
export interface Counter {
  /** Counts one more. */
  add(key: string): Promise<CounterReading>;
  /** How many there are now. */
  read(key: string): Promise<number>;
}

export interface CounterReading {
  readonly count: number;
  /** Milliseconds until the window ends. */
  readonly endsInMs: number;
}

/** Makes the counter of a name; the same name on another instance counts together where the store is shared. */
export type CounterFor = (name: string, windowSeconds: number) => Counter;

/**
 * Keys that one counter keeps at a time, about 20 MB. Further keys are not counted until a window ends: a client that invents
 * 100,000 of them within a window evades the limits of single keys, but not those that are being counted already, such as the
 * limit of the site.
 */
export const KEYS_MAX = 100_000;

interface Window {
  readonly startedAt: number;
  count: number;
}

/**
 * Counters of this process. Without a timer for each key: windows of one counter are equally long, so those that are over stand
 * first in the order in which they began.
 */
export const createMemoryCounter: CounterFor = (_name, windowSeconds) => {
  const windows = new Map<string, Window>();
  const leftOf = ({ startedAt }: Window, now: number): number => 1000 * windowSeconds - (now - startedAt);

  function current(key: string, now: number): Window | undefined {
    const window = windows.get(key);
    return window !== undefined && leftOf(window, now) > 0 ? window : undefined;
  }

  function begin(key: string, now: number): Window {
    for (const [first, window] of windows) {
      if (leftOf(window, now) > 0) break;
      windows.delete(first);
    }
    const window = { startedAt: now, count: 0 };
    if (windows.size < KEYS_MAX) windows.set(key, window);
    return window;
  }

  return {
    // Async as the shared ones are; counted at once, so that of two at a time neither is lost.
    async add(key) {
      const now = performance.now();
      const window = current(key, now) ?? begin(key, now);
      window.count += 1;
      return { count: window.count, endsInMs: Math.ceil(leftOf(window, now)) };
    },
    async read(key) {
      return current(key, performance.now())?.count ?? 0;
    },
  };
};
