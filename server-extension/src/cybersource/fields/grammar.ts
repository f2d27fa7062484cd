import { type CountryCode, toCountryCode } from '../../domain/address/country.ts';
import type { Json, JsonObject } from './json.ts';

/** What a field takes: gives the value as it fits, or undefined when it is to be left out. Never half of a value. */
export type FieldGrammar = (value: Json, around: FieldContext) => Json | undefined;

/** What else is known where a field stands. */
export interface FieldContext {
  /** Of the address that the field belongs to. */
  readonly country?: CountryCode;
}

/** The fields of an object by their names. */
export interface FieldGrammars {
  readonly [name: string]: FieldGrammar | FieldGrammars | ListOf;
}

/** A list, cut where CyberSource takes no more. */
export interface ListOf {
  readonly most: number;
  readonly each: FieldGrammars | FieldGrammar;
}

/** A request whose every field went through its grammar. */
export type FittedRequest = JsonObject & { readonly [fitted]: true };
declare const fitted: unique symbol;

/**
 * Makes a whole request fit: every field by its own grammar, sections that nothing is left of left out. Pure; a request
 * that fits already stays as it is. A field without a row passes: the tests refuse it, a payment must not wait for one.
 */
export function fitRequest(request: JsonObject, fields: FieldGrammars): FittedRequest {
  return fitObject(request, fields, {}) as FittedRequest;
}

function fitObject(object: JsonObject, fields: FieldGrammars, outside: FieldContext): JsonObject {
  const country = object['country'];
  const code = typeof country === 'string' ? toCountryCode(country) : undefined;
  const around = code === undefined ? outside : { country: code };
  const kept: Record<string, Json> = {};
  for (const name in object) {
    const value = object[name];
    const row = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const fit = value === undefined || row === undefined ? value : fitField(value, row, around);
    if (fit !== undefined) kept[name] = fit;
  }
  return kept;
}

function fitField(
  value: Json,
  row: FieldGrammar | FieldGrammars | ListOf,
  around: FieldContext,
): Json | undefined {
  if (isGrammar(row)) return row(value, around);
  if (isListOf(row)) return Array.isArray(value) ? fitList(value as readonly Json[], row, around) : undefined;
  if (!isObject(value)) return undefined;
  const fit = fitObject(value, row, around);
  return hasFields(fit) ? fit : undefined;
}

function fitList(list: readonly Json[], { most, each }: ListOf, around: FieldContext): Json | undefined {
  const fit = list.map((item) => fitField(item, each, around)).filter((item) => item !== undefined);
  return fit.length === 0 ? undefined : fit.slice(0, most);
}

/** The paths of fields that have no row, `orderInformation.lineItems[].productName`: there may be none. */
export function fieldsWithoutRow(request: JsonObject, fields: FieldGrammars, path = ''): readonly string[] {
  return Object.entries(request).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const row = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (row === undefined) return [at];
    return isGrammar(row) ? [] : insideWithoutRow(value, row, at);
  });
}

function insideWithoutRow(value: Json, row: FieldGrammars | ListOf, at: string): readonly string[] {
  if (!isListOf(row)) return isObject(value) ? fieldsWithoutRow(value, row, at) : [];
  const { each } = row;
  if (isGrammar(each) || !Array.isArray(value)) return [];
  const items = value as readonly Json[];
  return items.flatMap((item) => (isObject(item) ? fieldsWithoutRow(item, each, `${at}[]`) : []));
}

function isGrammar(row: FieldGrammar | FieldGrammars | ListOf): row is FieldGrammar {
  return typeof row === 'function';
}

function isListOf(row: FieldGrammars | ListOf): row is ListOf {
  return typeof row.most === 'number';
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && !Array.isArray(value);
}

function hasFields(object: JsonObject): boolean {
  for (const _ in object) return true;
  return false;
}
