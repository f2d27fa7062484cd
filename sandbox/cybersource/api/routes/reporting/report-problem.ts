/** How the reporting API says no: flat, with a reason and the fields (CyberSource: reporting, 400 and 404). */
import { toTime, type EndpointResponse } from '../../answers/answer.ts';

/** One parameter that cannot be used. */
export interface ReportFieldProblem {
  readonly field: string;
  readonly reason: 'MISSING_FIELD' | 'INVALID_DATA';
}

/** 400: parameters have to be corrected. */
export function toReportRefusal(
  at: Date,
  message: string,
  details: readonly ReportFieldProblem[],
): EndpointResponse {
  return { status: 400, body: { submitTimeUtc: toTime(at), reason: 'INVALID_REQUEST', message, details } };
}

/** 404: there is no such thing, or nothing happened in that time. */
export function toReportAbsence(at: Date, message: string): EndpointResponse {
  return { status: 404, body: { submitTimeUtc: toTime(at), reason: 'RESOURCE_NOT_FOUND', message } };
}
