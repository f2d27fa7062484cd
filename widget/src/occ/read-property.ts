/** A property of one of OCC's view models: a value, an observable of one, or a method that gives one. */
export function readProperty(model: unknown, name: string): unknown {
  const value = (model as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'function' ? (value as () => unknown).call(model) : value;
}
