import type { OpenApiDocument } from '../openapi/document.ts';
import { ROUTE_PREFIX } from '../../../../server-extension/src/http/route.ts';
import type { JsonSchema } from '../openapi/json-schemas.ts';
import { type ApiOperation, type OperationInput, operationsOf } from './operations.ts';
import { componentsIn, toComment, toType } from './typescript-types.ts';

/** Header parameters that the client's options state once for all calls. */
const STATED_ONCE: Readonly<Record<string, string>> = { 'x-ccsite': 'site', 'x-ccasset-channel': 'channel' };

/** A client in TypeScript for all operations that take an administrator's token: those of an order management and of operators. */
export function omsClient(document: OpenApiDocument): string {
  const operations = operationsOf(document).filter(({ security }) => security.includes('adminToken'));
  const schemas = (document.components['schemas'] ?? {}) as Readonly<Record<string, object>>;
  const needed = componentsIn(
    [
      ...operations.flatMap(({ body, answers, parameters }) => [
        ...(body === undefined ? [] : [body.schema]),
        ...answers,
        ...parameters.map(({ schema }) => schema),
      ]),
      { $ref: '#/components/schemas/Error' },
      { $ref: '#/components/schemas/Channel' },
    ],
    schemas,
  );
  return [
    HEAD,
    ...needed.map((name) => {
      const schema = schemas[name] as Readonly<Record<string, unknown>>;
      return `${toComment(schema['description'])}${declared(name, schema)}`;
    }),
    ...operations.flatMap(requestTypes),
    `export interface OmsClient {\n${operations.map(signature).join('\n')}\n}`,
    FRAME,
    `/** Builds a client. Nothing is sent before an operation is called. */
export function createOmsClient(options: OmsClientOptions): OmsClient {
  const call = caller(options);
  return {\n${operations.map(implementation).join('\n')}\n  };
}`,
  ].join('\n\n');
}

/** Generated, so that programs have no need to generate it. */
const HEAD = `// Generated from the API's document: npm run docs
/**
 * The extension's API for an order management and for operators. Needs nothing but \`fetch\`: copy this file.
 *
 * @example
 * const oms = createOmsClient({ baseUrl: 'https://shop.example', token: () => readToken(), site: 'siteUS' });
 * await oms.capture({ merchantReferenceNumber: 'o30446', transactionId, currency: 'USD', amount: '000000004250' },
 *   { 'idempotency-key': 'o30446-shipment-1' });
 */`;

const FRAME = `export interface OmsClientOptions {
  /** The storefront's host, or the address of an extension in a server of its own; without a path. */
  readonly baseUrl: string;
  /** A token of Commerce Cloud's admin API. Asked for with each call, because tokens live for minutes. */
  readonly token: () => string | Promise<string>;
  /** Commerce Cloud's site whose settings apply. */
  readonly site: string;
  /** Its channel. @default 'storefront' */
  readonly channel?: Channel;
  /** Milliseconds after which a call is given up. Its outcome is then unknown. @default 30000 */
  readonly timeoutMs?: number;
  /** @default the global one */
  readonly fetch?: typeof fetch;
}

/**
 * An answer that is no success. With a status below 500 this request moved no money. With another one, or where no answer
 * came, it may have: send the same request with the same idempotency key again, and hear the result.
 */
export class OmsError extends Error {
  override readonly name = 'OmsError';
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /** As in the table of error codes; undefined where the answer was none of the extension's. */
  readonly code: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The whole answer. */
  readonly body: unknown;

  constructor(message: string, answer: Pick<OmsError, 'status' | 'code' | 'retryAfterSeconds' | 'body'>) {
    super(message);
    this.status = answer.status;
    this.code = answer.code;
    this.retryAfterSeconds = answer.retryAfterSeconds;
    this.body = answer.body;
  }
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

function caller({
  baseUrl,
  token,
  site,
  channel = 'storefront',
  timeoutMs = 30_000,
  fetch: send = fetch,
}: OmsClientOptions): (call: Call) => Promise<unknown> {
  return async ({ method, path, query = {}, headers = {}, body }) => {
    const url = new URL(\`/ccstorex/custom${ROUTE_PREFIX}\${path}\`, baseUrl);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const stated = Object.fromEntries(
      Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
    );
    let response: Response;
    try {
      response = await send(url, {
        method,
        headers: {
          authorization: \`Bearer \${await token()}\`,
          'x-ccsite': site,
          'x-ccasset-channel': channel,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...stated,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new OmsError(\`\${method} \${path}: no answer (\${why})\`, {
        status: undefined,
        code: undefined,
        retryAfterSeconds: undefined,
        body: undefined,
      });
    }
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer;
    throw toError(\`\${method} \${path}\`, response, answer ?? text);
  };
}

function toError(operation: string, { status, headers }: Response, body: unknown): OmsError {
  const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new OmsError(\`\${operation}: \${status} \${typeof message === 'string' ? message : ''}\`.trim(), {
    status,
    code: typeof code === 'string' ? code : undefined,
    retryAfterSeconds: Number.isNaN(seconds) ? undefined : seconds,
    body,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}`;

function requestTypes({ operationId, body, parameters }: ApiOperation): readonly string[] {
  const own = parameters.filter(isOwn);
  return [
    ...(body === undefined ? [] : [declared(requestName(operationId), body.schema)]),
    ...(own.length === 0
      ? []
      : [
          `export interface ${parametersName(operationId)} {\n${own
            .map(
              ({ name, required, description, schema }) =>
                `${toComment(description)}readonly ${JSON.stringify(name)}${required ? '' : '?'}: ${toType(schema)};`,
            )
            .join('\n')}\n}`,
        ]),
  ];
}

/** An interface where the type is an object, as TypeScript's style guides want it. */
function declared(name: string, schema: JsonSchema): string {
  const type = toType(schema);
  return type.startsWith('{') ? `export interface ${name} ${type}` : `export type ${name} = ${type};`;
}

function signature(operation: ApiOperation): string {
  const { operationId, summary, description, answers } = operation;
  const comment = toComment([summary, description].filter((each) => each !== undefined).join('. '));
  return `${comment}${operationId}(${argumentsOf(operation)}): Promise<${answers.map(toType).join(' | ')}>;`;
}

function argumentsOf({ operationId, body, parameters }: ApiOperation): string {
  const own = parameters.filter(isOwn);
  return [
    ...(body === undefined ? [] : [`request: ${requestName(operationId)}`]),
    ...(own.length === 0
      ? []
      : [`parameters${own.some(({ required }) => required) ? '' : '?'}: ${parametersName(operationId)}`]),
  ].join(', ');
}

function implementation(operation: ApiOperation): string {
  const { operationId, method, path, body, parameters, answers } = operation;
  const own = parameters.filter(isOwn);
  const optional = own.some(({ required }) => required) ? '' : '?';
  const from = (place: OperationInput['place']): string =>
    own
      .filter((parameter) => parameter.place === place)
      .map(({ name }) => {
        const key = JSON.stringify(name);
        const isWord = /^\w+$/.test(name);
        const access = isWord
          ? `${optional === '' ? '.' : '?.'}${name}`
          : `${optional === '' ? '' : '?.'}[${key}]`;
        return `${key}: parameters${access},`;
      })
      .join(' ');
  const parts = [
    `method: '${method}', path: '${path}'`,
    ...(from('query') === '' ? [] : [`query: { ${from('query')} }`]),
    ...(from('header') === '' ? [] : [`headers: { ${from('header')} }`]),
    ...(body === undefined ? [] : ['body: request']),
  ];
  const given = [...(body === undefined ? [] : ['request']), ...(own.length === 0 ? [] : ['parameters'])];
  return `${operationId}: async (${given.join(', ')}) => (await call({ ${parts.join(', ')} })) as ${answers.map(toType).join(' | ')},`;
}

function isOwn({ name }: OperationInput): boolean {
  return STATED_ONCE[name.toLowerCase()] === undefined;
}

function requestName(operationId: string): string {
  return `${capitalized(operationId)}Request`;
}

function parametersName(operationId: string): string {
  return `${capitalized(operationId)}Parameters`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
