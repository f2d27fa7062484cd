import type * as z from 'zod';
import type { Lazy } from '../domain/json/lazy.ts';
import { requireShape } from '../occ/webhook/shape/required-shape.ts';
import { readForm, type ReadJson } from './read-body.ts';
import type { DeclaredBody, Examples, Request } from './route.ts';
import { present } from '../domain/present.ts';

/** A declared body, and how a route is given it. */
export interface RouteBody<Body> extends DeclaredBody {
  /** Rejects with the Problem that names what is wrong with the body. */
  readonly read: (req: Request, readJson: ReadJson) => Promise<Body>;
}

/** JSON that has to fit the schema; the route is given what the schema makes of it. */
export function jsonBody<Body>(schema: Lazy<z.ZodType<Body>>, examples?: Examples): RouteBody<Body> {
  return {
    contentType: 'application/json',
    schema,
    ...present({ examples }),
    read: async (_req, readJson) => requireShape(schema(), (await readJson()).json, 'body'),
  };
}

/**
 * JSON whose signature is checked first: the route is given the verified bytes with its caller, and parses them itself. The
 * schema describes it.
 */
export function signedJsonBody(schema: Lazy<z.ZodType>, examples?: Examples): RouteBody<undefined> {
  return {
    contentType: 'application/json',
    schema,
    ...present({ examples }),
    read: async () => undefined,
  };
}

/** What a browser posts from a form; the route is given the fields as they came. The schema describes them. */
export function formBody(schema: Lazy<z.ZodObject>): RouteBody<ReadonlyMap<string, string>> {
  return { contentType: 'application/x-www-form-urlencoded', schema, read: readForm };
}
