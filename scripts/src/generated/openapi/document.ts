import { errorBody } from '../../../../server-extension/src/http/error-body.ts';
import { PROBLEM_MEANINGS, problemsByStatus } from '../../../../server-extension/src/http/route-problems.ts';
import {
  type Examples,
  ROUTE_PREFIX,
  type RouteAnswer,
  type RouteDeclaration,
} from '../../../../server-extension/src/http/route.ts';
import { channel } from '../../../../server-extension/src/occ/response/response-schema.ts';
import type { ProblemCode } from '../../../../server-extension/src/domain/problem.ts';
import { DESCRIBED_CALLERS, PARAMETERS, SECURITY_SCHEMES, TAGS } from './callers.ts';
import { createSchemaComponents, type JsonSchema, type SchemaComponents } from './json-schemas.ts';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [section: string]: unknown;
}

const DESCRIPTION =
  'The routes of the server-side extension. OCC serves them on the storefront’s host below `/ccstorex/custom`. Paths are spelt ' +
  'exactly as here: another case, a trailing slash or a query where none is documented is 404. Every answer is JSON unless it says ' +
  'otherwise, is never cached, and carries `x-request-id`. Request bodies are JSON (415 otherwise) of at most 256 KB (413) and 32 ' +
  'levels (400).';

/** Problems that pass by themselves and say after how many seconds to ask again. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([429, 503]);

/** The API's document, from what the routes declare. */
export function toOpenApi(routes: readonly RouteDeclaration[], version: string): OpenApiDocument {
  const schemas = createSchemaComponents();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: toOperation(route, schemas) };
  const error = schemas.convert(errorBody(), 'output');
  schemas.convert(channel(), 'output');
  const content = { 'application/json': { schema: error } };
  return {
    openapi: '3.1.0',
    info: {
      title: 'OCC CyberSource extension',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description: DESCRIPTION,
    },
    servers: [
      {
        url: `https://{store}/ccstorex/custom${ROUTE_PREFIX}`,
        variables: { store: { default: 'shop.example' } },
      },
    ],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      parameters: PARAMETERS,
      responses: {
        Error: { description: 'What is wrong and what to do', content },
        ErrorThatMayPass: {
          description: 'What is wrong and what to do; `Retry-After` where it may pass by itself',
          headers: {
            'Retry-After': { description: 'Seconds after which to ask again', schema: { type: 'integer' } },
          },
          content,
        },
      },
      schemas: schemas.all(),
    },
  };
}

function toOperation(route: RouteDeclaration, schemas: SchemaComponents): JsonSchema {
  const { caller, right, operationId, summary, description, body, query, headers } = route;
  const { tag, security, parameters } = DESCRIBED_CALLERS[caller];
  const all = [
    { $ref: '#/components/parameters/TraceParent' },
    ...(body === undefined ? parameters.without : parameters.withBody).map((name) => ({
      $ref: `#/components/parameters/${name}`,
    })),
    ...(query === undefined ? [] : toParameters('query', schemas.convert(query(), 'input'))),
    ...(headers === undefined ? [] : toParameters('header', schemas.convert(headers(), 'input'))),
  ];
  return {
    tags: [tag],
    operationId,
    summary,
    ...toDescription(description, right),
    security,
    parameters: all,
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: {
          [body.contentType]: {
            schema: schemas.convert(body.schema(), 'input'),
            ...toExamples(body.examples),
          },
        },
      },
    }),
    responses: toResponses(route, schemas),
  };
}

function toDescription(description: string | undefined, right: RouteDeclaration['right']): JsonSchema {
  const needed =
    right === undefined ? undefined : `Takes the right \`${right}\` (gateway setting \`operatorRoles\`).`;
  const text = [description, needed].filter((part) => part !== undefined).join(' ');
  return text === '' ? {} : { description: text };
}

/** Each property of the object is a parameter. */
function toParameters(place: 'query' | 'header', schema: JsonSchema): readonly JsonSchema[] {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...value }]) => ({
    name,
    in: place,
    ...(required.includes(name) && { required: true }),
    ...(description !== undefined && { description }),
    schema: value,
  }));
}

function toResponses(route: RouteDeclaration, schemas: SchemaComponents): JsonSchema {
  const problems = problemsByStatus(route);
  const statuses = [...new Set([...Object.keys(route.answers).map(Number), ...problems.keys()])];
  return Object.fromEntries(
    statuses
      .sort((one, other) => one - other)
      .map((status) => {
        const answer = route.answers[status];
        const codes = problems.get(status) ?? [];
        return [
          String(status),
          answer === undefined ? toErrors(status, codes) : toAnswer(answer, codes, schemas),
        ];
      }),
  );
}

/** OpenAPI 3.1: a description beside a reference replaces that of its target. */
function toErrors(status: number, codes: readonly ProblemCode[]): JsonSchema {
  const name = RETRYABLE_STATUSES.has(status) ? 'ErrorThatMayPass' : 'Error';
  return { $ref: `#/components/responses/${name}`, description: meaningsOf(codes) };
}

function toAnswer(answer: RouteAnswer, codes: readonly ProblemCode[], schemas: SchemaComponents): JsonSchema {
  const { description, contentType = 'application/json', schema, examples } = answer;
  const error = schemas.convert(errorBody(), 'output');
  const own = contentType !== 'application/json' ? { type: 'string' } : schemas.convert(schema(), 'output');
  const shares = codes.length > 0 && contentType === 'application/json';
  return {
    description:
      codes.length === 0 ? description : `${description.replace(/\.$/, '')}. Or ${meaningsOf(codes)}`,
    content: {
      [contentType]: { schema: shares ? { anyOf: [own, error] } : own, ...toExamples(examples) },
      ...(codes.length > 0 && !shares && { 'application/json': { schema: error } }),
    },
  };
}

function meaningsOf(codes: readonly ProblemCode[]): string {
  return codes.map((code) => `\`${code}\`: ${PROBLEM_MEANINGS[code]}`).join('. ');
}

function toExamples(examples: Examples | undefined): JsonSchema {
  if (examples === undefined) return {};
  return {
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
  };
}
