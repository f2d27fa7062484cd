import { type FieldProblem, Problem } from '../../domain/problem.ts';
import type { OmsOperation } from './oms-command.ts';
import { present } from '../../domain/present.ts';

/**
 * The problem under the name that order management systems know from CyberSource's OCC plugin 25.2.1: `errorCode`
 * `CAPTURE_AUTH_REQUIRED`, `REFUND_INVALID_AMOUNT` and so on. Where that plugin has no name, ours stands in its place.
 *
 * @param hasToken whether the caller sent an admin token at all.
 */
export function toOmsProblem(operation: OmsOperation, problem: Problem, hasToken: boolean): Problem {
  const name = nameOf(problem, hasToken);
  if (name === undefined) return problem;
  const { code, message, fields, retryAfter, details } = problem;
  return new Problem(code, message, fields, {
    errorCode: `${operation.toUpperCase()}_${name}`,
    details,
    ...present({ retryAfter }),
    ...(name === 'AUTH_INVALID' && {
      moreInfo: 'OCC does not accept this token on its admin API for this site.',
    }),
  });
}

function nameOf({ code, fields }: Problem, hasToken: boolean): string | undefined {
  if (code === 'not-authenticated') return hasToken ? 'AUTH_INVALID' : 'AUTH_REQUIRED';
  if (code === 'not-allowed') return 'INVALID_CONTEXT';
  if (code !== 'malformed-request') return undefined;
  return FIELDS.find(([path]) => isNamed(fields, path))?.[1];
}

/** In the order in which that plugin looks at them. */
const FIELDS = [
  ['header:x-ccsite', 'INVALID_CONTEXT'],
  ['header:x-ccasset-channel', 'INVALID_CONTEXT'],
  ['body:transactionId', 'INVALID_TRANSACTION_ID'],
  ['body:amount', 'INVALID_AMOUNT'],
] as const;

function isNamed(fields: readonly FieldProblem[], path: string): boolean {
  return fields.some((field) => field.path === path);
}
