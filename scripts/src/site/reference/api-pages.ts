import { paymentMethods } from '../../../../server-extension/src/methods/methods.ts';
import { problemsOf } from '../../../../server-extension/src/http/route-problems.ts';
import { declareRoutes } from '../../../../server-extension/src/routes/routes.ts';
import { type ApiOperation, operationsOf } from '../../generated/clients/operations.ts';
import { TAGS } from '../../generated/openapi/callers.ts';
import { type OpenApiDocument, toOpenApi } from '../../generated/openapi/document.ts';
import type { JsonSchema } from '../../generated/openapi/json-schemas.ts';
import { code, markdownTable } from '../../generated/tables/markdown.ts';
import { sentence } from '../../generated/tables/sentence.ts';
import { version } from '../../program/repository.ts';
import type { SitePage } from '../text/site-page.ts';
import { fieldsOf } from './schema-fields.ts';

/** The API: a page that lists every operation, and one page for each kind of caller. */
export function apiPages(): readonly SitePage[] {
  const routes = declareRoutes(paymentMethods);
  const document = toOpenApi(routes, version);
  const operations = operationsOf(document);
  const problems = new Map(routes.map((route) => [route.operationId, [...problemsOf(route)]]));
  const groups = TAGS.map(({ name, description }) => ({
    name,
    description,
    address: `api/${name.toLowerCase()}.html`,
    operations: operations.filter(({ tag }) => tag === name),
  }));
  const overview = [
    '# The API',
    String((document['info'] as JsonSchema)['description']),
    'The document for programs: [openapi.yaml](site:files/docs/openapi.yaml). Made of it: a ' +
      '[client for order managements](site:files/docs/clients/oms-client.ts) in TypeScript and a ' +
      '[Postman collection](site:files/docs/clients/postman-collection.json).',
    ...groups.flatMap((group) => [
      `## [${group.name}](site:${group.address})`,
      `${group.description}.`,
      markdownTable(
        ['Operation', 'What it does'],
        group.operations.map(({ method, path, operationId, summary }) => [
          `[\`${method} ${path}\`](site:${group.address}#${operationId})`,
          summary,
        ]),
      ),
    ]),
  ].join('\n\n');
  return [
    { address: 'api/index.html', title: 'The API', label: 'API', audience: 'reference', markdown: overview },
    ...groups.map(({ name, description, address, operations: own }) => ({
      address,
      title: `API: ${name}`,
      label: name,
      markdown: [
        `# API: ${name}`,
        `${description}. [Every operation](site:api/index.html)`,
        ...own.flatMap((operation) =>
          section(operation, document, problems.get(operation.operationId) ?? []),
        ),
      ].join('\n\n'),
    })),
  ];
}

function section(
  operation: ApiOperation,
  document: OpenApiDocument,
  problems: readonly string[],
): readonly string[] {
  const { method, path, operationId, summary, description, security, parameters, body, answers } = operation;
  return [
    `## \`${method} ${path}\` {#${operationId}}`,
    sentence(summary),
    ...(description === undefined ? [] : [description]),
    `Credentials: ${security.length === 0 ? 'none' : security.map((name) => `${code(name)}${describeScheme(name, document)}`).join(', or ')}`,
    ...(parameters.length === 0
      ? []
      : [
          '### Parameters',
          markdownTable(
            ['Name', 'In', 'Required', 'Meaning'],
            parameters.map(({ name, place, required, description: meaning }) => [
              code(name),
              place,
              required ? 'yes' : 'no',
              meaning ?? '',
            ]),
          ),
        ]),
    ...(body === undefined
      ? []
      : [
          '### Request body',
          code(body.contentType),
          ...fieldsTable(body.schema, document),
          ...Object.entries(body.examples).map(([name, example]) =>
            exampleBlock(`Example: ${name}`, example),
          ),
        ]),
    '### Answer',
    ...answers.flatMap((answer) => fieldsTable(answer, document)),
    `Errors: ${problems.map((each) => `[\`${each}\`](site:errors.html#${each})`).join(' ')}`,
  ];
}

function describeScheme(name: string, { components }: OpenApiDocument): string {
  const scheme = components['securitySchemes']?.[name] as JsonSchema | undefined;
  const said = scheme?.['description'];
  return typeof said === 'string' ? ` (${said.replace(/\.$/, '')})` : '';
}

function fieldsTable(schema: JsonSchema, document: OpenApiDocument): readonly string[] {
  const fields = fieldsOf(schema, document);
  if (fields.length === 0) return [];
  return [
    markdownTable(
      ['Field', 'Type', 'Meaning'],
      fields.map(({ name, type, isRequired, meaning }) => [
        code(name),
        isRequired ? type : `${type}, may be absent`,
        meaning,
      ]),
    ),
  ];
}

function exampleBlock(title: string, example: unknown): string {
  return `<details><summary>${title}</summary>\n\n\`\`\`json\n${JSON.stringify(example, undefined, 2)}\n\`\`\`\n\n</details>`;
}
