import { LRUCache } from 'lru-cache';

export interface Caching {
  /** Milliseconds. 0: nothing is kept, only calls at the same moment share one answer. */
  readonly ttlMs: number;
  /** Entries that are kept; the least recently used goes first. */
  readonly capacity: number;
  readonly now: () => Date;
}

/**
 * Keeps what `load` answered for a key, for a while. Any number of callers at the same moment cause one call. A failure
 * reaches the callers that wait for it and is not kept; it evicts nothing.
 */
export function cached<T>(
  load: (key: string) => Promise<T>,
  { ttlMs, capacity, now }: Caching,
): (key: string) => Promise<T> {
  const loading = new Map<string, Promise<T>>();
  const kept = new LRUCache<string, Promise<T>>({
    max: capacity,
    ttl: ttlMs,
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  });

  function start(key: string): Promise<T> {
    const value = load(key);
    loading.set(key, value);
    value.then(
      () => {
        loading.delete(key);
        if (ttlMs > 0) kept.set(key, value);
      },
      () => loading.delete(key),
    );
    return value;
  }

  return (key) => kept.get(key) ?? loading.get(key) ?? start(key);
}
