import { Problem } from '../../domain/problem.ts';
import { present } from '../../domain/present.ts';

/** What the log says about a failure. */
export interface FailureFields {
  readonly error: string;
  /** What is behind a problem, in the words of the database or the network. */
  readonly cause?: string;
  /** File and line of an unexpected failure. */
  readonly at?: string;
}

/**
 * What the log says about a failure. A problem's own words are safe to show, and so are the database's about a
 * journal; other messages can quote what was sent.
 */
export function toErrorFields(error: unknown): FailureFields {
  if (error instanceof Problem) {
    const { cause, code } = error;
    return {
      error: error.message.slice(0, 160),
      ...(code === 'journal-unavailable' && cause instanceof Error && { cause: cause.message.slice(0, 160) }),
    };
  }
  if (!(error instanceof Error)) return { error: typeof error };
  const frame = error.stack?.split('\n').find((line) => line.startsWith('    at '));
  const place = /([\w.-]+:\d+):\d+\)?$/.exec(frame ?? '')?.[1];
  return { error: error.name, ...present({ at: place }) };
}
