export interface BoundedMap<Value> {
  /** What is kept under the key, made now if there is nothing yet. */
  getOrMake(key: string, make: () => Value): Value;
  delete(key: string): void;
  values(): Iterable<Value>;
}

/** Keeps the most recently used values, so that nothing which a stranger or a changing setting can name grows for ever. */
export function createBoundedMap<Value>(
  limit: number,
  onForgotten: (value: Value) => void = () => undefined,
): BoundedMap<Value> {
  const kept = new Map<string, Value>();
  let newest: string | undefined;

  function remember(key: string, value: Value): Value {
    kept.set(key, value);
    newest = key;
    const [oldest] = kept.size > limit ? kept : [];
    if (oldest !== undefined) {
      kept.delete(oldest[0]);
      onForgotten(oldest[1]);
    }
    return value;
  }

  return {
    getOrMake(key, make) {
      const value = kept.get(key);
      if (value === undefined) return remember(key, make());
      if (key === newest) return value;
      kept.delete(key);
      return remember(key, value);
    },
    delete: (key) => kept.delete(key),
    values: () => kept.values(),
  };
}
