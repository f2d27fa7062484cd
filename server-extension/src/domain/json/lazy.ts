import type * as z from 'zod';

/** A value that is made when it is first asked for, and is the same from then on. */
export type Lazy<Value> = () => Value;

/**
 * Makes the value with the first call and keeps it; what `make` throws goes to the caller, and the next call tries again.
 *
 * Every schema is declared so. To make one takes long against what a start takes, and a process needs few of them before its
 * first answer, many of them never.
 */
export function lazy<Make extends Lazy<unknown>>(make: Make): Make;
export function lazy<Value>(make: Lazy<Value>): Lazy<Value> {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What comes out of a schema that is declared with {@link lazy}. */
export type Shape<Schema extends Lazy<z.ZodType>> = z.output<ReturnType<Schema>>;
