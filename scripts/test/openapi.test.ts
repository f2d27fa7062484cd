import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { paymentMethods } from '../../server-extension/src/methods/methods.ts';
import { declareRoutes } from '../../server-extension/src/routes/routes.ts';
import { toOpenApi } from '../src/generated/openapi/document.ts';
import { version } from '../src/program/repository.ts';
import { createSchemaComponents } from '../src/generated/openapi/json-schemas.ts';

type Node = Readonly<Record<string, unknown>>;

const document = parse(readFileSync(new URL('../../docs/openapi.yaml', import.meta.url), 'utf8')) as Node;
const routes = declareRoutes(paymentMethods);

/** Every object of the document, with its place. */
function nodes(value: unknown, place = '#'): readonly (readonly [place: string, node: Node])[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([name, each]) => nodes(each, `${place}/${name}`));
  return Array.isArray(value) ? below : [[place, value as Node], ...below];
}

function at(reference: string): unknown {
  return reference
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((node, name) => (node as Node | undefined)?.[name], document);
}

describe('docs/openapi.yaml', () => {
  const all = nodes(document);

  it('says what the routes declare, word by word', () => {
    expect(document).to.deep.equal(JSON.parse(JSON.stringify(toOpenApi(routes, version))));
  });

  it('refers to nothing that is not there', () => {
    const references = all.flatMap(([place, { $ref }]) => (typeof $ref === 'string' ? [[place, $ref]] : []));
    expect(references.length).to.be.greaterThan(100);
    for (const [place, reference = ''] of references)
      expect(at(reference), `${place}: ${reference}`).to.be.an('object');
  });

  it('keeps no component that nothing refers to', () => {
    const text = JSON.stringify(document);
    const { schemas, parameters, responses } = document['components'] as Readonly<Record<string, Node>>;
    for (const [kind, components] of Object.entries({ schemas, parameters, responses }))
      for (const name of Object.keys(components ?? {}))
        expect(text, name).to.include(`"#/components/${kind}/${name}"`);
  });

  it('gives each operation a name of its own, a summary, security and an answer', () => {
    const operations = Object.values(document['paths'] as Readonly<Record<string, Node>>).flatMap(
      (path) => Object.values(path) as readonly Node[],
    );
    const names = operations.map(({ operationId }) => operationId);
    expect(names).to.have.length(routes.length);
    expect(new Set(names)).to.have.property('size', names.length);
    for (const operation of operations) {
      expect(operation).to.include.keys('tags', 'summary', 'security', 'responses');
      expect(operation['responses']).to.include.keys('200');
    }
  });

  it('ends each sentence once', () => {
    for (const [place, { description }] of all)
      expect(String(description), place).not.to.match(/[^.]\.\.[^.]/);
  });

  it('has one shape of errors', () => {
    const { Error: error } = (document['components'] as Readonly<Record<string, Node>>)['schemas'] ?? {};
    expect(error).to.have.property('additionalProperties', false);
    expect((error as Node)['required']).to.have.members([
      'status',
      'message',
      'code',
      'errorCode',
      'link',
      'requestId',
      'errors',
    ]);
  });

  for (const { method, path, body, answers } of routes) {
    const shown = [
      ...Object.entries(body?.examples ?? {}).map(
        ([name, value]) => [`request ${name}`, body?.schema, value] as const,
      ),
      ...Object.entries(answers).flatMap(([status, { schema, examples = {} }]) =>
        Object.entries(examples).map(([name, value]) => [`${status} ${name}`, schema, value] as const),
      ),
    ];
    for (const [name, schema, value] of shown) {
      it(`shows an example that fits its schema: ${method} ${path}, ${name}`, () => {
        const parsed = schema?.().safeParse(JSON.parse(JSON.stringify(value)));
        expect(parsed?.error?.issues ?? []).to.deep.equal([]);
      });
    }
  }
});

describe('Schemas of the API’s document', () => {
  const named = (
    properties: object,
  ): Parameters<ReturnType<typeof createSchemaComponents>['convert']>[0] => ({
    toJSONSchema: () => ({
      $schema: 'x',
      $ref: '#/$defs/Card',
      $defs: { Card: { type: 'object', properties } },
    }),
  });

  it('refer to a component by its name', () => {
    const schemas = createSchemaComponents();
    expect(schemas.convert(named({}), 'output')).to.deep.equal({ $ref: '#/components/schemas/Card' });
    expect(schemas.all()).to.have.keys('Card');
  });

  it('are refused where one name stands for two of them', () => {
    const schemas = createSchemaComponents();
    schemas.convert(named({}), 'output');
    expect(() => schemas.convert(named({ id: { type: 'string' } }), 'output')).to.throw(/Card/);
  });
});
