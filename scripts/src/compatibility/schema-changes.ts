/** Which changes of a JSON Schema break the other side: the sender of what we read, or the reader of what we send. */
import type { JsonSchema } from '../generated/openapi/json-schemas.ts';

/** A schema together with the definitions that it refers to. */
export interface SchemaVersion {
  readonly schema: JsonSchema;
  readonly definitions: Readonly<Record<string, unknown>>;
}

/** `request`: others send it, so that less may not be accepted. `answer`: others read it, so that more may not come. */
export type SchemaDirection = 'request' | 'answer';

/** Deeper schemas refer to themselves. */
const DEEPEST = 12;

/**
 * A sentence for each change that breaks callers, beginning with the place: `body.amount is required now`.
 *
 * An answer may gain properties and values of an enumeration: callers have to expect both, as the API's document says.
 */
export function breakingSchemaChanges(
  before: SchemaVersion,
  after: SchemaVersion,
  direction: SchemaDirection,
  place: string,
): readonly string[] {
  return compare(resolved(before), resolved(after), { direction, place, depth: 0 });
}

interface Comparison {
  readonly direction: SchemaDirection;
  readonly place: string;
  readonly depth: number;
}

function compare(before: SchemaVersion, after: SchemaVersion, at: Comparison): readonly string[] {
  if (at.depth > DEEPEST) return [];
  const [olds, news] = [alternativesOf(before), alternativesOf(after)];
  const anywhere = new Set(news.flatMap((one) => Object.keys(propertiesOf(one))));
  const [[old, another], [now, others]] = [olds, news];
  if (old !== undefined && now !== undefined && another === undefined && others === undefined)
    return compareOne(old, now, at, anywhere);
  // Each that others may send needs one that takes it; each that we may send needs one that they know.
  const [from, to] = at.direction === 'request' ? [olds, news] : [news, olds];
  return from.flatMap((one) => {
    const tries = to.map((other) =>
      at.direction === 'request'
        ? compareOne(one, other, at, anywhere)
        : compareOne(other, one, at, anywhere),
    );
    if (tries.some((changes) => changes.length === 0)) return [];
    const [nearest = []] = [...tries].sort((a, b) => a.length - b.length);
    return nearest;
  });
}

/** @param anywhere properties of any alternative: an answer may lose an optional one as long as another one has it */
function compareOne(
  before: SchemaVersion,
  after: SchemaVersion,
  at: Comparison,
  anywhere: ReadonlySet<string>,
): readonly string[] {
  return [
    ...compareTypes(before.schema, after.schema, at),
    ...compareValues(before.schema, after.schema, at),
    ...(at.direction === 'request' ? compareBounds(before.schema, after.schema, at.place) : []),
    ...compareProperties(before, after, at, anywhere),
    ...compareItems(before, after, at),
  ];
}

function compareTypes(
  before: JsonSchema,
  after: JsonSchema,
  { direction, place }: Comparison,
): readonly string[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  if (direction === 'request') {
    if (now === undefined) return [];
    const refused = (old ?? ['any value']).filter(
      (type) => !now.includes(type) && !(type === 'integer' && now.includes('number')),
    );
    return refused.length === 0 ? [] : [`${place} no longer takes ${refused.join(', ')}`];
  }
  if (old === undefined) return [];
  const added = (now ?? ['any value']).filter(
    (type) => !old.includes(type) && !(type === 'integer' && old.includes('number')),
  );
  return added.length === 0 ? [] : [`${place} may be ${added.join(', ')} now`];
}

function compareValues(
  before: JsonSchema,
  after: JsonSchema,
  { direction, place }: Comparison,
): readonly string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  // An answer may gain values, and one that never comes breaks no reader.
  if (direction === 'answer' || now === undefined) return [];
  if (old === undefined) return [`${place} takes only ${now.map(String).join(', ')} now`];
  const refused = old.filter((value) => !now.includes(value));
  return refused.length === 0 ? [] : [`${place} no longer takes ${refused.map(String).join(', ')}`];
}

const LOWER_BOUNDS = ['minLength', 'minimum', 'minItems', 'exclusiveMinimum'] as const;
const UPPER_BOUNDS = ['maxLength', 'maximum', 'maxItems', 'exclusiveMaximum'] as const;

function compareBounds(before: JsonSchema, after: JsonSchema, place: string): readonly string[] {
  const narrower = (name: string, isNarrower: (old: number, now: number) => boolean): readonly string[] => {
    const [old, now] = [before[name], after[name]];
    if (typeof now !== 'number' || now === old) return [];
    if (typeof old === 'number' && !isNarrower(old, now)) return [];
    return [`${place} has ${name} ${now} now`];
  };
  const pattern = after['pattern'];
  return [
    ...LOWER_BOUNDS.flatMap((name) => narrower(name, (old, now) => now > old)),
    ...UPPER_BOUNDS.flatMap((name) => narrower(name, (old, now) => now < old)),
    ...(typeof pattern === 'string' && pattern !== before['pattern']
      ? [`${place} has to match \`${pattern}\` now`]
      : []),
  ];
}

function compareProperties(
  before: SchemaVersion,
  after: SchemaVersion,
  at: Comparison,
  anywhere: ReadonlySet<string>,
): readonly string[] {
  const [old, now] = [propertiesOf(before), propertiesOf(after)];
  const [needed, neededNow] = [requiredIn(before), requiredIn(after)];
  const isClosed = after.schema['additionalProperties'] === false;
  const changes: string[] = [];
  for (const name of new Set([...Object.keys(old), ...Object.keys(now), ...neededNow])) {
    const place = `${at.place}.${name}`;
    const [one, other] = [old[name], now[name]];
    if (at.direction === 'request') {
      if (neededNow.has(name) && !needed.has(name)) changes.push(`${place} is required now`);
      if (one !== undefined && other === undefined && isClosed) changes.push(`${place} is refused now`);
    } else {
      if (one !== undefined && other === undefined) {
        if (needed.has(name) || !anywhere.has(name)) changes.push(`${place} is gone`);
      } else if (needed.has(name) && !neededNow.has(name)) changes.push(`${place} may be missing now`);
    }
    if (one === undefined || other === undefined) continue;
    changes.push(
      ...compare(resolved({ ...before, schema: one }), resolved({ ...after, schema: other }), {
        ...at,
        place,
        depth: at.depth + 1,
      }),
    );
  }
  return changes;
}

function compareItems(before: SchemaVersion, after: SchemaVersion, at: Comparison): readonly string[] {
  const [old, now] = [before.schema['items'], after.schema['items']];
  if (!isSchema(old) || !isSchema(now)) return [];
  return compare(resolved({ ...before, schema: old }), resolved({ ...after, schema: now }), {
    ...at,
    place: `${at.place}[]`,
    depth: at.depth + 1,
  });
}

/** The branches of `anyOf` and `oneOf`, nested ones too; a schema without them is its own only one. */
function alternativesOf(version: SchemaVersion): readonly SchemaVersion[] {
  const { anyOf, oneOf } = version.schema;
  const branches = Array.isArray(anyOf)
    ? (anyOf as unknown[])
    : Array.isArray(oneOf)
      ? (oneOf as unknown[])
      : undefined;
  if (branches === undefined) return [version];
  return branches.filter(isSchema).flatMap((schema) => alternativesOf(resolved({ ...version, schema })));
}

/** Follows references, and puts the parts of an `allOf` together. */
function resolved({ schema, definitions }: SchemaVersion): SchemaVersion {
  let current = schema;
  for (let steps = 0; typeof current['$ref'] === 'string' && steps < DEEPEST; steps += 1) {
    const name = current['$ref'].replace('#/components/schemas/', '');
    const target = definitions[name];
    const beside = Object.entries(current).filter(([key]) => key !== '$ref');
    current = { ...(isSchema(target) ? target : {}), ...Object.fromEntries(beside) };
  }
  const { allOf, ...own } = current;
  if (!Array.isArray(allOf)) return { schema: current, definitions };
  const parts = [own, ...(allOf as unknown[]).filter(isSchema)].map(
    (part) => resolved({ schema: part, definitions }).schema,
  );
  const merged = {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map((part) => part['properties'] ?? {})) as unknown,
    required: parts.flatMap((part) =>
      Array.isArray(part['required']) ? (part['required'] as string[]) : [],
    ),
  } as JsonSchema;
  return { schema: merged, definitions };
}

function typesOf({ type, const: constant, enum: values }: JsonSchema): readonly string[] | undefined {
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type as readonly string[];
  const known = constant === undefined ? values : [constant];
  if (!Array.isArray(known)) return undefined;
  return [...new Set(known.map((value) => (value === null ? 'null' : typeof value)))];
}

function valuesOf({ const: constant, enum: values }: JsonSchema): readonly unknown[] | undefined {
  if (constant !== undefined) return [constant];
  return Array.isArray(values) ? (values as unknown[]) : undefined;
}

function propertiesOf({ schema }: SchemaVersion): Readonly<Record<string, JsonSchema>> {
  const { properties } = schema;
  return isSchema(properties) ? (properties as Readonly<Record<string, JsonSchema>>) : {};
}

function requiredIn({ schema }: SchemaVersion): ReadonlySet<string> {
  return new Set(Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
