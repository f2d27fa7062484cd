export type UnknownObject = Readonly<Record<string, unknown>>;

/** True for what JSON calls an object: no list, and not null. */
export function isObject(value: unknown): value is UnknownObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a JSON text holds; undefined when it holds something else, or is no JSON. */
export function objectIn(text: string): UnknownObject | undefined {
  const value = jsonIn(text);
  return isObject(value) ? value : undefined;
}

/** What a JSON text holds; undefined when it is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
