/** `GET /reporting/v3/report-downloads`: a report as a file. */
import type { EndpointResponse } from '../../answers/answer.ts';
import { definitionOf } from '../../../records/reports/report-definitions.ts';
import type { ReportOrder } from '../../../records/reports/report-desk.ts';
import { writeReport } from '../../../records/reports/report-file.ts';
import { readReportRecords } from '../../../records/reports/report-rows.ts';
import { parseReportDay, toTimeZone, type ReportWindow } from '../../../records/reports/report-window.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { toReportAbsence, toReportRefusal } from './report-problem.ts';
import { parameter } from './report-query.ts';

/**
 * A report that was ordered once is found by its name and the date on which its time begins. A subscription's report of a
 * day covers that day in the subscription's time zone, and is there when the day is over. One without data is no report.
 */
export function createDownloadEndpoint(deps: EndpointDeps): Endpoint {
  const { now, reports } = deps;
  return (call) => ({
    commit: () => {
      const { merchant, accept } = call;
      const date = parameter(call, 'reportDate');
      const name = parameter(call, 'reportName');
      const details = (['reportDate', 'reportName'] as const)
        .filter((field) => parameter(call, field) === undefined)
        .map((field) => ({ field, reason: 'MISSING_FIELD' as const }));
      if (details.length > 0) return toReportRefusal(now(), 'The report has to be named.', details);
      if (!parseReportDay(date, 'UTC'))
        return toReportRefusal(now(), 'The report date is not a date as yyyy-MM-dd.', [
          { field: 'reportDate', reason: 'INVALID_DATA' },
        ]);
      const once = reports
        .reports(merchant.id)
        .findLast((report) => report.name === name && dateOf(report.window.from, report.timezone) === date);
      if (once) return toFile(once, once.window, accept);
      const standing = reports.subscriptions(merchant.id).find((subscription) => subscription.name === name);
      const window = standing && parseReportDay(date, toTimeZone(standing.timezone) ?? 'UTC');
      return standing && window && window.to <= now()
        ? toFile(standing, window, accept)
        : toReportAbsence(now(), `There is no report ${name ?? ''} of ${date ?? ''}.`);
    },
  });

  function toFile(order: ReportOrder, window: ReportWindow, accept: string): EndpointResponse {
    const definition = definitionOf(order.definitionName);
    const records = definition ? readReportRecords(definition, order.organizationId, window, deps) : [];
    const isAlwaysThere = 'id' in order;
    if (!definition || (records.length === 0 && !isAlwaysThere))
      return toReportAbsence(now(), `The report ${order.name} has no data.`);
    const mimeType = accept === 'text/csv' || accept === 'application/xml' ? accept : order.mimeType;
    const fields =
      order.fields.length === 0
        ? definition.fields
        : definition.fields.filter(({ id }) => order.fields.includes(id));
    const heading = { name: order.name, organizationId: order.organizationId, window, definition, fields };
    return {
      status: 200,
      text: writeReport(mimeType, heading, records),
      contentType: `${mimeType};charset=utf-8`,
    };
  }
}

function dateOf(at: Date, timezone: string): string {
  const timeZone = toTimeZone(timezone) ?? 'UTC';
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}
