import { expect } from 'chai';
import { Problem, type ProblemCode, problemCodes } from '../../../src/domain/problem.ts';
import { toErrorBody } from '../../../src/http/error-body.ts';
import { toOmsProblem } from '../../../src/routes/oms/oms-problem.ts';

/** Every code that we have, as an OMS reads it; `undefined` where the earlier plugin has no name and ours stands. */
const NAMES: Readonly<Record<ProblemCode, string | undefined>> = {
  'malformed-request': undefined,
  'not-supported': undefined,
  'bad-signature': undefined,
  'not-authenticated': 'AUTH_INVALID',
  'seal-invalid': undefined,
  'seal-expired': undefined,
  'not-allowed': 'INVALID_CONTEXT',
  'role-missing': undefined,
  'not-found': undefined,
  'method-not-allowed': undefined,
  conflict: undefined,
  'wait-for-result': undefined,
  'body-too-large': undefined,
  'unsupported-media-type': undefined,
  unprocessable: undefined,
  'too-many-requests': undefined,
  'internal-failure': undefined,
  'gateway-failure': undefined,
  'not-configured': undefined,
  'journal-unavailable': undefined,
  'in-progress': undefined,
  'not-sent': undefined,
  'outcome-unknown': undefined,
};

const FIELDS: readonly (readonly [path: string, name: string | undefined])[] = [
  ['body:amount', 'INVALID_AMOUNT'],
  ['body:transactionId', 'INVALID_TRANSACTION_ID'],
  ['header:x-ccsite', 'INVALID_CONTEXT'],
  ['header:x-ccasset-channel', 'INVALID_CONTEXT'],
  ['body:currency', undefined],
  ['body:merchantReferenceNumber', undefined],
  ['header:idempotency-key', undefined],
];

describe('errors of /capture and /refund', () => {
  for (const operation of ['capture', 'refund'] as const) {
    const named = (name: string): string => `${operation.toUpperCase()}_${name}`;

    for (const code of problemCodes) {
      const name = NAMES[code];
      it(`${operation}: ${code} is ${name === undefined ? 'our own name' : named(name)}`, () => {
        const problem = new Problem(code, 'What is wrong.', [], { retryAfter: 7 });
        const reportedResult = toOmsProblem(operation, problem, true);
        expect(reportedResult).to.include({
          code,
          status: problem.status,
          message: 'What is wrong.',
          retryAfter: 7,
        });
        expect(toErrorBody(reportedResult, 'a-request')).to.include({
          status: problem.status,
          code,
          errorCode: name === undefined ? code : named(name),
        });
      });
    }

    for (const [path, name] of FIELDS) {
      it(`${operation}: a wrong ${path} is ${name === undefined ? 'our own name' : named(name)}`, () => {
        const problem = new Problem('malformed-request', 'Wrong.', [{ path, message: 'is wrong' }]);
        const body = toErrorBody(toOmsProblem(operation, problem, true), 'a-request');
        expect(body).to.deep.include({
          code: 'malformed-request',
          errorCode: name === undefined ? 'malformed-request' : named(name),
          errors: [
            {
              code: 'invalid-field',
              field: path.slice(path.indexOf(':') + 1),
              message: 'is wrong',
              'o:errorPath': path,
            },
          ],
        });
      });
    }

    it(`${operation}: tells a missing token from one that OCC refuses, and says more about the latter`, () => {
      const problem = new Problem('not-authenticated', 'Send a token.');
      const missing = toErrorBody(toOmsProblem(operation, problem, false), 'a-request');
      expect(missing).to.include({ errorCode: named('AUTH_REQUIRED') });
      expect(missing).not.to.have.property('moreInfo');
      expect(toErrorBody(toOmsProblem(operation, problem, true), 'a-request')).to.have.property('moreInfo');
    });
  }

  it('say when to ask again wherever that helps: what passes by itself, and nothing else', () => {
    const passing = problemCodes.filter((code) => new Problem(code, 'Wait.').retryAfter !== undefined);
    expect(passing).to.have.members([
      'wait-for-result',
      'journal-unavailable',
      'in-progress',
      'not-sent',
      'outcome-unknown',
    ]);
  });
});
