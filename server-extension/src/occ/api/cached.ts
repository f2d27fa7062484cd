export interface Caching {
  /** 0: nothing is remembered, only calls at the same moment share one answer. */
  readonly ttlMs: number;
  /** Entries that are kept; the oldest goes first. */
  readonly capacity: number;
  readonly now: () => Date;
}

interface Kept<T> {
  readonly value: Promise<T>;
  readonly expiresAt: number;
}

/**
 * Remembers what `load` answered for a key, for a while. Any number of callers at the same moment cause one call. A
 * failure is told to those who wait for it and then forgotten; it pushes nothing out that is remembered.
 */
export function cached<T>(
  load: (key: string) => Promise<T>,
  { ttlMs, capacity, now }: Caching,
): (key: string) => Promise<T> {
  const loading = new Map<string, Promise<T>>();
  const kept = new Map<string, Kept<T>>();

  function start(key: string): Promise<T> {
    const value = load(key);
    loading.set(key, value);
    value.then(
      () => {
        loading.delete(key);
        if (ttlMs > 0) keep(key, value);
      },
      () => loading.delete(key),
    );
    return value;
  }

  function keep(key: string, value: Promise<T>): void {
    kept.delete(key);
    kept.set(key, { value, expiresAt: now().getTime() + ttlMs });
    for (const oldest of kept.keys()) {
      if (kept.size <= capacity) break;
      kept.delete(oldest);
    }
  }

  return (key) => {
    const known = kept.get(key);
    if (known !== undefined && known.expiresAt > now().getTime()) return known.value;
    return loading.get(key) ?? start(key);
  };
}
