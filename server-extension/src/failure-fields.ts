import { Problem } from './domain/problem.ts';

/** What the log says about a failure. A problem's own words are safe to show; other messages can quote what somebody sent. */
export function toFailureFields(error: unknown): { readonly error: string; readonly at?: string } {
  if (error instanceof Problem) return { error: error.message.slice(0, 160) };
  if (!(error instanceof Error)) return { error: typeof error };
  const frame = error.stack?.split('\n').find((line) => line.startsWith('    at '));
  const place = /([\w.-]+:\d+):\d+\)?$/.exec(frame ?? '')?.[1];
  return { error: error.name, ...(place !== undefined && { at: place }) };
}
