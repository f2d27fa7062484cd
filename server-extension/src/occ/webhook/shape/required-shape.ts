import type { z } from 'zod';
import { type FieldProblem, Problem, type ProblemContext } from '../../../domain/problem.ts';
import { fieldMessage } from './field-messages.ts';

/** Where a value came from, as OCC spells error paths: `body:amount`, `header:x-ccsite`. */
export type RequestPart = 'body' | 'header' | 'query';

/** @throws Problem `malformed-request` that names each wrong field and what it has to be, never its value. */
export function requireShape<T>(schema: z.ZodType<T>, value: unknown, place: RequestPart): T {
  const parsed = schema.safeParse(value, { error: fieldMessage });
  if (parsed.success) return parsed.data;
  throw malformed(parsed.error.issues.flatMap((issue) => toFieldProblems(issue, value, place)));
}

/** One wrong field of a body that is otherwise well formed. */
export function malformedField(path: string, message: string, details: ProblemContext = {}): Problem {
  return malformed([{ path, message }], details);
}

/** Several wrong fields. Of very many the first are named. */
export function malformed(wrong: readonly FieldProblem[], details: ProblemContext = {}): Problem {
  const fields = eachOnce(wrong).slice(0, NAMED_MAX);
  const list = fields.map(({ path, message }) => `${path} ${message}`).join('; ');
  return new Problem('malformed-request', `Fix these fields and retry: ${list}.`, fields, { details });
}

const UNKNOWN_HINT = 'correct its name, or leave it out';

/** So many wrong fields are named, and so much of the name of one that is not known. */
const NAMED_MAX = 100;
const UNKNOWN_NAME_LENGTH = 64;

/**
 * A field that its address does not take.
 *
 * @param hint what to do instead.
 */
export function toUnknownField(
  place: RequestPart,
  path: readonly PropertyKey[],
  hint = UNKNOWN_HINT,
): FieldProblem {
  const names = path.map((name) => String(name).slice(0, UNKNOWN_NAME_LENGTH));
  return { path: pathOf(place, names), message: `is not known here: ${hint}` };
}

function toFieldProblems(
  issue: z.core.$ZodIssue,
  value: unknown,
  place: RequestPart,
): readonly FieldProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => toUnknownField(place, [...issue.path, key]));
  const isMissing = issue.path.length > 0 && valueAt(value, issue.path) === undefined;
  return [{ path: pathOf(place, issue.path), message: issue.message, ...(isMissing && { isMissing }) }];
}

function pathOf(place: RequestPart, path: readonly PropertyKey[]): string {
  return path.length === 0 ? place : `${place}:${path.map(String).join('.')}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** Two checks of one field can say the same about it. A body can have tens of thousands of wrong fields: each is looked at once. */
function eachOnce(fields: readonly FieldProblem[]): readonly FieldProblem[] {
  const first = new Map<string, FieldProblem>();
  for (const field of fields) {
    const said = JSON.stringify([field.path, field.message]);
    if (!first.has(said)) first.set(said, field);
  }
  return [...first.values()];
}
