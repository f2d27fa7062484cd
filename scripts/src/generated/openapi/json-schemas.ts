import { isDeepStrictEqual } from 'node:util';

/** What is needed of a zod schema. */
export interface SchemaSource {
  toJSONSchema(options: { io: 'input' | 'output'; unrepresentable: 'any' }): object;
}

/** A JSON Schema (2020-12) that refers to components of the document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The component schemas of a document, gathered from the schemas that refer to them. */
export interface SchemaComponents {
  /**
   * @param io `input` for what a caller sends, `output` for what it is answered.
   * @throws Error when one name stands for two schemas.
   */
  convert(schema: SchemaSource, io: 'input' | 'output'): JsonSchema;
  /** All that were referred to, by name in alphabetical order. */
  all(): Readonly<Record<string, JsonSchema>>;
}

const DEFINITIONS = '#/$defs/';
const COMPONENTS = '#/components/schemas/';

/** Starts with no component. A schema becomes one by its zod `meta({ id })`. */
export function createSchemaComponents(): SchemaComponents {
  const components = new Map<string, JsonSchema>();
  return {
    convert(schema, io) {
      const {
        $schema,
        $defs = {},
        ...own
      } = schema.toJSONSchema({ io, unrepresentable: 'any' }) as {
        readonly $schema?: string;
        readonly $defs?: Readonly<Record<string, JsonSchema>>;
      };
      if ($schema === undefined) throw new Error('A schema was not converted as a whole.');
      for (const [name, definition] of Object.entries($defs)) {
        const component = toComponent(definition);
        const known = components.get(name);
        if (known !== undefined && !isDeepStrictEqual(known, component))
          throw new Error(`Two schemas have the name ${name}: give one of them another meta({ id }).`);
        components.set(name, component);
      }
      return toComponent(own);
    },
    all: () => Object.fromEntries([...components].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** With references into the document, and without what every integer and every key of JSON is anyhow. */
function toComponent(schema: object): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (name, value: unknown) => {
    if (name === '$ref' && typeof value === 'string') return value.replace(DEFINITIONS, COMPONENTS);
    const isImplied = name === 'propertyNames' || (name === 'maximum' && value === Number.MAX_SAFE_INTEGER);
    return isImplied ? undefined : value;
  }) as JsonSchema;
}
