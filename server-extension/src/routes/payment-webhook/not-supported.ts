import { Problem } from '../../domain/problem.ts';

/** The problem of an operation that the payment's method does not declare, as a value; every other one is the error handler's. */
export function notSupportedOrThrow(error: unknown): Problem {
  if (error instanceof Problem && error.code === 'not-supported') return error;
  throw error;
}
