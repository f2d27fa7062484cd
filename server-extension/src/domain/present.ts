/** What is left of `T` without the fields that have no value. */
export type Present<T> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The fields that have a value: an optional field is there with one, or not at all. */
export function present<T extends object>(fields: T): Present<T> {
  const kept: { [K in keyof T]?: unknown } = {};
  // Each payment goes through here dozens of times: no list of the fields is made on the way.
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as Present<T>;
}
