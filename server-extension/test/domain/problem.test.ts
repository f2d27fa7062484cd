import { expect } from 'chai';
import { Problem, type ProblemCode, problemCodes, statusOf } from '../../src/domain/problem.ts';

/** HTTP status, and after how many seconds the same request may succeed. */
const EXPECTED: Readonly<Record<ProblemCode, readonly [status: number, retryAfter?: number]>> = {
  'malformed-request': [400],
  'not-supported': [400],
  'bad-signature': [401],
  'not-authenticated': [401],
  'seal-invalid': [401],
  'seal-expired': [401],
  'not-allowed': [403],
  'role-missing': [403],
  'not-found': [404],
  'method-not-allowed': [405],
  conflict: [409],
  'body-too-large': [413],
  'unsupported-media-type': [415],
  unprocessable: [422],
  'too-many-requests': [429],
  'internal-failure': [500],
  'gateway-failure': [502],
  'not-configured': [503],
  'journal-unavailable': [503, 10],
  'in-progress': [503, 5],
  'not-sent': [503, 10],
  'outcome-unknown': [503, 30],
  'wait-for-result': [503, 30],
};

describe('A problem', () => {
  for (const [code, [status, retryAfter]] of Object.entries(EXPECTED) as [
    ProblemCode,
    (typeof EXPECTED)[ProblemCode],
  ][])
    it(`${code} is HTTP ${status}${retryAfter === undefined ? '' : `, worth a retry after ${retryAfter} s`}`, () => {
      const problem = new Problem(code, 'Do this.');
      expect(statusOf(code)).to.equal(status);
      expect(problem).to.include({ name: 'Problem', message: 'Do this.', code, status });
      expect(problem.retryAfter).to.equal(retryAfter);
    });

  it('is one of these', () => {
    expect(problemCodes).to.have.members(Object.keys(EXPECTED));
  });

  it('has only what it was given', () => {
    const bare = new Problem('conflict', 'Do this.');
    expect(bare.fields).to.deep.equal([]);
    expect(bare.details).to.deep.equal({});
    for (const value of [bare.retryAfter, bare.errorCode, bare.moreInfo]) expect(value).to.equal(undefined);
    const fields = [{ path: 'body:amount', message: 'Send it.' }];
    const details = { setting: 'merchantID' };
    expect(
      new Problem('not-sent', 'Do this.', fields, { retryAfter: 7, errorCode: 'E', moreInfo: 'M', details }),
    ).to.deep.include({ fields, details, retryAfter: 7, errorCode: 'E', moreInfo: 'M' });
  });
});
