import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';

/** The problem that the work ends in; fails the test when it does not. */
export async function refusal(work: Promise<unknown>): Promise<Problem> {
  const problem: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(problem).to.be.instanceOf(Problem);
  return problem as Problem;
}
