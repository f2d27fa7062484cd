/** `Object.fromEntries` for ES2017, the language that the storefront's browsers are promised. */
export function toRecord<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return entries.reduce<Record<string, T>>((record, [name, value]) => ({ ...record, [name]: value }), {});
}
