import { Problem } from '../../domain/problem.ts';

/** A report that cannot be used. The message says why and is safe to show. */
export class UnreadableReport extends Error {
  override readonly name = 'UnreadableReport';
}

/** Reads a report. @throws Problem `gateway-failure` for one that cannot be used. */
export function readable<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    return asProblem(error);
  }
}

/** The Problem that a report which cannot be used is to a caller; any other error stays. Always throws. */
export function asProblem(error: unknown): never {
  throw error instanceof UnreadableReport ? new Problem('gateway-failure', error.message) : error;
}
