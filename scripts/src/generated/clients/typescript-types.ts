import type { JsonSchema } from '../openapi/json-schemas.ts';

const COMPONENTS = '#/components/schemas/';

/** A JSON Schema as a TypeScript type. What no type can say (patterns, lengths) is left to the server. */
export function toType(schema: JsonSchema): string {
  const { $ref, anyOf, oneOf, allOf, const: constant, enum: values, type } = schema;
  if (typeof $ref === 'string') return $ref.slice(COMPONENTS.length);
  for (const branches of [anyOf, oneOf]) {
    if (Array.isArray(branches)) return unionOf((branches as JsonSchema[]).map(toType));
  }
  if (Array.isArray(allOf)) return (allOf as JsonSchema[]).map((each) => `(${toType(each)})`).join(' & ');
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) return unionOf((values as unknown[]).map((value) => JSON.stringify(value)));
  if (Array.isArray(type))
    return unionOf((type as string[]).map((each) => toType({ ...schema, type: each })));
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${toType((schema['items'] ?? {}) as JsonSchema)})[]`;
    case 'object':
      return toObject(schema);
    default:
      return 'unknown';
  }
}

function toObject({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const needed = new Set(required as readonly string[]);
  const fields = Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(
    ([name, property]) =>
      `${toComment(property['description'])}readonly ${toKey(name)}${needed.has(name) ? '' : '?'}: ${toType(property)};`,
  );
  if (fields.length > 0) return `{\n${fields.join('\n')}\n}`;
  if (typeof additionalProperties === 'object' && additionalProperties !== null)
    return `Readonly<Record<string, ${toType(additionalProperties as JsonSchema)}>>`;
  return 'Readonly<Record<string, unknown>>';
}

function toKey(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

/** A docstring on a line of its own, or nothing. */
export function toComment(description: unknown): string {
  return typeof description === 'string' ? `/** ${description.replaceAll('*/', '* /')} */\n` : '';
}

function unionOf(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

/** The names of all component schemas that a schema refers to, also through others, in alphabetical order. */
export function componentsIn(
  schemas: readonly JsonSchema[],
  components: Readonly<Record<string, unknown>>,
): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (key === '$ref' && typeof each === 'string' && each.startsWith(COMPONENTS)) {
        const name = each.slice(COMPONENTS.length);
        if (found.has(name)) continue;
        found.add(name);
        visit(components[name]);
      } else visit(each);
    }
  };
  schemas.forEach(visit);
  return [...found].sort();
}
