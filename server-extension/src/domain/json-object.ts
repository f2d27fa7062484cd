export type UnknownObject = Readonly<Record<string, unknown>>;

/** True for what JSON calls an object: no list, and not null. */
export function isObject(value: unknown): value is UnknownObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a JSON text holds; undefined when it holds something else, or is no JSON. */
export function objectIn(text: string): UnknownObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
