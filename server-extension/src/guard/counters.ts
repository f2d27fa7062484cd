import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';

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

/** Counters of this process. Each key frees its memory when its window ends. */
export const createMemoryCounter: CounterFor = (name, windowSeconds) => {
  // The library counts; the reader decides whether the count exceeds a limit.
  const limiter = new RateLimiterMemory({
    keyPrefix: name,
    points: Number.MAX_SAFE_INTEGER,
    duration: windowSeconds,
  });
  return {
    async add(key) {
      const { consumedPoints, msBeforeNext } = await limiter.consume(key);
      return { count: consumedPoints, endsInMs: msBeforeNext };
    },
    async read(key) {
      return (await limiter.get(key))?.consumedPoints ?? 0;
    },
  };
};
