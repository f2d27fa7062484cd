/** Reads a request's JSON into a typed value, or says which fields CyberSource would complain about. */
import type { z } from 'zod';
import { refuseFields, type RequestRefusal, type RefusalDetail } from '../../model/refusal.ts';

/** A request's JSON before anything is known about it. */
export type RequestJson = Readonly<Record<string, unknown>>;

/**
 * The parsed value or the 400 to answer with, which names every wrong and every missing field at once. Fields that no
 * schema names are let through, as CyberSource does. `alsoWrong` looks for what depends on more than one field.
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  alsoWrong: (body: RequestJson) => readonly RefusalDetail[] = () => [],
): z.infer<Schema> | RequestRefusal {
  const cleaned = toJson(body);
  const parsed = schema.safeParse(cleaned);
  const issues = parsed.success ? [] : parsed.error.issues;
  const details = [
    ...issues.map(({ path }): RefusalDetail => ({
      field: toField(path),
      reason: valueAt(cleaned, path) === undefined ? 'MISSING_FIELD' : 'INVALID_DATA',
    })),
    ...alsoWrong(cleaned),
  ];
  const [first, ...others] = details;
  if (first === undefined && parsed.success) return parsed.data;
  const once = [
    ...new Map([first, ...others].flatMap((each) => (each ? [[each.field, each]] : []))).values(),
  ];
  return refuseFields(once);
}

/** Tells a refusal from a parsed request. */
export function isRefusal(value: object): value is RequestRefusal {
  return 'kind' in value && value.kind === 'refusal';
}

/** The value under a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner !== null && typeof inner === 'object' ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** A body without members that are null or empty. What is no object has none of the fields that are asked for. */
export function toJson(body: unknown): RequestJson {
  const cleaned = withoutGaps(body);
  const isObject = typeof cleaned === 'object' && cleaned !== null && !Array.isArray(cleaned);
  return isObject ? (cleaned as RequestJson) : {};
}

// Clients in other languages write absent fields as null or as an empty text.
function withoutGaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutGaps);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== '')
      .map(([key, inner]) => [key, withoutGaps(inner)]),
  );
}

/** `orderInformation.lineItems[0].unitPrice`; a list of plain values is named as a whole. */
function toField(path: readonly PropertyKey[]): string {
  const named = typeof path.at(-1) === 'number' ? path.slice(0, -1) : path;
  return named.reduce<string>((field, key) => {
    if (typeof key === 'number') return `${field}[${key}]`;
    return field === '' ? String(key) : `${field}.${String(key)}`;
  }, '');
}
