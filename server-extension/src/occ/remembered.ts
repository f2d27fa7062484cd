export interface Remembering {
  /** 0: nothing is remembered, only calls at the same moment share one answer. */
  readonly ttlMs: number;
  /** Entries that are kept; the oldest goes first, so that invented keys cannot fill the memory. */
  readonly capacity: number;
  readonly now: () => Date;
}

interface Kept<T> {
  readonly value: Promise<T>;
  expiresAt: number;
}

/**
 * Remembers what `load` answered for a key, for a while. Any number of callers at the same moment cause one call. A
 * failure is told to those who wait for it and then forgotten.
 */
export function remembered<T>(
  load: (key: string) => Promise<T>,
  { ttlMs, capacity, now }: Remembering,
): (key: string) => Promise<T> {
  const kept = new Map<string, Kept<T>>();

  function loadAndKeep(key: string): Promise<T> {
    const entry: Kept<T> = { value: load(key), expiresAt: Infinity };
    kept.delete(key);
    kept.set(key, entry);
    const forget = (): void => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    entry.value.then(() => {
      if (ttlMs === 0) forget();
      else entry.expiresAt = now().getTime() + ttlMs;
    }, forget);
    for (const oldest of kept.keys()) {
      if (kept.size <= capacity) break;
      kept.delete(oldest);
    }
    return entry.value;
  }

  return (key) => {
    const known = kept.get(key);
    return known !== undefined && known.expiresAt > now().getTime() ? known.value : loadAndKeep(key);
  };
}
