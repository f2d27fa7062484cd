import { isObject } from '../../domain/json/json-object.ts';

/** Of what OCC or a shop puts beside a payment; longer texts are no names, addresses or dates. */
const CHARACTERS_MAX = 2_000;

/**
 * A fact about a payment, its order or its buyer: text without blanks around it, a number as text. Facts screen a payment and never stop
 * one: what is empty, too long or anything else is left out.
 */
export function detailOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > CHARACTERS_MAX) return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** Facts by their names; what could not be read has none. */
export type NamedDetails<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** The named facts of an object; undefined of what is no object. */
export function detailsIn<Name extends string>(
  value: unknown,
  names: readonly Name[],
): NamedDetails<Name> | undefined {
  if (!isObject(value)) return undefined;
  const details: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const fact = detailOf(value[name]);
    if (fact !== undefined) details[name] = fact;
  }
  return details;
}

const DECIMAL = /^\d{1,12}(?:\.\d{1,4})?$/;

/** A number, or text, with at most four decimals; anything else is left out rather than rounded. */
export function decimalDetailOf(value: unknown): string | undefined {
  const fact = detailOf(value);
  return fact !== undefined && DECIMAL.test(fact) ? fact : undefined;
}
