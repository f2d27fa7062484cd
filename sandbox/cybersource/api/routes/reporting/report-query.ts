/** The parameters of the reporting API's calls. */
import type { EndpointCall } from '../endpoint.ts';
import { parseReportTime, type ReportWindow } from '../../../records/reports/report-window.ts';
import type { ReportFieldProblem } from './report-problem.ts';

/** One parameter as text; undefined when it is absent, empty, or given twice. */
export function parameter({ query }: Pick<EndpointCall, 'query'>, name: string): string | undefined {
  const value: unknown = query !== null && typeof query === 'object' ? Reflect.get(query, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A window, or what is wrong with it. */
export type WindowReading =
  | { readonly window: ReportWindow }
  | { readonly message: string; readonly details: readonly ReportFieldProblem[] };

/** Reads `startTime` and `endTime`; at most `longestMs` apart. */
export function readWindow(call: Pick<EndpointCall, 'query'>, longestMs: number): WindowReading {
  const from = parseReportTime(parameter(call, 'startTime'));
  const to = parseReportTime(parameter(call, 'endTime'));
  if (!from || !to) {
    const details = (['startTime', 'endTime'] as const)
      .filter((field) => parseReportTime(parameter(call, field)) === undefined)
      .map((field): ReportFieldProblem => ({
        field,
        reason: parameter(call, field) === undefined ? 'MISSING_FIELD' : 'INVALID_DATA',
      }));
    return { message: 'A start and an end in ISO 8601 with a time zone are required.', details };
  }
  if (from >= to)
    return { message: 'The start time is not before the end time.', details: [invalid('endTime')] };
  if (to.getTime() - from.getTime() > longestMs) {
    const hours = longestMs / 3_600_000;
    return { message: `The time range is longer than ${hours} hours.`, details: [invalid('endTime')] };
  }
  return { window: { from, to } };
}

const invalid = (field: string): ReportFieldProblem => ({ field, reason: 'INVALID_DATA' });
