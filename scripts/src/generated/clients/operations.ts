import type { OpenApiDocument } from '../openapi/document.ts';
import type { JsonSchema } from '../openapi/json-schemas.ts';

/** A parameter with its reference followed. */
export interface OperationInput {
  readonly name: string;
  readonly place: 'query' | 'header';
  readonly required: boolean;
  readonly description: string | undefined;
  readonly schema: JsonSchema;
}

/** An operation of the API's document as a program that writes clients wants it. */
export interface ApiOperation {
  readonly operationId: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | undefined;
  /** Names of security schemes, one for each way to sign in; empty for a public operation. */
  readonly security: readonly string[];
  readonly parameters: readonly OperationInput[];
  readonly body: OperationRequestBody | undefined;
  /** Schemas of the answers with a status of 2xx. */
  readonly answers: readonly JsonSchema[];
}

/** What a request carries. */
export interface OperationRequestBody {
  readonly contentType: string;
  readonly schema: JsonSchema;
  /** By name. */
  readonly examples: Readonly<Record<string, unknown>>;
}

/** Every operation, in the document's order. */
export function operationsOf(document: OpenApiDocument): readonly ApiOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => toApiOperation(method, path, operation, document)),
  );
}

function toApiOperation(
  method: string,
  path: string,
  operation: JsonSchema,
  document: OpenApiDocument,
): ApiOperation {
  const { operationId, tags, summary, description, security, parameters, requestBody, responses } = operation;
  return {
    operationId: operationId as string,
    tag: (tags as readonly string[])[0] ?? '',
    method: method.toUpperCase(),
    path,
    summary: summary as string,
    description: description as string | undefined,
    security: (security as readonly object[]).flatMap((way) => Object.keys(way)),
    parameters: ((parameters ?? []) as readonly JsonSchema[]).map((each) => toParameter(each, document)),
    body: toBody(requestBody as JsonSchema | undefined),
    answers: Object.entries(responses as Readonly<Record<string, JsonSchema>>)
      .filter(([status]) => status.startsWith('2'))
      .map(([, answer]) => firstContent(answer)?.[1].schema ?? {}),
  };
}

function toParameter(given: JsonSchema, { components }: OpenApiDocument): OperationInput {
  const name =
    typeof given['$ref'] === 'string' ? given['$ref'].replace('#/components/parameters/', '') : undefined;
  const parameter = name === undefined ? given : (components['parameters']?.[name] as JsonSchema);
  return {
    name: parameter['name'] as string,
    place: parameter['in'] as 'query' | 'header',
    required: parameter['required'] === true,
    description: parameter['description'] as string | undefined,
    schema: parameter['schema'] as JsonSchema,
  };
}

function toBody(body: JsonSchema | undefined): OperationRequestBody | undefined {
  const content = body === undefined ? undefined : firstContent(body);
  if (content === undefined) return undefined;
  const [contentType, { schema, examples = {} }] = content;
  return {
    contentType,
    schema,
    examples: Object.fromEntries(Object.entries(examples).map(([name, { value }]) => [name, value])),
  };
}

interface MediaType {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

function firstContent({ content }: JsonSchema): readonly [string, MediaType] | undefined {
  return Object.entries((content ?? {}) as Readonly<Record<string, MediaType>>)[0];
}
