/** Which changes of the API break its callers. */
import type { JsonSchema } from '../generated/openapi/json-schemas.ts';
import type { ApiContract } from './public-contract.ts';
import { breakingSchemaChanges } from './schema-changes.ts';

/** A parameter of an operation, as OpenAPI writes it. */
interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
}

/** A sentence for each change that breaks a caller, beginning with the operation: `POST /capture: …`. */
export function breakingApiChanges(before: ApiContract, after: ApiContract): readonly string[] {
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now === undefined) return [`${name} is gone`];
      const changes = compareOperations({ operation, api: before }, { operation: now, api: after });
      return [...new Set(changes)].map((change) => `${name}: ${change}`);
    }),
  );
}

interface OperationVersion {
  readonly operation: JsonSchema;
  readonly api: ApiContract;
}

function compareOperations(before: OperationVersion, after: OperationVersion): readonly string[] {
  return [
    ...compareSecurity(before, after),
    ...compareParameters(before, after),
    ...compareBodies(before, after),
    ...compareAnswers(before, after),
  ];
}

/** Each way to be let in that there was has to be there still. `{}` in the list, or no list, lets every caller in. */
function compareSecurity(before: OperationVersion, after: OperationVersion): readonly string[] {
  const waysOf = ({ operation }: OperationVersion): readonly string[] | 'open' => {
    const ways = asList(operation['security']).map((way) => Object.keys(way).sort().join(' and '));
    return ways.length === 0 || ways.includes('') ? 'open' : ways;
  };
  const [old, now] = [waysOf(before), waysOf(after)];
  if (now === 'open') return [];
  if (old === 'open') return [`needs ${now.join(' or ')} now`];
  return old.filter((way) => !now.includes(way)).map((way) => `${way} no longer lets in`);
}

function compareParameters(before: OperationVersion, after: OperationVersion): readonly string[] {
  const [old, now] = [parametersOf(before), parametersOf(after)];
  return [
    ...[...now].flatMap(([name, { required }]) =>
      required === true && old.get(name)?.required !== true ? [`${name} is required now`] : [],
    ),
    ...[...old].flatMap(([name, parameter]) => {
      const other = now.get(name);
      if (other === undefined) return [`${name} is gone`];
      return breakingSchemaChanges(
        { schema: parameter.schema ?? {}, definitions: definitionsOf(before) },
        { schema: other.schema ?? {}, definitions: definitionsOf(after) },
        'request',
        name,
      );
    }),
  ];
}

function compareBodies(before: OperationVersion, after: OperationVersion): readonly string[] {
  const [old, now] = [asObject(before.operation['requestBody']), asObject(after.operation['requestBody'])];
  const [oldContent, content] = [asObject(old['content']), asObject(now['content'])];
  return [
    ...(now['required'] === true && old['required'] !== true ? ['a body is required now'] : []),
    ...Object.keys(oldContent).flatMap((type) => {
      if (content[type] === undefined) return [`a body of the type ${type} is refused now`];
      return breakingSchemaChanges(
        { schema: schemaIn(oldContent, type), definitions: definitionsOf(before) },
        { schema: schemaIn(content, type), definitions: definitionsOf(after) },
        'request',
        'body',
      );
    }),
  ];
}

/** Successful answers only: what an error's body is, one schema says for all routes, and its codes may become more. */
function compareAnswers(before: OperationVersion, after: OperationVersion): readonly string[] {
  const [old, now] = [asObject(before.operation['responses']), asObject(after.operation['responses'])];
  return Object.keys(old)
    .filter((status) => /^[23]/.test(status))
    .flatMap((status) => {
      if (now[status] === undefined) return [`no answer has status ${status} any more`];
      const contentOf = (responses: JsonSchema): JsonSchema =>
        asObject(asObject(responses[status])['content']);
      const [oldContent, content] = [contentOf(old), contentOf(now)];
      return Object.keys(oldContent).flatMap((type) => {
        if (content[type] === undefined) return [`the answer ${status} is no longer ${type}`];
        return breakingSchemaChanges(
          { schema: schemaIn(oldContent, type), definitions: definitionsOf(before) },
          { schema: schemaIn(content, type), definitions: definitionsOf(after) },
          'answer',
          `answer ${status}`,
        );
      });
    });
}

function parametersOf({ operation, api }: OperationVersion): ReadonlyMap<string, ApiParameter> {
  const parameters = asList(operation['parameters']).map((parameter) => {
    const { $ref } = parameter;
    if (typeof $ref !== 'string') return parameter as unknown as ApiParameter;
    return api.components['parameters']?.[$ref.replace('#/components/parameters/', '')] as ApiParameter;
  });
  return new Map(
    parameters.map((parameter) => [`${parameter.in} parameter ${parameter.name.toLowerCase()}`, parameter]),
  );
}

function definitionsOf({ api }: OperationVersion): Readonly<Record<string, unknown>> {
  return api.components['schemas'] ?? {};
}

function schemaIn(content: JsonSchema, type: string): JsonSchema {
  return asObject(asObject(content[type])['schema']);
}

function asObject(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}

function asList(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? (value as JsonSchema[]) : [];
}
