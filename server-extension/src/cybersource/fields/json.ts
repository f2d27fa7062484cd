import { present } from '../../domain/present.ts';

/** What can stand in a request: no `undefined`, so that what is typed is what is sent. */
export type Json = string | number | boolean | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A section of a request, left out altogether when none of its fields has a value. */
export function section(name: string, fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept = present(fields) as JsonObject;
  return Object.keys(kept).length === 0 ? {} : { [name]: kept };
}
