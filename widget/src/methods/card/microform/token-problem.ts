import type { CardFieldsProblemReason } from '../card-fields.ts';

/** Microform's reasons that a new capture context cures (CyberSource: Microform, error reasons). */
const NEEDS_NEW_CONTEXT: ReadonlySet<string> = new Set([
  'CAPTURE_CONTEXT_INVALID',
  'CAPTURE_CONTEXT_EXPIRED',
  'CREATE_TOKEN_CAPTURE_CONTEXT_USED_TOO_MANY_TIMES',
  'CREATE_TOKEN_CAPTURE_CONTEXT_NOT_FOUND',
]);

const NEEDS_OTHER_INPUT: ReadonlySet<string> = new Set([
  'CREATE_TOKEN_VALIDATION_PARAMS',
  'CREATE_TOKEN_VALIDATION_FIELDS',
  'CREATE_TOKEN_VALIDATION_SERVERSIDE',
]);

/** What a refused token means to the shopper. A reason nobody listed is treated like a failed call. */
export function toProblemReason(reason: string): CardFieldsProblemReason {
  if (NEEDS_NEW_CONTEXT.has(reason)) return 'cleared';
  return NEEDS_OTHER_INPUT.has(reason) ? 'fields' : 'unreachable';
}
