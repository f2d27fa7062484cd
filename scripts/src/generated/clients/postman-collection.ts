import { ROUTE_PREFIX } from '../../../../server-extension/src/http/route.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { type ApiOperation, operationsOf } from './operations.ts';

const MOUNT = `/ccstorex/custom${ROUTE_PREFIX}`;
const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** Variables of the collection, to be filled in after the import. */
const VARIABLES: Readonly<Record<string, string>> = {
  store: 'http://localhost:8080',
  adminToken: '',
  shopperToken: '',
  webhookSecret: '',
  site: 'siteUS',
  channel: 'storefront',
};

const PARAMETER_VARIABLES: Readonly<Record<string, string>> = {
  'x-ccsite': '{{site}}',
  'x-ccasset-channel': '{{channel}}',
  channel: '{{channel}}',
};

/** Signs a webhook as Commerce Cloud does: base64 of HMAC-SHA512 over the body's bytes. */
const SIGN = [
  "const key = CryptoJS.enc.Base64.parse(pm.collectionVariables.get('webhookSecret'));",
  'const signature = CryptoJS.enc.Base64.stringify(CryptoJS.HmacSHA512(pm.request.body.raw, key));',
  "pm.request.headers.upsert({ key: 'x-oracle-cc-webhook-signature-sha512', value: signature });",
];

/** A Postman collection of all operations (format 2.1), in a folder for each kind of caller. */
export function postmanCollection(document: OpenApiDocument, version: string): object {
  const operations = operationsOf(document);
  const folders = [...new Set(operations.map(({ tag }) => tag))];
  return {
    info: {
      name: 'OCC CyberSource extension',
      version,
      description:
        'Generated from docs/openapi.yaml. Fill in the variables first: store, the tokens that the requests need, and for the webhook its secret.',
      schema: SCHEMA,
    },
    variable: Object.entries(VARIABLES).map(([key, value]) => ({ key, value })),
    item: folders.map((folder) => ({
      name: folder,
      item: operations.filter(({ tag }) => tag === folder).flatMap(toItems),
    })),
  };
}

/** One request for each example of the body. */
function toItems(operation: ApiOperation): readonly object[] {
  const { method, path, summary, description = '', body, parameters, security } = operation;
  const examples = Object.entries(body?.examples ?? {});
  return (examples.length === 0 ? [['', undefined] as const] : examples).map(([example, value]) => ({
    name: `${method} ${path}${examples.length > 1 ? ` (${example})` : ''}`,
    ...(security.includes('webhookSignatureSha512') && {
      event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: SIGN } }],
    }),
    request: {
      method,
      description: `${summary}. ${description}`.trim(),
      auth: authOf(security),
      header: [
        ...(body === undefined ? [] : [{ key: 'content-type', value: body.contentType }]),
        ...parameters
          .filter(({ place }) => place === 'header')
          .map(({ name, required, description: meaning }) => ({
            key: name,
            value: PARAMETER_VARIABLES[name.toLowerCase()] ?? '',
            ...(meaning !== undefined && { description: meaning }),
            disabled: !required,
          })),
      ],
      url: {
        raw: `{{store}}${MOUNT}${path}`,
        host: ['{{store}}'],
        path: `${MOUNT}${path}`.split('/').slice(1),
        query: parameters
          .filter(({ place }) => place === 'query')
          .map(({ name, required }) => ({ key: name, value: '', disabled: !required })),
      },
      ...(body !== undefined && { body: toPostmanBody(body.contentType, value) }),
    },
  }));
}

function toPostmanBody(contentType: string, value: unknown): object {
  if (contentType === 'application/x-www-form-urlencoded') {
    const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return { mode: 'urlencoded', urlencoded: fields.map(([key, field]) => ({ key, value: String(field) })) };
  }
  return {
    mode: 'raw',
    raw: JSON.stringify(value ?? {}, undefined, 2),
    options: { raw: { language: 'json' } },
  };
}

function authOf(security: readonly string[]): object {
  const token = security.includes('adminToken')
    ? 'adminToken'
    : security.includes('shopperToken')
      ? 'shopperToken'
      : '';
  if (token === '') return { type: 'noauth' };
  return { type: 'bearer', bearer: [{ key: 'token', value: `{{${token}}}`, type: 'string' }] };
}
