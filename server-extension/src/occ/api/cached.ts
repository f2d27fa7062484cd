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
  // With a time of our own: lru-cache's lasts one millisecond longer, and takes the instant 0 for no time at all.
  const kept = new LRUCache<string, { readonly value: Promise<T>; readonly expiresAt: number }>({
    max: capacity,
  });

  function start(key: string): Promise<T> {
    const value = load(key);
    loading.set(key, value);
    value.then(
      () => {
        loading.delete(key);
        if (ttlMs > 0) kept.set(key, { value, expiresAt: now().getTime() + ttlMs });
      },
      () => loading.delete(key),
    );
    return value;
  }

  return (key) => {
    const known = kept.get(key);
    if (known !== undefined && known.expiresAt > now().getTime()) return known.value;
    return loading.get(key) ?? start(key);
  };
}
