import type { z } from 'zod';
import { type FieldProblem, Problem, type ProblemContext } from '../../domain/problem.ts';

/** Where a value came from, as OCC spells error paths: `body:amount`, `header:x-ccsite`. */
export type RequestPart = 'body' | 'header' | 'query';

/** @throws Problem `malformed-request` that names each wrong field and what it has to be, never its value. */
export function requireShape<T>(schema: z.ZodType<T>, value: unknown, place: RequestPart): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw malformed(parsed.error.issues.map((issue) => toFieldProblem(issue, value, place)));
}

/** One wrong field of a body that is otherwise well formed. */
export function malformedField(path: string, message: string, details: ProblemContext = {}): Problem {
  return malformed([{ path, message }], details);
}

function malformed(fields: readonly FieldProblem[], details: ProblemContext = {}): Problem {
  const list = fields.map(({ path, message }) => `${path} ${message}`).join('; ');
  return new Problem('malformed-request', `Fix these fields and retry: ${list}.`, fields, { details });
}

function toFieldProblem(issue: z.core.$ZodIssue, value: unknown, place: RequestPart): FieldProblem {
  const path = issue.path.map(String).join('.');
  const isMissing = issue.path.length > 0 && valueAt(value, issue.path) === undefined;
  return {
    path: path === '' ? place : `${place}:${path}`,
    message: toMessage(issue),
    ...(isMissing && { isMissing }),
  };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** zod's own words never quote the value, except for unrecognised keys, which no schema here asks for. */
function toMessage(issue: z.core.$ZodIssue): string {
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isMissing ? 'is missing' : issue.message;
}
