import { expect } from 'chai';
import { breakingApiChanges } from '../../src/compatibility/api-changes.ts';
import type { ApiContract } from '../../src/compatibility/public-contract.ts';

type Operation = Record<string, unknown>;

const ANSWER = {
  type: 'object',
  required: ['outcome'],
  properties: {
    outcome: { type: 'string', enum: ['approved', 'declined'] },
    amount: { type: 'integer' },
    links: { type: 'array', items: { $ref: '#/components/schemas/Link' } },
  },
};
const BODY = {
  type: 'object',
  required: ['amount'],
  properties: {
    amount: {
      anyOf: [
        { type: 'string', pattern: '^\\d+$' },
        { type: 'integer', minimum: 0 },
      ],
    },
    reason: { type: 'string', enum: ['damaged', 'late'], maxLength: 20 },
  },
};

function api(change: (operation: Operation) => Operation = (same) => same, link: object = {}): ApiContract {
  const operation = {
    security: [{ token: [] }, { header: [] }],
    parameters: [
      { name: 'Key', in: 'header', schema: { type: 'string' } },
      { $ref: '#/components/parameters/Site' },
    ],
    requestBody: { content: { 'application/json': { schema: BODY } } },
    responses: { 200: { content: { 'application/json': { schema: ANSWER } } }, 404: {} },
  };
  return {
    paths: { '/refund': { post: change(structuredClone(operation)) } },
    components: {
      parameters: { Site: { name: 'x-ccsite', in: 'header', required: true, schema: { type: 'string' } } },
      schemas: {
        Link: { type: 'object', required: ['href'], properties: { href: { type: 'string' } }, ...link },
      },
    },
  };
}

/** The operation with another body; a new one for each change. */
const body = (schema: object) => (operation: Operation) => ({
  ...operation,
  requestBody: { content: { 'application/json': { schema: { ...BODY, ...schema } } } },
});
const answer = (schema: object) => (operation: Operation) => ({
  ...operation,
  responses: { 200: { content: { 'application/json': { schema: { ...ANSWER, ...schema } } } } },
});
const withProperty = ({ properties }: { properties: object }, name: string, schema: object): object => ({
  properties: { ...properties, [name]: schema },
});
const withoutProperty = ({ properties }: { properties: object }, name: string): object => ({
  properties: Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name)),
});

const BREAKING: Readonly<
  Record<string, readonly [change: (operation: Operation) => Operation, says: string]>
> = {
  'a way to sign in is gone': [
    (operation) => ({ ...operation, security: [{ token: [] }] }),
    'header no longer lets in',
  ],
  'a parameter is gone': [
    (operation) => ({ ...operation, parameters: (operation['parameters'] as object[]).slice(1) }),
    'header parameter key is gone',
  ],
  'a parameter is new and required': [
    (operation) => ({
      ...operation,
      parameters: [...(operation['parameters'] as object[]), { name: 'page', in: 'query', required: true }],
    }),
    'query parameter page is required now',
  ],
  'a body is required': [
    (operation) => ({
      ...operation,
      requestBody: { ...(operation['requestBody'] as object), required: true },
    }),
    'a body is required now',
  ],
  'another type of body': [
    (operation) => ({ ...operation, requestBody: { content: { 'text/xml': {} } } }),
    'a body of the type application/json is refused now',
  ],
  'a field of the body is required': [
    body({ required: ['amount', 'reason'] }),
    'body.reason is required now',
  ],
  'a new field of the body is required': [
    body({ ...withProperty(BODY, 'site', { type: 'string' }), required: ['amount', 'site'] }),
    'body.site is required now',
  ],
  'a field of the body is refused': [
    body({ ...withoutProperty(BODY, 'reason'), additionalProperties: false }),
    'body.reason is refused now',
  ],
  'an alternative of a field is gone': [
    body(withProperty(BODY, 'amount', { type: 'string' })),
    'body.amount no longer takes integer',
  ],
  'a value of a field is gone': [
    body(withProperty(BODY, 'reason', { type: 'string', enum: ['late'], maxLength: 20 })),
    'body.reason no longer takes damaged',
  ],
  'a field may be shorter only': [
    body(withProperty(BODY, 'reason', { type: 'string', enum: ['damaged', 'late'], maxLength: 10 })),
    'body.reason has maxLength 10 now',
  ],
  'a status is gone': [
    (operation) => ({ ...operation, responses: { 201: {} } }),
    'no answer has status 200 any more',
  ],
  'a field of the answer is gone': [answer(withoutProperty(ANSWER, 'amount')), 'answer 200.amount is gone'],
  'a field of the answer may be missing': [answer({ required: [] }), 'answer 200.outcome may be missing now'],
  'a field of the answer has another type': [
    answer(withProperty(ANSWER, 'amount', { type: ['integer', 'null'] })),
    'answer 200.amount may be null now',
  ],
};

const HARMLESS: Readonly<Record<string, (operation: Operation) => Operation>> = {
  'a new optional parameter': (operation) => ({
    ...operation,
    parameters: [...(operation['parameters'] as object[]), { name: 'page', in: 'query' }],
  }),
  'another way to sign in': (operation) => ({
    ...operation,
    security: [...(operation['security'] as object[]), { key: [] }],
  }),
  'no sign-in any more': (operation) => ({ ...operation, security: [{}] }),
  'a new optional field of the body': body(withProperty(BODY, 'site', { type: 'string' })),
  'more values of a field': body(
    withProperty(BODY, 'reason', { type: 'string', enum: ['damaged', 'late', 'other'], maxLength: 30 }),
  ),
  'a field of the body that may be missing': body({ required: [] }),
  'a new field of the answer': answer(withProperty(ANSWER, 'site', { type: 'string' })),
  'a new value in the answer': answer(
    withProperty(ANSWER, 'outcome', { type: 'string', enum: ['approved', 'declined', 'pending'] }),
  ),
  'a field that is always in the answer': answer({ required: ['outcome', 'amount'] }),
  'a new status': (operation) => ({
    ...operation,
    responses: { ...(operation['responses'] as object), 202: {} },
  }),
  'the same schema by reference': (operation) => operation,
};

describe('Breaking changes of the API', () => {
  for (const [name, [change, says]] of Object.entries(BREAKING))
    it(`are found: ${name}`, () => {
      expect(breakingApiChanges(api(), api(change))).to.deep.equal([`POST /refund: ${says}`]);
    });

  for (const [name, change] of Object.entries(HARMLESS))
    it(`are not: ${name}`, () => {
      expect(breakingApiChanges(api(), api(change))).to.deep.equal([]);
    });

  it('are found behind references and in lists', () => {
    const renamed = { required: ['url'], properties: { url: { type: 'string' } } };
    expect(breakingApiChanges(api(), api(undefined, renamed))).to.deep.equal([
      'POST /refund: answer 200.links[].href is gone',
    ]);
  });

  it('are found where an operation is gone, or one that was open needs a sign-in', () => {
    const none: ApiContract = { paths: { '/refund': {} }, components: {} };
    expect(breakingApiChanges(api(), none)).to.deep.equal(['POST /refund is gone']);
    const open = api((operation) => ({ ...operation, security: [] }));
    expect(breakingApiChanges(open, api())).to.deep.equal(['POST /refund: needs token or header now']);
  });
});
