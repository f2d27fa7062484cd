import type { OpenApiDocument } from '../../generated/openapi/document.ts';
import type { JsonSchema } from '../../generated/openapi/json-schemas.ts';

/** One field of a body, by its path: `payment.available.minor`, `errors[].code`. */
export interface SchemaField {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** What lies deeper is named by the type alone. */
const DEPTH_MAX = 3;

/** The fields of a schema, with references followed; of several forms those of all, each once. */
export function fieldsOf(schema: JsonSchema, document: OpenApiDocument): readonly SchemaField[] {
  const fields = new Map<string, SchemaField>();
  for (const field of below(schema, document, '', 1))
    if (!fields.has(field.name)) fields.set(field.name, field);
  return [...fields.values()];
}

function below(
  given: JsonSchema,
  document: OpenApiDocument,
  prefix: string,
  depth: number,
): readonly SchemaField[] {
  const schema = resolved(given, document);
  const forms = formsOf(schema);
  if (forms.length > 0) return forms.flatMap((form) => below(form, document, prefix, depth));
  if (schema['type'] === 'array')
    return below((schema['items'] ?? {}) as JsonSchema, document, `${prefix.replace(/\.$/, '')}[].`, depth);
  const required = (schema['required'] ?? []) as readonly string[];
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = `${prefix}${key}`;
    const whole = resolved(property, document);
    const meaning = property['description'] ?? whole['description'] ?? '';
    return [
      {
        name,
        type: typeOf(whole, document),
        isRequired: required.includes(key),
        meaning: meaning as string,
      },
      ...(depth < DEPTH_MAX ? below(property, document, `${name}.`, depth + 1) : []),
    ];
  });
}

function resolved(schema: JsonSchema, { components }: OpenApiDocument): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const target = components['schemas']?.[reference.replace('#/components/schemas/', '')] as JsonSchema;
  return { ...target, ...schema, $ref: undefined };
}

function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  return (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'] ?? []) as readonly JsonSchema[];
}

/** Values of an enumeration; a list of more is told by its first few. */
const SHOWN_MAX = 6;

function typeOf(schema: JsonSchema, document: OpenApiDocument): string {
  const values = schema['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) {
    const shown = values.slice(0, SHOWN_MAX).map((value) => `\`${String(value)}\``);
    return shown.join(' ') + (values.length > SHOWN_MAX ? ' …' : '');
  }
  if (schema['const'] !== undefined) return `\`${JSON.stringify(schema['const'])}\``;
  const forms = formsOf(schema);
  if (forms.length > 0)
    return [...new Set(forms.map((form) => typeOf(resolved(form, document), document)))].join(' or ');
  if (schema['type'] === 'array')
    return `list of ${typeOf(resolved((schema['items'] ?? {}) as JsonSchema, document), document)}`;
  const { type } = schema;
  return Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'any';
}
