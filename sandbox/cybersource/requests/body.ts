/** Reads a request's JSON into a typed value, or says which fields CyberSource would complain about. */
import type { z } from 'zod';
import type { Refusal, RefusalDetail } from '../ledger/refusal.ts';

/** The parsed value or the 400 to answer with. Fields that no schema names are let through, as CyberSource does. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.infer<Schema> | Refusal {
  const cleaned = withoutNulls(body);
  const parsed = schema.safeParse(cleaned);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path }): RefusalDetail => {
    const missing = valueAt(cleaned, path) === undefined;
    return {
      field: path.map(String).join('.') || 'requestBody',
      reason: missing ? 'MISSING_FIELD' : 'INVALID_DATA',
    };
  });
  const reason = details.some((detail) => detail.reason === 'MISSING_FIELD')
    ? 'MISSING_FIELD'
    : 'INVALID_DATA';
  return { kind: 'refusal', reason, details };
}

/** Tells a refusal from a parsed request. */
export function isRefusal(value: object): value is Refusal {
  return 'kind' in value && value.kind === 'refusal';
}

// Clients in other languages write absent fields as null.
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner !== null && typeof inner === 'object' ? Reflect.get(inner, key) : undefined),
    value,
  );
}
